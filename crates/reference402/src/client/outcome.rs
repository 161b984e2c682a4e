//! What goes into a fetch, and what comes out.

use core::fmt::{self, Write as _};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http402::mpp::{BodyDigest, DigestAlgorithm, DigestForm, Receipt};
use http402::x402::v1::SettlementResponse;

use crate::http::Response;

/// A request to fetch.
#[derive(Clone, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "the parts of a request")]
pub struct Request {
    /// The method; `GET` where it is empty.
    pub method: String,
    /// An `http` or `https` URL.
    pub url: String,
    /// Header fields, besides those that HTTP itself needs.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// A `GET` without fields of its own.
    pub fn get(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            ..Self::default()
        }
    }
}

/// The last response, and what it says about the payment.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Outcome {
    /// The status code.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
    /// The x402 settlement as JSON, where there is one that can be read.
    pub settlement: Option<String>,
    /// The MPP receipt as JSON, where there is one that can be read.
    pub receipt: Option<String>,
}

impl Outcome {
    pub(super) fn of(response: &Response, settlement: bool, receipt: bool) -> Self {
        let receipt_field = response.fields.get("Payment-Receipt");
        let read = receipt_field.and_then(|value| Receipt::from_header(value).ok());
        Self {
            status: response.status,
            body: response.body.clone(),
            settlement: self::settlement(response).filter(|_| settlement),
            receipt: read.map(|read| read.to_json()).filter(|_| receipt),
        }
    }
}

impl Outcome {
    /// SHA-256 of the body, in lower-case hexadecimal.
    pub fn body_sha256(&self) -> String {
        let digest = BodyDigest::compute(DigestAlgorithm::Sha256, DigestForm::Bare, &self.body);
        let mut hex = String::with_capacity(64);
        for byte in digest.as_bytes() {
            let _ = write!(hex, "{byte:02x}");
        }
        hex
    }
}

/// The settlement, under either of its names; one with null members is kept as it came.
pub(super) fn settlement(response: &Response) -> Option<String> {
    let names = ["X-PAYMENT-RESPONSE", "PAYMENT-RESPONSE"];
    let value = names.iter().find_map(|name| response.fields.get(name))?;
    if let Ok(settlement) = SettlementResponse::from_header(value) {
        return Some(settlement.to_json());
    }
    let json = BASE64_STANDARD.decode(value).ok()?;
    let json: serde_json::Value = serde_json::from_slice(&json).ok()?;
    json.is_object().then(|| json.to_string())
}

/// Why a fetch has no outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// Payment is demanded, and the client does not pay.
    Refused(String),
    /// No readable response came, or not in time.
    Failed(String),
    /// The client cannot send such a request.
    Unsupported(String),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(why) => write!(f, "refused to pay: {why}"),
            Self::Failed(why) => write!(f, "failed: {why}"),
            Self::Unsupported(why) => write!(f, "unsupported: {why}"),
        }
    }
}

impl core::error::Error for Refusal {}

/// Shorthand for not paying.
pub(super) fn refused(why: impl fmt::Display) -> Refusal {
    Refusal::Refused(why.to_string())
}
