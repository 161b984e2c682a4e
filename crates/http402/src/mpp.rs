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

mod auth_params;
#[cfg(feature = "binding")]
mod binding;
mod body_digest;
mod challenge;
mod credential;
mod echo;
mod encoded;
pub mod header;
mod identifier;
pub mod intents;
pub mod methods;
mod parameters;
mod receipt;
pub mod values;

#[cfg(feature = "binding")]
pub use binding::{BindingKey, BindingKeys, ChallengeId, SlotLayout, Slots};
pub use body_digest::{BodyDigest, DigestAlgorithm, DigestForm};
pub use challenge::{Challenge, ChallengeBuilder};
pub use credential::Credential;
pub use echo::ChallengeEcho;
pub use identifier::{Intent, MethodId};
pub use receipt::Receipt;
