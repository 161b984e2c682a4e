//! JSON text in legal forms that no serializer of ours prints.

use serde_json::Value;

/// A form of JSON text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Members in reverse order.
    Reversed,
    /// Two blanks a level.
    Indented,
    /// Every character of every value that is a string as `\uXXXX`.
    Escaped,
}

impl Form {
    pub(super) fn print(self, value: &Value) -> String {
        match value {
            _ if self == Self::Indented => format!("{value:#}"),
            Value::Object(members) => {
                let mut members: Vec<_> = members
                    .iter()
                    .map(|(name, value)| format!("{}:{}", Value::from(&**name), self.print(value)))
                    .collect();
                if self == Self::Reversed {
                    members.reverse();
                }
                format!("{{{}}}", members.join(","))
            }
            Value::Array(items) => {
                let items: Vec<_> = items.iter().map(|item| self.print(item)).collect();
                format!("[{}]", items.join(","))
            }
            Value::String(text) if self == Self::Escaped => {
                let units = text.encode_utf16().map(|unit| format!("\\u{unit:04x}"));
                format!("\"{}\"", units.collect::<String>())
            }
            other => other.to_string(),
        }
    }
}

/// The member at a pointer, to be changed.
pub(super) fn put(object: &mut Value, name: &str, value: impl Into<Value>) {
    if let Some(members) = object.as_object_mut() {
        members.insert(name.to_owned(), value.into());
    }
}

/// Removes a member.
pub(super) fn remove(object: &mut Value, name: &str) {
    if let Some(members) = object.as_object_mut() {
        members.remove(name);
    }
}
