//! The typed requests, payloads and receipts of MPP's methods, and the values they are made of.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

#[path = "methods/support.rs"]
mod support;

#[path = "methods/card.rs"]
mod card;
#[path = "methods/chains.rs"]
mod chains;
#[path = "methods/evm.rs"]
mod evm;
#[path = "methods/examples.rs"]
mod examples;
#[path = "methods/intents.rs"]
mod intents;
#[path = "methods/lightning.rs"]
mod lightning;
#[path = "methods/networks.rs"]
mod networks;
#[path = "methods/solana.rs"]
mod solana;
#[path = "methods/stripe.rs"]
mod stripe;
#[path = "methods/tempo.rs"]
mod tempo;
#[path = "methods/testpay.rs"]
mod testpay;
#[path = "methods/usdc.rs"]
mod usdc;
#[path = "methods/values.rs"]
mod values;
