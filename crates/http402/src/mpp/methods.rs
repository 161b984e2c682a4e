//! The payment methods of MPP: typed requests, payloads and receipts.
//!
//! A challenge names a method and an intent; together they say what its `request`, the `payload` of
//! the credential and the receipt look like.
//!
//! ```text
//! client                                   server
//!   | <-- 402, challenge with request -------|   ChargeRequest
//!   |-- credential with payload -----------> |   ChargePayload
//!   | <-- 200, receipt ----------------------|   ChargeReceipt
//! ```
//!
//! [`TypedRequest`], [`TypedPayload`] and [`TypedReceipt`] choose the type by method and intent and
//! take what is unknown as it is. Each type parses from and prints to JSON. What a draft lets grow keeps unknown members;
//! what it closes (actions, payload types) is an enum. Rules over several members of one object are
//! part of its type; rules between request and payload are in `check_payload` of the requests, as far
//! as the two texts tell; signatures and chains are the verifier's.

pub mod card;
pub mod evm;
pub mod hedera;
pub mod lightning;
pub mod nearintents;
pub mod solana;
pub mod stellar;
pub mod stripe;
pub mod tempo;
pub mod testpay;
pub mod usdc;

mod agreement;
#[cfg(feature = "eip712")]
mod attribution;
#[cfg(feature = "eip712")]
mod channel;
mod typed;

#[cfg(feature = "eip712")]
pub use attribution::AttributionMemo;
#[cfg(feature = "eip712")]
pub use channel::{ChannelParameters, top_up_nonce};
pub use typed::{TYPED, TypedPayload, TypedReceipt, TypedRequest};

use crate::error::{Error, Kind, Result};
use crate::primitives::U256;

/// The splits must leave the main recipient a remainder.
pub(crate) fn check_splits(amount: U256, splits: impl Iterator<Item = U256>) -> Result<()> {
    let mut splits = splits.peekable();
    if splits.peek().is_none() {
        return Ok(());
    }
    match splits.try_fold(U256::ZERO, U256::checked_add) {
        Some(sum) if sum < amount => Ok(()),
        _ => Err(Error::new(
            Kind::Mismatch,
            "a sum below the amount",
            "the amount or more",
        )),
    }
}
