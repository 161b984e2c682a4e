//! What members may be: absent, null, misspelt, dependent on others.

use alloc::borrow::Cow;
use alloc::string::String;

use super::{Decode, Reader, Type};
use crate::decoder::Leniency;
use crate::error::{Error, Kind, Result};

impl<'a> Reader<'a> {
    /// An optional member: `null` is refused, or tolerated as absence.
    pub(crate) fn optional<T: Decode<'a>>(&mut self) -> Result<Option<T>> {
        if self.peek()? != Type::Null {
            return T::decode(self).map(Some);
        }
        if !self.tolerates(Leniency::NullMember, "") {
            let error = Error::new(Kind::WrongType, "a value or no such member", "null");
            return Err(error.at(self.at));
        }
        self.null()?;
        Ok(None)
    }

    /// An optional member for which `null` and absence are the same.
    pub(crate) fn nullable<T: Decode<'a>>(&mut self) -> Result<Option<T>> {
        if self.peek()? != Type::Null {
            return T::decode(self).map(Some);
        }
        self.null()?;
        Ok(None)
    }

    /// A required member that only informs people: `null` is refused, or tolerated as absence.
    pub(crate) fn informative<T: Decode<'a>>(&mut self) -> Result<Option<T>> {
        if self.peek()? == Type::Null && self.decoder.allows(Leniency::MissingText) {
            self.null()?;
            return Ok(None);
        }
        T::decode(self).map(Some)
    }

    /// What stands in for an absent informative member, where that is tolerated.
    pub(crate) fn missing_text<T: Default>(&mut self, name: &'static str) -> Result<T> {
        if self.tolerates(Leniency::MissingText, name) {
            return Ok(T::default());
        }
        Err(Error::missing(name))
    }

    /// The name to look a member up by: itself, or the one of `known` that it spells in
    /// `snake_case` where that is tolerated.
    pub(crate) fn member_name<'n>(&mut self, name: &'n str, known: &[&str]) -> Cow<'n, str> {
        if !self.folds(name) || known.contains(&name) {
            return Cow::Borrowed(name);
        }
        let camel = camel_case(name);
        if known.contains(&&*camel) && self.tolerates(Leniency::SnakeCase, "") {
            return Cow::Owned(camel);
        }
        Cow::Borrowed(name)
    }

    /// As [`Reader::member_name`]; `old` pairs former names of members with their present ones.
    pub(crate) fn renamed<'n>(
        &mut self,
        name: &'n str,
        known: &[&str],
        old: &[(&str, &'static str)],
    ) -> Cow<'n, str> {
        let new = old.iter().find(|(old, _)| *old == name);
        match new {
            Some((_, new)) if self.tolerates(Leniency::OldName, "") => Cow::Borrowed(new),
            _ => self.member_name(name, known),
        }
    }

    /// Whether `name` may be a member's name in `snake_case`.
    pub(super) fn folds(&self, name: &str) -> bool {
        self.decoder.allows(Leniency::SnakeCase) && name.contains('_')
    }

    /// Skips one value and gives its offset, for [`Reader::reread`].
    pub(crate) fn later(&mut self) -> Result<usize> {
        self.peek()?;
        let start = self.at;
        self.value()?;
        Ok(start)
    }

    /// As [`Reader::later`] for an optional member: `null` is refused, or tolerated as absence.
    pub(crate) fn later_optional(&mut self) -> Result<Option<usize>> {
        if self.peek()? == Type::Null && self.decoder.allows(Leniency::NullMember) {
            return self.optional::<bool>().map(|_| None);
        }
        self.later().map(Some)
    }

    /// Reads the member `name`, whose value [`Reader::later`] skipped, now that the members it
    /// depends on are known. An empty `name` stands for the value at hand.
    pub(crate) fn reread<T>(
        &mut self,
        start: usize,
        name: &str,
        read: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        let (at, depth, before) = (self.at, self.depth, self.deviations.len());
        self.at = start;
        let mut value = read(self);
        (self.at, self.depth) = (at, depth);
        if value.is_err() {
            self.deviations.truncate(before);
        }
        if !name.is_empty() {
            value = value.map_err(|error| error.within(name));
            for deviation in self.deviations.iter_mut().skip(before) {
                deviation.within(name);
            }
        }
        value
    }

    /// A string that `parse` accepts; errors get the offset of its first character.
    pub(crate) fn parsed<T>(&mut self, parse: impl FnOnce(&str) -> Result<T>) -> Result<T> {
        let text = self.string()?;
        let end = self.at;
        parse(&text).map_err(|error| match &text {
            Cow::Borrowed(text) => error.shifted(end.saturating_sub(text.len() + 1)),
            Cow::Owned(_) => error.at(end),
        })
    }

    /// A decimal string that `parse` accepts, or an integer number where
    /// [`Leniency::IntegerAsNumber`] is allowed.
    pub(crate) fn decimal<T>(&mut self, parse: impl FnOnce(&str) -> Result<T>) -> Result<T> {
        let number = self.decoder.allows(Leniency::IntegerAsNumber)
            && self.peek()? == Type::Number
            && self.tolerates(Leniency::IntegerAsNumber, "");
        if number {
            let token = self.number()?;
            let start = self.at - token.len();
            return parse(token).map_err(|error| error.shifted(start));
        }
        self.parsed(parse)
    }
}

/// `pay_to` as `payTo`.
pub(super) fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let mut camel = String::from(words.next().unwrap_or_default());
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel
}
