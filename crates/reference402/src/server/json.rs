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

/// Sets a member; `path` has the names of the objects around it first, separated by slashes.
pub(super) fn put(object: &mut Value, path: &str, value: impl Into<Value>) {
    let (parent, name) = parent(object, path);
    if let Some(members) = parent.and_then(Value::as_object_mut) {
        members.insert(name.to_owned(), value.into());
    }
}

/// Removes a member.
pub(super) fn remove(object: &mut Value, path: &str) {
    let (parent, name) = parent(object, path);
    if let Some(members) = parent.and_then(Value::as_object_mut) {
        members.remove(name);
    }
}

/// A member's text, empty where it has none.
pub(super) fn text<'a>(object: &'a Value, name: &str) -> &'a str {
    object.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn parent<'v, 'p>(object: &'v mut Value, path: &'p str) -> (Option<&'v mut Value>, &'p str) {
    match path.rsplit_once('/') {
        Some((parents, name)) => (object.pointer_mut(&format!("/{parents}")), name),
        None => (Some(object), path),
    }
}
