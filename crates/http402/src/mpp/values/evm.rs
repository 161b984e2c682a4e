//! Bytes in `0x` hex that EVM methods carry, each with the length or first byte it must have.

use alloc::format;
use alloc::string::ToString;
use core::fmt;
use core::str::FromStr;

use super::shape;
use crate::error::{Error, Result};
use crate::primitives::{B256, HexBytes};
use crate::wire::text;

macro_rules! hex_bytes {
    ($($(#[$doc:meta])* $name:ident: $expected:literal, $fits:expr;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, PartialEq, Eq, Hash)]
            pub struct $name(HexBytes);

            impl $name {
                /// The bytes.
                pub fn as_bytes(&self) -> &[u8] {
                    self.0.as_bytes()
                }
            }

            impl TryFrom<HexBytes> for $name {
                type Error = Error;

                fn try_from(bytes: HexBytes) -> Result<Self> {
                    let fits: fn(&[u8]) -> bool = $fits;
                    if fits(bytes.as_bytes()) {
                        return Ok(Self(bytes));
                    }
                    let found = format!("other bytes, {} in number", bytes.as_bytes().len());
                    Err(Error::bad_value($expected, found))
                }
            }

            impl FromStr for $name {
                type Err = Error;

                fn from_str(text: &str) -> Result<Self> {
                    text.parse::<HexBytes>()?.try_into()
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    fmt::Display::fmt(&self.0, f)
                }
            }

            impl fmt::Debug for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    write!(f, "{}({} bytes)", stringify!($name), self.as_bytes().len())
                }
            }

            crate::wire::string_faces!($name);
        )*
    };
}

hex_bytes! {
    /// A signed Tempo transaction, type 0x76 and its RLP.
    TempoTransaction: "a transaction of type 0x76", |bytes| matches!(bytes, [0x76, _, ..]);
    /// A signed Tempo key authorization in RLP, at least one byte.
    KeyAuthorization: "at least one byte", |bytes| !bytes.is_empty();
    /// A signed EIP-1559 transaction, type 0x02 and its RLP.
    Eip1559Transaction: "a transaction of type 0x02", |bytes| matches!(bytes, [0x02, _, ..]);
    /// An EIP-712 signature, at least one byte; 65 bytes `r ‖ s ‖ v` from an ordinary account.
    TypedDataSignature: "at least one byte", |bytes| !bytes.is_empty();
    /// A secp256k1 signature `r ‖ s ‖ v`, 65 bytes.
    Signature65: "65 bytes", |bytes| bytes.len() == 65;
    /// A secp256k1 signature `r ‖ s ‖ v`, 65 bytes, or its compact form of 64 bytes (EIP-2098),
    /// which the drafts let readers accept and never produce.
    VoucherSignature: "64 or 65 bytes", |bytes| matches!(bytes.len(), 64 | 65);
}

text! {
    /// 32 bytes as `0x` and 64 hex digits in lower case: nonces that must be written so.
    pub struct LowerHash: check_lower;
}

impl LowerHash {
    /// The bytes.
    pub fn to_b256(&self) -> B256 {
        // Invariant: `new` has checked the text.
        self.as_str().parse().unwrap_or(B256::ZERO)
    }
}

impl From<B256> for LowerHash {
    fn from(bytes: B256) -> Self {
        Self(bytes.to_string().into())
    }
}

fn check_lower(text: &str) -> Result<()> {
    text.parse::<B256>()?;
    let lower = !text.bytes().any(|byte| byte.is_ascii_uppercase());
    shape(text, "64 lower-case hex digits after 0x", lower)
}
