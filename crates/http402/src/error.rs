//! The one error of the codec: which field, what was expected, what was found.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use core::fmt;

/// Shorthand of this crate for `Result<T, Error>`.
pub type Result<T, E = Error> = core::result::Result<T, E>;

/// Why a text is refused: a closed list, compared by class and never by wording.
///
/// The names printed by [`Kind::as_str`] are the `reject` values of the conformance vectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(
    clippy::exhaustive_enums,
    reason = "the list is closed; vectors name every member"
)]
pub enum Kind {
    /// The text breaks the grammar of a header field, an address, a date, a number.
    Syntax,
    /// The text is not base64 (or base64url) in its canonical form.
    Base64,
    /// The bytes are not UTF-8, or an escape names no Unicode scalar value.
    Utf8,
    /// The text is not JSON.
    Json,
    /// A member or parameter occurs twice.
    Duplicate,
    /// A required member or parameter is absent.
    Missing,
    /// A member or parameter that must not be empty is empty.
    EmptyField,
    /// A JSON value has another type than the specification states.
    WrongType,
    /// A value of the right type is outside what the specification allows.
    BadValue,
    /// The text exceeds a size, depth or count limit.
    Limit,
    /// Something follows the complete value.
    Trailing,
    /// The value names a scheme, version, method or algorithm that is not supported.
    Unsupported,
    /// Two values that must agree do not.
    Mismatch,
    /// A signature, proof or binding does not verify. Carries no further detail.
    Signature,
}

impl Kind {
    /// Every kind, in declaration order.
    pub const ALL: [Self; 14] = [
        Self::Syntax,
        Self::Base64,
        Self::Utf8,
        Self::Json,
        Self::Duplicate,
        Self::Missing,
        Self::EmptyField,
        Self::WrongType,
        Self::BadValue,
        Self::Limit,
        Self::Trailing,
        Self::Unsupported,
        Self::Mismatch,
        Self::Signature,
    ];

    /// The stable name, in kebab case.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Base64 => "base64",
            Self::Utf8 => "utf8",
            Self::Json => "json",
            Self::Duplicate => "duplicate",
            Self::Missing => "missing",
            Self::EmptyField => "empty-field",
            Self::WrongType => "wrong-type",
            Self::BadValue => "bad-value",
            Self::Limit => "limit",
            Self::Trailing => "trailing",
            Self::Unsupported => "unsupported",
            Self::Mismatch => "mismatch",
            Self::Signature => "signature",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A refusal: the field, the byte offset where known, what was expected and what was found.
///
/// The message is lower case without a final full stop, and never repeats a secret: excerpts of
/// the input appear only for names (scheme, network, method…), and are cut to 40 characters.
///
/// ```
/// use http402::{Kind, primitives::Address};
///
/// let error = "0x1234".parse::<Address>().unwrap_err();
/// assert_eq!(error.kind(), Kind::Syntax);
/// assert_eq!(error.to_string(), "expected 40 hex digits after 0x, found 4 characters");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Error(Box<Detail>);

#[derive(Clone, PartialEq, Eq)]
struct Detail {
    kind: Kind,
    field: String,
    offset: Option<usize>,
    expected: Cow<'static, str>,
    found: Cow<'static, str>,
}

impl Error {
    #[cold]
    pub(crate) fn new(
        kind: Kind,
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self(Box::new(Detail {
            kind,
            field: String::new(),
            offset: None,
            expected: expected.into(),
            found: found.into(),
        }))
    }

    #[cold]
    pub(crate) fn missing(field: &'static str) -> Self {
        Self::new(Kind::Missing, "a value", "nothing").within(field)
    }

    #[cold]
    pub(crate) fn empty(expected: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::EmptyField, expected, "an empty string")
    }

    #[cold]
    pub(crate) fn bad_value(
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(Kind::BadValue, expected, found)
    }

    #[cold]
    pub(crate) fn syntax(
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(Kind::Syntax, expected, found)
    }

    /// Names the byte offset, unless an inner step already did.
    #[cold]
    pub(crate) fn at(mut self, offset: usize) -> Self {
        self.0.offset.get_or_insert(offset);
        self
    }

    /// Moves the offset from a part of the text to the whole, or sets it to the part's start.
    #[cold]
    pub(crate) fn shifted(mut self, start: usize) -> Self {
        let offset = &mut self.0.offset;
        *offset = Some(start + offset.unwrap_or_default());
        self
    }

    /// Puts `name` in front of the field path: `payTo` within `accepts[0]` is `accepts[0].payTo`.
    #[cold]
    pub(crate) fn within(mut self, name: &str) -> Self {
        prefix(&mut self.0.field, &excerpt(name));
        self
    }

    /// Puts an array index in front of the field path.
    #[cold]
    pub(crate) fn at_index(mut self, index: usize) -> Self {
        prefix(&mut self.0.field, &format!("[{index}]"));
        self
    }

    /// The class of the refusal.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// The path of the field in the protocol's own names, such as `accepts[0].payTo`; empty where
    /// the text as a whole is meant.
    pub fn field(&self) -> &str {
        &self.0.field
    }

    /// The byte offset into the parsed text (after base64 decoding), where known.
    pub fn offset(&self) -> Option<usize> {
        self.0.offset
    }

    /// What the specification expects there.
    pub fn expected(&self) -> &str {
        &self.0.expected
    }

    /// What the text has instead.
    pub fn found(&self) -> &str {
        &self.0.found
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let detail = &*self.0;
        if !detail.field.is_empty() {
            write!(f, "{}: ", detail.field)?;
        }
        write!(f, "expected {}, found {}", detail.expected, detail.found)?;
        match detail.offset {
            Some(offset) => write!(f, " at byte {offset}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({}: {self})", self.0.kind)
    }
}

impl core::error::Error for Error {}

/// Puts a step in front of a field path. The path keeps its inner end; hostile names and nesting
/// must not make it long.
pub(crate) fn prefix(field: &mut String, step: &str) {
    const LONGEST: usize = 160;
    if field.starts_with('…') {
        return;
    }
    let dot = if field.is_empty() || field.starts_with('[') {
        ""
    } else {
        "."
    };
    let step = if step.len() + field.len() > LONGEST {
        "…"
    } else {
        step
    };
    *field = format!("{step}{dot}{field}");
}

/// A short, printable form of a name from the input: controls escaped, at most 40 characters.
pub(crate) fn excerpt(name: &str) -> String {
    let mut escaped = name.chars().flat_map(char::escape_debug);
    let mut short: String = escaped.by_ref().take(40).collect();
    if escaped.next().is_some() {
        short.push('…');
    }
    short
}

/// The excerpt in double quotes, for `found`.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", excerpt(name))
}
