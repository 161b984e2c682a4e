//! The payment intents: what a payment is for, in members that every method shares.
//!
//! A challenge names one intent and carries one `request`. Whoever knows the intent can show the
//! price, even where the method is unknown; what the method adds is in `methodDetails`
//! ([`methods`](super::methods) has the typed forms).
//!
//! ```text
//! intent="charge"        one payment for one answer
//! intent="session"       a deposit or channel, then many small payments by voucher
//! intent="subscription"  one payment now, one more each billing period
//! ```
//!
//! Source: [charge](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/intents/draft-payment-intent-charge-00.md),
//! [session](https://github.com/tempoxyz/mpp-specs/blob/555746f/specs/intents/draft-payment-intent-session-00.md),
//! [subscription](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/intents/draft-payment-intent-subscription-00.md).

mod charge;
mod period;
mod session;
mod subscription;

pub use charge::ChargeRequest;
pub use period::{Period, PeriodUnit};
pub use session::SessionRequest;
pub use subscription::{SubscriptionId, SubscriptionRequest};
