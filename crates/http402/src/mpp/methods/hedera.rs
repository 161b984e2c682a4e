//! The method `hedera`: tokens of the Hedera Token Service, and channels of its EVM.
//!
//! ```text
//! charge   the client signs a transfer that the server submits, or submits it itself; its memo
//!          carries the attribution (MPP-HE-001)
//! session  the client escrows a deposit in a contract, then signs vouchers for what it used so far
//! ```
//!
//! Readers of this method's base64url accept padding, writers never pad (MPP-LC-006).

mod charge;
mod session;

pub use charge::*;
pub use session::*;
