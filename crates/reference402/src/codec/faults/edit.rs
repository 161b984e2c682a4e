//! Small changes of JSON values, for the rows.

use serde_json::Value;

/// Removes what is at the path, `*` standing for all elements.
pub(super) fn lose(value: &mut Value, path: &str) {
    let Some((parent, name)) = path.rsplit_once('/') else {
        return;
    };
    each(value, parent, &mut |at| {
        if let Some(members) = at.as_object_mut() {
            members.remove(name);
        }
    });
}

/// Changes whatever is at the path, `*` standing for all elements.
pub(super) fn each(value: &mut Value, path: &str, change: &mut dyn FnMut(&mut Value)) {
    let Some((before, after)) = path.split_once("/*") else {
        if let Some(at) = value.pointer_mut(path) {
            change(at);
        }
        return;
    };
    if let Some(Value::Array(elements)) = value.pointer_mut(before) {
        for element in elements {
            each(element, after, change);
        }
    }
}

/// Changes the text at the path.
pub(super) fn text(value: &mut Value, path: &str, change: impl Fn(&str) -> Value) {
    each(value, path, &mut |at| {
        if let Some(text) = at.as_str() {
            *at = change(text);
        }
    });
}

/// Puts a member into the object at the path.
pub(super) fn put(value: &mut Value, path: &str, name: &str, other: impl Into<Value>) {
    if let Some(Value::Object(members)) = value.pointer_mut(path) {
        members.insert(name.to_owned(), other.into());
    }
}

/// Puts a member where there is none.
pub(super) fn default(value: &mut Value, path: &str, name: &str, other: impl Into<Value>) {
    if value.pointer(&format!("{path}/{name}")).is_none() {
        put(value, path, name, other);
    }
}

/// Gives a member another name.
pub(super) fn rename(value: &mut Value, path: &str, from: &str, to: &str) {
    if let Some(Value::Object(members)) = value.pointer_mut(path)
        && let Some(member) = members.remove(from)
    {
        members.insert(to.to_owned(), member);
    }
}

/// The text at the path, empty where there is none.
pub(super) fn get<'a>(value: &'a Value, path: &str) -> &'a str {
    value
        .pointer(path)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// The integers of a text as the nearest double, printed.
pub(super) fn double(text: &str) -> String {
    let nearest = text.parse::<f64>().map(|nearest| format!("{nearest:.0}"));
    nearest.unwrap_or_else(|_| text.to_owned())
}
