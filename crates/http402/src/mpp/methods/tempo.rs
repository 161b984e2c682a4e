//! The method `tempo`: TIP-20 tokens on the Tempo chain.
//!
//! ```text
//! charge        the client signs a transfer that the server broadcasts (pull), broadcasts it itself
//!               (push), or proves its account where the price is 0
//! session       the client escrows a deposit, then signs vouchers for what it used so far
//! subscription  the client authorizes a key of the server for one charge each period
//! ```
//!
//! Addresses are read in any letter case and compared by value; the drafts ask for lower case on
//! output ([`Address::to_lowercase`](crate::primitives::Address::to_lowercase)).

mod charge;

pub use charge::{
    ChargeDetails, ChargePayload, ChargeReceipt, ChargeRequest, ChargeRequestParts, HashPayload,
    ProofPayload, Split, SubmissionMode, TransactionPayload,
};
