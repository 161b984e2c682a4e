//! JSON kept as text.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write};

use super::canonical::canonicalize_with;
use super::{Decode, Encode, Reader, Type};
use crate::decoder::Decoder;
use crate::error::{Error, Kind, Result};

/// The text of one JSON value, kept byte for byte.
///
/// serde has no numbers beyond `u64`, `i64` and `f64`, so the digits of others are kept by `from_json`
/// and `to_json` only.
///
/// Two values are equal where their texts are; compare [`RawValue::to_canonical`] to ignore
/// spelling.
///
/// ```
/// use http402::json::{RawValue, Type};
///
/// let value: RawValue = "1e400".parse()?;
/// assert_eq!((value.as_str(), value.json_type()), ("1e400", Type::Number));
/// # Ok::<(), http402::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RawValue(Box<str>);

impl RawValue {
    /// The text, without white space around it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A JSON string of these characters.
    pub(crate) fn from_string(characters: &str) -> Self {
        let mut text = String::with_capacity(characters.len() + 2);
        // Invariant: writing to a `String` cannot fail.
        let _ = super::write_string(&mut text, characters);
        Self(text.into())
    }

    /// The type of the value.
    pub fn json_type(&self) -> Type {
        match self.0.bytes().next() {
            Some(b'{') => Type::Object,
            Some(b'[') => Type::Array,
            Some(b'"') => Type::String,
            Some(b't' | b'f') => Type::Boolean,
            Some(b'n') => Type::Null,
            _ => Type::Number,
        }
    }

    /// The characters of a JSON string; `None` for every other type.
    pub fn as_string(&self) -> Option<Cow<'_, str>> {
        Reader::new(&self.0, &Decoder::VALIDATED)
            .and_then(|mut reader| reader.string())
            .ok()
    }

    /// The object, if it is one.
    pub fn to_object(&self) -> Option<RawObject> {
        (self.json_type() == Type::Object).then(|| RawObject(self.clone()))
    }

    /// The canonical form, RFC 8785.
    ///
    /// # Errors
    ///
    /// [`Kind::BadValue`] for a number outside the range of a double.
    pub fn to_canonical(&self) -> Result<String> {
        canonicalize_with(&self.0, &Decoder::VALIDATED)
    }
}

impl<'a> Decode<'a> for RawValue {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        reader.value().map(|text| Self(text.into()))
    }
}

impl Encode for RawValue {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl fmt::Debug for RawValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text of one JSON object, kept byte for byte: `extra`, `outputSchema`, `methodDetails`.
///
/// ```
/// use http402::json::RawObject;
///
/// let extra: RawObject = r#"{"name":"USDC","version":"2"}"#.parse()?;
/// assert_eq!(extra.get("name").unwrap().as_string().unwrap(), "USDC");
/// # Ok::<(), http402::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RawObject(RawValue);

impl RawObject {
    /// `{}`
    pub(crate) fn empty() -> Self {
        Self(RawValue("{}".into()))
    }

    /// The text, without white space around it.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The value of the member `name`.
    pub fn get(&self, name: &str) -> Option<RawValue> {
        self.members().get(name).cloned()
    }

    /// All members, in the order of the text.
    pub fn members(&self) -> Members {
        let mut members = Members::new();
        if let Ok(mut reader) = Reader::new(self.as_str(), &Decoder::VALIDATED) {
            // Invariant: the text was parsed when this value was made, so this cannot fail.
            let _ = reader.object(|reader, name| members.read(reader, name));
        }
        members
    }

    /// The canonical form, RFC 8785.
    ///
    /// # Errors
    ///
    /// [`Kind::BadValue`] for a number outside the range of a double.
    pub fn to_canonical(&self) -> Result<String> {
        self.0.to_canonical()
    }

    /// The same text as a [`RawValue`].
    pub fn as_value(&self) -> &RawValue {
        &self.0
    }
}

impl<'a> Decode<'a> for RawObject {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        match reader.peek()? {
            Type::Object => RawValue::decode(reader).map(Self),
            other => {
                let error = Error::new(Kind::WrongType, "an object", other.with_article());
                Err(error.at(reader.offset()))
            }
        }
    }
}

impl Encode for RawObject {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        self.0.encode(out)
    }
}

impl fmt::Debug for RawObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Members that a type does not know, in the order of the text.
///
/// The specifications let every object grow; what this crate does not know is kept and printed
/// again after the known members.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Members(Vec<(Box<str>, RawValue)>);

impl Members {
    /// No members.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The value of the member `name`.
    pub fn get(&self, name: &str) -> Option<&RawValue> {
        self.iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }

    /// The members in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &RawValue)> {
        self.0.iter().map(|(name, value)| (&**name, value))
    }

    pub(crate) fn read(&mut self, reader: &mut Reader<'_>, name: &str) -> Result<()> {
        self.0.push((name.into(), RawValue::decode(reader)?));
        Ok(())
    }

    /// Adds a member whose name is neither here nor in `known`.
    pub(crate) fn add(&mut self, known: &[&str], name: &str, value: RawValue) -> Result<()> {
        if known.contains(&name) || self.get(name).is_some() {
            return Err(Error::new(Kind::Duplicate, "a new name", "a taken one").within(name));
        }
        self.0.push((name.into(), value));
        Ok(())
    }
}

/// Prints the names only: a member of a payload that this crate does not know may be a secret.
impl fmt::Debug for Members {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.iter().map(|(name, _)| name))
            .finish()
    }
}

crate::wire::json_faces!(RawValue);
crate::wire::json_faces!(RawObject);
