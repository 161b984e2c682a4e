use core::fmt;
use core::str::FromStr;

use crate::base58;
use crate::error::Result;

/// A Solana public key, of an account or a token mint: 32 bytes in base58.
///
/// ```
/// use http402::primitives::SolanaAddress;
///
/// let usdc: SolanaAddress = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v".parse()?;
/// assert_eq!(usdc.to_string(), "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v");
/// assert_eq!(SolanaAddress::from_bytes([0; 32]).to_string(), "1".repeat(32));
/// # Ok::<(), http402::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SolanaAddress([u8; 32]);

/// A Solana transaction signature, which names the transaction too: 64 bytes in base58.
///
/// ```
/// use http402::primitives::SolanaSignature;
///
/// let signature = SolanaSignature::from_bytes([7; 64]);
/// assert_eq!(signature.to_string().parse(), Ok(signature));
/// assert!("1111".parse::<SolanaSignature>().is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SolanaSignature([u8; 64]);

macro_rules! base58_bytes {
    ($name:ident, $size:literal) => {
        impl $name {
            /// These bytes.
            pub const fn from_bytes(bytes: [u8; $size]) -> Self {
                Self(bytes)
            }

            /// The bytes.
            pub const fn as_bytes(&self) -> &[u8; $size] {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = crate::Error;

            fn from_str(text: &str) -> Result<Self> {
                base58::decode_array(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                base58::write(f, &self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        crate::wire::string_faces!($name);
    };
}

base58_bytes!(SolanaAddress, 32);
base58_bytes!(SolanaSignature, 64);
