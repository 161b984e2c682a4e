use regex_lite::Regex;
use serde_json::{Map, Value};

use super::reason;
use crate::bytes;

/// The first place where a value is not as expected.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mismatch {
    /// JSON pointer into the value.
    pub at: String,
    /// What was expected there.
    pub expected: Value,
    /// What is there; nothing where the member is absent.
    pub got: Option<Value>,
}

/// Compares a value with an expectation: objects as subsets, arrays exactly, matchers by name.
///
/// # Errors
///
/// The first mismatch, in the order of the expectation.
pub fn matches(expected: &Value, got: Option<&Value>) -> Result<(), Mismatch> {
    compare(expected, got, "")
}

/// The names of all matchers.
pub const MATCHERS: [&str; 9] = [
    "$any",
    "$absent",
    "$type",
    "$regex",
    "$oneOf",
    "$base64json",
    "$reason",
    "$min",
    "$each",
];

fn compare(expected: &Value, got: Option<&Value>, at: &str) -> Result<(), Mismatch> {
    let mismatch = || Mismatch {
        at: at.to_owned(),
        expected: expected.clone(),
        got: got.cloned(),
    };
    match expected {
        Value::Object(members) if members.keys().any(|name| name.starts_with('$')) => {
            match_all(members, got, at)
        }
        Value::Object(members) => {
            let Some(Value::Object(actual)) = got else {
                return Err(mismatch());
            };
            members.iter().try_for_each(|(name, member)| {
                let part = name.replace('~', "~0").replace('/', "~1");
                compare(member, actual.get(name), &format!("{at}/{part}"))
            })
        }
        Value::Array(items) => {
            let Some(Value::Array(actual)) = got else {
                return Err(mismatch());
            };
            if items.len() != actual.len() {
                return Err(mismatch());
            }
            items
                .iter()
                .zip(actual)
                .enumerate()
                .try_for_each(|(index, (item, actual))| {
                    compare(item, Some(actual), &format!("{at}/{index}"))
                })
        }
        scalar if got == Some(scalar) => Ok(()),
        _ => Err(mismatch()),
    }
}

/// Every matcher of the object must hold.
fn match_all(matchers: &Map<String, Value>, got: Option<&Value>, at: &str) -> Result<(), Mismatch> {
    for (name, argument) in matchers {
        let mismatch = || Mismatch {
            at: at.to_owned(),
            expected: Value::Object(Map::from_iter([(name.clone(), argument.clone())])),
            got: got.cloned(),
        };
        if name == "$base64json" {
            let decoded = got.and_then(Value::as_str).and_then(base64_json);
            let decoded = decoded.ok_or_else(mismatch)?;
            compare(argument, Some(&decoded), &format!("{at}/$base64json"))?;
        } else if name == "$each" {
            let items = got.and_then(Value::as_array).ok_or_else(mismatch)?;
            if items.is_empty() {
                return Err(mismatch());
            }
            items.iter().enumerate().try_for_each(|(index, item)| {
                compare(argument, Some(item), &format!("{at}/{index}"))
            })?;
        } else if !holds(name, argument, got) {
            return Err(mismatch());
        }
    }
    Ok(())
}

fn holds(matcher: &str, argument: &Value, got: Option<&Value>) -> bool {
    match (matcher, got) {
        ("$absent", got) => got.is_none() == (argument == &Value::Bool(true)),
        ("$oneOf", got) => {
            let choices = argument.as_array();
            choices.is_some_and(|choices| choices.iter().any(|choice| matches(choice, got).is_ok()))
        }
        ("$any", got) => got.is_some(),
        ("$type", Some(value)) => argument.as_str().is_some_and(|name| is_type(name, value)),
        ("$regex", Some(Value::String(text))) => {
            let regex = argument.as_str().map(Regex::new);
            regex.is_some_and(|regex| regex.is_ok_and(|regex| regex.is_match(text)))
        }
        ("$min", Some(value)) => at_least(value, argument),
        ("$reason", Some(Value::String(code))) => argument
            .as_str()
            .is_some_and(|class| reason::class_of(code) == Some(class)),
        _ => false,
    }
}

fn is_type(name: &str, value: &Value) -> bool {
    match name {
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "object" => value.is_object(),
        "array" => value.is_array(),
        "null" => value.is_null(),
        _ => false,
    }
}

/// Whole numbers only; text is none, whatever it says.
fn at_least(value: &Value, least: &Value) -> bool {
    let whole = |value: &Value| {
        let signed = value.as_i64().map(i128::from);
        signed.or_else(|| value.as_u64().map(i128::from))
    };
    whole(value)
        .zip(whole(least))
        .is_some_and(|(value, least)| value >= least)
}

/// Canonical base64 (padded) or base64url (unpadded) of JSON.
fn base64_json(text: &str) -> Option<Value> {
    let text = text.as_bytes();
    let decoded = bytes::from_base64(text).or_else(|| bytes::from_base64url(text))?;
    serde_json::from_slice(&decoded).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::matches;

    #[test]
    fn objects_are_subsets_and_arrays_exact() {
        let got = json!({ "a": 1, "b": [1, { "c": "x", "d": null }] });
        for good in [
            json!({}),
            json!({ "a": 1 }),
            json!({ "b": [1, { "c": "x" }] }),
            json!({ "z": { "$absent": true }, "b": { "$type": "array" } }),
            json!({ "a": { "$min": 1 } }),
            json!({ "b": { "$each": { "$oneOf": [1, { "c": { "$any": true } }] } } }),
            json!({ "a": { "$oneOf": [2, 1] }, "b": [{ "$any": true }, { "d": null }] }),
            json!({ "b": [1, { "c": { "$type": "string", "$regex": "^x$" } }] }),
        ] {
            assert_eq!(matches(&good, Some(&got)), Ok(()), "{good}");
        }
        for (bad, at) in [
            (json!({ "a": 2 }), "/a"),
            (json!({ "a": "1" }), "/a"),
            (json!({ "a": 1.0 }), "/a"),
            (json!({ "b": [1] }), "/b"),
            (json!({ "b": [1, { "e": { "$any": true } }] }), "/b/1/e"),
            (json!({ "a": { "$absent": true } }), "/a"),
            (json!({ "a": { "$type": "string" } }), "/a"),
            (json!({ "a": { "$regex": "1" } }), "/a"),
            (json!({ "a": { "$min": 2 } }), "/a"),
            (json!({ "b": { "$min": 0 } }), "/b"),
            (json!({ "a": { "$each": 1 } }), "/a"),
            (json!({ "b": { "$each": 1 } }), "/b/1"),
            (json!({ "a": { "$unknown": 1 } }), "/a"),
            (json!([]), ""),
        ] {
            assert_eq!(matches(&bad, Some(&got)).unwrap_err().at, at, "{bad}");
        }
    }

    #[test]
    fn base64_json_is_canonical_and_looks_inside() {
        let expected = json!({ "$base64json": { "a": 1 } });
        for good in ["eyJhIjoxfQ==", "eyJhIjoxfQ"] {
            assert!(matches(&expected, Some(&json!(good))).is_ok(), "{good}");
        }
        for bad in [
            json!("eyJhIjoxfR=="),
            json!("eyJhIjoyfQ=="),
            json!("{\"a\":1}"),
            Value::Null,
        ] {
            assert!(matches(&expected, Some(&bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn reasons_compare_by_class() {
        let expected = json!({ "$reason": "signature" });
        assert!(matches(&expected, Some(&json!("invalid_exact_evm_signature"))).is_ok());
        assert!(matches(&expected, Some(&json!("insufficient_funds"))).is_err());
        assert!(matches(&expected, Some(&json!("no such code"))).is_err());
    }
}
