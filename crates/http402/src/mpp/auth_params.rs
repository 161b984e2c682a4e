//! The one tokenizer of challenge lists (RFC 9110 section 11): schemes, token68s and auth-params,
//! borrowed from the field line.
//!
//! ```text
//! WWW-Authenticate = #challenge
//! challenge        = auth-scheme [ 1*SP ( token68 / #auth-param ) ]
//! auth-param       = token BWS "=" BWS ( token / quoted-string )
//! ```

mod classes;
#[cfg(test)]
mod tests;

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;

use crate::error::{Error, Kind, Result};
use classes::is_qdtext;

pub(super) use classes::{is_control, is_tchar};

/// One piece of a challenge list.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Item<'a> {
    /// An auth-scheme: a challenge begins.
    Scheme(&'a str),
    /// The token68 of the current challenge.
    Token68,
    /// An auth-param of the current challenge; `at` is where its name begins.
    Param {
        name: &'a str,
        value: Cow<'a, str>,
        at: usize,
    },
}

/// A position in one field line.
#[derive(Debug)]
pub(super) struct Tokenizer<'a> {
    text: &'a str,
    at: usize,
    expect: Expect,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expect {
    /// A list element: a scheme or a further auth-param.
    Element,
    /// What follows a scheme and its spaces.
    Content,
    /// A comma or the end.
    Separator,
}

impl<'a> Tokenizer<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            expect: Expect::Element,
        }
    }

    pub(super) const fn offset(&self) -> usize {
        self.at
    }

    /// Whether nothing was read yet.
    pub(super) const fn is_fresh(&self) -> bool {
        self.at == 0
    }

    pub(super) fn next(&mut self) -> Result<Option<Item<'a>>> {
        if self.expect == Expect::Content {
            return self.content().map(Some);
        }
        self.separators()?;
        if self.at == self.text.len() {
            return Ok(None);
        }
        let start = self.at;
        let token = self.token("a token")?;
        let end = self.at;
        self.bws();
        if self.byte() == Some(b'=') {
            return self.auth_param(token, start).map(Some);
        }
        self.at = end;
        self.auth_scheme(token).map(Some)
    }

    /// The scheme is over at a comma or the end; after spaces follows its token68 or auth-param.
    fn auth_scheme(&mut self, scheme: &'a str) -> Result<Item<'a>> {
        self.expect = Expect::Separator;
        if self.byte() == Some(b' ') {
            while self.byte() == Some(b' ') {
                self.at += 1;
            }
            if !matches!(self.byte(), None | Some(b',' | b'\t')) {
                self.expect = Expect::Content;
            }
        } else if !matches!(self.byte(), None | Some(b',' | b'\t')) {
            return Err(self.unexpected("a space, ',' or the end"));
        }
        Ok(Item::Scheme(scheme))
    }

    /// `token68 / #auth-param`. `a=` is a token68 and `a=b` an auth-param, so what follows decides.
    fn content(&mut self) -> Result<Item<'a>> {
        let start = self.at;
        if self.token68() {
            self.expect = Expect::Separator;
            return Ok(Item::Token68);
        }
        self.at = start;
        let name = self.token("a token68 or an auth-param")?;
        self.bws();
        if self.byte() != Some(b'=') {
            return Err(self.unexpected("'='"));
        }
        self.auth_param(name, start)
    }

    /// `token68 = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="`, up to a comma or
    /// the end.
    fn token68(&mut self) -> bool {
        let start = self.at;
        self.skip(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'/')
        });
        let found = self.at > start;
        self.skip(|byte| byte == b'=');
        self.ows();
        found && matches!(self.byte(), None | Some(b','))
    }

    /// `token BWS "=" BWS ( token / quoted-string )`, from the equals sign on.
    fn auth_param(&mut self, name: &'a str, at: usize) -> Result<Item<'a>> {
        self.at += 1;
        self.bws();
        let value = if self.byte() == Some(b'"') {
            self.quoted_string()
        } else {
            self.token("a token or a quoted-string").map(Cow::Borrowed)
        };
        let value = value.map_err(|error| error.within(name))?;
        self.expect = Expect::Separator;
        Ok(Item::Param { name, value, at })
    }

    /// `quoted-string = DQUOTE *( qdtext / quoted-pair ) DQUOTE`
    fn quoted_string(&mut self) -> Result<Cow<'a, str>> {
        self.at += 1;
        let start = self.at;
        self.skip(is_qdtext);
        let head = self.since(start);
        if self.byte() == Some(b'"') {
            self.at += 1;
            return Ok(Cow::Borrowed(head));
        }
        self.quoted_pairs(String::from(head)).map(Cow::Owned)
    }

    #[cold]
    fn quoted_pairs(&mut self, mut text: String) -> Result<String> {
        loop {
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => text.push(self.quoted_pair()?),
                Some(byte) if is_qdtext(byte) => {
                    let start = self.at;
                    self.skip(is_qdtext);
                    text.push_str(self.since(start));
                }
                Some(_) => return Err(self.unexpected("quoted text")),
                None => return Err(self.unexpected("'\"'")),
            }
        }
    }

    /// `quoted-pair = "\" ( HTAB / SP / VCHAR / obs-text )`, and the convention of the deployed
    /// software that `\u` with four hex digits is a UTF-16 code unit (MPP-SYN-013).
    fn quoted_pair(&mut self) -> Result<char> {
        let start = self.at;
        if let Some(unit) = self.unicode_escape() {
            let character = self.scalar_value(unit).ok_or_else(|| {
                Error::new(Kind::Utf8, "a Unicode scalar value", "a lone surrogate").at(start)
            })?;
            if is_control(character) {
                let found = "an escaped control character";
                return Err(Error::syntax("text without controls", found).at(start));
            }
            return Ok(character);
        }
        self.at += 1;
        match self
            .text
            .get(self.at..)
            .and_then(|rest| rest.chars().next())
        {
            Some(character) if !is_control(character) => {
                self.at += character.len_utf8();
                Ok(character)
            }
            _ => Err(self.unexpected("a quoted character")),
        }
    }

    /// A second escape completes a surrogate pair.
    fn scalar_value(&mut self, unit: u16) -> Option<char> {
        let mut units = [unit, 0];
        let mut count = 1;
        if (0xd800..0xdc00).contains(&unit) {
            if let Some(low) = self.unicode_escape() {
                units[1] = low;
                count = 2;
            }
        }
        let mut characters = char::decode_utf16(units.into_iter().take(count));
        characters.next()?.ok()
    }

    fn unicode_escape(&mut self) -> Option<u16> {
        let digits = self.text.get(self.at..)?.strip_prefix("\\u")?.get(..4)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        self.at += 6;
        u16::from_str_radix(digits, 16).ok()
    }

    /// `token = 1*tchar`
    fn token(&mut self, expected: &'static str) -> Result<&'a str> {
        let start = self.at;
        self.skip(is_tchar);
        match self.since(start) {
            "" => Err(self.unexpected(expected)),
            token => Ok(token),
        }
    }

    /// Commas, with empty list elements between them (RFC 9110 section 5.6.1.2).
    fn separators(&mut self) -> Result<()> {
        loop {
            self.ows();
            if self.byte() != Some(b',') {
                break;
            }
            self.at += 1;
            self.expect = Expect::Element;
        }
        if self.expect == Expect::Separator && self.at < self.text.len() {
            return Err(self.unexpected("',' or the end"));
        }
        Ok(())
    }

    /// `BWS = OWS`
    fn bws(&mut self) {
        self.ows();
    }

    /// `OWS = *( SP / HTAB )`
    fn ows(&mut self) {
        self.skip(|byte| byte == b' ' || byte == b'\t');
    }

    fn skip(&mut self, class: impl Fn(u8) -> bool) {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let length = rest.iter().position(|&byte| !class(byte));
        self.at += length.unwrap_or(rest.len());
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn since(&self, start: usize) -> &'a str {
        // Invariant: both ends stand beside an ASCII byte, so the slice is on character boundaries.
        self.text.get(start..self.at).unwrap_or_default()
    }

    #[cold]
    fn unexpected(&self, expected: &'static str) -> Error {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let found = match rest.chars().next() {
            None => Cow::Borrowed("the end"),
            Some(control) if control.is_control() => Cow::Borrowed("a control character"),
            Some(found) => Cow::Owned(format!("{found:?}")),
        };
        Error::syntax(expected, found).at(self.at)
    }
}
