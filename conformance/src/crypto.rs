//! The runner's own hashing, signing and recovery, over `k256` and `sha3` directly.
//!
//! Nothing here is shared with the crate under test: a bug there cannot excuse itself here.

mod eip712;
mod number;
mod wallet;

pub use eip712::{Authorization, Domain};
pub use number::Uint256;
pub use wallet::{Address, Wallet, recover};

use sha2::Sha256;
use sha3::{Digest as _, Keccak256};

/// Hashes with Keccak-256.
#[must_use]
pub fn keccak256(bytes: &[u8]) -> [u8; 32] {
    Keccak256::digest(bytes).into()
}

/// Hashes with SHA-256.
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}
