//! The challenge with its request as native JSON.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use crate::error::{Error, Result};
use crate::json::{RawObject, RawValue};
use crate::mpp;
use crate::mpp::encoded::encode_object;
use crate::mpp::parameters::{Parameter, Parameters};
use crate::mpp::{Identifier, Intent, MethodId};
use crate::primitives::Timestamp;
use crate::wire::object;

object! {
    /// A challenge in JSON-RPC, an element of `error.data.challenges`.
    ///
    /// ```json
    /// {"id": "…", "realm": "…", "method": "tempo", "intent": "charge", "request": {…}}
    /// ```
    ///
    /// Specification: [Challenge Structure][spec].
    ///
    /// [spec]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/extensions/transports/draft-payment-transport-mcp-00.md#challenge-structure
    pub struct Challenge {
        required {
            /// The challenge identifier.
            id: Identifier = "id",
            /// The protection space.
            realm: String = "realm",
            /// The payment method.
            method: MethodId = "method",
            /// The payment intent.
            intent: Intent = "intent",
            /// The payment request, never base64url.
            request: RawObject = "request",
        }
        optional {
            /// When the challenge expires.
            expires: Timestamp = "expires",
            /// A text for people.
            description: String = "description",
        }
    }
}

/// Parameters of HTTP that this draft does not name. They travel as further members, because the
/// id may cover them (deployed servers send `opaque` too).
const CARRIED: [Parameter; 3] = [Parameter::Digest, Parameter::Opaque, Parameter::Header];

impl Challenge {
    /// The same challenge for JSON-RPC.
    ///
    /// # Errors
    ///
    /// Does not occur for challenges that [`ChallengeBuilder`](mpp::ChallengeBuilder) issued:
    /// control characters aside, whatever HTTP carries JSON carries.
    pub fn from_http(challenge: &mpp::Challenge<'_>) -> Result<Self> {
        let mut native = Self::new(
            Identifier::new(challenge.id())?,
            challenge.realm().into(),
            challenge.method().parse()?,
            challenge.intent().parse()?,
            challenge.request_json(),
        );
        native.expires = challenge.expires_at();
        native.description = challenge.description().map(Into::into);
        for parameter in CARRIED {
            if let Some(value) = challenge.parameters().get(parameter) {
                native = native.with_member(parameter.name(), RawValue::from_string(value))?;
            }
        }
        Ok(native)
    }

    /// The same challenge as HTTP has it, for checking its id: the request in canonical form (RFC
    /// 8785) and base64url. `digest`, `opaque` and `header` come from the further members.
    ///
    /// # Errors
    ///
    /// [`Kind::BadValue`](crate::Kind::BadValue) for numbers that a double cannot hold,
    /// [`Kind::Syntax`](crate::Kind::Syntax) for control characters.
    pub fn to_http(&self) -> Result<mpp::Challenge<'static>> {
        let mut parameters = Parameters::default();
        let request = encode_object(&self.request).map_err(|error| error.within("request"))?;
        let mut put = |parameter, value: &str| {
            parameters.set(parameter, Cow::Owned(value.into()));
        };
        put(Parameter::Id, self.id.as_str());
        put(Parameter::Realm, &self.realm);
        put(Parameter::Method, self.method.as_str());
        put(Parameter::Intent, self.intent.as_str());
        put(Parameter::Request, &request);
        if let Some(expires) = &self.expires {
            put(Parameter::Expires, expires.as_str());
        }
        if let Some(description) = &self.description {
            put(Parameter::Description, description);
        }
        for parameter in CARRIED {
            if let Some(value) = self.members().get(parameter.name()) {
                put(
                    parameter,
                    &text(value).map_err(|error| error.within(parameter.name()))?,
                );
            }
        }
        mpp::Challenge::from_texts(parameters, Vec::new())
    }
}

/// A string; or an object, as some send `opaque` (A33), in its HTTP form.
fn text(value: &RawValue) -> Result<String> {
    if let Some(text) = value.as_string() {
        return Ok(text.into_owned());
    }
    if let Some(object) = value.to_object() {
        return encode_object(&object);
    }
    let found = value.json_type().with_article();
    Err(Error::new(
        crate::Kind::WrongType,
        "a string or an object",
        found,
    ))
}
