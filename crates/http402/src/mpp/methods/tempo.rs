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

mod channel;
mod charge;
mod session;
mod session_payload;
mod subscription;

pub use channel::*;
pub use charge::*;
pub use session::*;
pub use session_payload::*;
pub use subscription::*;
