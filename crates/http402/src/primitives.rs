//! The values that both protocols are made of: addresses, integers, bytes, signatures, times.
//!
//! Each parses from the one text form that the specifications state and prints it again.

mod address;
mod bytes;
mod decimal;
mod signature;
mod solana;
mod timestamp;
mod uint;

pub use address::Address;
pub use bytes::{B256, Base64Bytes, HexBytes};
pub use signature::Signature;
pub use solana::{SolanaAddress, SolanaSignature};
pub use timestamp::Timestamp;
pub(crate) use timestamp::instant;
pub use uint::U256;

pub(crate) use timestamp::{civil, days, days_in_month};
