use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use core::fmt;

use crate::error::Result;
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

/// Any JSON number, kept as it is written: values that a draft calls a number and that no
/// computation needs.
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
        Ok(Self(reader.number()?.to_owned().into()))
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
