//! Issuing: everything that the id covers is there before the id is.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::vec::Vec;

use super::Challenge;
use super::parse::check_text;
use crate::base64::Base64;
use crate::error::{Error, Kind, Result, quoted};
use crate::json::{RawObject, write_string};
use crate::mpp::auth_params::is_tchar;
use crate::mpp::encoded::encode_object;
use crate::mpp::header;
use crate::mpp::identifier::check_method_strict;
use crate::mpp::parameters::{Parameter, Parameters};
use crate::mpp::{BodyDigest, Intent, MethodId};
use crate::primitives::Timestamp;

/// A challenge that has no id yet.
///
/// The id may cover everything else, so it comes last: with
#[cfg_attr(
    feature = "binding",
    doc = "[`ChallengeBuilder::bind`] as the recommended HMAC,"
)]
#[cfg_attr(
    not(feature = "binding"),
    doc = "`bind` (feature `binding`) as the recommended HMAC,"
)]
/// or with [`ChallengeBuilder::with_id`] as a random identifier that the server remembers.
///
/// The HMAC has no slot for a nonce: two challenges with equal parameters get equal ids, which
/// collides with single use. Put a nonce into [`opaque`](ChallengeBuilder::opaque), or the
/// milliseconds into [`expires`](ChallengeBuilder::expires).
///
/// ```
/// use http402::mpp::{ChallengeBuilder, Intent, MethodId};
///
/// let request = r#"{"currency":"usd","amount":"1000"}"#.parse()?;
/// let challenge = ChallengeBuilder::new("api.example.com", &MethodId::STRIPE, &Intent::CHARGE, &request)?
///     .expires(&"2025-01-15T12:05:00Z".parse()?)
///     .opaque([("nonce", "4f1c")])?
///     .with_id("x7Tg2pLqR9mKvNwY3hBcZa")?;
/// assert_eq!(challenge.request_json().as_str(), r#"{"amount":"1000","currency":"usd"}"#);
/// # Ok::<(), http402::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ChallengeBuilder {
    parameters: Parameters<'static>,
    extensions: Vec<(Cow<'static, str>, Cow<'static, str>)>,
}

impl ChallengeBuilder {
    /// A challenge with the required parameters but `id`. The request is brought into canonical
    /// form (RFC 8785), as the specification demands.
    ///
    /// # Errors
    ///
    /// Refuses a method with other than lower-case letters, control characters in `realm`, and
    /// numbers in `request` that a double cannot hold.
    pub fn new(
        realm: &str,
        method: &MethodId,
        intent: &Intent,
        request: &RawObject,
    ) -> Result<Self> {
        check_method_strict(method.as_str()).map_err(|error| error.within("method"))?;
        check_text(realm).map_err(|error| error.within("realm"))?;
        let request = encode_object(request).map_err(|error| error.within("request"))?;
        let mut parameters = Parameters::default();
        for (parameter, value) in [
            (Parameter::Realm, realm.to_owned()),
            (Parameter::Method, method.as_str().to_owned()),
            (Parameter::Intent, intent.as_str().to_owned()),
            (Parameter::Request, request),
        ] {
            parameters.put(parameter, value);
        }
        Ok(Self {
            parameters,
            extensions: Vec::new(),
        })
    }

    /// Sets when the challenge expires. Deployed software refuses credentials of challenges
    /// without it.
    #[must_use]
    pub fn expires(self, expires: &Timestamp) -> Self {
        self.with(Parameter::Expires, expires.as_str().to_owned())
    }

    /// Sets the digest that the body of the paid request must have.
    #[must_use]
    pub fn digest(self, digest: &BodyDigest) -> Self {
        self.with(
            Parameter::Digest,
            alloc::string::ToString::to_string(digest),
        )
    }

    /// Sets correlation data that comes back unchanged: names and values, as JSON in canonical form.
    ///
    /// # Errors
    ///
    /// [`Kind::Duplicate`] for a repeated name.
    pub fn opaque<'m>(self, members: impl IntoIterator<Item = (&'m str, &'m str)>) -> Result<Self> {
        let mut text = String::from("{");
        for (name, value) in members {
            if text.len() > 1 {
                text.push(',');
            }
            // Invariant: writing to a `String` cannot fail.
            let _ = write_string(&mut text, name);
            text.push(':');
            let _ = write_string(&mut text, value);
        }
        text.push('}');
        let canonical = crate::json::canonicalize(&text).map_err(|error| error.within("opaque"))?;
        Ok(self.with(Parameter::Opaque, Base64::Url.encode(canonical.as_bytes())))
    }

    /// Asks for the credential in `Payment-Authorization` instead of `Authorization` (draft -01).
    #[must_use]
    pub fn payment_authorization(self) -> Self {
        self.with(Parameter::Header, header::PAYMENT_AUTHORIZATION.to_owned())
    }

    /// Sets the text for people.
    ///
    /// # Errors
    ///
    /// [`Kind::Syntax`] for control characters, which a field value cannot hold.
    pub fn description(self, description: &str) -> Result<Self> {
        check_text(description).map_err(|error| error.within("description"))?;
        Ok(self.with(Parameter::Description, description.to_owned()))
    }

    /// Adds a parameter that the specification does not name. No binding covers it.
    ///
    /// # Errors
    ///
    /// Refuses a name that is not a lower-case token or that is taken, and control characters.
    pub fn extension(mut self, name: &str, value: &str) -> Result<Self> {
        let token = |byte: u8| is_tchar(byte) && !byte.is_ascii_uppercase();
        if name.is_empty() || !name.bytes().all(token) {
            return Err(Error::bad_value(
                "a lower-case parameter name",
                quoted(name),
            ));
        }
        let taken = self.extensions.iter().any(|(known, _)| known == name);
        if taken || Parameter::of_auth_param(name).is_some() {
            return Err(Error::new(Kind::Duplicate, "a new name", "a taken one").within(name));
        }
        check_text(value).map_err(|error| error.within(name))?;
        let (name, value) = (name.to_owned(), value.to_owned());
        self.extensions.push((name.into(), value.into()));
        Ok(self)
    }

    /// Gives the challenge an identifier that the server remembers.
    ///
    /// # Errors
    ///
    /// Refuses an empty `id` and control characters.
    pub fn with_id(self, id: &str) -> Result<Challenge<'static>> {
        let issued = self.with(Parameter::Id, id.to_owned());
        Challenge::from_texts(issued.parameters, issued.extensions)
    }

    #[cfg(feature = "binding")]
    pub(in crate::mpp) fn parameters(&self) -> &Parameters<'static> {
        &self.parameters
    }

    fn with(mut self, parameter: Parameter, value: String) -> Self {
        self.parameters.put(parameter, value);
        self
    }
}
