//! The curve: k256, or libsecp256k1 with the feature `secp256k1`. Both give the same keys.

#[cfg(feature = "secp256k1")]
mod native;
#[cfg(any(not(feature = "secp256k1"), test))]
mod pure;

#[cfg(feature = "secp256k1")]
pub(super) use native::recover;
#[cfg(not(feature = "secp256k1"))]
pub(super) use pure::recover;

/// The coordinates of an uncompressed key, which follow its prefix byte.
fn coordinates(sec1: &[u8]) -> Option<[u8; 64]> {
    sec1.split_first()
        .and_then(|(_, coordinates)| coordinates.try_into().ok())
}

#[cfg(all(test, feature = "secp256k1"))]
mod tests {
    use proptest::prelude::*;

    use super::super::SignatureParts;
    use super::{native, pure};
    use crate::eip712::SecretKey;
    use crate::primitives::{B256, Signature};

    fn agree(digest: [u8; 32], signature: [u8; 65]) -> Option<[u8; 64]> {
        let digest = B256::from_bytes(digest);
        let parts = SignatureParts::try_from(&Signature::from_account(signature)).ok()?;
        let key = pure::recover(&digest, &parts);
        assert_eq!(key, native::recover(&digest, &parts));
        key
    }

    proptest! {
        #[test]
        fn both_recover_the_signer(secret in any::<[u8; 32]>(), digest in any::<[u8; 32]>()) {
            let Ok(key) = SecretKey::from_bytes(&secret) else {
                return Ok(());
            };
            let signature = key.sign_digest(&B256::from_bytes(digest));
            let recovered = agree(digest, *signature.as_account().expect("65 bytes"));
            prop_assert_eq!(recovered.map(|key| super::super::address_of(&key)), Some(key.address()));
        }

        /// About half of all r are the coordinate of no point; s may be high.
        #[test]
        fn both_agree_on_noise(
            digest in any::<[u8; 32]>(),
            rs in any::<[[u8; 32]; 2]>(),
            v in prop::sample::select(&[0_u8, 1, 27, 28][..]),
        ) {
            let mut signature = [v; 65];
            signature[..64].copy_from_slice(rs.as_flattened());
            agree(digest, signature);
        }
    }
}
