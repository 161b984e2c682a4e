//! The challenge: what a server asks for.

mod issue;
mod list;
mod parse;

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt::{self, Write};
use core::str::FromStr;

use super::encoded::decode_object;
use super::header;
use super::parameters::{Parameter, Parameters};
use crate::error::{Error, Kind, Result, quoted};
use crate::json::RawObject;
use crate::primitives::Timestamp;

pub use issue::ChallengeBuilder;

/// A `Payment` challenge of a `WWW-Authenticate` field.
///
/// ```text
/// challenge   = "Payment" [ 1*SP auth-params ]
/// auth-params = auth-param *( OWS "," OWS auth-param )
/// auth-param  = token BWS "=" BWS ( token / quoted-string )
/// ```
///
/// Parameters `id`, `realm`, `method`, `intent` and `request` are always there; `expires`,
/// `digest`, `description`, `opaque` and `header` (draft -01) may be. Others are kept. Every value
/// stays as it is on the wire, because the challenge id covers it and the credential echoes it.
///
/// Parsing borrows from the field line and allocates only for quoted-pairs, unknown parameters and
/// requests over 1 KiB. [`ChallengeBuilder`] issues challenges. Displaying gives the field value.
///
/// ```
/// use http402::mpp::Challenge;
///
/// let challenge = Challenge::parse(
///     r#"Payment id="c1", realm="api.example.com", method="tempo", intent="charge", request="e30""#,
/// )?;
/// assert_eq!((challenge.id(), challenge.method()), ("c1", "tempo"));
/// assert_eq!(challenge.request_json().as_str(), "{}");
/// # Ok::<(), http402::Error>(())
/// ```
///
/// Specification: [Challenge (WWW-Authenticate)][spec].
///
/// [spec]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/core/draft-httpauth-payment-00.md#challenge-www-authenticate
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Challenge<'a> {
    parameters: Parameters<'a>,
    extensions: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> Challenge<'a> {
    /// The challenge identifier, never empty.
    pub fn id(&self) -> &str {
        self.parameters.required(Parameter::Id)
    }

    /// The protection space.
    pub fn realm(&self) -> &str {
        self.parameters.required(Parameter::Realm)
    }

    /// The payment method identifier; see [`MethodId`](super::MethodId) for its grammar.
    pub fn method(&self) -> &str {
        self.parameters.required(Parameter::Method)
    }

    /// The payment intent; see [`Intent`](super::Intent) for its grammar.
    pub fn intent(&self) -> &str {
        self.parameters.required(Parameter::Intent)
    }

    /// The payment request as on the wire: base64url of a JSON object, with padding where it came
    /// with padding (MPP-LC-006).
    pub fn request(&self) -> &str {
        self.parameters.required(Parameter::Request)
    }

    /// The payment request, decoded; its text is not brought into canonical form.
    pub fn request_json(&self) -> RawObject {
        // Invariant: every constructor checked the request, so the fallback is never taken.
        decode_object(self.request()).unwrap_or_else(|_| RawObject::empty())
    }

    /// The payment request as what the payment method defines, such as
    /// [`testpay::ChargeRequest`](super::methods::testpay::ChargeRequest).
    ///
    /// # Errors
    ///
    /// Names the member, what was expected there and what was found.
    pub fn request_as<T: FromStr<Err = Error>>(&self) -> Result<T> {
        let request = self.request_json().as_str().parse();
        request.map_err(|error: Error| error.within("request"))
    }

    /// When the challenge expires, as on the wire: an RFC 3339 date-time.
    pub fn expires(&self) -> Option<&str> {
        self.parameters.get(Parameter::Expires)
    }

    /// When the challenge expires.
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.expires().and_then(|text| text.parse().ok())
    }

    /// Whether `now`, in seconds since 1970-01-01T00:00:00Z, is at or after `expires`. A challenge
    /// without `expires` never expires.
    pub fn is_expired(&self, now: i64) -> bool {
        is_expired(self.expires(), now)
    }

    /// The digest that the body of the paid request must have, as on the wire; see
    /// [`BodyDigest`](super::BodyDigest).
    pub fn digest(&self) -> Option<&str> {
        self.parameters.get(Parameter::Digest)
    }

    /// A text for people. It proves nothing about price or payee.
    pub fn description(&self) -> Option<&str> {
        self.parameters.get(Parameter::Description)
    }

    /// The server's correlation data as on the wire. Clients return it unchanged, whatever it is.
    pub fn opaque(&self) -> Option<&str> {
        self.parameters.get(Parameter::Opaque)
    }

    /// The server's correlation data, decoded.
    ///
    /// # Errors
    ///
    /// Refuses what is not base64url of a JSON object whose values are strings; deployed servers
    /// send such values, and clients need not mind.
    pub fn opaque_json(&self) -> Option<Result<RawObject>> {
        self.opaque()
            .map(|text| parse::flat_object(text).map_err(|error| error.within("opaque")))
    }

    /// The `header` parameter of draft -01, as on the wire.
    pub fn header(&self) -> Option<&str> {
        self.parameters.get(Parameter::Header)
    }

    /// The name of the field in which the credential goes: `Authorization`, or
    /// `Payment-Authorization` where the challenge asks for it (draft -01).
    ///
    /// # Errors
    ///
    /// [`Kind::Unsupported`] for any other value of `header`: draft -01 has clients treat such a
    /// challenge as unrecognised, so that nobody can steer a credential into another field.
    pub fn credential_field(&self) -> Result<&'static str> {
        match self.header() {
            None => Ok(header::AUTHORIZATION),
            Some(header::PAYMENT_AUTHORIZATION) => Ok(header::PAYMENT_AUTHORIZATION),
            Some(other) => {
                let error = Error::new(
                    Kind::Unsupported,
                    header::PAYMENT_AUTHORIZATION,
                    quoted(other),
                );
                Err(error.within("header"))
            }
        }
    }

    /// A parameter that the specification does not name, in any letter case.
    pub fn extension(&self, name: &str) -> Option<&str> {
        self.extensions()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// The parameters that the specification does not name, in the order of the text.
    pub fn extensions(&self) -> impl Iterator<Item = (&str, &str)> {
        self.extensions
            .iter()
            .map(|(name, value)| (&**name, &**value))
    }

    /// Copies what is borrowed.
    pub fn into_owned(self) -> Challenge<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        let extensions = self.extensions.into_iter();
        Challenge {
            parameters: self.parameters.into_owned(),
            extensions: extensions
                .map(|(name, value)| (owned(name), owned(value)))
                .collect(),
        }
    }

    pub(super) fn parameters(&self) -> &Parameters<'a> {
        &self.parameters
    }
}

/// Whether `now` is at or after `expires`. What is no time has expired.
pub(super) fn is_expired(expires: Option<&str>, now: i64) -> bool {
    expires.is_some_and(|text| {
        crate::primitives::instant(text).map_or(true, |instant| instant <= (now, 0))
    })
}

/// The field value: parameters in the order `id`, `realm`, `method`, `intent`, `request`,
/// `expires`, `digest`, `description`, `opaque`, `header`, then the others; all quoted, all ASCII.
impl fmt::Display for Challenge<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = self.parameters.iter();
        let known = known.map(|(parameter, value)| (parameter.name(), value));
        let mut separator = "Payment ";
        for (name, value) in known.chain(self.extensions()) {
            f.write_str(separator)?;
            f.write_str(name)?;
            f.write_str("=\"")?;
            write_quoted(f, value)?;
            f.write_char('"')?;
            separator = ", ";
        }
        Ok(())
    }
}

/// The inside of a quoted-string: `"` and `\` escaped, what is not ASCII as `\uXXXX`.
fn write_quoted<W: Write>(out: &mut W, text: &str) -> fmt::Result {
    let plain = |byte: u8| byte.is_ascii() && byte != b'"' && byte != b'\\';
    if text.bytes().all(plain) {
        return out.write_str(text);
    }
    for character in text.chars() {
        match character {
            '"' | '\\' => write!(out, "\\{character}")?,
            _ if character.is_ascii() => out.write_char(character)?,
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}")?;
                }
            }
        }
    }
    Ok(())
}
