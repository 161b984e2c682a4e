//! What every table of these tests checks.

use core::fmt::{Debug, Display};
use core::str::FromStr;

use http402::{Error, Kind};
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

pub(crate) trait Wire:
    FromStr<Err = Error> + Display + Debug + PartialEq + Clone + Serialize + DeserializeOwned
{
}

impl<T> Wire for T where
    T: FromStr<Err = Error> + Display + Debug + PartialEq + Clone + Serialize + DeserializeOwned
{
}

/// Every text is accepted, and printed so that it parses to the same value.
pub(crate) fn accepts<T: Wire>(texts: &[&str]) {
    for text in texts {
        let value: T = text
            .parse()
            .unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(
            value.to_string().parse::<T>().as_ref(),
            Ok(&value),
            "{text}"
        );
    }
}

/// Every text is refused with this kind.
pub(crate) fn refuses<T: Wire>(texts: &[(&str, Kind)]) {
    for (text, kind) in texts {
        let error = text.parse::<T>().expect_err(text);
        assert_eq!(error.kind(), *kind, "{text}: {error}");
    }
}

/// The message of a refusal.
pub(crate) fn message<T: Wire>(text: &str) -> String {
    text.parse::<T>().expect_err(text).to_string()
}

/// Takes one object with all its members and checks what holds for every object:
///
/// - it parses, prints, and goes through serde unchanged;
/// - it parses without each member of `optional` and without no other;
/// - `null` and a value of a foreign type are refused for every member, by name;
/// - a member that the drafts do not name is kept;
/// - whatever mutations are accepted, print to the same value again.
pub(crate) fn object<T: Wire>(text: &str, optional: &[&str]) {
    let full: T = text
        .parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(full.to_string().parse::<T>().as_ref(), Ok(&full), "{text}");
    let document: Map<String, Value> = serde_json::from_str(text).unwrap();
    assert_eq!(parse::<T>(&document).as_ref(), Ok(&full));
    assert_eq!(
        serde_json::to_value(&full).unwrap(),
        Value::Object(document.clone()),
        "{text}"
    );

    for name in optional {
        assert!(
            document.contains_key(*name),
            "{name} is no member of {text}"
        );
    }
    for name in document.keys() {
        let outcome = parse::<T>(&without(&document, name));
        if optional.contains(&&**name) {
            outcome.unwrap_or_else(|error| panic!("{name} is optional: {error}"));
        } else {
            let error = outcome.expect_err(name);
            assert_eq!((error.kind(), error.field()), (Kind::Missing, &**name));
        }
        for foreign in [Value::Null, json!([[]]), json!({"a": {"b": 1}})] {
            if accepts_any(&document, name, &foreign) || name == "depositMemo" && foreign.is_null()
            {
                continue;
            }
            let error = parse::<T>(&with(&document, name, foreign)).expect_err(name);
            assert_eq!(error.kind(), Kind::WrongType, "{name}: {error}");
            assert!(error.field().starts_with(&**name), "{name}: {error}");
        }
    }

    let grown = with(&document, "notInAnyDraft", json!({"n": 7.5}));
    let value = parse::<T>(&grown).unwrap();
    assert_eq!(serde_json::to_value(&value).unwrap(), Value::Object(grown));

    mutations::<T>(&document);
}

/// Objects that hold any object, such as `methodDetails` of an intent.
fn accepts_any(document: &Map<String, Value>, name: &str, foreign: &Value) -> bool {
    document.get(name).is_some_and(|value| {
        value.is_object() && foreign.is_object() || value.is_array() && foreign.is_array()
    })
}

fn parse<T: Wire>(document: &Map<String, Value>) -> Result<T, Error> {
    serde_json::to_string(document).unwrap().parse()
}

fn with(document: &Map<String, Value>, name: &str, value: Value) -> Map<String, Value> {
    let mut document = document.clone();
    document.insert(name.into(), value);
    document
}

fn without(document: &Map<String, Value>, name: &str) -> Map<String, Value> {
    let mut document = document.clone();
    document.remove(name);
    document
}

/// Replaces and removes leaves at random; what still parses must print to itself.
fn mutations<T: Wire>(document: &Map<String, Value>) {
    let leaf = prop_oneof![
        Just(None),
        "[0-9]{1,30}".prop_map(|text| Some(Value::from(text))),
        "0x[0-9a-fA-F]{40}".prop_map(|text| Some(Value::from(text))),
        any::<String>().prop_map(|text| Some(Value::from(text))),
        any::<u64>().prop_map(|number| Some(Value::from(number))),
        any::<bool>().prop_map(|word| Some(Value::from(word))),
    ];
    let strategy = (any::<prop::sample::Index>(), leaf);
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(ProptestConfig::with_cases(64), rng);
    let outcome = runner.run(&prop::collection::vec(strategy, 1..4), |changes| {
        let mut changed = Value::Object(document.clone());
        for (index, leaf) in changes {
            let mut paths = Vec::new();
            collect(&changed, String::new(), &mut paths);
            if !paths.is_empty() {
                let path: &String = index.get(&paths);
                replace(&mut changed, path, leaf);
            }
        }
        let text = changed.to_string();
        if let Ok(value) = text.parse::<T>() {
            let again = value.to_string().parse::<T>();
            prop_assert_eq!(again.as_ref(), Ok(&value), "{}", text);
            let through_serde: T = serde_json::from_value(changed).unwrap();
            prop_assert_eq!(&through_serde, &value, "{}", text);
        }
        Ok(())
    });
    outcome.unwrap();
}

fn collect(value: &Value, path: String, paths: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                collect(value, format!("{path}/{name}"), paths);
            }
        }
        Value::Array(elements) => {
            for (index, value) in elements.iter().enumerate() {
                collect(value, format!("{path}/{index}"), paths);
            }
        }
        _ => paths.push(path),
    }
}

fn replace(document: &mut Value, path: &str, leaf: Option<Value>) {
    let Some((parent, name)) = path.rsplit_once('/') else {
        return;
    };
    match (document.pointer_mut(parent), leaf) {
        (Some(Value::Object(members)), Some(leaf)) => drop(members.insert(name.into(), leaf)),
        (Some(Value::Object(members)), None) => drop(members.remove(name)),
        (Some(Value::Array(elements)), Some(leaf)) => {
            elements[name.parse::<usize>().unwrap()] = leaf;
        }
        (Some(Value::Array(elements)), None) => drop(elements.remove(name.parse().unwrap())),
        _ => {}
    }
}
