use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use crate::base64::Base64;
use crate::error::{Error, Result};

/// Bytes as padded standard base64 (RFC 4648 section 4): serialized transactions.
///
/// `Debug` prints only the length, because a signed transaction can be broadcast by whoever has it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Base64Bytes(Box<[u8]>);

impl Base64Bytes {
    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl TryFrom<Vec<u8>> for Base64Bytes {
    type Error = Error;

    fn try_from(bytes: Vec<u8>) -> Result<Self> {
        if bytes.is_empty() {
            return Err(Error::empty("at least one byte"));
        }
        Ok(Self(bytes.into()))
    }
}

impl FromStr for Base64Bytes {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Base64::Standard.decode(text)?.try_into()
    }
}

impl fmt::Display for Base64Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Base64::Standard.encode(&self.0))
    }
}

impl fmt::Debug for Base64Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Base64Bytes({} bytes)", self.0.len())
    }
}

crate::wire::string_faces!(Base64Bytes);
