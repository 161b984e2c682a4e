//! MPP, the Machine Payments Protocol: the `Payment` HTTP authentication scheme.
//!
//! ```text
//! client                                                    server
//!    |  GET /resource                                          |
//!    |-------------------------------------------------------->|
//!    |  402  WWW-Authenticate: Payment id="…", realm="…",      |
//!    |         method="…", intent="…", request="…"             |  Challenge
//!    |<--------------------------------------------------------|
//!    |  GET /resource                                          |
//!    |  Authorization: Payment <base64url>                     |  Credential
//!    |-------------------------------------------------------->|
//!    |  200  Payment-Receipt: <base64url>                      |  Receipt
//!    |<--------------------------------------------------------|
//! ```
//!
//! The types follow [draft-httpauth-payment-00][core]; what draft -01 adds is marked.
//!
//! [core]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/core/draft-httpauth-payment-00.md

mod accept_payment;
mod auth_params;
#[cfg(feature = "binding")]
mod binding;
mod body_digest;
mod challenge;
mod credential;
pub mod discovery;
mod echo;
mod encoded;
pub mod header;
#[cfg(feature = "http")]
mod http_types;
mod identifier;
pub mod intents;
pub mod methods;
mod parameters;
mod problem;
mod receipt;
pub mod rpc;
pub mod stream;
pub mod values;

pub use accept_payment::{AcceptPayment, PaymentRange};
#[cfg(feature = "binding")]
pub use binding::{BindingKey, BindingKeys, ChallengeId, SlotLayout, Slots};
pub use body_digest::{BodyDigest, DigestAlgorithm, DigestForm};
pub use challenge::{Challenge, ChallengeBuilder};
pub use credential::Credential;
pub use echo::ChallengeEcho;
pub use identifier::{Identifier, Intent, MethodId};
pub use problem::{Problem, ProblemSource, ProblemType};
pub use receipt::Receipt;
