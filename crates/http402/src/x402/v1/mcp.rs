//! x402 over MCP: payments in `_meta` of tool calls.
//!
//! ```text
//! client                                                   server
//!   │ ── tools/call ──────────────────────────────────────▶ │
//!   │ ◀── result { isError, structuredContent: demand } ─── │  PaymentRequiredResult
//!   │ ── tools/call, _meta["x402/payment"] ────────────────▶ │  PaymentMeta
//!   │ ◀── result, _meta["x402/payment-response"] ────────── │  PaymentResponseMeta
//! ```
//!
//! Source: [transport MCP](https://github.com/coinbase/x402/blob/dd927a26/specs/transports-v1/mcp.md).

mod result;

use core::fmt::{self, Write};

use super::payload::{PaymentPayload, read_embedded};
use super::settlement::SettlementResponse;
use crate::error::{Error, Kind, Result};
use crate::json::{Decode, Encode, Members, ObjectWriter, RawObject, Reader};

pub use result::{PaymentRequiredResult, find_payment_required};

/// The member of `params._meta` that carries the payment.
pub const PAYMENT: &str = "x402/payment";

/// The member of `result._meta` that carries the outcome.
pub const PAYMENT_RESPONSE: &str = "x402/payment-response";

/// The JSON-RPC error code by which servers of an earlier text demanded payment, with the demand
/// in `error.data` (X402-MCP-011).
pub const OLD_ERROR_CODE: i64 = 402;

/// `params._meta` of a paid call. Other members are kept: a paid repetition must not lose them.
///
/// ```json
/// {"x402/payment":{"x402Version":1,"scheme":"exact",…}}
/// ```
///
/// Earlier software sends the header's text instead of an object, or names the member
/// `x402.payment`: see [`Leniency::PaymentAsText`](crate::Leniency::PaymentAsText) and
/// [`Leniency::OldName`](crate::Leniency::OldName).
///
/// ```
/// use http402::json::RawObject;
/// use http402::x402::v1::mcp::PaymentMeta;
///
/// let payment = r#"{"x402Version":1,"scheme":"stream","network":"base","payload":{}}"#.parse()?;
/// let own: RawObject = r#"{"progressToken":7}"#.parse()?;
/// let meta = PaymentMeta::new(payment, Some(&own))?;
/// assert!(meta.to_json().ends_with(r#","progressToken":7}"#));
/// # Ok::<(), http402::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentMeta {
    payment: PaymentPayload,
    members: Members,
}

impl PaymentMeta {
    /// The members of a call's own `_meta`, with the payment added.
    ///
    /// # Errors
    ///
    /// [`Kind::Duplicate`] where `meta` has a payment already.
    pub fn new(payment: PaymentPayload, meta: Option<&RawObject>) -> Result<Self> {
        let members = meta.map(RawObject::members).unwrap_or_default();
        if members.get(PAYMENT).is_some() {
            let error = Error::new(Kind::Duplicate, "no payment yet", "one");
            return Err(error.within(PAYMENT));
        }
        Ok(Self { payment, members })
    }

    /// The payment.
    pub fn payment(&self) -> &PaymentPayload {
        &self.payment
    }

    /// The other members.
    pub fn members(&self) -> &Members {
        &self.members
    }
}

impl<'a> Decode<'a> for PaymentMeta {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let mut members = Members::new();
        let payment = only_member(
            reader,
            &mut members,
            (PAYMENT, "x402.payment"),
            read_embedded,
        )?;
        Ok(Self { payment, members })
    }
}

impl Encode for PaymentMeta {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        let mut object = ObjectWriter::begin(out)?;
        object.member(PAYMENT, &self.payment)?;
        object.members(&self.members)?;
        object.end()
    }
}

crate::wire::json_faces!(PaymentMeta);

/// `result._meta` of a call that was paid for. Other members are kept.
///
/// ```json
/// {"x402/payment-response":{"success":true,"transaction":"0x1234…",…}}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentResponseMeta {
    payment_response: SettlementResponse,
    members: Members,
}

impl PaymentResponseMeta {
    /// The members of a result's own `_meta`, with the outcome added.
    ///
    /// # Errors
    ///
    /// [`Kind::Duplicate`] where `meta` has an outcome already.
    pub fn new(payment_response: SettlementResponse, meta: Option<&RawObject>) -> Result<Self> {
        let members = meta.map(RawObject::members).unwrap_or_default();
        if members.get(PAYMENT_RESPONSE).is_some() {
            let error = Error::new(Kind::Duplicate, "no outcome yet", "one");
            return Err(error.within(PAYMENT_RESPONSE));
        }
        Ok(Self {
            payment_response,
            members,
        })
    }

    /// The outcome.
    pub fn payment_response(&self) -> &SettlementResponse {
        &self.payment_response
    }

    /// The other members.
    pub fn members(&self) -> &Members {
        &self.members
    }
}

impl<'a> Decode<'a> for PaymentResponseMeta {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let names = (PAYMENT_RESPONSE, "x402.payment-response");
        let mut members = Members::new();
        Ok(Self {
            payment_response: only_member(reader, &mut members, names, Decode::decode)?,
            members,
        })
    }
}

impl Encode for PaymentResponseMeta {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        let mut object = ObjectWriter::begin(out)?;
        object.member(PAYMENT_RESPONSE, &self.payment_response)?;
        object.members(&self.members)?;
        object.end()
    }
}

crate::wire::json_faces!(PaymentResponseMeta);

/// An object of which one member is known, by its present and its old name.
fn only_member<'a, T>(
    reader: &mut Reader<'a>,
    members: &mut Members,
    (name, old): (&'static str, &str),
    read: impl Fn(&mut Reader<'a>) -> Result<T>,
) -> Result<T> {
    let mut found = None;
    reader.object(|reader, member| {
        if *reader.renamed(member, &[name], &[(old, name)]) != *name {
            return members.read(reader, member);
        }
        if found.is_some() {
            return Err(Error::new(
                Kind::Duplicate,
                "one member of this meaning",
                "a second",
            ));
        }
        found = Some(read(reader)?);
        Ok(())
    })?;
    found.ok_or_else(|| Error::missing(name))
}
