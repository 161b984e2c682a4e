use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use crate::base64::{Base64, EncodeWriter};
use crate::error::Result;
use crate::hex;
use crate::json::{Decode, Reader};

/// 32 bytes: `0x` and 64 hex digits. Nonces, hashes, salts, channel ids.
///
/// Read in either letter case, printed in lower case.
///
/// ```
/// use http402::primitives::B256;
///
/// let nonce: B256 = "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480".parse()?;
/// assert_eq!(nonce.as_bytes()[0], 0xf3);
/// # Ok::<(), http402::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct B256([u8; 32]);

impl B256 {
    /// 32 zero bytes.
    pub const ZERO: Self = Self([0; 32]);

    /// These 32 bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl FromStr for B256 {
    type Err = crate::Error;

    fn from_str(text: &str) -> Result<Self> {
        hex::decode_array(text).map(Self)
    }
}

impl fmt::Display for B256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex::write(f, &self.0)
    }
}

impl fmt::Debug for B256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

crate::wire::string_faces!(B256);

/// Any number of bytes: `0x` and an even number of hex digits. Serialized transactions.
///
/// Read in either letter case, printed in lower case. `Debug` prints only the length.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct HexBytes(Box<[u8]>);

impl HexBytes {
    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for HexBytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }
}

impl FromStr for HexBytes {
    type Err = crate::Error;

    fn from_str(text: &str) -> Result<Self> {
        hex::decode_vec(text).map(Self::from)
    }
}

impl fmt::Display for HexBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex::write(f, &self.0)
    }
}

impl fmt::Debug for HexBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HexBytes({} bytes)", self.0.len())
    }
}

crate::wire::string_faces!(HexBytes);

/// Bytes in padded standard base64 (RFC 4648 section 4): serialized transactions.
///
/// Never empty. `Debug` prints only the length, because a signed transaction can be broadcast by
/// whoever has it.
///
/// ```
/// use http402::primitives::Base64Bytes;
///
/// let transaction: Base64Bytes = "AQID".parse()?;
/// assert_eq!(transaction.as_bytes(), [1, 2, 3]);
/// assert_eq!(transaction.to_string(), "AQID");
/// assert!("AQI".parse::<Base64Bytes>().is_err());
/// # Ok::<(), http402::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Base64Bytes(Box<[u8]>);

impl Base64Bytes {
    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl TryFrom<Vec<u8>> for Base64Bytes {
    type Error = crate::Error;

    fn try_from(bytes: Vec<u8>) -> Result<Self> {
        if bytes.is_empty() {
            return Err(crate::Error::empty("at least one byte"));
        }
        Ok(Self(bytes.into()))
    }
}

impl FromStr for Base64Bytes {
    type Err = crate::Error;

    fn from_str(text: &str) -> Result<Self> {
        Base64::Standard.decode(text)?.try_into()
    }
}

impl fmt::Display for Base64Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut writer = EncodeWriter::new(f);
        writer.bytes(&self.0)?;
        writer.finish()
    }
}

impl fmt::Debug for Base64Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Base64Bytes({} bytes)", self.0.len())
    }
}

/// As strict as the decoder says.
impl<'a> Decode<'a> for Base64Bytes {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let decoder = *reader.decoder();
        let mut tolerated = Vec::new();
        let bytes = reader.parsed(|text| {
            let (bytes, deviations) = Base64::Standard.decode_with(text, &decoder, "")?;
            tolerated = deviations;
            bytes.try_into()
        })?;
        reader.extend_deviations(tolerated);
        Ok(bytes)
    }
}

crate::wire::string_faces!(decodes Base64Bytes);
