use alloc::format;
use core::fmt;
use core::str::FromStr;

use super::Base64Bytes;
use crate::error::{Error, Kind, Result};
use crate::primitives::{SolanaAddress, SolanaSignature};
use crate::wire::{choice, text};

choice! {
    /// A Solana cluster.
    pub enum SolanaNetwork "\"mainnet\", \"devnet\" or \"localnet\"" {
        /// The main network.
        Mainnet = "mainnet",
        /// The development network.
        Devnet = "devnet",
        /// A local validator.
        Localnet = "localnet",
    }
}

choice! {
    /// The program that governs a Solana token.
    pub enum TokenProgram "the address of the Token Program or of the Token-2022 Program" {
        /// The Token Program.
        Token = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
        /// The Token-2022 Program.
        Token2022 = "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb",
    }
}

/// What a Solana amount is in: `sol`, for lamports, or the mint of a token in base58.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "native or token, there is nothing else"
)]
pub enum SolanaCurrency {
    /// SOL; amounts are in lamports.
    Sol,
    /// The token of this mint; amounts are in its base units.
    Mint(SolanaAddress),
}

impl FromStr for SolanaCurrency {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "" => Err(Error::empty("\"sol\" or a mint in base58")),
            "sol" => Ok(Self::Sol),
            mint => mint.parse().map(Self::Mint),
        }
    }
}

impl fmt::Display for SolanaCurrency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sol => f.write_str("sol"),
            Self::Mint(mint) => fmt::Display::fmt(mint, f),
        }
    }
}

crate::wire::string_faces!(SolanaCurrency);

/// A signed Solana transaction: at most 1232 bytes, in padded standard base64.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SolanaTransaction(Base64Bytes);

impl SolanaTransaction {
    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl TryFrom<Base64Bytes> for SolanaTransaction {
    type Error = Error;

    fn try_from(bytes: Base64Bytes) -> Result<Self> {
        let length = bytes.as_bytes().len();
        if length > 1232 {
            return Err(Error::new(
                Kind::Limit,
                "at most 1232 bytes",
                format!("{length}"),
            ));
        }
        Ok(Self(bytes))
    }
}

impl FromStr for SolanaTransaction {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        text.parse::<Base64Bytes>()?.try_into()
    }
}

impl fmt::Display for SolanaTransaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for SolanaTransaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SolanaTransaction({} bytes)", self.as_bytes().len())
    }
}

crate::wire::string_faces!(SolanaTransaction);

/// An Ed25519 signature that authorizes: 64 bytes in base58. `Debug` does not show it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ed25519Signature(SolanaSignature);

impl Ed25519Signature {
    /// The 64 bytes.
    pub const fn as_bytes(&self) -> &[u8; 64] {
        self.0.as_bytes()
    }
}

impl From<[u8; 64]> for Ed25519Signature {
    fn from(bytes: [u8; 64]) -> Self {
        Self(SolanaSignature::from_bytes(bytes))
    }
}

impl FromStr for Ed25519Signature {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        text.parse().map(Self)
    }
}

impl fmt::Display for Ed25519Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Ed25519Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ed25519Signature(64 bytes)")
    }
}

crate::wire::string_faces!(Ed25519Signature);

text! {
    /// A twisted-ElGamal public key: 32 bytes in padded standard base64.
    pub struct ElgamalPublicKey: check_key;
}

fn check_key(text: &str) -> Result<()> {
    let length = text.parse::<Base64Bytes>()?.as_bytes().len();
    if length == 32 {
        return Ok(());
    }
    Err(Error::bad_value("32 bytes", format!("{length}")))
}
