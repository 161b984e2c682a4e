use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::bytes;
use crate::crypto::Uint256;

/// One departure from an honest message: a place and exactly one operation.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Mutation {
    /// JSON pointer into the message before it is written.
    pub at: Option<String>,
    /// The written message: its JSON text, or the encoded header value.
    pub r#in: Option<Place>,
    /// Put this value, creating the member; null is a value too.
    #[serde(default, deserialize_with = "present")]
    pub set: Option<Value>,
    /// Step an integer, keeping it a string where it was one.
    pub add: Option<i64>,
    /// Remove the member.
    #[serde(default)]
    pub remove: bool,
    /// Give the member another name.
    pub rename: Option<String>,
    /// Flip this bit of a hexadecimal string, counted from the most significant.
    pub flip: Option<usize>,
    /// Write text after.
    pub append: Option<String>,
    /// Write text before.
    pub prepend: Option<String>,
    /// Replace this text wherever it stands …
    pub replace: Option<String>,
    /// … by this one.
    pub with: Option<String>,
    /// Keep only this many bytes.
    pub truncate: Option<usize>,
    /// Another letter case: `lower` or `upper`.
    pub case: Option<String>,
    /// Put these bytes, given in hexadecimal.
    pub hex: Option<String>,
}

/// A layer of the written message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Place {
    /// The JSON text, before it is encoded.
    Json,
    /// The encoded header value.
    Header,
}

impl Mutation {
    /// Changes a message at the mutation's pointer; does nothing without one.
    ///
    /// # Errors
    ///
    /// Where the operation does not fit what is there: a defect of the vector.
    pub fn apply(&self, message: &mut Value) -> Result<(), String> {
        let Some(pointer) = &self.at else {
            return Ok(());
        };
        let (parent, name) = pointer
            .rsplit_once('/')
            .ok_or("at: a pointer starts with /")?;
        let name = name.replace("~1", "/").replace("~0", "~");
        let parent = message
            .pointer_mut(parent)
            .ok_or_else(|| format!("at {pointer}: nothing is there"))?;
        let slot = match parent {
            Value::Object(members) => {
                if self.remove {
                    members.remove(&name);
                    return Ok(());
                }
                if let Some(new) = &self.rename {
                    let value = members.remove(&name).unwrap_or_default();
                    members.insert(new.clone(), value);
                    return Ok(());
                }
                members.entry(name).or_insert(Value::Null)
            }
            Value::Array(items) => {
                let index: usize = name
                    .parse()
                    .map_err(|_| format!("at {pointer}: no index"))?;
                if self.remove && index < items.len() {
                    items.remove(index);
                    return Ok(());
                }
                items
                    .get_mut(index)
                    .ok_or_else(|| format!("at {pointer}: no such item"))?
            }
            _ => return Err(format!("at {pointer}: not inside an object or array")),
        };
        self.change(slot)
            .map_err(|error| format!("at {pointer}: {error}"))
    }

    /// Changes the written form; does nothing where the layer is another.
    ///
    /// # Errors
    ///
    /// Where the operation does not exist for text.
    pub fn apply_text(&self, place: Place, text: &mut Vec<u8>) -> Result<(), String> {
        if self.r#in != Some(place) {
            return Ok(());
        }
        if let Some(hex) = &self.hex {
            *text = bytes::from_hex(hex).ok_or("hex: not hexadecimal")?;
        } else if let Some(value) = &self.set {
            *text = match value {
                Value::String(value) => value.clone().into_bytes(),
                other => other.to_string().into_bytes(),
            };
        } else if let Some(end) = self.truncate {
            text.truncate(end);
        } else {
            let whole = String::from_utf8(text.clone()).map_err(|_| "the text is not UTF-8")?;
            *text = self.edit(&whole)?.into_bytes();
        }
        Ok(())
    }

    fn change(&self, slot: &mut Value) -> Result<(), String> {
        if let Some(value) = &self.set {
            slot.clone_from(value);
        } else if let Some(by) = self.add {
            *slot = add(slot, by)?;
        } else if let Some(bit) = self.flip {
            *slot = flip(slot, bit)?;
        } else if let Some(end) = self.truncate {
            let text = slot.as_str().ok_or("truncate needs a string")?;
            *slot = Value::String(text.chars().take(end).collect());
        } else {
            let text = slot.as_str().ok_or("a text operation needs a string")?;
            *slot = Value::String(self.edit(text)?);
        }
        Ok(())
    }

    fn edit(&self, text: &str) -> Result<String, String> {
        if let (Some(old), Some(new)) = (&self.replace, &self.with) {
            if !text.contains(old.as_str()) {
                return Err(format!("replace: {old:?} does not occur"));
            }
            return Ok(text.replace(old.as_str(), new));
        }
        if let Some(end) = &self.append {
            return Ok(format!("{text}{end}"));
        }
        if let Some(start) = &self.prepend {
            return Ok(format!("{start}{text}"));
        }
        match self.case.as_deref() {
            Some("lower") => Ok(text.to_lowercase()),
            // The prefix of hexadecimal text stays as it is, so that only the digits change.
            Some("upper") => Ok(match text.strip_prefix("0x") {
                Some(digits) => format!("0x{}", digits.to_uppercase()),
                None => text.to_uppercase(),
            }),
            _ => Err("the mutation names no operation".to_owned()),
        }
    }
}

/// Tells a member that is null from one that is absent.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

fn add(slot: &Value, by: i64) -> Result<Value, String> {
    match slot {
        Value::String(text) => Uint256::from_decimal(text)
            .and_then(|number| number.step(by))
            .map(|number| Value::String(number.to_string()))
            .ok_or_else(|| format!("add: {text:?} cannot be stepped by {by}")),
        other => other
            .as_i64()
            .and_then(|number| number.checked_add(by))
            .map(Value::from)
            .ok_or_else(|| "add needs an integer".to_owned()),
    }
}

fn flip(slot: &Value, bit: usize) -> Result<Value, String> {
    let mut bytes = slot
        .as_str()
        .and_then(bytes::from_hex)
        .ok_or("flip needs hexadecimal text")?;
    let byte = bytes.get_mut(bit / 8).ok_or("flip: no such bit")?;
    *byte ^= 0x80 >> (bit % 8);
    Ok(Value::String(bytes::to_0x(&bytes)))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Mutation, Place};

    fn mutate(mutation: Value, message: Value) -> Result<Value, String> {
        let mutation: Mutation = serde_json::from_value(mutation).unwrap();
        let mut message = message;
        mutation.apply(&mut message).map(|()| message)
    }

    #[test]
    fn each_operation_changes_one_place() {
        let message = json!({ "a": { "n": "10", "hex": "0x00ff" }, "list": [1, 2] });
        for (mutation, pointer, expected) in [
            (json!({ "at": "/a/n", "add": -1 }), "/a/n", json!("9")),
            (json!({ "at": "/list/0", "add": 1 }), "/list/0", json!(2)),
            (
                json!({ "at": "/a/new", "set": null }),
                "/a/new",
                json!(null),
            ),
            (
                json!({ "at": "/a/hex", "flip": 0 }),
                "/a/hex",
                json!("0x80ff"),
            ),
            (json!({ "at": "/a/n", "rename": "m" }), "/a/m", json!("10")),
            (json!({ "at": "/a/n", "append": "0" }), "/a/n", json!("100")),
            (
                json!({ "at": "/a/hex", "case": "upper" }),
                "/a/hex",
                json!("0x00FF"),
            ),
        ] {
            let changed = mutate(mutation.clone(), message.clone()).unwrap();
            assert_eq!(changed.pointer(pointer), Some(&expected), "{mutation}");
        }
        let gone = mutate(json!({ "at": "/a/n", "remove": true }), message.clone()).unwrap();
        assert_eq!(gone.pointer("/a/n"), None);
        for bad in [
            json!({ "at": "/x/y", "set": 1 }),
            json!({ "at": "/a/n", "flip": 900 }),
        ] {
            assert!(mutate(bad.clone(), message.clone()).is_err(), "{bad}");
        }
    }

    #[test]
    fn text_layers_are_kept_apart() {
        let mutation: Mutation =
            serde_json::from_value(json!({ "in": "json", "replace": "1", "with": "2" })).unwrap();
        let mut text = b"1".to_vec();
        mutation.apply_text(Place::Header, &mut text).unwrap();
        assert_eq!(text, b"1");
        mutation.apply_text(Place::Json, &mut text).unwrap();
        assert_eq!(text, b"2");
        assert!(mutation.apply_text(Place::Json, &mut text).is_err());
    }
}
