//! The typed requests, payloads and receipts of MPP's methods, and the values they are made of.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::too_many_lines,
    reason = "a test fails by panicking, and its tables are long"
)]

#[path = "methods/support.rs"]
mod support;

#[path = "methods/agreement.rs"]
mod agreement;
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
#[cfg(feature = "eip712")]
#[path = "methods/primitives.rs"]
mod primitives;
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
