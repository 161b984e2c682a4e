//! Payment schemes: how a payment is formed, verified and settled.

crate::wire::text! {
    /// The identifier of a payment scheme: any text that is not empty.
    ///
    /// Version 1 defines `exact`, a transfer of a stated amount
    /// ([section 6](https://github.com/coinbase/x402/blob/dd927a26/specs/x402-specification-v1.md)).
    ///
    /// ```
    /// use http402::x402::scheme::Scheme;
    ///
    /// assert_eq!("exact".parse(), Ok(Scheme::EXACT));
    /// assert!("".parse::<Scheme>().is_err());
    /// ```
    pub struct Scheme: crate::x402::present;
    /// A transfer of the stated amount.
    EXACT = "exact";
}
