//! x402: a server demands payment in a 402 answer, a client pays in a header of the next request.
//!
//! ```text
//! client                          resource server                   facilitator
//!   │ ── GET /premium-data ──────────▶ │
//!   │ ◀── 402 PaymentRequired ──────── │
//!   │     accepts: [requirements, …]   │
//!   │ ── GET, X-PAYMENT: payload ────▶ │ ── POST /verify ───────────▶ │
//!   │                                  │ ◀── { isValid, payer } ───── │
//!   │                                  │ ── POST /settle ───────────▶ │ ── transaction ─▶ chain
//!   │ ◀── 200, X-PAYMENT-RESPONSE ──── │ ◀── { success, … } ───────── │
//! ```
//!
//! [`v1`] has the wire objects of version 1. What later versions share is here: [`network`],
//! [`scheme`], [`account`].

pub mod account;
pub mod authorization;
pub mod network;
pub mod scheme;
pub mod v1;

use crate::error::{Error, Result};

/// The rule of every open set of names: any text that is not empty.
fn present(text: &str) -> Result<()> {
    if text.is_empty() {
        return Err(Error::empty("a text that is not empty"));
    }
    Ok(())
}
