use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use core::fmt;

use crate::error::{Error, Result, excerpt};
use crate::json::{Decode, Encode, Reader};
use crate::wire::integer;

integer! {
    /// The id of an EVM chain ([EIP-155](https://eips.ethereum.org/EIPS/eip-155)): a JSON integer
    /// from 1.
    pub struct ChainId: 1..=u64::MAX;
}

integer! {
    /// A number of things, such as metered units: a JSON integer from 0.
    pub struct Count: 0..=u64::MAX;
}

integer! {
    /// A duration in whole seconds greater than zero: a JSON integer.
    pub struct Seconds: 1..=u64::MAX;
}

integer! {
    /// How many decimal places a token has: a JSON integer from 0 to 255.
    pub struct TokenDecimals: 0..=255;
}

integer! {
    /// A share in hundredths of a percent: a JSON integer from 1 to 10000.
    pub struct BasisPoints: 1..=10_000;
}

integer! {
    /// How many decimal places a Solana token has: a JSON integer from 0 to 9.
    pub struct SolanaDecimals: 0..=9;
}

integer! {
    /// The decimal places of USDC: the JSON integer 6.
    pub struct UsdcDecimals: 6..=6;
}

integer! {
    /// How long a Solana session may be idle: a JSON integer from 1 to 2592000 (30 days), seconds.
    pub struct IdleTimeout: 1..=2_592_000;
}

/// A time in Unix seconds of a Solana program: a JSON integer from −2⁶³ to 2⁶³ − 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Int64(i64);

impl Int64 {
    /// The integer.
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl From<i64> for Int64 {
    fn from(number: i64) -> Self {
        Self(number)
    }
}

impl<'a> Decode<'a> for Int64 {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let token = reader.number()?;
        token.parse().map(Self).map_err(|_| {
            let error = Error::bad_value("an integer from -2^63 to 2^63 - 1", excerpt(token));
            error.at(reader.offset() - token.len())
        })
    }
}

impl Encode for Int64 {
    fn encode<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        write!(out, "{}", self.0)
    }
}

crate::wire::json_faces!(Int64);

/// Any JSON number that is not negative, kept as it is written: values that a draft calls a number
/// and that no computation needs.
///
/// Two numbers are equal where their texts are.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Number(Box<str>);

impl Number {
    /// The number as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'a> Decode<'a> for Number {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let token = reader.number()?;
        if token.starts_with('-') {
            let error = Error::bad_value("a number from 0", excerpt(token));
            return Err(error.at(reader.offset() - token.len()));
        }
        Ok(Self(token.to_owned().into()))
    }
}

impl Encode for Number {
    fn encode<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

crate::wire::json_faces!(Number);
