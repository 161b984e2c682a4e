//! The challenge as a credential returns it.

use alloc::borrow::Cow;
use core::fmt::{self, Write};

use super::Challenge;
use super::challenge::is_expired;
use super::parameters::{Parameter, Parameters};
use crate::error::{Error, Result};
use crate::json::{Decode, Encode, Members, ObjectWriter, Reader};

/// The `challenge` object of a credential: the parameters of the challenge, each a string that is
/// identical to what the server sent.
///
/// ```text
/// {"id": "…", "realm": "…", "method": "…", "intent": "…", "request": "…", "expires": "…", …}
/// ```
///
/// `id`, `realm`, `method`, `intent` and `request` are always there and `id` is not empty. The
/// values are not looked into: a server first compares them with what it issued, by its binding or
/// its memory, and only then reads them with [`ChallengeEcho::to_challenge`]. Otherwise an altered
/// challenge would pass for a malformed credential.
///
/// Specification: [Credentials (Authorization)][spec].
///
/// [spec]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/core/draft-httpauth-payment-00.md#credentials-authorization
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChallengeEcho<'a> {
    parameters: Parameters<'a>,
    members: Members,
}

impl<'a> ChallengeEcho<'a> {
    /// The echo of a challenge. Parameters that the specification does not name are left out.
    pub fn of(challenge: &'a Challenge<'_>) -> Self {
        Self {
            parameters: challenge.parameters().borrowed(),
            members: Members::new(),
        }
    }

    /// The challenge identifier, never empty.
    pub fn id(&self) -> &str {
        self.parameters.required(Parameter::Id)
    }

    /// The protection space.
    pub fn realm(&self) -> &str {
        self.parameters.required(Parameter::Realm)
    }

    /// The payment method identifier.
    pub fn method(&self) -> &str {
        self.parameters.required(Parameter::Method)
    }

    /// The payment intent.
    pub fn intent(&self) -> &str {
        self.parameters.required(Parameter::Intent)
    }

    /// The payment request: base64url, if it is the one that was issued.
    pub fn request(&self) -> &str {
        self.parameters.required(Parameter::Request)
    }

    /// When the challenge expires.
    pub fn expires(&self) -> Option<&str> {
        self.parameters.get(Parameter::Expires)
    }

    /// Whether `now`, in seconds since 1970-01-01T00:00:00Z, is at or after `expires`. An `expires`
    /// that is no RFC 3339 date-time, which no server issued, counts as expired.
    pub fn is_expired(&self, now: i64) -> bool {
        is_expired(self.expires(), now)
    }

    /// The digest that the body of this request must have.
    pub fn digest(&self) -> Option<&str> {
        self.parameters.get(Parameter::Digest)
    }

    /// The text for people; no binding covers it.
    pub fn description(&self) -> Option<&str> {
        self.parameters.get(Parameter::Description)
    }

    /// The server's correlation data.
    pub fn opaque(&self) -> Option<&str> {
        self.parameters.get(Parameter::Opaque)
    }

    /// The field that the challenge asked for (draft -01).
    pub fn header(&self) -> Option<&str> {
        self.parameters.get(Parameter::Header)
    }

    /// Members that the specification does not name, kept as they came.
    pub fn members(&self) -> &Members {
        &self.members
    }

    /// Reads the values as a challenge.
    ///
    /// # Errors
    ///
    /// As [`Challenge::parse`]; also refuses control characters, which no challenge can hold.
    pub fn to_challenge(&self) -> Result<Challenge<'_>> {
        Challenge::from_texts(self.parameters.borrowed(), alloc::vec::Vec::new())
    }

    /// Whether these are the parameters of `challenge`. `description` and members that the
    /// specification does not name are not compared: no binding covers them.
    ///
    /// For servers that remember what they issued; the time it takes depends on where they differ.
    pub fn matches(&self, challenge: &Challenge<'_>) -> bool {
        let bound = |parameter: &Parameter| *parameter != Parameter::Description;
        let mut bound = Parameter::ALL.into_iter().filter(bound);
        bound.all(|parameter| {
            self.parameters.get(parameter) == challenge.parameters().get(parameter)
        })
    }

    /// Copies what is borrowed.
    pub fn into_owned(self) -> ChallengeEcho<'static> {
        ChallengeEcho {
            parameters: self.parameters.into_owned(),
            members: self.members,
        }
    }

    #[cfg(feature = "binding")]
    pub(super) fn parameters(&self) -> &Parameters<'a> {
        &self.parameters
    }
}

impl<'a> Decode<'a> for ChallengeEcho<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let mut parameters = Parameters::default();
        let mut members = Members::new();
        reader.object(|reader, name| {
            let Some(parameter) = Parameter::of_member(name) else {
                return members.read(reader, name);
            };
            let value: Option<Cow<'a, str>> = if Parameter::REQUIRED.contains(&parameter) {
                Some(reader.string()?)
            } else {
                reader.optional()?
            };
            if parameter == Parameter::Id && value.as_deref() == Some("") {
                return Err(Error::empty("an identifier"));
            }
            if let Some(value) = value {
                parameters.set(parameter, value);
            }
            Ok(())
        })?;
        for required in Parameter::REQUIRED {
            if parameters.get(required).is_none() {
                return Err(Error::missing(required.name()));
            }
        }
        Ok(Self {
            parameters,
            members,
        })
    }
}

impl Encode for ChallengeEcho<'_> {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        let mut object = ObjectWriter::begin(out)?;
        for (parameter, value) in self.parameters.iter() {
            object.member(parameter.name(), value)?;
        }
        object.members(&self.members)?;
        object.end()
    }
}
