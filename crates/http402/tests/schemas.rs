//! The JSON Schemas and the typed parsers, held against each other: a mutated document is accepted
//! by both or refused by both, but for the rules that `schemas/README.md` lists as inexpressible.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use http402::{Error, Kind};
use jsonschema::{Registry, Validator};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

#[path = "schemas/rows.rs"]
mod rows;

/// One wire object: its schema, how it is parsed, and documents that are right.
struct Row {
    schema: &'static str,
    parse: fn(&str) -> Result<(), Error>,
    samples: &'static [&'static str],
}

/// A rule that only the parser knows: the text of its row in `schemas/README.md`, and its refusals.
struct Inexpressible {
    rule: &'static str,
    refusal: fn(&Error) -> bool,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas")
}

fn read(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path:?}: {error}"))
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            found.push(path);
        }
    }
}

static SCHEMAS: LazyLock<Vec<(String, Value)>> = LazyLock::new(|| {
    let mut paths = Vec::new();
    files(&folder(), &mut paths);
    let schemas = paths.iter().map(|path| read(path));
    schemas.map(|schema| (schema["$id"].as_str().unwrap().to_owned(), schema)).collect()
});

static REGISTRY: LazyLock<Registry<'static>> = LazyLock::new(|| {
    let pairs = SCHEMAS.iter().map(|(id, schema)| (id.as_str(), schema));
    Registry::new().extend(pairs).unwrap().prepare().unwrap()
});

/// The validator of `NAME` or `NAME#/$defs/PART`.
fn validator(name: &str) -> Validator {
    let (file, part) = name.split_once('#').unwrap_or((name, ""));
    let id = &read(&folder().join(format!("{file}.schema.json")))["$id"];
    let reference = json!({ "$ref": format!("{}#{part}", id.as_str().unwrap()) });
    jsonschema::options().with_registry(&REGISTRY).build(&reference).unwrap()
}

/// Every place in a document, as JSON pointers.
fn pointers(value: &Value, here: &str, found: &mut Vec<String>) {
    found.push(here.to_owned());
    match value {
        Value::Object(object) => {
            for (name, inner) in object {
                let name = name.replace('~', "~0").replace('/', "~1");
                pointers(inner, &format!("{here}/{name}"), found);
            }
        }
        Value::Array(array) => {
            for (index, inner) in array.iter().enumerate() {
                pointers(inner, &format!("{here}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// What one place of a document is replaced by.
fn replacement() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Into::into),
        prop::sample::select(vec![json!(0), json!(1), json!(2), json!(-1), json!(1.5), json!(60)]),
        prop::sample::select(vec![json!([]), json!({}), json!([""]), json!({ "a": 1 })]),
        prop::sample::select(rows::TEXTS).prop_map(Into::into),
        "[ -~]{0,12}".prop_map(Into::into),
        "0x[0-9a-fA-F]{0,80}".prop_map(Into::into),
        "-?[0-9]{1,80}".prop_map(Into::into),
    ]
}

#[derive(Clone, Debug)]
enum Mutation {
    Replace(prop::sample::Index, Value),
    Remove(prop::sample::Index),
    Add(prop::sample::Index, String, Value),
    /// Edits the characters of a string: position, and what stands there then.
    Edit(prop::sample::Index, prop::sample::Index, String),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let place = any::<prop::sample::Index>;
    prop_oneof![
        3 => (place(), replacement()).prop_map(|(at, value)| Mutation::Replace(at, value)),
        2 => place().prop_map(Mutation::Remove),
        1 => (place(), "[a-z]{1,8}", replacement())
            .prop_map(|(at, name, value)| Mutation::Add(at, name, value)),
        2 => (place(), place(), "[ -~]{0,2}").prop_map(|(at, inner, text)| Mutation::Edit(at, inner, text)),
    ]
}

fn apply(document: &mut Value, mutation: &Mutation) {
    let mut places = Vec::new();
    pointers(document, "", &mut places);
    match mutation {
        Mutation::Replace(at, value) => *document.pointer_mut(at.get(&places)).unwrap() = value.clone(),
        Mutation::Remove(at) => {
            let (parent, name) = at.get(&places).rsplit_once('/').unwrap_or_default();
            match document.pointer_mut(parent) {
                Some(Value::Object(object)) => drop(object.remove(name)),
                Some(Value::Array(array)) => array.retain(|_| false),
                _ => {}
            }
        }
        Mutation::Add(at, name, value) => {
            if let Some(Value::Object(object)) = document.pointer_mut(at.get(&places)) {
                object.entry(name).or_insert_with(|| value.clone());
            }
        }
        Mutation::Edit(at, inner, text) => {
            if let Some(Value::String(old)) = document.pointer_mut(at.get(&places)) {
                let mut characters: Vec<char> = old.chars().collect();
                let position = inner.index(characters.len() + 1);
                let end = (position + 1).min(characters.len());
                characters.splice(position..end, text.chars());
                *old = characters.into_iter().collect();
            }
        }
    }
}

fn compare(row: &Row, schema: &Validator, document: &Value) -> Result<(), String> {
    let text = document.to_string();
    let verdict = (schema.validate(document), (row.parse)(&text));
    match verdict {
        (Ok(()), Ok(())) | (Err(_), Err(_)) => Ok(()),
        (Err(error), Ok(())) => Err(format!("{}: only the schema refuses: {error}\n{text}", row.schema)),
        (Ok(()), Err(error)) if rows::INEXPRESSIBLE.iter().any(|rule| (rule.refusal)(&error)) => Ok(()),
        (Ok(()), Err(error)) => {
            Err(format!("{}: only the parser refuses, {}: {error}\n{text}", row.schema, error.kind()))
        }
    }
}

#[test]
fn samples_are_accepted_by_both() {
    for row in rows::ROWS {
        let schema = validator(row.schema);
        for sample in row.samples {
            let document: Value = serde_json::from_str(sample).unwrap();
            if let Err(error) = schema.validate(&document) {
                panic!("{}: {error} at {}", row.schema, error.instance_path());
            }
            (row.parse)(sample).unwrap_or_else(|error| panic!("{}: {error}", row.schema));
        }
    }
}

#[test]
fn mutated_documents_get_one_verdict() {
    for row in rows::ROWS {
        let schema = validator(row.schema);
        let samples: Vec<Value> =
            row.samples.iter().map(|sample| serde_json::from_str(sample).unwrap()).collect();
        let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(600) });
        let mutations = prop::collection::vec(mutation(), 1..3);
        let outcome = runner.run(&(prop::sample::select(samples), mutations), |(mut document, mutations)| {
            mutations.iter().for_each(|mutation| apply(&mut document, mutation));
            compare(row, &schema, &document).map_err(TestCaseError::fail)
        });
        outcome.unwrap_or_else(|error| panic!("{error}"));
    }
}

#[test]
fn inexpressible_rules_are_listed() {
    let readme = fs::read_to_string(folder().join("README.md")).unwrap();
    for rule in rows::INEXPRESSIBLE {
        let row = format!("| {}", rule.rule);
        assert!(readme.contains(&row), "schemas/README.md lacks the rule {:?}", rule.rule);
    }
}

#[test]
fn every_schema_is_valid_and_tried() {
    for (id, schema) in SCHEMAS.iter() {
        jsonschema::meta::validate(schema).unwrap_or_else(|error| panic!("{id}: {error}"));
    }
    let tried = |name: &str| rows::ROWS.iter().any(|row| row.schema.split('#').next() == Some(name));
    let mut paths = Vec::new();
    files(&folder(), &mut paths);
    for path in paths {
        let name = path.strip_prefix(folder()).unwrap().to_str().unwrap().replace(".schema.json", "");
        let wire = name.starts_with("x402-v1/") || name.starts_with("mpp/");
        assert!(!wire || tried(&name) || rows::UNTYPED.contains(&&*name), "{name} has no row");
    }
}

/// So that a row is not a mere formality: the kinds that a parser of this crate may answer with.
#[test]
fn refusals_have_kinds_of_documents() {
    let broken = r#"{"x402Version":1"#;
    for row in rows::ROWS {
        assert_eq!((row.parse)(broken).unwrap_err().kind(), Kind::Json, "{}", row.schema);
    }
}
