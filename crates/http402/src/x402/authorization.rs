//! The authorization of ERC-3009, which the scheme `exact` signs on EVM chains.

#[cfg(feature = "eip712")]
use crate::eip712::{DomainSeparator, TransferWithAuthorization, signing_digest};
use crate::primitives::{Address, B256, U256};

crate::wire::object! {
    /// The parameters of `transferWithAuthorization`.
    ///
    /// ```json
    /// {"from":"0x…","to":"0x…","value":"10000","validAfter":"1740672089",
    ///  "validBefore":"1740672154","nonce":"0x…"}
    /// ```
    ///
    /// ```
    /// use http402::x402::authorization::Authorization;
    ///
    /// let authorization = Authorization::from_json(r#"{
    ///     "from": "0x857b06519E91e3A54538791bDbb0E22373e36b66",
    ///     "to": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
    ///     "value": "10000", "validAfter": "1740672089", "validBefore": "1740672154",
    ///     "nonce": "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"
    /// }"#)?;
    /// assert!(authorization.valid_after < authorization.valid_before);
    /// # Ok::<(), http402::Error>(())
    /// ```
    ///
    /// Every combination is an authorization; whether it fits an offer and the time is for
    /// verification to say. Source: [section 5.2.2] and the scheme [`exact` on EVM].
    ///
    /// [section 5.2.2]: https://github.com/coinbase/x402/blob/dd927a26/specs/x402-specification-v1.md
    /// [`exact` on EVM]: https://github.com/coinbase/x402/blob/dd927a26/specs/schemes/exact/scheme_exact_evm.md
    pub struct Authorization {
        required {
            /// The payer, who signs.
            from: Address = "from",
            /// The recipient.
            to: Address = "to",
            /// The amount, in atomic units of the token.
            value: U256 = "value",
            /// Unix seconds; the transfer is possible after this time.
            valid_after: U256 = "validAfter",
            /// Unix seconds; the transfer is possible before this time.
            valid_before: U256 = "validBefore",
            /// 32 random bytes, new for each payment: the token takes each pair of payer and nonce
            /// once.
            nonce: B256 = "nonce",
        }
    }
}

#[cfg(feature = "eip712")]
impl Authorization {
    /// What the payer signs, within the domain of the token.
    pub fn signing_digest(&self, token: &DomainSeparator) -> B256 {
        signing_digest(token, &TransferWithAuthorization::from(self))
    }
}
