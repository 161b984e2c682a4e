//! The pull parser.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

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
    fn folds(&self, name: &str) -> bool {
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

    /// A string, borrowed unless it has escapes.
    pub(crate) fn string(&mut self) -> Result<Cow<'a, str>> {
        self.skip_space();
        if self.byte() != Some(b'"') {
            self.expect_type(Type::String)?;
        }
        self.string_token()
    }

    /// A number, as written.
    pub(crate) fn number(&mut self) -> Result<&'a str> {
        self.expect_type(Type::Number)?;
        let start = self.at;
        if self.byte() == Some(b'-') {
            self.at += 1;
        }
        if self.byte() == Some(b'0') {
            self.at += 1;
            if let Some(b'0'..=b'9') = self.byte() {
                return Err(self.unexpected("no digit after a leading zero"));
            }
        } else {
            self.digits()?;
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.byte() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.byte() {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(self.since(start))
    }

    pub(crate) fn boolean(&mut self) -> Result<bool> {
        self.expect_type(Type::Boolean)?;
        let value = self.byte() == Some(b't');
        self.literal(if value { "true" } else { "false" })?;
        Ok(value)
    }

    pub(crate) fn null(&mut self) -> Result<()> {
        self.expect_type(Type::Null)?;
        self.literal("null")
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

    fn literal(&mut self, word: &'static str) -> Result<()> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        if !rest.starts_with(word.as_bytes()) {
            return Err(self.unexpected(word));
        }
        self.at += word.len();
        Ok(())
    }

    fn digits(&mut self) -> Result<()> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.byte() {
            self.at += 1;
        }
        if self.at == start {
            Err(self.unexpected("a digit"))
        } else {
            Ok(())
        }
    }

    fn string_token(&mut self) -> Result<Cow<'a, str>> {
        let start = self.at + 1;
        let end = plain_end(self.text.as_bytes(), start);
        // Invariant: `start` is behind a quote, and no byte of a longer character ends plain text.
        let head = self.text.get(start..end).unwrap_or_default();
        if self.text.as_bytes().get(end) == Some(&b'"') {
            self.at = end + 1;
            return Ok(Cow::Borrowed(head));
        }
        self.at = end;
        self.escaped(String::from(head)).map(Cow::Owned)
    }

    #[cold]
    fn escaped(&mut self, mut text: String) -> Result<String> {
        loop {
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => text.push(self.escape()?),
                Some(0..=0x1f) => return Err(self.unexpected("an escaped control character")),
                Some(_) => {
                    let start = self.at;
                    self.at = plain_end(self.text.as_bytes(), start);
                    text.push_str(self.since(start));
                }
                None => return Err(self.unexpected("'\"'")),
            }
        }
    }

    fn escape(&mut self) -> Result<char> {
        let start = self.at;
        self.at += 1;
        let character = match self.byte() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                return self.unicode_escape(start);
            }
            _ => return Err(self.unexpected("an escape character")),
        };
        self.at += 1;
        Ok(character)
    }

    fn unicode_escape(&mut self, start: usize) -> Result<char> {
        let mut unit = self.hex4()?;
        if (0xd800..0xdc00).contains(&unit) {
            let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
            if rest.starts_with(b"\\u") {
                self.at += 2;
                let low = self.hex4()?;
                if (0xdc00..0xe000).contains(&low) {
                    unit = 0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                }
            }
        }
        char::from_u32(unit).ok_or_else(|| {
            Error::new(Kind::Utf8, "a Unicode scalar value", "a lone surrogate").at(start)
        })
    }

    fn hex4(&mut self) -> Result<u32> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.byte().and_then(|byte| char::from(byte).to_digit(16));
            let Some(digit) = digit else {
                return Err(self.unexpected("four hex digits"));
            };
            unit = unit * 16 + digit;
            self.at += 1;
        }
        Ok(unit)
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

/// `pay_to` as `payTo`.
fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let mut camel = String::from(words.next().unwrap_or_default());
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel
}

/// The end of what a string may hold as it is, eight bytes at a time.
fn plain_end(text: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(word) = text.get(at..at + 8) {
        let stops = stops(word.try_into().map_or(0, u64::from_le_bytes));
        if stops != 0 {
            return at + stops.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let tail = text.get(at..).unwrap_or_default();
    let stop = |&byte: &u8| byte == b'"' || byte == b'\\' || byte < b' ';
    at + tail.iter().position(stop).unwrap_or(tail.len())
}

/// The top bit of the first byte of `word` that ends plain text (a quote, a backslash or a control
/// character), and possibly of later bytes; zero where there is none.
const fn stops(word: u64) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    const TOPS: u64 = ONES << 7;
    const fn below(word: u64, bound: u8) -> u64 {
        word.wrapping_sub(ONES * bound as u64) & !word
    }
    let quote = below(word ^ (ONES * b'"' as u64), 1);
    let backslash = below(word ^ (ONES * b'\\' as u64), 1);
    (quote | backslash | below(word, b' ')) & TOPS
}

#[cold]
pub(crate) fn too_long(limit: usize, length: usize) -> Error {
    let expected = alloc::format!("at most {limit} bytes");
    Error::new(Kind::Limit, expected, alloc::format!("{length}"))
}

/// The member names of one object. Names without escapes need no allocation up to sixteen.
struct Seen<'a> {
    /// One bit for each length and first letter that occurred: most names need no comparison.
    shapes: u64,
    few: [&'a str; 16],
    many: Vec<Cow<'a, str>>,
    count: usize,
}

impl<'a> Seen<'a> {
    const fn new() -> Self {
        Self {
            shapes: 0,
            few: [""; 16],
            many: Vec::new(),
            count: 0,
        }
    }

    /// False where the name is already there.
    #[expect(clippy::ptr_arg, reason = "a borrowed name is kept without a copy")]
    fn insert(&mut self, name: &Cow<'a, str>) -> bool {
        let first = name.bytes().next().unwrap_or_default();
        let shape = 1 << ((name.len() + 5 * usize::from(first)) % 64);
        if self.shapes & shape != 0 && self.contains(name) {
            return false;
        }
        self.shapes |= shape;
        match (self.few.get_mut(self.count), name) {
            (Some(slot), Cow::Borrowed(name)) if self.many.is_empty() => *slot = name,
            _ => self.many.push(name.clone()),
        }
        self.count += 1;
        true
    }

    fn contains(&self, name: &str) -> bool {
        let few = self.few.iter().take(self.count - self.many.len());
        few.copied().any(|seen| seen == name) || self.many.iter().any(|seen| seen == name)
    }
}

impl<'a> Decode<'a> for Cow<'a, str> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        reader.string()
    }
}

impl<'a> Decode<'a> for String {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        reader.string().map(Cow::into_owned)
    }
}

impl<'a> Decode<'a> for bool {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        reader.boolean()
    }
}

/// A non-negative integer without fraction or exponent.
impl<'a> Decode<'a> for u64 {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let token = reader.number()?;
        token.parse().map_err(|_| {
            let found = crate::error::excerpt(token);
            let error = Error::bad_value("an integer from 0 to 18446744073709551615", found);
            error.at(reader.offset() - token.len())
        })
    }
}

impl<'a, T: Decode<'a>> Decode<'a> for Vec<T> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let mut elements = Self::new();
        reader.array(|reader, _| {
            elements.push(T::decode(reader)?);
            Ok(())
        })?;
        Ok(elements)
    }
}
