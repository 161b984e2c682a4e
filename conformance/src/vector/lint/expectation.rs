use regex_lite::Regex;
use serde_json::{Map, Value};

use super::{Notes, cited};
use crate::vector::{Branch, Registry};
use crate::verdict::{MATCHERS, is_reason_class};

/// What a step or case expects, and what it cites for it.
pub(super) struct Expected<'a> {
    pub(super) role: &'a str,
    pub(super) clauses: Vec<String>,
    pub(super) expect: &'a Map<String, Value>,
    pub(super) either: &'a [Branch],
    pub(super) req: &'a Value,
}

/// Checks every clause, and that `req` cites what may be cited for clauses that are there.
pub(super) fn check_all(
    expected: &Expected<'_>,
    requirements: &dyn Fn(&str) -> Vec<String>,
    pointer: &str,
    registry: &Registry,
    notes: &mut Notes<'_>,
) {
    for clause in &expected.clauses {
        let at = format!("{pointer}/req");
        cited(&requirements(clause), expected.role, &at, registry, notes);
    }
    if let Value::Object(by_clause) = expected.req {
        let stray = |name: &&String| !expected.clauses.contains(name);
        for clause in by_clause.keys().filter(stray) {
            notes.add(
                format!("{pointer}/req/{clause}"),
                "there is no such clause",
                "Name a clause of expect, or either.",
            );
        }
    }
    for (pointer, expect) in parts(expected.expect, expected.either, pointer) {
        for (clause, value) in expect {
            check(value, &format!("{pointer}/{clause}"), notes);
        }
    }
}

/// The clauses and those of the alternatives, with where they stand.
pub(super) fn parts<'a>(
    expect: &'a Map<String, Value>,
    either: &'a [Branch],
    pointer: &str,
) -> Vec<(String, &'a Map<String, Value>)> {
    let branches = either.iter().enumerate();
    branches
        .map(|(index, branch)| (format!("{pointer}/either/{index}/expect"), &branch.expect))
        .chain([(format!("{pointer}/expect"), expect)])
        .collect()
}

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
