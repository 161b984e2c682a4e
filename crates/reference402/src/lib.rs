//! Reference ends of both protocols, built on [`http402`].
//!
//! Conformant by default. Each *fault* of the lists in `faults/` switches one violation of one
//! requirement on; each *neutral* variant switches a difference on that the specifications allow.
//! `conform402 mutants` holds its checks against them: a check that no fault fails proves nothing,
//! and a check that a neutral variant fails is wrong.

extern crate alloc;

pub mod client;
pub mod codec;
mod faults;
mod http;
pub mod server;

pub use faults::{Fault, Faults, Role, UnknownFault};
