//! serde: every type goes through its JSON text, so that there is one parser and one printer.

use alloc::string::String;
use core::fmt::{self, Write};

use serde_core::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_core::ser::{self, Serialize, SerializeMap, SerializeSeq, Serializer};

use super::{Decode, Encode, Reader, Type, write_string};
use crate::decoder::Decoder;

/// Prints `value` as JSON text and replays it into `serializer`.
pub(crate) fn serialize<T: Encode, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut text = String::new();
    // Invariant: writing to a `String` cannot fail.
    let _ = value.encode(&mut text);
    Text(&text).serialize(serializer)
}

/// Writes what `deserializer` holds as JSON text and parses that, strictly.
pub(crate) fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: for<'a> Decode<'a>,
    D: Deserializer<'de>,
{
    let mut text = String::new();
    Transcriber(&mut text).deserialize(deserializer)?;
    Reader::parse(&text, &Decoder::STRICT)
        .map(|(value, _)| value)
        .map_err(de::Error::custom)
}

/// JSON text as a serde value.
struct Text<'a>(&'a str);

impl Serialize for Text<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let error = ser::Error::custom::<crate::Error>;
        let mut reader = Reader::new(self.0, &Decoder::VALIDATED).map_err(error)?;
        match reader.peek().map_err(error)? {
            Type::Object => {
                let mut map = serializer.serialize_map(None)?;
                let mut outcome = Ok(());
                let mut read = |reader: &mut Reader<'_>, name: &str| {
                    let value = reader.value()?;
                    if outcome.is_ok() {
                        outcome = map.serialize_entry(name, &Text(value));
                    }
                    Ok(())
                };
                reader
                    .object(|reader, name| read(reader, name))
                    .map_err(error)?;
                outcome?;
                map.end()
            }
            Type::Array => {
                let mut seq = serializer.serialize_seq(None)?;
                let mut outcome = Ok(());
                let read = |reader: &mut Reader<'_>, _| {
                    let value = reader.value()?;
                    if outcome.is_ok() {
                        outcome = seq.serialize_element(&Text(value));
                    }
                    Ok(())
                };
                reader.array(read).map_err(error)?;
                outcome?;
                seq.end()
            }
            Type::String => serializer.serialize_str(&reader.string().map_err(error)?),
            Type::Number => serialize_number(reader.number().map_err(error)?, serializer),
            Type::Boolean => serializer.serialize_bool(reader.boolean().map_err(error)?),
            Type::Null => serializer.serialize_unit(),
        }
    }
}

/// The widest exact form that serde has for this number.
fn serialize_number<S: Serializer>(token: &str, serializer: S) -> Result<S::Ok, S::Error> {
    if let Ok(number) = token.parse::<u64>() {
        return serializer.serialize_u64(number);
    }
    if let Ok(number) = token.parse::<i64>() {
        return serializer.serialize_i64(number);
    }
    match super::number::to_double(token) {
        Ok(number) => serializer.serialize_f64(number),
        Err(error) => Err(ser::Error::custom(error)),
    }
}

/// Writes any self-describing serde value as JSON text.
struct Transcriber<'t>(&'t mut String);

impl<'de> DeserializeSeed<'de> for Transcriber<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Transcriber<'_> {
    fn write<E: de::Error>(self, value: impl fmt::Display) -> Result<(), E> {
        write!(self.0, "{value}").map_err(de::Error::custom)
    }
}

impl<'de> Visitor<'de> for Transcriber<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<(), E> {
        self.write(value)
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<(), E> {
        self.write(value)
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<(), E> {
        self.write(value)
    }

    fn visit_i128<E: de::Error>(self, value: i128) -> Result<(), E> {
        self.write(value)
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<(), E> {
        self.write(value)
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<(), E> {
        if value.is_finite() {
            super::number::write_double(self.0, value).map_err(de::Error::custom)
        } else {
            Err(de::Error::custom(
                "expected a finite number, found infinity or NaN",
            ))
        }
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<(), E> {
        write_string(self.0, value).map_err(de::Error::custom)
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        self.write("null")
    }

    fn visit_none<E: de::Error>(self) -> Result<(), E> {
        self.write("null")
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        self.0.push('[');
        let start = self.0.len();
        loop {
            if self.0.len() > start {
                self.0.push(',');
            }
            if seq.next_element_seed(Transcriber(self.0))?.is_none() {
                break;
            }
        }
        if self.0.len() > start {
            self.0.pop();
        }
        self.0.push(']');
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let open = self.0.len();
        self.0.push('{');
        let start = self.0.len();
        loop {
            if self.0.len() > start {
                self.0.push(',');
            }
            if map.next_key_seed(Transcriber(self.0))?.is_none() {
                break;
            }
            self.0.push(':');
            map.next_value_seed(Transcriber(self.0))?;
        }
        if self.0.len() > start {
            self.0.pop();
        }
        self.0.push('}');
        if let Some(number) = self.0.get(open..).and_then(arbitrary_number) {
            let number = String::from(number);
            self.0.truncate(open);
            self.0.push_str(&number);
        }
        Ok(())
    }
}

/// The digits of a number as `serde_json` hands it over with its feature `arbitrary_precision`, which
/// any crate of a build may turn on. The parser checks them like any other number.
fn arbitrary_number(object: &str) -> Option<&str> {
    object
        .strip_prefix(r#"{"$serde_json::private::Number":""#)?
        .strip_suffix(r#""}"#)
        .filter(|number| {
            number
                .bytes()
                .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte))
        })
}
