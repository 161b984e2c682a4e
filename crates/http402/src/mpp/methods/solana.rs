//! The method `solana`: SOL and SPL tokens.
//!
//! ```text
//! charge   the client signs a transaction that the server broadcasts, or broadcasts it itself; a
//!          confidential transfer is a bundle of transactions
//! session  the client escrows a deposit in a channel program, then it or the server's operator signs
//!          vouchers for what was used so far
//! ```
//!
//! Readers of this method's base64url accept padding, writers never pad (MPP-LC-006).

mod charge;
mod session;
mod session_payload;
mod voucher;

pub use charge::*;
pub use session::*;
pub use session_payload::*;
pub use voucher::*;

use crate::error::{Error, Result};
use crate::primitives::SolanaAddress;

/// The key of the fee payer is there exactly where the server pays fees.
fn check_fee_payer(pays: Option<bool>, key: Option<&SolanaAddress>) -> Result<()> {
    match (pays.unwrap_or_default(), key) {
        (true, None) => Err(Error::missing("feePayerKey")),
        (false, Some(_)) => Err(unless("feePayerKey", "feePayer is true")),
        _ => Ok(()),
    }
}

/// The refusal of a member that is there without its condition.
#[cold]
fn unless(name: &str, condition: &str) -> Error {
    Error::bad_value(alloc::format!("no such member unless {condition}"), "one").within(name)
}
