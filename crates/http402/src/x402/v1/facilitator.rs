//! What a resource server and a facilitator say to each other.
//!
//! ```text
//! POST {base}/verify     VerifyRequest ─▶ VerifyResponse
//! POST {base}/settle     SettleRequest ─▶ SettlementResponse
//! GET  {base}/supported                ─▶ SupportedResponse
//! ```
//!
//! Read the answers under any HTTP status: some facilitators refuse with 4xx or 5xx.
//!
//! Source: [section 7](https://github.com/coinbase/x402/blob/dd927a26/specs/x402-specification-v1.md).

mod supported;

use core::fmt::{self, Write};

use super::payload::{PaymentPayload, read_embedded};
use super::reason::ErrorReason;
use super::requirements::PaymentRequirements;
use super::settlement::read_payer;
use super::version::Version1;
use crate::decoder::Leniency;
use crate::error::{Error, Kind, Result};
use crate::json::{Decode, Encode, Members, ObjectWriter, Reader};
use crate::x402::account::AccountId;

pub use supported::{
    NetworkName, SupportedKind, SupportedKindParts, SupportedResponse, X402Version,
};

/// The body of `POST /verify` and `POST /settle`: a payment, and the offer it is checked against.
///
/// ```json
/// {"x402Version":1,"paymentPayload":{…},"paymentRequirements":{…}}
/// ```
///
/// Source: [section 7.1](https://github.com/coinbase/x402/blob/dd927a26/specs/x402-specification-v1.md).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct VerifyRequest {
    /// The payment as the client sent it, decoded.
    pub payment_payload: PaymentPayload,
    /// The offer as the server made it.
    pub payment_requirements: PaymentRequirements,
    members: Members,
}

/// The body of `POST /settle` is that of `POST /verify`.
pub type SettleRequest = VerifyRequest;

impl VerifyRequest {
    const NAMES: &'static [&'static str] =
        &["x402Version", "paymentPayload", "paymentRequirements"];

    /// A request about a payment for an offer. Whether the two agree is the answer's matter.
    pub fn new(payment_payload: PaymentPayload, payment_requirements: PaymentRequirements) -> Self {
        Self {
            payment_payload,
            payment_requirements,
            members: Members::new(),
        }
    }

    /// Members that the specification does not name, kept as they came.
    pub fn members(&self) -> &Members {
        &self.members
    }
}

impl<'a> Decode<'a> for VerifyRequest {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let (mut version, mut payload, mut requirements) = (None::<Version1>, None, None);
        let mut members = Members::new();
        reader.object(|reader, name| {
            let old = &[("paymentHeader", "paymentPayload")];
            match &*reader.renamed(name, Self::NAMES, old) {
                "x402Version" => version = Some(Decode::decode(reader)?),
                "paymentPayload" if payload.is_some() => {
                    return Err(Error::new(Kind::Duplicate, "one payment", "a second"));
                }
                "paymentPayload" => payload = Some(read_embedded(reader)?),
                "paymentRequirements" => requirements = Some(Decode::decode(reader)?),
                _ => members.read(reader, name)?,
            }
            Ok(())
        })?;
        if version.is_none() && !reader.tolerates(Leniency::MissingVersion, "x402Version") {
            return Err(Error::missing("x402Version"));
        }
        Ok(Self {
            payment_payload: payload.ok_or_else(|| Error::missing("paymentPayload"))?,
            payment_requirements: requirements
                .ok_or_else(|| Error::missing("paymentRequirements"))?,
            members,
        })
    }
}

impl Encode for VerifyRequest {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        let mut object = ObjectWriter::begin(out)?;
        object.member("x402Version", &Version1)?;
        object.member("paymentPayload", &self.payment_payload)?;
        object.member("paymentRequirements", &self.payment_requirements)?;
        object.members(&self.members)?;
        object.end()
    }
}

crate::wire::json_faces!(VerifyRequest);

/// The answer of `POST /verify`. A payment is invalid exactly where there is a reason.
///
/// ```json
/// {"isValid":true,"payer":"0x857b…"}
/// {"isValid":false,"invalidReason":"insufficient_funds","payer":"0x857b…"}
/// ```
///
/// Source: [section 7.1](https://github.com/coinbase/x402/blob/dd927a26/specs/x402-specification-v1.md).
///
/// ```
/// use http402::x402::v1::ErrorReason;
/// use http402::x402::v1::facilitator::VerifyResponse;
///
/// let payer = "0x857b06519E91e3A54538791bDbb0E22373e36b66".parse()?;
/// let answer = VerifyResponse::invalid(ErrorReason::INSUFFICIENT_FUNDS, payer);
/// assert!(!answer.is_valid());
/// assert!(VerifyResponse::from_json(r#"{"isValid":false,"payer":"0x0"}"#).is_err());
/// # Ok::<(), http402::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyResponse {
    invalid_reason: Option<ErrorReason>,
    payer: Option<AccountId>,
    members: Members,
}

impl VerifyResponse {
    const NAMES: &'static [&'static str] = &["isValid", "invalidReason", "payer"];

    /// The payment satisfies the offer.
    pub fn valid(payer: AccountId) -> Self {
        Self {
            invalid_reason: None,
            payer: Some(payer),
            members: Members::new(),
        }
    }

    /// The payment does not satisfy the offer.
    pub fn invalid(reason: ErrorReason, payer: AccountId) -> Self {
        Self {
            invalid_reason: Some(reason),
            payer: Some(payer),
            members: Members::new(),
        }
    }

    /// Whether the payment satisfies the offer.
    pub fn is_valid(&self) -> bool {
        self.invalid_reason.is_none()
    }

    /// Why it does not.
    pub fn invalid_reason(&self) -> Option<&ErrorReason> {
        self.invalid_reason.as_ref()
    }

    /// Who pays. `None` only where a lenient parse had none.
    pub fn payer(&self) -> Option<&AccountId> {
        self.payer.as_ref()
    }

    /// Members that the specification does not name, kept as they came.
    pub fn members(&self) -> &Members {
        &self.members
    }
}

impl<'a> Decode<'a> for VerifyResponse {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let (mut is_valid, mut invalid_reason) = (None, None);
        let (mut payer, mut named) = (None, false);
        let mut members = Members::new();
        reader.object(|reader, name| {
            match &*reader.member_name(name, Self::NAMES) {
                "isValid" => is_valid = Some(bool::decode(reader)?),
                "invalidReason" => invalid_reason = reader.optional::<ErrorReason>()?,
                "payer" => {
                    if let Some(start) = reader.later_optional()? {
                        payer = reader.reread(start, "", |reader| read_payer(reader, None))?;
                        named = true;
                    }
                }
                _ => members.read(reader, name)?,
            }
            Ok(())
        })?;
        match (
            is_valid.ok_or_else(|| Error::missing("isValid"))?,
            &invalid_reason,
        ) {
            (true, None) | (false, Some(_)) => {}
            (true, Some(_)) => {
                let error = Error::bad_value("no such member of a valid payment", "a reason");
                return Err(error.within("invalidReason"));
            }
            (false, None) => return Err(Error::missing("invalidReason")),
        }
        if !named && !reader.tolerates(Leniency::MissingPayer, "payer") {
            return Err(Error::missing("payer"));
        }
        Ok(Self {
            invalid_reason,
            payer,
            members,
        })
    }
}

impl Encode for VerifyResponse {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        let mut object = ObjectWriter::begin(out)?;
        object.member("isValid", &self.is_valid())?;
        object.optional("invalidReason", self.invalid_reason.as_ref())?;
        object.optional("payer", self.payer.as_ref())?;
        object.members(&self.members)?;
        object.end()
    }
}

crate::wire::json_faces!(VerifyResponse);
