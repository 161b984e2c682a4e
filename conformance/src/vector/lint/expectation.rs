use regex_lite::Regex;
use serde_json::Value;

use super::Notes;
use crate::verdict::{MATCHERS, is_reason_class};

/// Checks matchers, and that the expectation can fail.
pub(super) fn check(value: &Value, pointer: &str, notes: &mut Notes<'_>) {
    if cannot_fail(value) {
        notes.add(
            pointer,
            "holds for every answer that has anything there",
            "Say what the value is; to demand mere presence, name the member with $any.",
        );
    }
    matchers(value, pointer, notes);
}

/// An empty object is a subset of every object.
fn cannot_fail(value: &Value) -> bool {
    match value {
        Value::Object(members) if members.is_empty() => true,
        Value::Object(members) => {
            let choices = members.get("$oneOf").and_then(Value::as_array);
            choices.is_some_and(|choices| choices.iter().any(cannot_fail))
        }
        _ => false,
    }
}

fn matchers(value: &Value, pointer: &str, notes: &mut Notes<'_>) {
    let down = |name: &str| format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::Object(members) => {
            let special = members.keys().any(|name| name.starts_with('$'));
            for (name, argument) in members {
                if special {
                    matcher(name, argument, &down(name), notes);
                }
                if !special || matches!(name.as_str(), "$oneOf" | "$base64json" | "$each") {
                    matchers(argument, &down(name), notes);
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                matchers(item, &down(&index.to_string()), notes);
            }
        }
        _ => {}
    }
}

fn matcher(name: &str, argument: &Value, pointer: &str, notes: &mut Notes<'_>) {
    let problem = match (name, argument) {
        ("$any" | "$absent", Value::Bool(true))
        | ("$base64json" | "$each" | "$let" | "change", _) => None,
        ("$any" | "$absent", _) => Some(format!("{name} takes true")),
        ("$type", Value::String(kind)) if TYPES.contains(&kind.as_str()) => None,
        ("$type", _) => Some(format!("$type takes one of {}", TYPES.join(", "))),
        ("$regex", Value::String(text)) if text.is_empty() => {
            Some("an empty pattern matches everything".to_owned())
        }
        ("$regex", Value::String(text)) => Regex::new(text)
            .err()
            .map(|error| format!("not a pattern: {error}")),
        ("$regex", _) => Some("$regex takes a pattern".to_owned()),
        ("$oneOf", Value::Array(choices)) if choices.len() > 1 => None,
        ("$oneOf" | "$min", Value::String(text)) if text.starts_with("${") => None,
        ("$min", Value::Number(least)) if !least.is_f64() => None,
        ("$min", _) => Some("$min takes a whole number".to_owned()),
        ("$oneOf", _) => Some("$oneOf takes two or more choices".to_owned()),
        ("$reason", Value::String(class)) if class.contains("${") || is_reason_class(class) => None,
        ("$reason", _) => Some("$reason takes a class of error codes".to_owned()),
        _ if name.starts_with('$') => Some(format!("no matcher is called {name}")),
        _ => Some(format!(
            "{name:?} stands beside a matcher and is never compared"
        )),
    };
    if let Some(problem) = problem {
        notes.add(
            pointer,
            problem,
            &format!("The matchers are {}.", MATCHERS.join(" ")),
        );
    }
}

const TYPES: [&str; 7] = [
    "string", "number", "integer", "boolean", "object", "array", "null",
];
