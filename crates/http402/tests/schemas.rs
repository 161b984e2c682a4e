//! The JSON Schemas and the typed parsers, held against each other: a document that was changed is
//! accepted by both or refused by both, but for the rules that `schemas/README.md` lists as beyond
//! a schema.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::std_instead_of_alloc,
    reason = "a failed step fails the test"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use http402::{Error, Kind};
use jsonschema::{Registry, Validator};
use serde_json::{Value, json};

#[path = "schemas/changes.rs"]
mod changes;
#[path = "schemas/rows.rs"]
mod rows;
#[path = "schemas/rules.rs"]
mod rules;

use changes::Changes;
use rules::{INEXPRESSIBLE, Inexpressible, Refusal};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas")
}

/// The schemas by name: the path below `schemas/` without `.schema.json`.
static SCHEMAS: LazyLock<BTreeMap<String, Value>> = LazyLock::new(|| {
    let (mut folders, mut schemas) = (vec![folder()], BTreeMap::new());
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if let Some(name) = path.to_str().unwrap().strip_suffix(".schema.json") {
                let name = Path::new(name).strip_prefix(folder()).unwrap();
                let schema = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
                schemas.insert(name.to_str().unwrap().to_owned(), schema);
            }
        }
    }
    schemas
});

static REGISTRY: LazyLock<Registry<'static>> = LazyLock::new(|| {
    let pairs = SCHEMAS
        .values()
        .map(|schema| (schema["$id"].as_str().unwrap(), schema));
    Registry::new().extend(pairs).unwrap().prepare().unwrap()
});

/// The validator of `NAME` or `NAME#/$defs/PART`.
fn validator(name: &str) -> Validator {
    let (file, part) = name.split_once('#').unwrap_or((name, ""));
    let id = SCHEMAS[file]["$id"].as_str().unwrap();
    let reference = json!({ "$ref": format!("{id}#{part}") });
    jsonschema::options()
        .with_registry(&REGISTRY)
        .build(&reference)
        .unwrap()
}

/// One wire object: its schema, its parser, and documents that are right.
struct Row {
    name: String,
    schema: Validator,
    parse: rows::Parse,
    documents: Vec<Value>,
}

static TABLE: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let documents = rows::documents();
    let rows = rows::rows().into_iter().map(|(name, parse)| {
        let mine = documents.iter().filter(|(schema, _)| *schema == name);
        let documents = mine.map(|(_, document)| document.clone()).collect();
        Row {
            schema: validator(&name),
            name,
            parse,
            documents,
        }
    });
    rows.collect()
});

/// The value at a field of an error: `accepts[0].payTo`. Names may have dots of their own.
fn at<'v>(value: &'v Value, field: &str) -> Option<&'v Value> {
    if field.is_empty() {
        return Some(value);
    }
    let field = field.strip_prefix('.').unwrap_or(field);
    match value {
        Value::Object(members) => members.iter().find_map(|(name, child)| {
            let rest = field.strip_prefix(&**name)?;
            (rest.is_empty() || rest.starts_with(['.', '['])).then(|| at(child, rest))?
        }),
        Value::Array(items) => {
            let (index, rest) = field.strip_prefix('[')?.split_once(']')?;
            at(items.get(index.parse::<usize>().ok()?)?, rest)
        }
        _ => None,
    }
}

/// Both verdicts on one document; a difference that no rule explains is told.
fn compare(row: &Row, document: &Value) -> Result<(), String> {
    let text = document.to_string();
    match ((row.parse)(&text), row.schema.validate(document)) {
        (Ok(()), Ok(())) | (Err(_), Err(_)) => Ok(()),
        (Ok(()), Err(error)) => {
            let (place, rule) = (error.instance_path(), error.evaluation_path());
            Err(format!(
                "{}: only the schema refuses {place} by {rule}",
                row.name
            ))
        }
        (Err(error), Ok(())) => {
            let value = at(document, error.field());
            let refusal = Refusal {
                schema: &row.name,
                error: &error,
                value,
            };
            if INEXPRESSIBLE.iter().any(|rule| (rule.breaks)(&refusal)) {
                return Ok(());
            }
            Err(format!("{}: only the parser refuses {error:?}", row.name))
        }
    }
}

#[test]
fn documents_are_accepted_by_both() {
    for row in &*TABLE {
        assert!(!row.documents.is_empty(), "{} has no document", row.name);
        for document in &row.documents {
            let errors = row.schema.iter_errors(document);
            let errors: Vec<_> = errors
                .map(|error| format!("{} {error}", error.instance_path()))
                .collect();
            assert_eq!(errors, <Vec<String>>::new(), "{} {document}", row.name);
            let parsed = (row.parse)(&document.to_string());
            assert_eq!(parsed, Ok(()), "{} {document}", row.name);
        }
        // So that a row is no formality: text that is not JSON is refused as that.
        assert_eq!(
            (row.parse)("{").unwrap_err().kind(),
            Kind::Json,
            "{}",
            row.name
        );
    }
}

#[test]
fn changed_documents_get_one_verdict() {
    let mut differences = BTreeMap::new();
    let mut changes = Changes::new(&rows::documents());
    for row in &*TABLE {
        for document in &row.documents {
            for changed in changes.of(document) {
                if let Err(difference) = compare(row, &changed) {
                    // One document for each difference.
                    differences.entry(difference).or_insert(changed);
                }
            }
        }
    }
    let differences: Vec<_> = differences
        .into_iter()
        .map(|(what, of)| format!("{what}\n    {of}"))
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Each rule has its row in `schemas/README.md`, and a document that only the parser refuses.
#[test]
fn rules_beyond_a_schema_are_listed() {
    let readme = fs::read_to_string(folder().join("README.md")).unwrap();
    for Inexpressible {
        rule,
        example,
        breaks,
    } in INEXPRESSIBLE
    {
        assert!(
            readme.contains(&format!("\n| {rule}")),
            "schemas/README.md lacks {rule:?}"
        );
        let (schema, place, json) = *example;
        let row = TABLE.iter().find(|row| row.name == schema).expect(schema);
        let broken = row.documents.iter().any(|document| {
            let mut document = document.clone();
            let Some(value) = document.pointer_mut(place) else {
                return false;
            };
            *value = serde_json::from_str(json).unwrap();
            let refused = (row.parse)(&document.to_string());
            let breaks = |error| {
                let value = at(&document, Error::field(&error));
                breaks(&Refusal {
                    schema,
                    error: &error,
                    value,
                })
            };
            row.schema.is_valid(&document) && refused.is_err_and(breaks)
        });
        assert!(broken, "{schema} {place} {json} is no example of {rule:?}");
    }
}

#[test]
fn every_schema_is_valid_and_has_a_row() {
    let rows = rows::rows();
    for (name, schema) in SCHEMAS.iter() {
        jsonschema::meta::validate(schema).unwrap_or_else(|error| panic!("{name}: {error}"));
        let wire = name.starts_with("x402-v1/") || name.starts_with("mpp/");
        let tried = rows
            .iter()
            .any(|(row, _)| row.split('#').next() == Some(name));
        assert_eq!(tried, wire, "{name}");
    }
}
