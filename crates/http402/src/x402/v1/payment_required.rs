//! The demand: the body of a 402 answer.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt::{self, Write};

use super::requirements::PaymentRequirements;
use super::version::Version1;
use crate::error::{Error, Result};
use crate::json::{Decode, Encode, Members, ObjectWriter, RawValue, Reader};

/// The demand for payment: why, and the offers of which the client pays one.
///
/// The specification calls it `PaymentRequirementsResponse`, and in its MCP text also
/// `PaymentRequired`, the name that later versions keep. Over HTTP it is the body of a 402 answer,
/// over MCP `structuredContent`, over A2A `x402.payment.required`.
///
/// ```json
/// {"x402Version":1,"error":"X-PAYMENT header is required","accepts":[{"scheme":"exact",…}]}
/// ```
///
/// Source: [section 5.1](https://github.com/coinbase/x402/blob/dd927a26/specs/x402-specification-v1.md).
///
/// A client that must live with offers it does not understand reads [`Offers`] instead.
///
/// ```
/// use http402::x402::v1::PaymentRequired;
///
/// let demand = PaymentRequired::new("X-PAYMENT header is required", Vec::new())?;
/// let text = r#"{"x402Version":1,"error":"X-PAYMENT header is required","accepts":[]}"#;
/// assert_eq!(demand.to_json(), text);
/// # Ok::<(), http402::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRequired {
    error: Box<str>,
    accepts: Vec<PaymentRequirements>,
    members: Members,
}

impl PaymentRequired {
    pub(super) const NAMES: &'static [&'static str] = &["x402Version", "error", "accepts"];

    /// A demand; `error` says why payment is required or was refused, for people.
    ///
    /// # Errors
    ///
    /// [`Kind::EmptyField`](crate::Kind::EmptyField) where `error` is empty.
    pub fn new(error: &str, accepts: Vec<PaymentRequirements>) -> Result<Self> {
        Ok(Self {
            error: reason(error).map_err(|refusal| refusal.within("error"))?,
            accepts,
            members: Members::new(),
        })
    }

    /// Why payment is required or was refused, for people. Never compare the wording.
    pub fn error(&self) -> &str {
        &self.error
    }

    /// The offers.
    pub fn accepts(&self) -> &[PaymentRequirements] {
        &self.accepts
    }

    /// Members that the specification does not name, kept as they came.
    pub fn members(&self) -> &Members {
        &self.members
    }

    /// Adds a member that the specification does not name.
    ///
    /// # Errors
    ///
    /// [`Kind::Duplicate`](crate::Kind::Duplicate) where the name is taken.
    pub fn with_member(mut self, name: &str, value: RawValue) -> Result<Self> {
        self.members.add(Self::NAMES, name, value)?;
        Ok(self)
    }
}

fn reason(text: &str) -> Result<Box<str>> {
    if text.is_empty() {
        return Err(Error::empty("a reason for people"));
    }
    Ok(text.into())
}

/// The members of the object; `accepts` is left to `read_accepts`, once the version is known.
fn read<'a, T>(
    reader: &mut Reader<'a>,
    read_accepts: impl FnOnce(&mut Reader<'a>) -> Result<T>,
) -> Result<(Box<str>, T, Members)> {
    let (mut version, mut error, mut accepts) = (None::<Version1>, None::<Cow<'_, str>>, None);
    let mut members = Members::new();
    reader.object(|reader, name| {
        match &*reader.member_name(name, PaymentRequired::NAMES) {
            "x402Version" => version = Some(Decode::decode(reader)?),
            "error" => error = reader.informative()?,
            "accepts" => accepts = Some(reader.later()?),
            _ => members.read(reader, name)?,
        }
        Ok(())
    })?;
    version.ok_or_else(|| Error::missing("x402Version"))?;
    let accepts = accepts.ok_or_else(|| Error::missing("accepts"))?;
    let accepts = reader.reread(accepts, "accepts", read_accepts)?;
    let error = match error {
        Some(error) => reason(&error).map_err(|refusal| refusal.within("error"))?,
        None => reader.missing_text("error")?,
    };
    Ok((error, accepts, members))
}

impl<'a> Decode<'a> for PaymentRequired {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let (error, accepts, members) = read(reader, Decode::decode)?;
        Ok(Self {
            error,
            accepts,
            members,
        })
    }
}

impl Encode for PaymentRequired {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        let mut object = ObjectWriter::begin(out)?;
        object.member("x402Version", &Version1)?;
        object.member("error", &*self.error)?;
        object.member("accepts", &self.accepts)?;
        object.members(&self.members)?;
        object.end()
    }
}

crate::wire::json_faces!(PaymentRequired);

/// The demand as a client reads it: one unusable offer does not spoil the others (X402-CLI-005).
///
/// What is not JSON, or has a member twice, is refused as a whole.
///
/// ```
/// use http402::x402::v1::Offers;
///
/// let offers = Offers::from_json(r#"{"x402Version":1,"error":"pay","accepts":[{"scheme":7}]}"#)?;
/// assert_eq!(offers.usable().count(), 0);
/// let error = offers.accepts()[0].as_ref().unwrap_err();
/// assert_eq!(error.field(), "accepts[0].scheme");
/// # Ok::<(), http402::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offers {
    error: Box<str>,
    accepts: Vec<Result<PaymentRequirements>>,
    members: Members,
}

impl Offers {
    /// Parses the text of a demand, strictly but for one offer at a time.
    ///
    /// # Errors
    ///
    /// Whatever is wrong outside the offers.
    pub fn from_json(text: &str) -> Result<Self> {
        Self::from_json_with(text, &crate::Decoder::STRICT).map(|tolerant| tolerant.value)
    }

    /// Parses the text of a demand as strictly as `decoder` says.
    ///
    /// # Errors
    ///
    /// As [`Offers::from_json`].
    pub fn from_json_with(text: &str, decoder: &crate::Decoder) -> Result<crate::Tolerant<Self>> {
        let (value, deviations) = Reader::parse(text, decoder)?;
        Ok(crate::Tolerant { value, deviations })
    }

    /// Why payment is required or was refused, for people.
    pub fn error(&self) -> &str {
        &self.error
    }

    /// Each offer, or why it cannot be used.
    pub fn accepts(&self) -> &[Result<PaymentRequirements>] {
        &self.accepts
    }

    /// The offers that can be used, in the server's order.
    pub fn usable(&self) -> impl Iterator<Item = &PaymentRequirements> {
        self.accepts.iter().flatten()
    }

    /// Members that the specification does not name, kept as they came.
    pub fn members(&self) -> &Members {
        &self.members
    }
}

impl<'a> Decode<'a> for Offers {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let (error, accepts, members) = read(reader, |reader| {
            let mut accepts = Vec::new();
            reader.array(|reader, index| {
                let start = reader.later()?;
                // The array adds the index to the deviations, and to errors that leave it.
                let offer = reader.reread(start, "", PaymentRequirements::decode);
                accepts.push(offer.map_err(|error| error.at_index(index).within("accepts")));
                Ok(())
            })?;
            Ok(accepts)
        })?;
        Ok(Self {
            error,
            accepts,
            members,
        })
    }
}
