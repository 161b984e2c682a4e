//! The pull parser: structure here, tokens and leniencies in the files beside.

mod lenient;
mod seen;
mod token;
mod values;

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;

use self::lenient::camel_case;
use self::seen::Seen;
use crate::decoder::{Decoder, Deviation, Leniency};
use crate::error::{Error, Kind, Result};

/// The six types of a JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "RFC 8259 has exactly these")]
pub enum Type {
    /// `{…}`
    Object,
    /// `[…]`
    Array,
    /// `"…"`
    String,
    /// A number.
    Number,
    /// `true` or `false`
    Boolean,
    /// `null`
    Null,
}

impl Type {
    /// The type with its article, for error messages.
    pub(crate) const fn with_article(self) -> &'static str {
        match self {
            Self::Object => "an object",
            Self::Array => "an array",
            Self::String => "a string",
            Self::Number => "a number",
            Self::Boolean => "a boolean",
            Self::Null => "null",
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Object => "object",
            Self::Array => "array",
            Self::String => "string",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Null => "null",
        })
    }
}

/// What the parser can produce.
pub(crate) trait Decode<'a>: Sized {
    /// Reads one value at the reader's position.
    fn decode(reader: &mut Reader<'a>) -> Result<Self>;
}

/// A position in one JSON text.
pub(crate) struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: u8,
    decoder: Decoder,
    deviations: Vec<Deviation>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a str, decoder: &Decoder) -> Result<Self> {
        let limit = decoder.limits().bytes();
        if text.len() > limit {
            return Err(too_long(limit, text.len()));
        }
        Ok(Self {
            text,
            at: 0,
            depth: 0,
            decoder: *decoder,
            deviations: Vec::new(),
        })
    }

    /// Reads exactly one value, with nothing but white space around it. What is wrong with the
    /// text as JSON is reported before what is wrong with its meaning.
    pub(crate) fn parse<T: Decode<'a>>(
        text: &'a str,
        decoder: &Decoder,
    ) -> Result<(T, Vec<Deviation>)> {
        let mut reader = Self::new(text, decoder)?;
        match T::decode(&mut reader) {
            Ok(value) => {
                reader.end()?;
                Ok((value, reader.deviations))
            }
            Err(error) => {
                let mut reader = Self::new(text, decoder)?;
                reader.value()?;
                reader.end()?;
                Err(error)
            }
        }
    }

    pub(crate) fn offset(&self) -> usize {
        self.at
    }

    pub(crate) fn decoder(&self) -> &Decoder {
        &self.decoder
    }

    /// Whether `leniency` is allowed here; records the deviation if so.
    pub(crate) fn tolerates(&mut self, leniency: Leniency, field: &str) -> bool {
        let allowed = self.decoder.allows(leniency);
        if allowed {
            self.deviations.push(Deviation::new(leniency, field));
        }
        allowed
    }

    pub(crate) fn extend_deviations(&mut self, deviations: Vec<Deviation>) {
        self.deviations.extend(deviations);
    }

    /// The type of the next value.
    pub(crate) fn peek(&mut self) -> Result<Type> {
        self.skip_space();
        match self.byte() {
            Some(b'{') => Ok(Type::Object),
            Some(b'[') => Ok(Type::Array),
            Some(b'"') => Ok(Type::String),
            Some(b'-' | b'0'..=b'9') => Ok(Type::Number),
            Some(b't' | b'f') => Ok(Type::Boolean),
            Some(b'n') => Ok(Type::Null),
            _ => Err(self.unexpected("a JSON value")),
        }
    }

    fn expect_type(&mut self, expected: Type) -> Result<()> {
        let found = self.peek()?;
        if found == expected {
            return Ok(());
        }
        Err(Error::new(
            Kind::WrongType,
            expected.with_article(),
            found.with_article(),
        )
        .at(self.at))
    }

    /// Any value, as written, checked to its last byte.
    pub(crate) fn value(&mut self) -> Result<&'a str> {
        let kind = self.peek()?;
        let start = self.at;
        match kind {
            Type::Object => self.members(false, |reader, _| reader.value().map(drop))?,
            Type::Array => self.array(|reader, _| reader.value().map(drop))?,
            Type::String => drop(self.string_token()?),
            Type::Number => drop(self.number()?),
            Type::Boolean => drop(self.boolean()?),
            Type::Null => self.null()?,
        }
        Ok(self.since(start))
    }

    /// An object: `member` is called with each name and must read its value. Duplicates are errors,
    /// and so are two spellings of one name.
    pub(crate) fn object(
        &mut self,
        member: impl FnMut(&mut Self, &Cow<'a, str>) -> Result<()>,
    ) -> Result<()> {
        self.members(true, member)
    }

    fn members(
        &mut self,
        typed: bool,
        mut member: impl FnMut(&mut Self, &Cow<'a, str>) -> Result<()>,
    ) -> Result<()> {
        self.expect_type(Type::Object)?;
        self.enter()?;
        let mut seen = Seen::new();
        if !self.closes(b'}') {
            loop {
                self.skip_space();
                let start = self.at;
                if self.byte() != Some(b'"') {
                    return Err(self.unexpected("a member name"));
                }
                let name = self.string_token()?;
                let fresh = if typed && self.folds(&name) {
                    seen.insert(&Cow::Owned(camel_case(&name)))
                } else {
                    seen.insert(&name)
                };
                if !fresh {
                    let error = Error::new(Kind::Duplicate, "one member of this name", "a second");
                    return Err(error.within(&name).at(start));
                }
                self.bounded(seen.count)?;
                self.skip_space();
                self.expect_byte(b':', "':'")?;
                let before = self.deviations.len();
                member(self, &name).map_err(|error| error.within(&name))?;
                for deviation in self.deviations.iter_mut().skip(before) {
                    deviation.within(&name);
                }
                if self.separator(b'}', "',' or '}'")? {
                    break;
                }
            }
        }
        self.depth -= 1;
        Ok(())
    }

    /// The text of the member `name` of the object ahead, which is still to be read.
    pub(crate) fn tag(&mut self, name: &'static str) -> Result<Cow<'a, str>> {
        let (at, depth, deviations) = (self.at, self.depth, self.deviations.len());
        let mut tag = None;
        self.object(|reader, member| {
            if &*reader.member_name(member, &[name]) == name {
                tag = Some(reader.string()?);
            } else {
                reader.value()?;
            }
            Ok(())
        })?;
        (self.at, self.depth) = (at, depth);
        self.deviations.truncate(deviations);
        tag.ok_or_else(|| Error::missing(name))
    }

    /// An array: `element` is called with each index and must read the element.
    pub(crate) fn array(
        &mut self,
        mut element: impl FnMut(&mut Self, usize) -> Result<()>,
    ) -> Result<()> {
        self.expect_type(Type::Array)?;
        self.enter()?;
        if !self.closes(b']') {
            for index in 0.. {
                self.bounded(index + 1)?;
                let before = self.deviations.len();
                element(self, index).map_err(|error| error.at_index(index))?;
                for deviation in self.deviations.iter_mut().skip(before) {
                    deviation.within(&alloc::format!("[{index}]"));
                }
                if self.separator(b']', "',' or ']'")? {
                    break;
                }
            }
        }
        self.depth -= 1;
        Ok(())
    }

    /// Nothing but white space may follow.
    pub(crate) fn end(&mut self) -> Result<()> {
        self.skip_space();
        if self.at == self.text.len() {
            return Ok(());
        }
        Err(Error::new(Kind::Trailing, "the end", "more text").at(self.at))
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn since(&self, start: usize) -> &'a str {
        // Invariant: both ends stand beside an ASCII byte, so the slice is on character boundaries.
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.byte() {
            self.at += 1;
        }
    }

    fn enter(&mut self) -> Result<()> {
        let limit = self.decoder.limits().depth();
        if self.depth >= limit {
            let expected = alloc::format!("at most {limit} levels of nesting");
            return Err(Error::new(Kind::Limit, expected, "one more").at(self.at));
        }
        self.depth += 1;
        self.at += 1;
        Ok(())
    }

    fn bounded(&self, count: usize) -> Result<()> {
        let limit = self.decoder.limits().members();
        if count <= limit {
            return Ok(());
        }
        let expected = alloc::format!("at most {limit} members");
        Err(Error::new(Kind::Limit, expected, "one more").at(self.at))
    }

    fn closes(&mut self, close: u8) -> bool {
        self.skip_space();
        let closes = self.byte() == Some(close);
        self.at += usize::from(closes);
        closes
    }

    /// After an element: true at the closing bracket, false at a comma.
    fn separator(&mut self, close: u8, expected: &'static str) -> Result<bool> {
        self.skip_space();
        match self.byte() {
            Some(b',') => {
                self.at += 1;
                Ok(false)
            }
            Some(byte) if byte == close => {
                self.at += 1;
                Ok(true)
            }
            _ => Err(self.unexpected(expected)),
        }
    }

    fn expect_byte(&mut self, byte: u8, expected: &'static str) -> Result<()> {
        if self.byte() != Some(byte) {
            return Err(self.unexpected(expected));
        }
        self.at += 1;
        Ok(())
    }

    #[cold]
    fn unexpected(&self, expected: &'static str) -> Error {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let found = match rest.chars().next() {
            None => Cow::Borrowed("the end"),
            Some(found) => Cow::Owned(alloc::format!("{found:?}")),
        };
        Error::new(Kind::Json, expected, found).at(self.at)
    }
}

#[cold]
pub(crate) fn too_long(limit: usize, length: usize) -> Error {
    let expected = alloc::format!("at most {limit} bytes");
    Error::new(Kind::Limit, expected, alloc::format!("{length}"))
}
