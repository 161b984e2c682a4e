//! Parsing: whether a challenge is valid.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::Challenge;
use super::list::List;
use crate::decoder::{Decoder, Deviation, Tolerant};
use crate::error::{Error, Kind, Result, quoted};
use crate::json::RawObject;
use crate::mpp::auth_params::is_control;
use crate::mpp::encoded::{check_object, decode_object};
use crate::mpp::identifier::{check_intent, check_method};
use crate::mpp::parameters::{Parameter, Parameters};

impl<'a> Challenge<'a> {
    /// Parses a field value that holds exactly one challenge, of the scheme `Payment`.
    ///
    /// # Errors
    ///
    /// Names the parameter, what was expected there and what was found.
    /// [`Kind::Unsupported`] for another scheme, [`Kind::Trailing`] for a second challenge.
    pub fn parse(value: &'a str) -> Result<Self> {
        Self::parse_with(value, &Decoder::STRICT).map(|tolerant| tolerant.value)
    }

    /// Parses one challenge as strictly as `decoder` says.
    ///
    /// # Errors
    ///
    /// As [`Challenge::parse`].
    pub fn parse_with(value: &'a str, decoder: &Decoder) -> Result<Tolerant<Self>> {
        let mut list = List::new(core::iter::once(value), decoder);
        let first = list.next().transpose()?;
        let second = list.next();
        if let Some(scheme) = list.foreign {
            let expected = "the scheme Payment";
            return Err(Error::new(Kind::Unsupported, expected, quoted(scheme)));
        }
        match (first, second) {
            (Some(challenge), None) => Ok(challenge),
            (Some(_), Some(_)) => Err(Error::new(Kind::Trailing, "one challenge", "another")),
            (None, _) => Err(Error::new(Kind::Missing, "a challenge", "nothing")),
        }
    }

    /// Finds every `Payment` challenge in the `WWW-Authenticate` field lines of one response,
    /// among challenges of other schemes, in order.
    ///
    /// A challenge that is not valid is an error in its place and does not hide the others. Where
    /// the list syntax itself breaks, the rest of that field line is lost, and the challenge that it
    /// stands in.
    ///
    /// ```
    /// use http402::mpp::Challenge;
    ///
    /// let lines = [
    ///     r#"Basic realm="a, Payment b", Payment id="1", realm="r", method="tempo", intent="charge", request=e30"#,
    ///     r#"Payment id="2", realm="r", method="stripe", intent="charge", request=e30, Bearer"#,
    /// ];
    /// let challenges = Challenge::parse_all(lines).collect::<Result<Vec<_>, _>>()?;
    /// assert_eq!(challenges.len(), 2);
    /// assert_eq!(challenges[1].method(), "stripe");
    /// # Ok::<(), http402::Error>(())
    /// ```
    pub fn parse_all(
        lines: impl IntoIterator<Item = &'a str>,
    ) -> impl Iterator<Item = Result<Self>> {
        let list = List::new(lines.into_iter(), &Decoder::STRICT);
        list.map(|challenge| challenge.map(|tolerant| tolerant.value))
    }

    /// As [`Challenge::parse_all`], as strictly as `decoder` says.
    pub fn parse_all_with(
        lines: impl IntoIterator<Item = &'a str>,
        decoder: &Decoder,
    ) -> impl Iterator<Item = Result<Tolerant<Self>>> {
        List::new(lines.into_iter(), decoder)
    }

    /// A challenge from values that did not come through the tokenizer, which has no controls.
    pub(in crate::mpp) fn from_texts(
        parameters: Parameters<'a>,
        extensions: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    ) -> Result<Self> {
        for (parameter, value) in parameters.iter() {
            check_text(value).map_err(|error| error.within(parameter.name()))?;
        }
        Self::new(parameters, extensions, &Decoder::STRICT).map(|tolerant| tolerant.value)
    }

    pub(super) fn new(
        parameters: Parameters<'a>,
        extensions: Vec<(Cow<'a, str>, Cow<'a, str>)>,
        decoder: &Decoder,
    ) -> Result<Tolerant<Self>> {
        for required in Parameter::REQUIRED {
            if parameters.get(required).is_none() {
                return Err(Error::missing(required.name()));
            }
        }
        let mut deviations = Vec::new();
        for (parameter, value) in parameters.iter() {
            check(parameter, value, decoder, &mut deviations)
                .map_err(|error| error.within(parameter.name()))?;
        }
        let value = Self {
            parameters,
            extensions,
        };
        Ok(Tolerant { value, deviations })
    }
}

fn check(
    parameter: Parameter,
    value: &str,
    decoder: &Decoder,
    deviations: &mut Vec<Deviation>,
) -> Result<()> {
    match parameter {
        Parameter::Id if value.is_empty() => Err(Error::empty("an identifier")),
        Parameter::Method => check_method(value),
        Parameter::Intent => check_intent(value),
        Parameter::Request => check_object(value, decoder, deviations, parameter.name()),
        Parameter::Expires => crate::primitives::instant(value).map(drop),
        // Clients return these unchanged; what they mean is checked where they are used.
        Parameter::Id
        | Parameter::Realm
        | Parameter::Digest
        | Parameter::Description
        | Parameter::Opaque
        | Parameter::Header => Ok(()),
    }
}

/// What a quoted-string can hold.
pub(super) fn check_text(text: &str) -> Result<()> {
    match text.find(is_control) {
        None => Ok(()),
        Some(at) => Err(Error::syntax("text without controls", "a control character").at(at)),
    }
}

/// An object whose values are strings.
pub(super) fn flat_object(text: &str) -> Result<RawObject> {
    check_object(text, &Decoder::STRICT, &mut Vec::new(), "")?;
    let object = decode_object(text)?;
    for (name, value) in object.members().iter() {
        if value.as_string().is_none() {
            let found = value.json_type().with_article();
            return Err(Error::new(Kind::WrongType, "a string", found).within(name));
        }
    }
    Ok(object)
}
