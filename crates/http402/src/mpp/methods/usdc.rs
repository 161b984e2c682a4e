//! The method `usdc`: USDC on EVM chains, Solana and Stacks, and across chains with Circle Gateway.
//!
//! ```text
//! charge  methodDetails.type names the profile, and the object of the same name has its details
//!         evm      the client signs an EIP-3009 authorization
//!         solana   the client signs a transaction
//!         stacks   the client signs a transaction
//!         gateway  the client signs a transfer of its Gateway balance
//! ```

#[cfg(feature = "eip712")]
mod binding;
mod charge;
mod profiles;

#[cfg(feature = "eip712")]
pub use binding::*;
pub use charge::*;
pub use profiles::*;
