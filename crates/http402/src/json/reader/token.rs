//! The values without parts: strings, numbers, literals.

use alloc::borrow::Cow;
use alloc::string::String;

use super::{Reader, Type};
use crate::error::{Error, Kind, Result};

impl<'a> Reader<'a> {
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

    pub(super) fn literal(&mut self, word: &'static str) -> Result<()> {
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

    pub(super) fn string_token(&mut self) -> Result<Cow<'a, str>> {
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
