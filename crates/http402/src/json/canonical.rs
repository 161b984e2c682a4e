//! The JSON Canonicalization Scheme.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write};

use super::number::{to_double, write_double};
use super::{Decode, Reader, Type, write_string};
use crate::decoder::Decoder;
use crate::error::{Error, Result};

/// Canonicalizes a JSON text by the JSON Canonicalization Scheme, [RFC 8785]: members sorted by
/// UTF-16 code units, numbers as ECMAScript prints them, no white space, no optional escapes.
///
/// # Errors
///
/// Refuses what is not JSON, duplicate names, lone surrogates, numbers outside the range of a
/// double, and whatever exceeds [`Limits::DEFAULT`](crate::Limits::DEFAULT).
///
/// ```
/// let canonical = http402::json::canonicalize(r#"{ "b": 1.50, "a": [1e3, "\u00e9"] }"#)?;
/// assert_eq!(canonical, r#"{"a":[1000,"é"],"b":1.5}"#);
/// # Ok::<(), http402::Error>(())
/// ```
///
/// [RFC 8785]: https://www.rfc-editor.org/rfc/rfc8785#section-3.2
pub fn canonicalize(text: &str) -> Result<String> {
    canonicalize_with(text, &Decoder::STRICT)
}

pub(crate) fn canonicalize_with(text: &str, decoder: &Decoder) -> Result<String> {
    let (node, _) = Reader::parse::<Node<'_>>(text, decoder)?;
    let mut canonical = String::with_capacity(text.len());
    // Invariant: writing to a `String` cannot fail.
    let _ = node.write(&mut canonical);
    Ok(canonical)
}

enum Node<'a> {
    Object(Vec<(Cow<'a, str>, Node<'a>)>),
    Array(Vec<Node<'a>>),
    String(Cow<'a, str>),
    Number(f64),
    Literal(&'static str),
}

impl<'a> Decode<'a> for Node<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        Ok(match reader.peek()? {
            Type::Object => {
                let mut members = Vec::new();
                reader.object(|reader, name| {
                    members.push((name.clone(), Self::decode(reader)?));
                    Ok(())
                })?;
                members.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
                Self::Object(members)
            }
            Type::Array => {
                let mut elements = Vec::new();
                reader.array(|reader, _| {
                    elements.push(Self::decode(reader)?);
                    Ok(())
                })?;
                Self::Array(elements)
            }
            Type::String => Self::String(reader.string()?),
            Type::Number => {
                let start = reader.offset();
                let token = reader.number()?;
                Self::Number(to_double(token).map_err(|error: Error| error.at(start))?)
            }
            Type::Boolean => Self::Literal(if reader.boolean()? { "true" } else { "false" }),
            Type::Null => {
                reader.null()?;
                Self::Literal("null")
            }
        })
    }
}

impl Node<'_> {
    fn write<W: Write>(&self, out: &mut W) -> fmt::Result {
        match self {
            Self::Object(members) => {
                out.write_char('{')?;
                for (index, (name, value)) in members.iter().enumerate() {
                    if index > 0 {
                        out.write_char(',')?;
                    }
                    write_string(out, name)?;
                    out.write_char(':')?;
                    value.write(out)?;
                }
                out.write_char('}')
            }
            Self::Array(elements) => {
                out.write_char('[')?;
                for (index, element) in elements.iter().enumerate() {
                    if index > 0 {
                        out.write_char(',')?;
                    }
                    element.write(out)?;
                }
                out.write_char(']')
            }
            Self::String(text) => write_string(out, text),
            Self::Number(double) => write_double(out, *double),
            Self::Literal(word) => out.write_str(word),
        }
    }
}
