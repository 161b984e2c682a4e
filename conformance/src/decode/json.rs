use core::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// Reads JSON of any kind; a member that stands twice in an object is an error.
///
/// # Errors
///
/// Says why the text is none.
pub fn strict_json(text: &[u8]) -> Result<Value, String> {
    let text = core::str::from_utf8(text).map_err(|_| "not UTF-8")?;
    let strict: Strict =
        serde_json::from_str(text).map_err(|error| format!("not JSON: {error}"))?;
    Ok(strict.0)
}

struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Strict)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            all.push(item);
        }
        Ok(Value::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut all = Map::new();
        while let Some((name, Strict(value))) = members.next_entry::<String, Strict>()? {
            if all.insert(name.clone(), value).is_some() {
                return Err(serde::de::Error::custom(format!(
                    "member {name:?} stands twice"
                )));
            }
        }
        Ok(Value::Object(all))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::strict_json;

    #[test]
    fn duplicates_are_found_at_any_depth() {
        assert_eq!(
            strict_json(b"{\"a\":[1,{\"b\":null}]}"),
            Ok(json!({ "a": [1, { "b": null }] }))
        );
        for bad in [
            &b"{\"a\":1,\"a\":1}"[..],
            b"[{\"b\":{\"c\":1,\"c\":2}}]",
            b"{} {}",
            b"\xff",
        ] {
            assert!(strict_json(bad).is_err(), "{bad:?}");
        }
    }
}
