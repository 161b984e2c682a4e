//! The plain Rust values that the parser produces.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Decode, Reader};
use crate::error::{Error, Result};

impl<'a> Decode<'a> for Cow<'a, str> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        reader.string()
    }
}

impl<'a> Decode<'a> for String {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        reader.string().map(Cow::into_owned)
    }
}

impl<'a> Decode<'a> for bool {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        reader.boolean()
    }
}

/// A non-negative integer without fraction or exponent.
impl<'a> Decode<'a> for u64 {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let token = reader.number()?;
        token.parse().map_err(|_| {
            let found = crate::error::excerpt(token);
            let error = Error::bad_value("an integer from 0 to 18446744073709551615", found);
            error.at(reader.offset() - token.len())
        })
    }
}

impl<'a, T: Decode<'a>> Decode<'a> for Vec<T> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let mut elements = Self::new();
        reader.array(|reader, _| {
            elements.push(T::decode(reader)?);
            Ok(())
        })?;
        Ok(elements)
    }
}
