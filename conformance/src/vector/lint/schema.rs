use alloc::collections::{BTreeMap, BTreeSet};

use jsonschema::Validator;
use serde_json::Value;

use super::words::complaints;
use super::{Finding, Notes};
use crate::vector::{Set, embedded};

/// The JSON Schemas of the suite's own files.
#[derive(Debug)]
#[non_exhaustive]
pub struct Schemas {
    validators: BTreeMap<&'static str, (Value, Validator)>,
    /// The names of all codec operations.
    pub operations: BTreeSet<String>,
}

/// Which schema a file of the set follows.
pub(super) fn kind(name: &str, value: &Value) -> Option<&'static str> {
    if name.ends_with("documents.json") {
        Some("documents")
    } else if name.starts_with("requirements/") {
        Some("requirement")
    } else if ["op", "steps", "cases"]
        .iter()
        .any(|name| value.get(name).is_some())
    {
        Some("vector")
    } else {
        None
    }
}

impl Schemas {
    /// Compiles the schemas that the program was built with.
    ///
    /// # Errors
    ///
    /// Where one is missing or is no schema: a defect of the build.
    pub fn load() -> Result<Self, String> {
        let mut validators = BTreeMap::new();
        for name in ["vector", "requirement", "documents"] {
            let schema = read(name)?;
            let validator = compiled(name, &schema)?;
            validators.insert(name, (schema, validator));
        }
        let operations = read("operations")?;
        let operations = operations.pointer("/properties").and_then(Value::as_object);
        let operations = operations
            .into_iter()
            .flat_map(|defs| defs.keys().cloned())
            .collect();
        Ok(Self {
            validators,
            operations,
        })
    }

    /// Checks a value against the schema of a kind.
    pub(super) fn check(&self, kind: &str, value: &Value, notes: &mut Notes<'_>) {
        if let Some((schema, validator)) = self.validators.get(kind) {
            complain(kind, (schema, validator), value, notes);
        }
    }
}

/// What is wrong with a profile, by its schema. Families of the vectors at hand are known besides
/// those that the schema lists.
///
/// # Errors
///
/// Where the schema is missing or is none: a defect of the build.
pub fn check_profile(file: &str, profile: &Value, set: &Set) -> Result<Vec<Finding>, String> {
    const KIND: &str = "profile";
    let mut schema = read(KIND)?;
    if let Some(Value::Array(known)) = schema.pointer_mut("/$defs/family/enum") {
        for family in set.families().into_iter().map(Value::from) {
            if !known.contains(&family) {
                known.push(family);
            }
        }
    }
    let validator = compiled(KIND, &schema)?;
    let mut notes = Notes {
        file,
        findings: Vec::new(),
    };
    complain(KIND, (&schema, &validator), profile, &mut notes);
    Ok(notes.findings)
}

fn read(name: &str) -> Result<Value, String> {
    let path = format!("schemas/{name}.schema.json");
    let text = embedded::files().iter().find(|(file, _)| *file == path);
    let (_, text) = text.ok_or_else(|| format!("{path} is not built in"))?;
    serde_json::from_str(text).map_err(|error| format!("{path}: {error}"))
}

fn compiled(name: &str, schema: &Value) -> Result<Validator, String> {
    jsonschema::validator_for(schema)
        .map_err(|error| format!("schemas/{name}.schema.json: {error}"))
}

fn complain(
    kind: &str,
    (schema, validator): (&Value, &Validator),
    value: &Value,
    notes: &mut Notes<'_>,
) {
    let errors = validator.iter_errors(value);
    for complaint in errors.flat_map(|error| complaints(&error, schema)) {
        let see = format!("See schemas/{kind}.schema.json.");
        let remedy = [complaint.remedy.as_str(), &see].join(" ");
        notes.add(complaint.pointer, complaint.problem, remedy.trim());
    }
}
