//! The reference server over its socket.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

extern crate alloc;

mod battery_mpp;
mod battery_x402;
mod mask;
mod mpp;
mod support;
mod wallet;
mod x402;
