//! What a payload must have in common with the request that it pays: whatever can be told from the
//! two texts alone, before any signature is checked or chain is asked.
//!
//! A server checks this first; a client checks its own work.

mod evm;
mod others;
mod solana;
mod tempo;

use super::{TypedPayload, TypedRequest};
use crate::error::{Error, Kind, Result};

impl TypedRequest {
    /// Checks that `payload` answers this request, as far as the two texts tell.
    ///
    /// # Errors
    ///
    /// [`Kind::Mismatch`] where they are of different methods or intents, otherwise as
    /// `check_payload` of the method's own request. Nothing is known of other methods.
    ///
    /// ```
    /// use http402::Kind;
    /// use http402::mpp::methods::{TypedPayload, TypedRequest};
    ///
    /// let request = r#"{"amount":"5000","currency":"usd","externalId":"A-77",
    ///     "methodDetails":{"networkId":"profile_1","paymentMethodTypes":["card"]}}"#;
    /// let request = TypedRequest::parse("stripe", "charge", &request.parse()?)?;
    /// let payload = r#"{"spt":"spt_1","externalId":"B-13"}"#;
    /// let payload = TypedPayload::parse("stripe", "charge", &payload.parse()?)?;
    /// assert_eq!(request.check_payload(&payload).unwrap_err().kind(), Kind::Mismatch);
    /// # Ok::<(), http402::Error>(())
    /// ```
    pub fn check_payload(&self, payload: &TypedPayload) -> Result<()> {
        use {TypedPayload as Payload, TypedRequest as Request};

        match (self, payload) {
            (Request::CardCharge(request), Payload::CardCharge(payload)) => {
                request.check_payload(payload)
            }
            (Request::EvmCharge(request), Payload::EvmCharge(payload)) => {
                request.check_payload(payload)
            }
            (Request::EvmSession(request), Payload::EvmSession(payload)) => {
                request.check_payload(payload)
            }
            (Request::SolanaCharge(request), Payload::SolanaCharge(payload)) => {
                request.check_payload(payload)
            }
            (Request::SolanaSession(request), Payload::SolanaSession(payload)) => {
                request.check_payload(payload)
            }
            (Request::StellarCharge(request), Payload::StellarCharge(payload)) => {
                request.check_payload(payload)
            }
            (Request::StripeCharge(request), Payload::StripeCharge(payload)) => {
                request.check_payload(payload)
            }
            (Request::TempoCharge(request), Payload::TempoCharge(payload)) => {
                request.check_payload(payload)
            }
            (Request::TempoSession(request), Payload::TempoSession(payload)) => {
                request.check_payload(payload)
            }
            (Request::UsdcCharge(request), Payload::UsdcCharge(payload)) => {
                request.check_payload(payload)
            }
            (request, payload) if request.is_like(payload) => Ok(()),
            _ => Err(Error::new(
                Kind::Mismatch,
                "a payload of the request's method and intent",
                "another",
            )),
        }
    }
}

/// The refusal of the member `name` unless `holds`.
fn agree(holds: bool, name: &str, expected: &'static str) -> Result<()> {
    if holds {
        return Ok(());
    }
    Err(Error::new(Kind::Mismatch, expected, "another value").within(name))
}

/// The refusal of a payload of this type unless `holds`.
fn fits(holds: bool, expected: &'static str, tag: &'static str) -> Result<()> {
    if holds {
        return Ok(());
    }
    let found = alloc::format!("\"{tag}\"");
    Err(Error::new(Kind::Mismatch, expected, found).within("type"))
}
