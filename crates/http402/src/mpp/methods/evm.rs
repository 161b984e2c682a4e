//! The method `evm`: ERC-20 tokens on any EVM chain.
//!
//! ```text
//! charge   the client signs a Permit2 permit, an EIP-3009 authorization or a transaction for the
//!          server to submit, or broadcasts by itself and names the transaction
//! session  the client escrows a deposit, then signs vouchers for what it used so far
//! ```
//!
//! Addresses are read in any letter case and compared by value; the drafts recommend EIP-55 letter
//! case for people.

mod authorization;
mod charge;
mod permit2;
mod session;
mod session_deposit;
mod session_payload;

pub use authorization::*;
pub use charge::*;
pub use permit2::*;
pub use session::*;
pub use session_deposit::*;
pub use session_payload::*;
