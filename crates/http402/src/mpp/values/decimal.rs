use crate::error::Result;
use crate::primitives::U256;
use crate::wire::decimal;

// No draft forbids leading zeros where the pattern is `^[0-9]+$`; those that do say so.

decimal! {
    /// An amount in the smallest unit of its currency (cents, satoshi, token base units): `^[0-9]+$`,
    /// below 2²⁵⁶.
    ///
    /// Leading zeros are read, because no draft forbids them, and not printed.
    ///
    /// ```
    /// use http402::mpp::values::BaseUnits;
    ///
    /// assert_eq!("1000000".parse::<BaseUnits>()?, BaseUnits::try_from(1_000_000)?);
    /// assert!("1.50".parse::<BaseUnits>().is_err());
    /// # Ok::<(), http402::Error>(())
    /// ```
    pub struct BaseUnits: 0..=256 bits;
}

decimal! {
    /// An amount greater than zero in the smallest unit of its currency: `^[0-9]+$`, below 2²⁵⁶.
    pub struct PositiveUnits: 1..=256 bits;
}

decimal! {
    /// A positive integer without leading zeros, `^[1-9][0-9]*$`, below 2²⁵⁶: the `amount` of a
    /// session, the `amount` and `periodCount` of a subscription.
    pub struct PositiveInteger: plain 1..=256 bits;
}

decimal! {
    /// An integer of a contract, such as a nonce or a time in Unix seconds: `^[0-9]+$`, below 2²⁵⁶.
    pub struct Uint256: 0..=256 bits;
}

decimal! {
    /// A channel amount of the EVM escrow contracts: `^[0-9]+$`, below 2¹²⁸, base units.
    pub struct Uint128: 0..=128 bits;
}

decimal! {
    /// A channel amount of Tempo's channel precompile: `^[0-9]+$`, below 2⁹⁶, base units.
    ///
    /// ```
    /// use http402::mpp::values::Uint96;
    ///
    /// assert_eq!("79228162514264337593543950335".parse(), Ok(Uint96::MAX));
    /// assert!(Uint96::new(1 << 96).is_err());
    /// # Ok::<(), http402::Error>(())
    /// ```
    pub struct Uint96: 0..=96 bits;
}

decimal! {
    /// A time in Unix seconds, a slot or a salt: `^[0-9]+$`, below 2⁶⁴.
    pub struct Uint64: 0..=64 bits;
}

decimal! {
    /// An amount on Solana: `^[0-9]+$`, 1 to 2⁶⁴ − 1, lamports or token base units.
    pub struct PositiveUint64: 1..=64 bits;
}

decimal! {
    /// An amount on Hedera: `^[0-9]+$`, 1 to 2⁶³ − 1, token base units.
    pub struct PositiveUint63: 1..=63 bits;
}

impl Uint128 {
    /// The integer.
    pub fn to_u128(self) -> u128 {
        // Invariant: the bounds keep it below 2¹²⁸.
        u128::try_from(self.get()).unwrap_or(u128::MAX)
    }
}

impl Uint96 {
    /// 2⁹⁶ − 1.
    pub const MAX: Self = Self(U256::from_be_bytes(crate::hex::literal(
        "0000000000000000000000000000000000000000ffffffffffffffffffffffff",
    )));

    /// Checks the range.
    ///
    /// # Errors
    ///
    /// [`Kind::BadValue`](crate::Kind::BadValue) from 2⁹⁶ on.
    pub fn new(number: u128) -> Result<Self> {
        U256::from(number).try_into()
    }
}
