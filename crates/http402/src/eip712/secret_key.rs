use core::fmt;
use core::str::FromStr;

use k256::ecdsa::{SigningKey, VerifyingKey};

use super::recover::address_of;
use super::{DomainSeparator, Struct, signing_digest};
use crate::error::{Error, Kind, Result};
use crate::hex;
use crate::primitives::{Address, B256, Signature};

/// A secret key on secp256k1, for wallets and tests. Wiped from memory when dropped; `Debug` prints
/// nothing of it.
///
/// ```
/// use http402::eip712::{SecretKey, keccak256};
///
/// let cow = SecretKey::from_bytes(keccak256(b"cow").as_bytes())?;
/// assert_eq!(cow.address(), "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826".parse()?);
/// assert_eq!(format!("{cow:?}"), "SecretKey(..)");
/// # Ok::<(), http402::Error>(())
/// ```
#[derive(Clone)]
pub struct SecretKey(SigningKey);

impl SecretKey {
    /// The key of 32 big-endian bytes.
    ///
    /// # Errors
    ///
    /// [`Kind::BadValue`] for zero and from the order of the group on.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self> {
        SigningKey::from_bytes(bytes.into())
            .map(Self)
            .map_err(|_| Error::bad_value("a number from 1 to n − 1", "another"))
    }

    /// The public key.
    pub fn public_key(&self) -> PublicKey {
        PublicKey(*self.0.verifying_key())
    }

    /// The address of the public key.
    pub fn address(&self) -> Address {
        self.public_key().address()
    }

    /// Signs a struct within a domain.
    pub fn sign(&self, separator: &DomainSeparator, message: &impl Struct) -> Signature {
        self.sign_digest(&signing_digest(separator, message))
    }

    /// Signs a digest: nonce by [RFC 6979](https://www.rfc-editor.org/rfc/rfc6979), low s, v 27 or
    /// 28. The same key and digest always give the same signature.
    ///
    /// ```
    /// use http402::eip712::{SecretKey, verify};
    /// use http402::primitives::B256;
    ///
    /// let key: SecretKey =
    ///     "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80".parse()?;
    /// let digest: B256 =
    ///     "0x50708d3bf7216e1aeabe7bf22081b9f36c7c287530f92510318f13a03d89dc86".parse()?;
    /// verify(&digest, &key.sign_digest(&digest), &key.address())?;
    /// # Ok::<(), http402::Error>(())
    /// ```
    pub fn sign_digest(&self, digest: &B256) -> Signature {
        let (rs, id) = self.0.sign_prehash_recoverable(digest.as_bytes());
        let mut bytes = [27 + u8::from(id.is_y_odd()); 65];
        for (slot, byte) in bytes.iter_mut().zip(rs.to_bytes()) {
            *slot = byte;
        }
        Signature::from_account(bytes)
    }
}

/// `0x` and 64 hex digits. The message of an error tells the length at most.
impl FromStr for SecretKey {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::from_bytes(&hex::decode_array(text)?)
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(..)")
    }
}

/// A public key on secp256k1.
///
/// ```
/// use http402::eip712::{PublicKey, SecretKey, keccak256};
///
/// let cow = SecretKey::from_bytes(keccak256(b"cow").as_bytes())?.public_key();
/// assert_eq!(PublicKey::from_sec1_bytes(&cow.to_sec1_bytes())?, cow);
/// # Ok::<(), http402::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// The key in the form of [SEC 1](https://www.secg.org/sec1-v2.pdf): 33 bytes compressed or 65
    /// uncompressed.
    ///
    /// # Errors
    ///
    /// [`Kind::BadValue`] for other bytes and for what is no point of the curve.
    pub fn from_sec1_bytes(bytes: &[u8]) -> Result<Self> {
        VerifyingKey::from_sec1_bytes(bytes)
            .map(Self)
            .map_err(|_| Error::new(Kind::BadValue, "a point of secp256k1", "other bytes"))
    }

    /// The uncompressed form: `04`, x, y.
    pub fn to_sec1_bytes(&self) -> [u8; 65] {
        let mut bytes = [0; 65];
        for (slot, byte) in bytes.iter_mut().zip(self.0.to_sec1_point(false).as_bytes()) {
            *slot = *byte;
        }
        bytes
    }

    /// The address: the last 20 bytes of the hash of x and y.
    pub fn address(&self) -> Address {
        let [_, coordinates @ ..] = self.to_sec1_bytes();
        address_of(&coordinates)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.address())
    }
}
