use core::fmt::{self, Write};

use crate::error::{Error, Kind, Result, excerpt};
use crate::json::{Decode, Encode, Reader};

/// `x402Version`: the integer 1 and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Version1;

impl<'a> Decode<'a> for Version1 {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let token = reader.number()?;
        if token == "1" {
            return Ok(Self);
        }
        let error = Error::new(Kind::Unsupported, "version 1", excerpt(token));
        Err(error.at(reader.offset() - token.len()))
    }
}

impl Encode for Version1 {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        out.write_char('1')
    }
}
