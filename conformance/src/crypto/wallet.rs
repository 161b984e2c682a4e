use core::fmt;

use k256::ecdsa::{RecoveryId, Signature, SigningKey, VerifyingKey};

use super::{keccak256, sha256};
use crate::bytes;

/// A 20-byte account address; displayed in EIP-55 spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_structs, reason = "an address is its bytes")]
pub struct Address(pub [u8; 20]);

impl Address {
    /// Reads `0x` and forty hexadecimal digits of any case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        bytes::fixed(text).map(Self)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lower = bytes::to_hex(&self.0);
        let hash = bytes::to_hex(&keccak256(lower.as_bytes()));
        f.write_str("0x")?;
        for (digit, nibble) in lower.chars().zip(hash.chars()) {
            let upper = nibble.to_digit(16).is_some_and(|value| value >= 8);
            fmt::Write::write_char(
                f,
                if upper {
                    digit.to_ascii_uppercase()
                } else {
                    digit
                },
            )?;
        }
        Ok(())
    }
}

/// A signing key whose secret anyone can derive: for tests only, never for money.
#[derive(Clone)]
#[non_exhaustive]
pub struct Wallet {
    key: SigningKey,
}

impl Wallet {
    /// Derives the wallet of a published label: the secret is `sha256("conform402:" label)`.
    ///
    /// # Panics
    ///
    /// Never in practice: a SHA-256 output is a valid scalar but for a chance of 2^-128.
    #[must_use]
    pub fn from_label(label: &str) -> Self {
        let secret = sha256(format!("conform402:{label}").as_bytes());
        #[expect(
            clippy::expect_used,
            reason = "a hash is a valid scalar but for 2^-128"
        )]
        Self::from_secret(&secret).expect("a hash is a valid secret key")
    }

    /// Takes a 32-byte secret; nothing where it is not a valid scalar.
    #[must_use]
    pub fn from_secret(secret: &[u8]) -> Option<Self> {
        Some(Self {
            key: SigningKey::from_slice(secret).ok()?,
        })
    }

    /// The account address of this key.
    #[must_use]
    pub fn address(&self) -> Address {
        address_of(self.key.verifying_key())
    }

    /// The secret, for whoever pays with it.
    #[must_use]
    pub fn secret(&self) -> [u8; 32] {
        self.key.to_bytes().into()
    }

    /// Signs a digest deterministically (RFC 6979) with low s; r, s and v of 27 or 28.
    #[must_use]
    pub fn sign(&self, digest: &[u8; 32]) -> [u8; 65] {
        let (signature, recovery) = self.key.sign_prehash_recoverable(digest);
        let mut out = [0; 65];
        out[..64].copy_from_slice(&signature.to_bytes());
        out[64] = 27 + u8::from(recovery.is_y_odd());
        out
    }
}

impl fmt::Debug for Wallet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wallet({})", self.address())
    }
}

/// Recovers the signer of a digest from r, s and v (27, 28, 0 or 1).
#[must_use]
pub fn recover(digest: &[u8; 32], signature: &[u8]) -> Option<Address> {
    let (&v, rs) = signature.split_last()?;
    let v = if v >= 27 { v - 27 } else { v };
    let odd = match v {
        0 => false,
        1 => true,
        _ => return None,
    };
    let signature = Signature::from_slice(rs).ok()?;
    let recovery = RecoveryId::new(odd, false);
    let (signature, recovery) = match signature.normalize_s() {
        low if low == signature => (signature, recovery),
        low => (low, RecoveryId::new(!odd, false)),
    };
    VerifyingKey::recover_from_prehash(digest, &signature, recovery)
        .ok()
        .map(|key| address_of(&key))
}

fn address_of(key: &VerifyingKey) -> Address {
    let point = key.to_sec1_point(false);
    // The leading byte only says that the point is uncompressed.
    let hash = keccak256(point.as_bytes().get(1..).unwrap_or_default());
    Address(hash.last_chunk().copied().unwrap_or_default())
}
