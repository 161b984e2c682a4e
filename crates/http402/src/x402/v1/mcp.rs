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

use alloc::string::String;
use core::fmt::{self, Write};

use super::payload::{PaymentPayload, read_embedded};
use super::payment_required::PaymentRequired;
use super::settlement::SettlementResponse;
use crate::decoder::{Decoder, Tolerant};
use crate::error::{Error, Kind, Result};
use crate::json::{Decode, Encode, Members, ObjectWriter, RawObject, RawValue, Reader, Type};

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

/// `result` of a call that is unpaid, badly paid, or not settled: the demand twice, as
/// `structuredContent` and as the text of `content[0]`.
///
/// ```json
/// {"isError":true,"structuredContent":{"x402Version":1,…},
///  "content":[{"type":"text","text":"{\"x402Version\":1,…}"}]}
/// ```
///
/// Both must be the same JSON. The first example of the text breaks this rule of its own
/// (X402-MCP-003). A client that takes what it gets reads with [`find_payment_required`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRequiredResult {
    payment_required: PaymentRequired,
    text: String,
    members: Members,
}

impl PaymentRequiredResult {
    /// A result that demands payment.
    pub fn new(payment_required: PaymentRequired) -> Self {
        Self {
            text: payment_required.to_json(),
            payment_required,
            members: Members::new(),
        }
    }

    /// The demand.
    pub fn payment_required(&self) -> &PaymentRequired {
        &self.payment_required
    }

    /// Members that the text does not name, kept as they came.
    pub fn members(&self) -> &Members {
        &self.members
    }
}

impl<'a> Decode<'a> for PaymentRequiredResult {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let (mut is_error, mut content, mut raw) = (None, None, None::<RawObject>);
        let mut payment_required = None;
        let mut members = Members::new();
        reader.object(|reader, name| {
            match &**name {
                "isError" => is_error = Some(bool::decode(reader)?),
                "structuredContent" => {
                    let start = reader.later()?;
                    raw = Some(reader.reread(start, "", RawObject::decode)?);
                    payment_required = Some(reader.reread(start, "", PaymentRequired::decode)?);
                }
                "content" => content = Some(first_text(reader)?),
                _ => members.read(reader, name)?,
            }
            Ok(())
        })?;
        if !is_error.ok_or_else(|| Error::missing("isError"))? {
            return Err(Error::bad_value("true", "false").within("isError"));
        }
        let missing = || Error::missing("structuredContent");
        let (payment_required, raw) = (
            payment_required.ok_or_else(missing)?,
            raw.ok_or_else(missing)?,
        );
        let text = content.ok_or_else(|| Error::missing("content"))?;
        let same =
            crate::json::canonicalize(&text).is_ok_and(|text| raw.to_canonical() == Ok(text));
        if !same {
            let error = Error::new(
                Kind::Mismatch,
                "structuredContent as JSON text",
                "another text",
            );
            return Err(error.within("content[0].text"));
        }
        Ok(Self {
            payment_required,
            text,
            members,
        })
    }
}

impl Encode for PaymentRequiredResult {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        let mut object = ObjectWriter::begin(out)?;
        object.member("isError", &true)?;
        object.member("structuredContent", &self.payment_required)?;
        object.member("content", &Content(&self.text))?;
        object.members(&self.members)?;
        object.end()
    }
}

crate::wire::json_faces!(PaymentRequiredResult);

struct Content<'t>(&'t str);

impl Encode for Content<'_> {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        out.write_char('[')?;
        let mut object = ObjectWriter::begin(out)?;
        object.member("type", "text")?;
        object.member("text", self.0)?;
        object.end()?;
        out.write_char(']')
    }
}

/// The text of the first element of `content`, which must be of type `text`.
fn first_text(reader: &mut Reader<'_>) -> Result<String> {
    let mut first = None;
    reader.array(|reader, index| {
        if index > 0 {
            return reader.value().map(drop);
        }
        let (mut kind, mut text) = (None, None);
        reader.object(|reader, name| {
            match &**name {
                "type" => kind = Some(reader.string()?),
                "text" => text = Some(String::decode(reader)?),
                _ => drop(reader.value()?),
            }
            Ok(())
        })?;
        if kind.ok_or_else(|| Error::missing("type"))? != "text" {
            return Err(Error::bad_value("\"text\"", "another type").within("type"));
        }
        first = Some(text.ok_or_else(|| Error::missing("text"))?);
        Ok(())
    })?;
    first.ok_or_else(|| Error::new(Kind::BadValue, "at least one element", "none"))
}

/// Finds the demand in the `result` of a tool call, as a client should: `structuredContent` where
/// it has `x402Version` and `accepts`, otherwise the text of `content[0]`.
///
/// `None` where the result demands no payment.
///
/// # Errors
///
/// Whatever is wrong with the result as JSON, or with the demand.
///
/// ```
/// use http402::Decoder;
/// use http402::x402::v1::mcp::find_payment_required;
///
/// let result = r#"{"isError":true,"structuredContent":{"code":7},"content":[
///     {"type":"text","text":"{\"x402Version\":1,\"error\":\"pay\",\"accepts\":[]}"}]}"#;
/// let demand = find_payment_required(result, &Decoder::STRICT)?.unwrap();
/// assert_eq!(demand.value.error(), "pay");
/// let result = r#"{"content":[{"type":"text","text":"done"}]}"#;
/// assert!(find_payment_required(result, &Decoder::STRICT)?.is_none());
/// # Ok::<(), http402::Error>(())
/// ```
pub fn find_payment_required(
    result: &str,
    decoder: &Decoder,
) -> Result<Option<Tolerant<PaymentRequired>>> {
    let result = RawObject::from_json_with(result, decoder)?.value;
    if let Some(structured) = result
        .get("structuredContent")
        .and_then(|value| demand(&value))
    {
        return PaymentRequired::from_json_with(structured.as_str(), decoder).map(Some);
    }
    let text = result.get("content").and_then(|content| {
        let (text, _) = Reader::parse::<FirstText>(content.as_str(), decoder).ok()?;
        let value = RawValue::from_json_with(&text.0, decoder).ok()?.value;
        demand(&value)
    });
    text.map(|text| PaymentRequired::from_json_with(text.as_str(), decoder))
        .transpose()
}

/// The object, if it has the two members by which a demand is recognised.
fn demand(value: &RawValue) -> Option<RawObject> {
    let object = value
        .to_object()
        .filter(|_| value.json_type() == Type::Object)?;
    let members = object.members();
    (members.get("x402Version").is_some() && members.get("accepts").is_some()).then_some(object)
}

struct FirstText(String);

impl<'a> Decode<'a> for FirstText {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        first_text(reader).map(Self)
    }
}
