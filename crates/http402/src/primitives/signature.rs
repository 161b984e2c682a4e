use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use crate::error::Result;
use crate::hex;

/// A signature on the wire: `0x` and hex digits. 65 bytes `r ‖ s ‖ v` where an externally owned
/// account signed; longer where a contract wallet did (ERC-1271, or wrapped by ERC-6492).
///
/// Read in either letter case, printed in lower case. `Debug` prints only the length.
/// Source: x402 v1 [section 5.2.2](https://github.com/coinbase/x402/blob/dd927a26/specs/x402-specification-v1.md).
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Signature(Repr);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    Account([u8; 65]),
    Contract(Box<[u8]>),
}

impl Signature {
    /// The 32 bytes that end an [ERC-6492](https://eips.ethereum.org/EIPS/eip-6492) signature.
    const ERC6492_SUFFIX: [u8; 32] = [
        0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64,
        0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92,
        0x64, 0x92,
    ];

    /// The signature of an externally owned account, `r ‖ s ‖ v`.
    pub const fn from_account(bytes: [u8; 65]) -> Self {
        Self(Repr::Account(bytes))
    }

    /// All bytes.
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Repr::Account(bytes) => bytes,
            Repr::Contract(bytes) => bytes,
        }
    }

    /// The 65 bytes `r ‖ s ‖ v` of an externally owned account; `None` for a contract's signature.
    pub fn as_account(&self) -> Option<&[u8; 65]> {
        match &self.0 {
            Repr::Account(bytes) => Some(bytes),
            Repr::Contract(_) => None,
        }
    }

    /// Whether the signature is wrapped for a wallet that is not deployed yet (ERC-6492).
    pub fn is_erc6492(&self) -> bool {
        self.as_bytes().ends_with(&Self::ERC6492_SUFFIX)
    }
}

impl TryFrom<Vec<u8>> for Signature {
    type Error = crate::Error;

    /// # Errors
    ///
    /// [`Kind::EmptyField`](crate::Kind::EmptyField) for no bytes.
    fn try_from(bytes: Vec<u8>) -> Result<Self> {
        match <[u8; 65]>::try_from(bytes) {
            Ok(bytes) => Ok(Self(Repr::Account(bytes))),
            Err(bytes) if bytes.is_empty() => Err(crate::Error::empty("a signature")),
            Err(bytes) => Ok(Self(Repr::Contract(bytes.into()))),
        }
    }
}

impl FromStr for Signature {
    type Err = crate::Error;

    fn from_str(text: &str) -> Result<Self> {
        if text.len() == 2 + 2 * 65 {
            return hex::decode_array(text).map(Self::from_account);
        }
        hex::decode_vec(text)?.try_into()
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex::write(f, self.as_bytes())
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({} bytes)", self.as_bytes().len())
    }
}

crate::wire::string_faces!(Signature);
