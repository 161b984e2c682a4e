//! Who signed a digest.

mod backend;

use super::{SignatureParts, keccak256};
use crate::error::{Error, Kind, Result};
use crate::primitives::{Address, B256, Signature};

/// The address whose key signed `digest`.
///
/// Every signature that is well-formed recovers some address, so the answer means nothing until it
/// is compared: [`verify`] does. A high s is accepted here and recovers the same address;
/// [`SignatureParts::is_high_s`] tells.
///
/// # Errors
///
/// As [`SignatureParts::try_from`], and [`Kind::Signature`] where no key fits.
///
/// ```
/// use http402::eip712::recover_address;
/// use http402::primitives::{B256, Signature};
///
/// let digest: B256 = "0xf256992871671abcb27ff92885a7afa46218724e5fc0bac35d050115aa1d22e6".parse()?;
/// let signature: Signature = "0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c".parse()?;
/// assert_eq!(
///     recover_address(&digest, &signature)?,
///     "0x857b06519E91e3A54538791bDbb0E22373e36b66".parse()?,
/// );
/// # Ok::<(), http402::Error>(())
/// ```
pub fn recover_address(digest: &B256, signature: &Signature) -> Result<Address> {
    let parts = SignatureParts::try_from(signature)?;
    backend::recover(digest, &parts)
        .map(|key| address_of(&key))
        .ok_or_else(refused)
}

/// Checks that the key of `signer` signed `digest`, in the form that a token contract accepts: v may
/// be 0, 1, 27 or 28, s must be low.
///
/// # Errors
///
/// [`Kind::Unsupported`] for the signature of a contract, which only the chain can check;
/// [`Kind::Signature`] for everything else, without detail.
///
/// ```
/// use http402::eip712::verify;
/// use http402::{Kind, primitives::{Address, B256, Signature}};
///
/// let digest: B256 = "0xf256992871671abcb27ff92885a7afa46218724e5fc0bac35d050115aa1d22e6".parse()?;
/// let signature: Signature = "0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c".parse()?;
/// verify(&digest, &signature, &"0x857b06519E91e3A54538791bDbb0E22373e36b66".parse()?)?;
/// let error = verify(&digest, &signature, &Address::ZERO).unwrap_err();
/// assert_eq!(error.kind(), Kind::Signature);
/// # Ok::<(), http402::Error>(())
/// ```
pub fn verify(digest: &B256, signature: &Signature, signer: &Address) -> Result<()> {
    let parts = match SignatureParts::try_from(signature) {
        Ok(parts) if !parts.is_high_s() => parts,
        Err(error) if error.kind() == Kind::Unsupported => return Err(error),
        _ => return Err(refused()),
    };
    let key = backend::recover(digest, &parts);
    if key.is_some_and(|key| address_of(&key) == *signer) {
        return Ok(());
    }
    Err(refused())
}

/// The address of an uncompressed public key without its prefix byte: the last 20 bytes of its hash.
pub(super) fn address_of(key: &[u8; 64]) -> Address {
    let mut bytes = [0; 20];
    for (slot, byte) in bytes
        .iter_mut()
        .zip(keccak256(key).as_bytes().iter().skip(12))
    {
        *slot = *byte;
    }
    Address::from_bytes(bytes)
}

#[cold]
fn refused() -> Error {
    Error::new(Kind::Signature, "a valid signature", "none")
}
