//! The typed requests, payloads and receipts of MPP's methods, and the values they are made of.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

#[path = "methods/support.rs"]
mod support;

#[path = "methods/intents.rs"]
mod intents;
#[path = "methods/tempo.rs"]
mod tempo;
#[path = "methods/testpay.rs"]
mod testpay;
