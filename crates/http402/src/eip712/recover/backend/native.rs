use secp256k1::Message;
use secp256k1::ecdsa::{RecoverableSignature, RecoveryId};

use super::super::{B256, SignatureParts};

/// The public key that signed, if any does.
pub(in super::super) fn recover(digest: &B256, parts: &SignatureParts) -> Option<[u8; 64]> {
    let id = if parts.is_y_odd() {
        RecoveryId::One
    } else {
        RecoveryId::Zero
    };
    let signature = RecoverableSignature::from_compact(parts.rs(), id).ok()?;
    let key = signature
        .recover_ecdsa(Message::from_digest(*digest.as_bytes()))
        .ok()?;
    super::coordinates(&key.serialize_uncompressed())
}
