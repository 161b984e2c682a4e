//! The credential: what a client pays with.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use core::fmt::{self, Write};
use core::str::FromStr;

use super::encoded::{ObjectText, decode_json, without_padding};
use super::header::SCHEME;
use super::{Challenge, ChallengeEcho};
use crate::base64::{Base64, utf8};
use crate::decoder::{Decoder, Tolerant};
use crate::error::{Error, Kind, Result, quoted};
use crate::json::{Buffer, Decode, Encode, Members, ObjectWriter, RawObject, RawValue, Reader};

/// A credential: the value of `Authorization` (or, by draft -01, `Payment-Authorization`).
///
/// ```text
/// credentials = "Payment" 1*SP base64url-nopad
/// base64url-nopad decodes to {"challenge": {…}, "source": "did:…", "payload": {…}}
/// ```
///
/// `challenge` echoes the challenge, `source` optionally names the payer (by recommendation a DID),
/// `payload` is the proof that the payment method defines. Other members are kept. The payload is
/// worth money: `Debug` does not print it. Padding is never written, and taken where it has the
/// right length: some methods demand that of recipients (MPP-LC-006).
///
/// ```
/// use http402::mpp::{Challenge, Credential};
///
/// let challenge = Challenge::parse(
///     r#"Payment id="c1", realm="r", method="testpay", intent="charge", request="e30""#,
/// )?;
/// let value = Credential::new(&challenge, &r#"{"proof":"00"}"#.parse()?).to_header();
///
/// let credential = Credential::from_header(&value)?;
/// assert_eq!(credential.challenge().id(), "c1");
/// assert_eq!(credential.payload().as_str(), r#"{"proof":"00"}"#);
/// # Ok::<(), http402::Error>(())
/// ```
///
/// Specification: [Credentials (Authorization)][spec].
///
/// [spec]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/core/draft-httpauth-payment-00.md#credentials-authorization
#[derive(Clone, PartialEq, Eq)]
pub struct Credential<'a> {
    challenge: ChallengeEcho<'a>,
    source: Option<Cow<'a, str>>,
    payload: Cow<'a, str>,
    members: Members,
}

impl<'a> Credential<'a> {
    /// A credential that answers `challenge`.
    pub fn new(challenge: &'a Challenge<'_>, payload: &RawObject) -> Self {
        Self {
            challenge: ChallengeEcho::of(challenge),
            source: None,
            payload: Cow::Owned(payload.as_str().to_owned()),
            members: Members::new(),
        }
    }

    /// Names the payer.
    ///
    /// # Errors
    ///
    /// [`Kind::EmptyField`] for an empty text.
    pub fn with_source(mut self, source: &str) -> Result<Self> {
        self.source = Some(check_source(source.to_owned().into())?);
        Ok(self)
    }

    /// Adds a member that the specification does not name.
    ///
    /// # Errors
    ///
    /// [`Kind::Duplicate`] where the name is taken.
    pub fn with_member(mut self, name: &str, value: RawValue) -> Result<Self> {
        self.members
            .add(&["challenge", "source", "payload"], name, value)?;
        Ok(self)
    }

    /// Parses a field value.
    ///
    /// # Errors
    ///
    /// Names the member, what was expected there and what was found. [`Kind::Unsupported`] for
    /// another scheme, [`Kind::Missing`] for the scheme alone.
    pub fn from_header(value: &str) -> Result<Credential<'static>> {
        Self::from_header_with(value, &Decoder::STRICT).map(|tolerant| tolerant.value)
    }

    /// Parses a field value as strictly as `decoder` says.
    ///
    /// # Errors
    ///
    /// As [`Credential::from_header`].
    pub fn from_header_with(
        value: &str,
        decoder: &Decoder,
    ) -> Result<Tolerant<Credential<'static>>> {
        decode_json(strip_scheme(value)?, decoder, |text| {
            let (credential, deviations) = Reader::parse::<Credential<'_>>(text, decoder)?;
            Ok((credential.into_owned(), deviations))
        })
    }

    /// Parses a field value into `buffer`, from which the credential borrows. Allocates nothing,
    /// unless strings have escapes or there are members that the specification does not name.
    ///
    /// `buffer` needs three quarters of the length of `value`.
    ///
    /// # Errors
    ///
    /// As [`Credential::from_header`]; [`Kind::Limit`] where the buffer is too short.
    ///
    /// ```
    /// use http402::mpp::Credential;
    ///
    /// let value = "Payment eyJjaGFsbGVuZ2UiOnsiaWQiOiJjMSIsInJlYWxtIjoiciIsIm1ldGhvZCI6InRlbXBvIi\
    ///     wiaW50ZW50IjoiY2hhcmdlIiwicmVxdWVzdCI6ImUzMCJ9LCJwYXlsb2FkIjp7fX0";
    /// let mut buffer = [0; 4096];
    /// let credential = Credential::from_header_in(value, &mut buffer)?;
    /// assert_eq!(credential.challenge().method(), "tempo");
    /// # Ok::<(), http402::Error>(())
    /// ```
    pub fn from_header_in(value: &str, buffer: &'a mut [u8]) -> Result<Self> {
        let token = without_padding(strip_scheme(value)?);
        Self::from_json(utf8(Base64::Url.decode_into(token, buffer)?)?)
    }

    /// Parses the JSON text inside a field value.
    ///
    /// # Errors
    ///
    /// As [`Credential::from_header`].
    pub fn from_json(text: &'a str) -> Result<Self> {
        Reader::parse(text, &Decoder::STRICT).map(|(credential, _)| credential)
    }

    /// The echoed challenge.
    pub fn challenge(&self) -> &ChallengeEcho<'a> {
        &self.challenge
    }

    /// The payer, by recommendation as a DID. Nothing vouches for it.
    pub fn source(&self) -> Option<&str> {
        self.source.as_deref()
    }

    /// The proof.
    pub fn payload(&self) -> RawObject {
        // Invariant: every constructor checked the payload, so the fallback is never taken.
        RawObject::from_json_with(&self.payload, &Decoder::VALIDATED)
            .map_or_else(|_| RawObject::empty(), |tolerant| tolerant.value)
    }

    /// The proof as JSON text, as it came.
    pub fn payload_json(&self) -> &str {
        &self.payload
    }

    /// The proof as what the payment method defines, such as
    /// [`testpay::ChargePayload`](super::methods::testpay::ChargePayload).
    ///
    /// # Errors
    ///
    /// Names the member, what was expected there and what was found.
    pub fn payload_as<T: FromStr<Err = Error>>(&self) -> Result<T> {
        self.payload
            .parse()
            .map_err(|error: Error| error.within("payload"))
    }

    /// Members that the specification does not name, kept as they came.
    pub fn members(&self) -> &Members {
        &self.members
    }

    /// Prints the field value.
    pub fn to_header(&self) -> String {
        let mut value = String::with_capacity(512);
        value.push_str(SCHEME);
        value.push(' ');
        // Invariant: writing to a `String` cannot fail.
        let _ = Base64::Url.encode_json(self, &mut value);
        value
    }

    /// Prints the field value into `buffer` and returns the filled part. Allocates nothing.
    ///
    /// # Errors
    ///
    /// [`Kind::Limit`] where the buffer is too short.
    pub fn write_header<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b str> {
        let mut buffer = Buffer::new(buffer);
        match buffer
            .write_str(SCHEME)
            .and_then(|()| buffer.write_char(' '))
        {
            Ok(()) => Base64::Url.encode_json_into(self, buffer),
            Err(_) => Err(buffer.too_short()),
        }
    }

    /// Prints the JSON text inside the field value.
    pub fn to_json(&self) -> String {
        let mut text = String::with_capacity(384);
        // Invariant: writing to a `String` cannot fail.
        let _ = self.encode(&mut text);
        text
    }

    /// Copies what is borrowed.
    pub fn into_owned(self) -> Credential<'static> {
        Credential {
            challenge: self.challenge.into_owned(),
            source: self.source.map(|source| Cow::Owned(source.into_owned())),
            payload: Cow::Owned(self.payload.into_owned()),
            members: self.members,
        }
    }
}

/// `"Payment" 1*SP`
fn strip_scheme(value: &str) -> Result<&str> {
    let missing = || Error::new(Kind::Missing, "a credential", "nothing");
    if value.is_empty() {
        return Err(missing());
    }
    let (scheme, rest) = value.split_once(' ').unwrap_or((value, ""));
    if !scheme.eq_ignore_ascii_case(SCHEME) {
        let expected = "the scheme Payment";
        return Err(Error::new(Kind::Unsupported, expected, quoted(scheme)));
    }
    match rest.trim_start_matches(' ') {
        "" => Err(missing()),
        token => Ok(token),
    }
}

fn check_source(source: Cow<'_, str>) -> Result<Cow<'_, str>> {
    if source.is_empty() {
        return Err(Error::empty("a payer").within("source"));
    }
    Ok(source)
}

impl<'a> Decode<'a> for Credential<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let mut challenge = None;
        let mut source = None;
        let mut payload = None;
        let mut members = Members::new();
        reader.object(|reader, name| {
            match &**name {
                "challenge" => challenge = Some(ChallengeEcho::decode(reader)?),
                "source" => source = reader.optional::<Cow<'a, str>>()?,
                "payload" => payload = Some(ObjectText::decode(reader)?.0),
                _ => members.read(reader, name)?,
            }
            Ok(())
        })?;
        Ok(Self {
            challenge: challenge.ok_or_else(|| Error::missing("challenge"))?,
            source: source.map(check_source).transpose()?,
            payload: Cow::Borrowed(payload.ok_or_else(|| Error::missing("payload"))?),
            members,
        })
    }
}

impl Encode for Credential<'_> {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        let mut object = ObjectWriter::begin(out)?;
        object.member("challenge", &self.challenge)?;
        object.optional("source", self.source.as_ref())?;
        object.member("payload", &ObjectText(&self.payload))?;
        object.members(&self.members)?;
        object.end()
    }
}

impl fmt::Debug for Credential<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential")
            .field("challenge", &self.challenge)
            .field("source", &self.source)
            .field("payload", &format_args!("({} bytes)", self.payload.len()))
            .finish_non_exhaustive()
    }
}
