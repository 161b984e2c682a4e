//! The receipt: what a server confirms.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use core::fmt::{self, Write};

use super::MethodId;
use crate::base64::{Base64, utf8};
use crate::decoder::{Decoder, Tolerant};
use crate::error::{Error, Result, quoted};
use crate::json::{Buffer, Decode, Encode, Members, ObjectWriter, RawValue, Reader};
use crate::primitives::Timestamp;

/// A receipt: the value of `Payment-Receipt`, on successful responses only.
///
/// ```text
/// Payment-Receipt = base64url-nopad
/// decodes to {"status": "success", "method": "…", "timestamp": "…", "reference": "…", …}
/// ```
///
/// `status` is always `success`. Methods add members; all of them are kept.
///
/// ```
/// use http402::mpp::{MethodId, Receipt};
///
/// let receipt = Receipt::new(MethodId::TEMPO, "2026-01-29T12:00:00Z".parse()?, "ref_123")?;
/// assert_eq!(Receipt::from_header(&receipt.to_header())?, receipt);
/// # Ok::<(), http402::Error>(())
/// ```
///
/// Specification: [Payment-Receipt Header][spec].
///
/// [spec]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/core/draft-httpauth-payment-00.md#payment-receipt-header
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    method: MethodId,
    timestamp: Timestamp,
    reference: Box<str>,
    members: Members,
}

impl Receipt {
    const NAMES: [&'static str; 4] = ["status", "method", "timestamp", "reference"];
    const STATUS: &'static str = "success";

    /// A receipt of a payment by `method`, settled at `timestamp`.
    ///
    /// # Errors
    ///
    /// [`Kind::EmptyField`](crate::Kind::EmptyField) for an empty reference.
    pub fn new(method: MethodId, timestamp: Timestamp, reference: &str) -> Result<Self> {
        Ok(Self {
            method,
            timestamp,
            reference: check_reference(reference)
                .map_err(|error| error.within("reference"))?
                .to_owned()
                .into(),
            members: Members::new(),
        })
    }

    /// Adds a member that the payment method defines.
    ///
    /// # Errors
    ///
    /// [`Kind::Duplicate`](crate::Kind::Duplicate) where the name is taken.
    pub fn with_member(mut self, name: &str, value: RawValue) -> Result<Self> {
        self.members.add(&Self::NAMES, name, value)?;
        Ok(self)
    }

    /// Parses a field value.
    ///
    /// # Errors
    ///
    /// Names the member, what was expected there and what was found.
    pub fn from_header(value: &str) -> Result<Self> {
        Self::from_header_with(value, &Decoder::STRICT).map(|tolerant| tolerant.value)
    }

    /// Parses a field value as strictly as `decoder` says.
    ///
    /// # Errors
    ///
    /// As [`Receipt::from_header`].
    pub fn from_header_with(value: &str, decoder: &Decoder) -> Result<Tolerant<Self>> {
        let (bytes, mut deviations) = Base64::Url.decode_with(value, decoder, "")?;
        let (value, more) = Reader::parse(utf8(&bytes)?, decoder)?;
        deviations.extend(more);
        Ok(Tolerant { value, deviations })
    }

    /// The payment method that was used.
    pub fn method(&self) -> &MethodId {
        &self.method
    }

    /// When the payment was settled.
    pub fn timestamp(&self) -> &Timestamp {
        &self.timestamp
    }

    /// The method's reference, never empty: a transaction hash, an invoice id…
    pub fn reference(&self) -> &str {
        &self.reference
    }

    /// The members that the payment method defines, kept as they came.
    pub fn members(&self) -> &Members {
        &self.members
    }

    /// Prints the field value.
    pub fn to_header(&self) -> String {
        let mut value = String::with_capacity(256);
        // Invariant: writing to a `String` cannot fail.
        let _ = Base64::Url.encode_json(self, &mut value);
        value
    }

    /// Prints the field value into `buffer` and returns the filled part. Allocates nothing.
    ///
    /// # Errors
    ///
    /// [`Kind::Limit`](crate::Kind::Limit) where the buffer is too short.
    pub fn write_header<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b str> {
        let mut buffer = Buffer::new(buffer);
        match Base64::Url.encode_json(self, &mut buffer) {
            Ok(()) => Ok(buffer.into_text()),
            Err(_) => Err(buffer.too_short()),
        }
    }
}

fn check_reference(reference: &str) -> Result<&str> {
    match reference {
        "" => Err(Error::empty("a reference")),
        _ => Ok(reference),
    }
}

/// `success`, the only status.
pub(super) fn read_status(reader: &mut Reader<'_>) -> Result<()> {
    let status = reader.string()?;
    match &*status {
        Receipt::STATUS => Ok(()),
        _ => Err(Error::bad_value("\"success\"", quoted(&status))),
    }
}

impl<'a> Decode<'a> for Receipt {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let mut status = None;
        let mut method = None;
        let mut timestamp = None;
        let mut reference = None;
        let mut members = Members::new();
        reader.object(|reader, name| {
            match &**name {
                "status" => status = Some(read_status(reader)?),
                "method" => method = Some(MethodId::decode(reader)?),
                "timestamp" => timestamp = Some(Timestamp::decode(reader)?),
                "reference" => reference = Some(check_reference(&reader.string()?)?.into()),
                _ => members.read(reader, name)?,
            }
            Ok(())
        })?;
        status.ok_or_else(|| Error::missing("status"))?;
        Ok(Self {
            method: method.ok_or_else(|| Error::missing("method"))?,
            timestamp: timestamp.ok_or_else(|| Error::missing("timestamp"))?,
            reference: reference.ok_or_else(|| Error::missing("reference"))?,
            members,
        })
    }
}

impl Encode for Receipt {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        let mut object = ObjectWriter::begin(out)?;
        object.member("status", Self::STATUS)?;
        object.member("method", self.method.as_str())?;
        object.member("timestamp", self.timestamp.as_str())?;
        object.member("reference", &*self.reference)?;
        object.members(&self.members)?;
        object.end()
    }
}

crate::wire::json_faces!(Receipt);
