//! Parsing: which challenges a list holds, and whether each is valid.

use alloc::borrow::Cow;
use alloc::format;
use alloc::vec::Vec;

use super::Challenge;
use crate::decoder::{Decoder, Deviation, Tolerant};
use crate::error::{Error, Kind, Result, quoted};
use crate::json::RawObject;
use crate::json::too_long;
use crate::mpp::auth_params::{Item, Tokenizer, is_control};
use crate::mpp::encoded::{allows_padding, check_object, decode_object, without_padding};
use crate::mpp::header::SCHEME;
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

    /// Parses one challenge as strictly as `decoder` says. `request` with padding is
    /// [`Leniency::Base64Padding`](crate::Leniency::Base64Padding), but for the methods whose drafts
    /// have recipients accept it: hedera, lightning, solana.
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
    /// the list syntax itself breaks, the rest of that field line is lost.
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

    fn new(
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
            let value = match parameter {
                Parameter::Request if allows_padding(parameters.required(Parameter::Method)) => {
                    without_padding(value).unwrap_or(value)
                }
                _ => value,
            };
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

/// The challenges of the scheme `Payment` in some field lines, which are one list (RFC 9110
/// section 5.3).
struct List<'a, I> {
    lines: I,
    tokenizer: Option<Tokenizer<'a>>,
    scheme: Scheme<'a>,
    /// A scheme that is not `Payment`, if there was one.
    foreign: Option<&'a str>,
    decoder: Decoder,
}

/// What the auth-params at this place belong to.
#[expect(
    clippy::large_enum_variant,
    reason = "there is one, and a box would allocate"
)]
enum Scheme<'a> {
    None,
    Foreign,
    Payment(Collected<'a>),
}

#[derive(Default)]
struct Collected<'a> {
    parameters: Parameters<'a>,
    extensions: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// The first fault; the rest is read to find the next challenge.
    fault: Option<Error>,
}

impl<'a, I: Iterator<Item = &'a str>> List<'a, I> {
    fn new(lines: I, decoder: &Decoder) -> Self {
        Self {
            lines,
            tokenizer: None,
            scheme: Scheme::None,
            foreign: None,
            decoder: *decoder,
        }
    }

    /// Reads on; gives a challenge when its end is reached.
    fn step(&mut self) -> Result<Option<Collected<'a>>> {
        let Some(tokenizer) = &mut self.tokenizer else {
            return Ok(None);
        };
        match tokenizer.next()? {
            None => self.tokenizer = None,
            Some(Item::Scheme(scheme)) => {
                let next = if scheme.eq_ignore_ascii_case(SCHEME) {
                    Scheme::Payment(Collected::default())
                } else {
                    self.foreign = Some(scheme);
                    Scheme::Foreign
                };
                return Ok(core::mem::replace(&mut self.scheme, next).into_collected());
            }
            Some(item) => match (&mut self.scheme, item) {
                (Scheme::Payment(challenge), item) => challenge.add(item, &self.decoder),
                (Scheme::Foreign, _) => {}
                (Scheme::None, _) => {
                    let error = Error::syntax("an auth-scheme", "an auth-param");
                    return Err(error.at(tokenizer.offset()));
                }
            },
        }
        Ok(None)
    }

    fn open(&mut self, line: &'a str) -> Result<()> {
        let limit = self.decoder.limits().bytes();
        if line.len() > limit {
            return Err(too_long(limit, line.len()));
        }
        self.tokenizer = Some(Tokenizer::new(line));
        Ok(())
    }
}

impl<'a, I: Iterator<Item = &'a str>> Iterator for List<'a, I> {
    type Item = Result<Tolerant<Challenge<'a>>>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let step = if self.tokenizer.is_some() {
                self.step()
            } else if let Some(line) = self.lines.next() {
                self.open(line).map(|()| None)
            } else {
                let last = core::mem::replace(&mut self.scheme, Scheme::None);
                return Some(last.into_collected()?.finish(&self.decoder));
            };
            match step {
                Ok(None) => {}
                Ok(Some(challenge)) => return Some(challenge.finish(&self.decoder)),
                Err(error) => {
                    self.tokenizer = None;
                    self.scheme = Scheme::None;
                    return Some(Err(error));
                }
            }
        }
    }
}

impl<'a> Scheme<'a> {
    fn into_collected(self) -> Option<Collected<'a>> {
        match self {
            Self::Payment(challenge) => Some(challenge),
            Self::None | Self::Foreign => None,
        }
    }
}

impl<'a> Collected<'a> {
    fn add(&mut self, item: Item<'a>, decoder: &Decoder) {
        let Item::Param { name, value, at } = item else {
            self.fault(Error::syntax("auth-params", "a token68"));
            return;
        };
        let new = if let Some(parameter) = Parameter::of_auth_param(name) {
            self.parameters.set(parameter, value)
        } else if self.extensions.len() >= decoder.limits().members() {
            let expected = format!("at most {} parameters", decoder.limits().members());
            self.fault(Error::new(Kind::Limit, expected, "one more").at(at));
            return;
        } else {
            let mut names = self.extensions.iter();
            let new = !names.any(|(known, _)| known.eq_ignore_ascii_case(name));
            self.extensions.push((Cow::Borrowed(name), value));
            new
        };
        if !new {
            let error = Error::new(Kind::Duplicate, "one parameter of this name", "a second");
            self.fault(error.within(name).at(at));
        }
    }

    fn fault(&mut self, error: Error) {
        self.fault.get_or_insert(error);
    }

    fn finish(self, decoder: &Decoder) -> Result<Tolerant<Challenge<'a>>> {
        match self.fault {
            Some(error) => Err(error),
            None => Challenge::new(self.parameters, self.extensions, decoder),
        }
    }
}
