//! The reference client against an origin that a test scripts.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

extern crate alloc;

mod behaviour;
mod faults;
mod mpp;
mod origin;
mod script;
mod transcript;
mod x402;
