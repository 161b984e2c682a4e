//! x402 over A2A: payments in the metadata of task messages.
//!
//! ```text
//! client agent                                             server agent
//!   │ ── message/send ────────────────────────────────────▶ │
//!   │ ◀── task input-required, payment-required ─────────── │  x402.payment.required
//!   │ ── message/send, payment-submitted ─────────────────▶ │  x402.payment.payload
//!   │ ◀── task completed, payment-completed ─────────────── │  x402.payment.receipts
//! ```
//!
//! All of these are members of [`PaymentMetadata`]. Sources: [transport A2A] and the [extension].
//!
//! [transport A2A]: https://github.com/coinbase/x402/blob/dd927a26/specs/transports-v1/a2a.md
//! [extension]: https://github.com/google-agentic-commerce/a2a-x402/blob/main/spec/v0.1/spec.md

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write};

use super::payload::PaymentPayload;
use super::payment_required::PaymentRequired;
use super::settlement::SettlementResponse;
use crate::error::{Error, Kind, Result};
use crate::json::{Decode, Encode, Reader};

/// The URI by which an agent card announces payments and a client activates them.
pub const EXTENSION_URI: &str = "https://github.com/google-a2a/a2a-x402/v0.1";

/// The request header that activates extensions; the response echoes the URI.
pub const EXTENSIONS_HEADER: &str = "X-A2A-Extensions";

crate::wire::choice! {
    /// `x402.payment.status`: how far a payment has come.
    pub enum PaymentStatus "a payment status" {
        /// The server sent offers.
        PaymentRequired = "payment-required",
        /// The client declined the offers.
        PaymentRejected = "payment-rejected",
        /// The client sent a payment.
        PaymentSubmitted = "payment-submitted",
        /// The server verified the payment.
        PaymentVerified = "payment-verified",
        /// The payment was settled.
        PaymentCompleted = "payment-completed",
        /// The payment was not valid or not settled.
        PaymentFailed = "payment-failed",
    }
}

impl PaymentStatus {
    /// The task states in which a message may have this status, by the transport's text. The
    /// extension's text leaves the states between demand and outcome to the agent.
    pub const fn task_states(self) -> &'static [&'static str] {
        match self {
            Self::PaymentRequired => &["input-required"],
            Self::PaymentRejected => &["failed", "input-required"],
            Self::PaymentSubmitted => &["input-required", "working"],
            Self::PaymentVerified => &["working"],
            Self::PaymentCompleted => &["working", "completed"],
            Self::PaymentFailed => &["failed"],
        }
    }
}

crate::wire::text! {
    /// `x402.payment.error`: a short code of the failure, any text that is not empty.
    ///
    /// The texts write the known ones in upper case, and the extension once in lower case.
    pub struct ErrorCode: crate::x402::present;
    /// The payer has not enough of the token.
    INSUFFICIENT_FUNDS = "INSUFFICIENT_FUNDS";
    /// The signature is not the payer's.
    INVALID_SIGNATURE = "INVALID_SIGNATURE";
    /// The payment was submitted too late.
    EXPIRED_PAYMENT = "EXPIRED_PAYMENT";
    /// The payment was used before.
    DUPLICATE_NONCE = "DUPLICATE_NONCE";
    /// The payment is for another network.
    NETWORK_MISMATCH = "NETWORK_MISMATCH";
    /// The amount is not the one required.
    INVALID_AMOUNT = "INVALID_AMOUNT";
    /// The transaction failed.
    SETTLEMENT_FAILED = "SETTLEMENT_FAILED";
}

/// A settlement attempt of a task: a [`SettlementResponse`] that, when failed, may lack `payer` and
/// `transaction`, as the extension's text says and its examples do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt(SettlementResponse);

impl Receipt {
    /// The outcome.
    pub fn settlement(&self) -> &SettlementResponse {
        &self.0
    }
}

impl From<SettlementResponse> for Receipt {
    fn from(settlement: SettlementResponse) -> Self {
        Self(settlement)
    }
}

impl<'a> Decode<'a> for Receipt {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        SettlementResponse::read(reader, true).map(Self)
    }
}

impl Encode for Receipt {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        self.0.encode(out)
    }
}

crate::wire::json_faces!(Receipt);

crate::wire::object! {
    /// The members of [`PaymentMetadata`], to be checked.
    pub parts struct PaymentMetadataParts {
        required {
            /// How far the payment has come.
            status: PaymentStatus = "x402.payment.status",
        }
        optional {
            /// The offers.
            required: PaymentRequired = "x402.payment.required",
            /// The payment.
            payload: PaymentPayload = "x402.payment.payload",
            /// A short code of the failure.
            error: ErrorCode = "x402.payment.error",
            /// Every settlement attempt of the task, oldest first; never shortened.
            receipts: Vec<Receipt> = "x402.payment.receipts",
        }
    }
}

crate::wire::checked! {
    /// `metadata` of a message about a payment. Other members are kept.
    ///
    /// ```json
    /// {"x402.payment.status":"payment-required","x402.payment.required":{"x402Version":1,…}}
    /// ```
    ///
    /// Each status brings its object: `payment-required` the offers, `payment-submitted` the
    /// payment, `payment-completed` a receipt of success, `payment-failed` a code and a receipt of
    /// failure.
    ///
    /// ```
    /// use http402::x402::v1::a2a::{PaymentMetadata, PaymentStatus};
    ///
    /// let declined = PaymentMetadata::from_json(r#"{"x402.payment.status":"payment-rejected"}"#)?;
    /// assert_eq!(declined.status, PaymentStatus::PaymentRejected);
    /// assert!(PaymentMetadata::from_json(r#"{"x402.payment.status":"payment-submitted"}"#).is_err());
    /// # Ok::<(), http402::Error>(())
    /// ```
    pub struct PaymentMetadata(PaymentMetadataParts): check_metadata;
}

fn check_metadata(parts: &PaymentMetadataParts) -> Result<()> {
    let needs = |present: bool, name| {
        if present {
            Ok(())
        } else {
            Err(Error::missing(name))
        }
    };
    let needs_receipt = |success: bool| {
        let receipts = parts.receipts.as_deref();
        let receipts = receipts.ok_or_else(|| Error::missing("x402.payment.receipts"))?;
        if receipts
            .iter()
            .any(|receipt| receipt.0.is_success() == success)
        {
            return Ok(());
        }
        let expected = if success {
            "a receipt of success"
        } else {
            "a receipt of failure"
        };
        Err(Error::new(Kind::BadValue, expected, "none").within("x402.payment.receipts"))
    };
    match parts.status {
        PaymentStatus::PaymentRequired => needs(parts.required.is_some(), "x402.payment.required"),
        PaymentStatus::PaymentSubmitted => needs(parts.payload.is_some(), "x402.payment.payload"),
        PaymentStatus::PaymentCompleted => needs_receipt(true),
        PaymentStatus::PaymentFailed => {
            needs(parts.error.is_some(), "x402.payment.error")?;
            needs_receipt(false)
        }
        PaymentStatus::PaymentRejected | PaymentStatus::PaymentVerified => Ok(()),
    }
}

crate::wire::object! {
    /// The part of an agent card that announces payments.
    ///
    /// ```json
    /// {"capabilities":{"extensions":[{"uri":"https://github.com/google-a2a/a2a-x402/v0.1",…}]}}
    /// ```
    pub struct AgentCard {
        required {
            /// What the agent can do.
            capabilities: AgentCapabilities = "capabilities",
        }
    }
}

crate::wire::object! {
    /// The members of [`AgentCapabilities`], to be checked.
    pub parts struct AgentCapabilitiesParts {
        required {
            /// The extensions that the agent speaks.
            extensions: Vec<AgentExtension> = "extensions",
        }
    }
}

crate::wire::checked! {
    /// What an agent can do; the payment extension is among it.
    pub struct AgentCapabilities(AgentCapabilitiesParts): check_capabilities;
}

fn check_capabilities(parts: &AgentCapabilitiesParts) -> Result<()> {
    if parts
        .extensions
        .iter()
        .any(|extension| extension.uri.as_str() == EXTENSION_URI)
    {
        return Ok(());
    }
    Err(Error::new(Kind::BadValue, "the payment extension", "others").within("extensions"))
}

crate::wire::text! {
    /// The URI of an extension: any text that is not empty.
    pub struct ExtensionUri: crate::x402::present;
    /// The payment extension.
    X402 = "https://github.com/google-a2a/a2a-x402/v0.1";
}

crate::wire::object! {
    /// An extension that an agent speaks.
    pub struct AgentExtension {
        required {
            /// The name of the extension.
            uri: ExtensionUri = "uri",
        }
        optional {
            /// What it is for, for people.
            description: String = "description",
            /// Whether clients have to speak it; recommended for payments.
            required: bool = "required",
        }
    }
}
