//! Problem details: why a payment failed.

mod types;

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use core::fmt::{self, Write};

use crate::error::{Error, Result};
use crate::json::{Decode, Encode, Members, ObjectWriter, RawValue, Reader, Type};

pub use types::{ProblemSource, ProblemType};

/// A problem details object, [RFC 9457]: the recommended body of payment errors, of media type
/// [`Problem::MEDIA_TYPE`].
///
/// ```json
/// {"type": "https://paymentauth.org/problems/verification-failed",
///  "title": "Payment Verification Failed", "status": 402, "detail": "Invalid payment proof."}
/// ```
///
/// Every member is optional. A known member of another type is ignored, as RFC 9457 section 3.1
/// demands. Others (`challengeId`, `channelId`, `requiredTopUp`…) are kept.
///
/// ```
/// use http402::mpp::{Problem, ProblemType};
///
/// let problem = Problem::new(ProblemType::PAYMENT_REQUIRED, "Payment required for access.");
/// assert_eq!(problem.to_json().parse::<Problem>()?.problem_type(), Some(ProblemType::PAYMENT_REQUIRED));
/// # Ok::<(), http402::Error>(())
/// ```
///
/// Specification: [Error Response Format][spec].
///
/// [RFC 9457]: https://www.rfc-editor.org/rfc/rfc9457
/// [spec]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/core/draft-httpauth-payment-00.md#error-response-format
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// The problem type as a URI reference; absent means `about:blank`. JSON name `type`.
    pub uri: Option<String>,
    /// The problem type in a few words.
    pub title: Option<String>,
    status: Option<u16>,
    /// What happened this time, for people.
    pub detail: Option<String>,
    /// This occurrence of the problem, as a URI reference.
    pub instance: Option<String>,
    members: Members,
}

impl Problem {
    /// The media type of problem details.
    pub const MEDIA_TYPE: &'static str = "application/problem+json";

    /// A problem of a known type, with its title and status.
    pub fn new(problem_type: ProblemType, detail: &str) -> Self {
        Self {
            uri: Some(problem_type.to_uri()),
            title: Some(problem_type.title().to_owned()),
            status: Some(problem_type.status()),
            detail: Some(detail.to_owned()),
            ..Self::default()
        }
    }

    /// The status code of the response, 100 to 599.
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// Sets the status code of the response.
    ///
    /// # Errors
    ///
    /// [`Kind::BadValue`](crate::Kind::BadValue) outside 100 to 599.
    pub fn with_status(mut self, status: u16) -> Result<Self> {
        if !STATUSES.contains(&status) {
            return Err(Error::bad_value(
                "a status from 100 to 599",
                format!("{status}"),
            ));
        }
        self.status = Some(status);
        Ok(self)
    }

    /// The problem type, where it is one that this crate knows.
    pub fn problem_type(&self) -> Option<ProblemType> {
        ProblemType::from_uri(self.uri.as_deref()?)
    }

    /// Members that RFC 9457 does not name, kept as they came.
    pub fn members(&self) -> &Members {
        &self.members
    }

    /// Adds a member that RFC 9457 does not name, such as `challengeId`.
    ///
    /// # Errors
    ///
    /// [`Kind::Duplicate`](crate::Kind::Duplicate) where the name is taken.
    pub fn with_member(mut self, name: &str, value: RawValue) -> Result<Self> {
        const KNOWN: [&str; 5] = ["type", "title", "status", "detail", "instance"];
        self.members.add(&KNOWN, name, value)?;
        Ok(self)
    }
}

/// The status codes of HTTP (RFC 9110, section 15).
const STATUSES: core::ops::RangeInclusive<u16> = 100..=599;

impl<'a> Decode<'a> for Problem {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let mut problem = Self::default();
        reader.object(|reader, name| {
            match &**name {
                "type" => problem.uri = text(reader)?,
                "title" => problem.title = text(reader)?,
                "status" => problem.status = status(reader)?,
                "detail" => problem.detail = text(reader)?,
                "instance" => problem.instance = text(reader)?,
                _ => problem.members.read(reader, name)?,
            }
            Ok(())
        })?;
        Ok(problem)
    }
}

fn text(reader: &mut Reader<'_>) -> Result<Option<String>> {
    if reader.peek()? == Type::String {
        return String::decode(reader).map(Some);
    }
    reader.value().map(|_| None)
}

fn status(reader: &mut Reader<'_>) -> Result<Option<u16>> {
    let status: Option<u16> = reader.value()?.parse().ok();
    Ok(status.filter(|status| STATUSES.contains(status)))
}

impl Encode for Problem {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        let mut object = ObjectWriter::begin(out)?;
        object.optional("type", self.uri.as_ref())?;
        object.optional("title", self.title.as_ref())?;
        object.optional("status", self.status.map(u64::from).as_ref())?;
        object.optional("detail", self.detail.as_ref())?;
        object.optional("instance", self.instance.as_ref())?;
        object.members(&self.members)?;
        object.end()
    }
}

crate::wire::json_faces!(Problem);
