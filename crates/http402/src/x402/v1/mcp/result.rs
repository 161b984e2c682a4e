use alloc::string::String;
use core::fmt::{self, Write};

use crate::decoder::{Decoder, Tolerant};
use crate::error::{Error, Kind, Result};
use crate::json::{Decode, Encode, Members, ObjectWriter, RawObject, RawValue, Reader, Type};
use crate::x402::v1::payment_required::PaymentRequired;

/// `result` of a call that is unpaid, badly paid, or not settled: the demand twice, as
/// `structuredContent` and as the text of `content[0]`.
///
/// ```json
/// {"isError":true,"structuredContent":{"x402Version":1,…},
///  "content":[{"type":"text","text":"{\"x402Version\":1,…}"}]}
/// ```
///
/// ```
/// use http402::x402::v1::PaymentRequired;
/// use http402::x402::v1::mcp::PaymentRequiredResult;
///
/// let result = PaymentRequiredResult::new(PaymentRequired::new("pay", Vec::new())?);
/// assert_eq!(PaymentRequiredResult::from_json(&result.to_json())?, result);
/// # Ok::<(), http402::Error>(())
/// ```
///
/// Both must be the same JSON. The first example of the text breaks this rule of its own
/// (X402-MCP-003). Both are printed anew, so that they agree whatever spelling was read. A client that takes what it gets reads with [`find_payment_required`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRequiredResult {
    payment_required: PaymentRequired,
    members: Members,
}

impl PaymentRequiredResult {
    /// A result that demands payment.
    pub fn new(payment_required: PaymentRequired) -> Self {
        Self {
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
        let same = RawValue::from_json_with(&text, reader.decoder())
            .and_then(|text| text.value.to_canonical())
            .is_ok_and(|text| raw.to_canonical() == Ok(text));
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
            members,
        })
    }
}

impl Encode for PaymentRequiredResult {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        let mut object = ObjectWriter::begin(out)?;
        object.member("isError", &true)?;
        object.member("structuredContent", &self.payment_required)?;
        object.member("content", &Content(&self.payment_required.to_json()))?;
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
