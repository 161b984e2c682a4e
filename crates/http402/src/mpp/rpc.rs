//! MPP in JSON-RPC and MCP: the same exchange with native JSON in `_meta` and `error.data`.
//!
//! ```text
//! client                                                        server
//!    |  {"method": "tools/call", "params": {…}}                    |
//!    |------------------------------------------------------------>|
//!    |  {"error": {"code": -32042, "data": {"challenges": […]}}}   |  ErrorData
//!    |<------------------------------------------------------------|
//!    |  {…, "params": {…, "_meta":                                 |
//!    |      {"org.paymentauth/credential": {…}}}}                  |  Credential
//!    |------------------------------------------------------------>|
//!    |  {"result": {…, "_meta": {"org.paymentauth/receipt": {…}}}} |  Receipt
//!    |<------------------------------------------------------------|
//! ```
//!
//! Specification: [draft-payment-transport-mcp-00][spec].
//!
//! [spec]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/extensions/transports/draft-payment-transport-mcp-00.md

mod capability;
mod challenge;
mod error;
mod message;

use alloc::string::String;
use core::fmt::{self, Write};

use super::{Identifier, MethodId};
use crate::decoder::Decoder;
use crate::error::Result;
use crate::json::{Decode, Encode, RawObject, Reader};
use crate::primitives::Timestamp;
use crate::wire::object;

pub use capability::{Capability, MethodCapability};
pub use challenge::Challenge;
pub use error::{ErrorCode, ErrorData, Failure, HttpStatus, RpcError};
pub use message::{
    META, META_CREDENTIAL, META_PAYMENT_REQUIRED, META_RECEIPT, find_credential,
    find_payment_required, find_receipt,
};

object! {
    /// A credential in JSON-RPC, the value of `_meta["org.paymentauth/credential"]`.
    ///
    /// ```json
    /// {"challenge": {…}, "payload": {…}, "source": "did:…"}
    /// ```
    ///
    /// Specification: [Credential Structure][spec].
    ///
    /// [spec]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/extensions/transports/draft-payment-transport-mcp-00.md#credential-structure
    pub struct Credential {
        required {
            /// The challenge, unchanged.
            challenge: Challenge = "challenge",
            /// The proof.
            payload: Payload = "payload",
        }
        optional {
            /// The payer, by recommendation as a DID.
            source: Identifier = "source",
        }
    }
}

object! {
    /// A receipt in JSON-RPC, the value of `_meta["org.paymentauth/receipt"]`. Unlike in HTTP the
    /// challenge id is there and the reference may be absent.
    ///
    /// ```json
    /// {"status": "success", "method": "tempo", "timestamp": "…", "challengeId": "…", "reference": "…"}
    /// ```
    ///
    /// Specification: [Receipt Structure][spec].
    ///
    /// [spec]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/extensions/transports/draft-payment-transport-mcp-00.md#receipt-structure
    pub struct Receipt {
        fixed {
            "status" = "success",
        }
        required {
            /// The payment method that was used.
            method: MethodId = "method",
            /// When the payment was settled.
            timestamp: Timestamp = "timestamp",
            /// The `id` of the challenge.
            challenge_id: Identifier = "challengeId",
        }
        optional {
            /// The method's reference: a transaction hash, an invoice id…
            reference: Identifier = "reference",
        }
    }
}

/// A proof, worth money: `Debug` does not print it.
#[derive(Clone, PartialEq, Eq)]
pub struct Payload(RawObject);

impl Payload {
    /// The proof as JSON.
    pub fn as_object(&self) -> &RawObject {
        &self.0
    }
}

impl From<RawObject> for Payload {
    fn from(payload: RawObject) -> Self {
        Self(payload)
    }
}

impl<'a> Decode<'a> for Payload {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        RawObject::decode(reader).map(Self)
    }
}

impl Encode for Payload {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        self.0.encode(out)
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Payload({} bytes)", self.0.as_str().len())
    }
}

/// `{name: value}` as an object, for `_meta`.
fn meta(name: &str, value: &impl fmt::Display) -> RawObject {
    let text: String = alloc::format!("{{\"{name}\":{value}}}");
    // Invariant: both the names here and what the types print are JSON; limits are for what comes in.
    RawObject::from_json_with(&text, &Decoder::VALIDATED)
        .map_or_else(|_| RawObject::empty(), |tolerant| tolerant.value)
}

impl Credential {
    /// Answers `challenge`; the result goes into `_meta` of the repeated request.
    pub fn to_meta(&self) -> RawObject {
        meta(META_CREDENTIAL, self)
    }
}

impl Receipt {
    /// The object for `_meta` of the response.
    pub fn to_meta(&self) -> RawObject {
        meta(META_RECEIPT, self)
    }
}
