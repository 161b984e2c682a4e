use k256::ecdsa::{RecoveryId, Signature, VerifyingKey};

use super::super::{B256, SignatureParts};

/// The public key that signed, if any does.
pub(in super::super) fn recover(digest: &B256, parts: &SignatureParts) -> Option<[u8; 64]> {
    let signature = Signature::from_slice(parts.rs()).ok()?;
    let id = RecoveryId::new(parts.is_y_odd(), false);
    let key = VerifyingKey::recover_from_prehash(digest.as_bytes(), &signature, id).ok()?;
    super::coordinates(key.to_sec1_point(false).as_bytes())
}
