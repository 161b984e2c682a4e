//! Conformance runner for HTTP 402 payments: x402 v1 and the Machine Payments Protocol.
//!
//! Five rooms, one direction: [`vector`] → [`plan`] → [`exchange`] → [`verdict`] → [`report`].
//! [`command`] walks through them; [`bytes`], [`crypto`] and [`decode`] are
//! tools that all of them use.

extern crate alloc;

pub mod bytes;
mod clock;
pub mod command;
pub mod crypto;
pub mod decode;
pub mod exchange;
pub mod plan;
pub mod report;
pub mod vector;
pub mod verdict;
