//! Version 1 of x402.
//!
//! A server demands payment with [`PaymentRequired`], in the body of a 402 answer. The client
//! chooses one of the [`PaymentRequirements`], pays with a [`PaymentPayload`] in the header
//! [`X_PAYMENT`], and learns the outcome from the [`SettlementResponse`] in
//! [`X_PAYMENT_RESPONSE`]. Between the two the server asks a facilitator, with the objects of
//! [`facilitator`].
//!
//! Source: the [specification], version 1, and its texts on [HTTP], [MCP] and [A2A].
//!
//! [specification]: https://github.com/coinbase/x402/blob/dd927a26/specs/x402-specification-v1.md
//! [HTTP]: https://github.com/coinbase/x402/blob/dd927a26/specs/transports-v1/http.md
//! [MCP]: https://github.com/coinbase/x402/blob/dd927a26/specs/transports-v1/mcp.md
//! [A2A]: https://github.com/coinbase/x402/blob/dd927a26/specs/transports-v1/a2a.md

pub mod a2a;
mod check;
pub mod discovery;
mod exact;
pub mod facilitator;
mod header;
pub mod mcp;
mod payload;
mod payment_required;
mod reason;
mod requirements;
mod settlement;
#[cfg(feature = "recover")]
mod sign;
mod version;

pub use exact::{ExactEvmExtra, ExactEvmPayload, ExactSvmExtra, ExactSvmPayload};
pub use payload::{PaymentPayload, SchemePayload};
pub use payment_required::{Offers, PaymentRequired};
pub use reason::{ErrorClass, ErrorReason};
pub use requirements::{PaymentRequirements, PaymentRequirementsBuilder};
pub use settlement::{SettlementResponse, TransactionId};

/// The request header with the payment: base64 of a [`PaymentPayload`]. Its case is irrelevant.
pub const X_PAYMENT: &str = "X-PAYMENT";

/// The response header with the outcome: base64 of a [`SettlementResponse`]. Its case is
/// irrelevant. Some servers of version 1 send `PAYMENT-RESPONSE` instead; a client may read both
/// (X402-CLI-011).
pub const X_PAYMENT_RESPONSE: &str = "X-PAYMENT-RESPONSE";

/// The value of `x402Version`.
pub const X402_VERSION: u64 = 1;
