use alloc::format;
use core::fmt::{self, Write};

use crate::error::{Error, Kind, Result};
use crate::json::{Decode, Encode, Reader};

/// `x402Version`: the integer 1 and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Version1;

impl<'a> Decode<'a> for Version1 {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let start = reader.peek().map(|_| reader.offset())?;
        match u64::decode(reader)? {
            1 => Ok(Self),
            other => {
                let error = Error::new(Kind::Unsupported, "version 1", format!("{other}"));
                Err(error.at(start))
            }
        }
    }
}

impl Encode for Version1 {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        out.write_char('1')
    }
}
