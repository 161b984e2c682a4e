//! The printer: compact JSON, members in the specification's order.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write};

use super::Members;
use crate::error::{Error, Kind};

/// What the printer can print.
pub(crate) trait Encode {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result;
}

/// An object being printed.
pub(crate) struct ObjectWriter<'w, W: ?Sized> {
    out: &'w mut W,
    empty: bool,
}

impl<'w, W: Write + ?Sized> ObjectWriter<'w, W> {
    pub(crate) fn begin(out: &'w mut W) -> Result<Self, fmt::Error> {
        out.write_char('{')?;
        Ok(Self { out, empty: true })
    }

    /// `name` must need no escaping; every caller passes a literal of the specification.
    pub(crate) fn member<T: Encode + ?Sized>(&mut self, name: &str, value: &T) -> fmt::Result {
        self.out.write_str(if self.empty { "\"" } else { ",\"" })?;
        self.empty = false;
        self.out.write_str(name)?;
        self.out.write_str("\":")?;
        value.encode(self.out)
    }

    pub(crate) fn optional<T: Encode>(&mut self, name: &str, value: Option<&T>) -> fmt::Result {
        value.map_or(Ok(()), |value| self.member(name, value))
    }

    pub(crate) fn members(&mut self, members: &Members) -> fmt::Result {
        for (name, value) in members.iter() {
            if !self.empty {
                self.out.write_char(',')?;
            }
            self.empty = false;
            write_string(self.out, name)?;
            self.out.write_char(':')?;
            value.encode(self.out)?;
        }
        Ok(())
    }

    pub(crate) fn end(self) -> fmt::Result {
        self.out.write_char('}')
    }
}

/// A JSON string: `"`, `\` and controls escaped, everything else as it is (RFC 8785 §3.2.2.2).
pub(crate) fn write_string<W: Write + ?Sized>(out: &mut W, text: &str) -> fmt::Result {
    out.write_char('"')?;
    write_escaped(out, text)?;
    out.write_char('"')
}

fn write_escaped<W: Write + ?Sized>(out: &mut W, text: &str) -> fmt::Result {
    let special = |byte: u8| byte == b'"' || byte == b'\\' || byte < b' ';
    // Most texts need no escape; a loop without an early end is vectorized.
    if !text
        .bytes()
        .fold(false, |found, byte| found | special(byte))
    {
        return out.write_str(text);
    }
    let mut rest = text;
    while let Some(at) = rest.bytes().position(special) {
        let (plain, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.write_str(plain)?;
        let mut tail = tail.chars();
        match tail.next() {
            Some('"') => out.write_str("\\\"")?,
            Some('\\') => out.write_str("\\\\")?,
            Some('\u{8}') => out.write_str("\\b")?,
            Some('\u{c}') => out.write_str("\\f")?,
            Some('\n') => out.write_str("\\n")?,
            Some('\r') => out.write_str("\\r")?,
            Some('\t') => out.write_str("\\t")?,
            Some(control) => write!(out, "\\u{:04x}", u32::from(control))?,
            None => {}
        }
        rest = tail.as_str();
    }
    out.write_str(rest)
}

/// A value whose text needs no escaping or does; the text goes through [`write_string`]'s rules.
pub(crate) fn write_display<W: Write + ?Sized>(
    out: &mut W,
    value: &impl fmt::Display,
) -> fmt::Result {
    struct Escaping<'w, W: ?Sized>(&'w mut W);

    impl<W: Write + ?Sized> Write for Escaping<'_, W> {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            write_escaped(self.0, text)
        }
    }

    out.write_char('"')?;
    write!(Escaping(out), "{value}")?;
    out.write_char('"')
}

/// Passes ASCII through and writes every other character of JSON text as `\uXXXX`.
///
/// Outside strings JSON text is ASCII, so the result is the same JSON.
pub(crate) struct Ascii<'w, W: ?Sized>(pub(crate) &'w mut W);

impl<W: Write + ?Sized> Write for Ascii<'_, W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if text.is_ascii() {
            return self.0.write_str(text);
        }
        for character in text.chars() {
            if character.is_ascii() {
                self.0.write_char(character)?;
            } else {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(self.0, "\\u{unit:04x}")?;
                }
            }
        }
        Ok(())
    }
}

/// A caller's buffer.
pub(crate) struct Buffer<'b> {
    bytes: &'b mut [u8],
    length: usize,
}

impl<'b> Buffer<'b> {
    pub(crate) fn new(bytes: &'b mut [u8]) -> Self {
        Self { bytes, length: 0 }
    }

    /// Lets `write` fill the room that is left; it gives the length of the ASCII text it wrote.
    pub(crate) fn fill(&mut self, write: impl FnOnce(&mut [u8]) -> Option<usize>) -> fmt::Result {
        let room = self.bytes.get_mut(self.length..).unwrap_or_default();
        self.length += write(room).ok_or(fmt::Error)?;
        Ok(())
    }

    /// The refusal where a write failed.
    #[cold]
    pub(crate) fn too_short(&self) -> Error {
        let found = alloc::format!("{} bytes", self.bytes.len());
        Error::new(Kind::Limit, "a buffer that holds the text", found)
    }

    /// What was written.
    pub(crate) fn into_text(self) -> &'b str {
        let written: &'b [u8] = self.bytes;
        let written = written.get(..self.length).unwrap_or_default();
        // Invariant: only whole strings are written.
        core::str::from_utf8(written).unwrap_or_default()
    }
}

impl Write for Buffer<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.length + text.len();
        let room = self.bytes.get_mut(self.length..end).ok_or(fmt::Error)?;
        room.copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}

impl Encode for str {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        write_string(out, self)
    }
}

impl Encode for String {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        write_string(out, self)
    }
}

impl Encode for Cow<'_, str> {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        write_string(out, self)
    }
}

impl Encode for bool {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        out.write_str(if *self { "true" } else { "false" })
    }
}

impl Encode for u64 {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        write!(out, "{self}")
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        out.write_char('[')?;
        for (index, element) in self.iter().enumerate() {
            if index > 0 {
                out.write_char(',')?;
            }
            element.encode(out)?;
        }
        out.write_char(']')
    }
}
