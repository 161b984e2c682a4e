use sha3::{Digest, Keccak256};

use crate::primitives::B256;

/// Hashes `bytes` with Keccak-256 as Ethereum does (not SHA3-256, which pads differently).
///
/// ```
/// use http402::eip712::keccak256;
///
/// assert_eq!(
///     keccak256(b"").to_string(),
///     "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
/// );
/// ```
pub fn keccak256(bytes: &[u8]) -> B256 {
    B256::from_bytes(Keccak256::digest(bytes).into())
}

/// The hash of `abi.encode` of values that take one word each.
pub(crate) fn keccak256_words<const N: usize>(words: &[[u8; 32]; N]) -> B256 {
    keccak256(words.as_flattened())
}

/// The hash of bytes that arrive piece by piece.
pub(super) struct Hasher(Keccak256);

impl Hasher {
    pub(super) fn new() -> Self {
        Self(Keccak256::new())
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub(super) fn finish(self) -> B256 {
        B256::from_bytes(self.0.finalize().into())
    }
}
