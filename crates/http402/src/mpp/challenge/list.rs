//! Which challenges a list holds.

use alloc::borrow::Cow;
use alloc::format;
use alloc::vec::Vec;

use super::Challenge;
use crate::decoder::{Decoder, Tolerant};
use crate::error::{Error, Kind, Result};
use crate::json::too_long;
use crate::mpp::auth_params::{Item, Tokenizer};
use crate::mpp::header::SCHEME;
use crate::mpp::parameters::{Parameter, Parameters};

/// The challenges of the scheme `Payment` in some field lines, which are one list (RFC 9110
/// section 5.3).
pub(super) struct List<'a, I> {
    lines: I,
    tokenizer: Option<Tokenizer<'a>>,
    scheme: Scheme<'a>,
    /// A scheme that is not `Payment`, if there was one.
    pub(super) foreign: Option<&'a str>,
    /// What broke the list behind a challenge that was complete.
    broken: Option<Error>,
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
    pub(super) fn new(lines: I, decoder: &Decoder) -> Self {
        Self {
            lines,
            tokenizer: None,
            scheme: Scheme::None,
            foreign: None,
            broken: None,
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

    /// Drops the line. Where nothing of a `fresh` line was read, not even the name of a parameter, a
    /// challenge of the lines before is complete and comes first.
    fn give_up(&mut self, error: Error, fresh: bool) -> Result<Tolerant<Challenge<'a>>> {
        self.tokenizer = None;
        let last = core::mem::replace(&mut self.scheme, Scheme::None);
        match last.into_collected() {
            Some(challenge) if fresh && error.field().is_empty() => {
                self.broken = Some(error);
                challenge.finish(&self.decoder)
            }
            _ => Err(error),
        }
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
        if let Some(error) = self.broken.take() {
            return Some(Err(error));
        }
        loop {
            let tokenizer = self.tokenizer.as_ref();
            let fresh = tokenizer.is_none_or(Tokenizer::is_fresh);
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
                Err(error) => return Some(self.give_up(error, fresh)),
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
