//! Says what is wrong with vectors and registry: where, what, and what to do.

mod client;
mod codec;
mod expectation;
mod registry;
mod scenario;
mod schema;
mod words;

pub use schema::{Schemas, check_profile};

use core::fmt;

use serde_json::Value;

use super::set::{Source, texts};
use super::{ClientFile, CodecFile, Registry, Scenario};

/// One defect.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Finding {
    /// The file, below `vectors/`.
    pub file: String,
    /// JSON pointer into it.
    pub pointer: String,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub remedy: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            pointer,
            problem,
            remedy,
        } = self;
        write!(
            f,
            "{file}{}{pointer}: {problem}\n    {remedy}",
            if pointer.is_empty() { "" } else { "#" }
        )
    }
}

/// Collects the findings of one file.
struct Notes<'a> {
    file: &'a str,
    findings: Vec<Finding>,
}

impl Notes<'_> {
    fn add(&mut self, pointer: impl Into<String>, problem: impl Into<String>, remedy: &str) {
        self.findings.push(Finding {
            file: self.file.to_owned(),
            pointer: pointer.into(),
            problem: problem.into(),
            remedy: remedy.to_owned(),
        });
    }
}

/// Checks a whole set.
///
/// # Errors
///
/// Where the set cannot be read at all.
pub fn lint(source: &Source) -> Result<Vec<Finding>, String> {
    let files = texts(source).map_err(|error| error.to_string())?;
    let schemas = Schemas::load()?;
    let mut registry = Registry::default();
    let mut findings = Vec::new();
    for (name, text) in files
        .iter()
        .filter(|(name, _)| name.starts_with("requirements/"))
    {
        let mut notes = Notes {
            file: name,
            findings: Vec::new(),
        };
        if let Err(why) = registry.add(name, text) {
            notes.add(
                "",
                why,
                "Mend the file; conform402 reads nothing beyond it.",
            );
        }
        findings.extend(notes.findings);
    }
    for (name, text) in &files {
        let mut notes = Notes {
            file: name,
            findings: Vec::new(),
        };
        check(name, text, &schemas, &registry, &mut notes);
        findings.extend(notes.findings);
    }
    Ok(findings)
}

fn check(name: &str, text: &str, schemas: &Schemas, registry: &Registry, notes: &mut Notes<'_>) {
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => {
            return notes.add("", format!("not JSON: {error}"), "Mend the syntax.");
        }
    };
    let Some(kind) = schema::kind(name, &value) else {
        if name != "proven.json" && !name.ends_with("upstream-index.json") {
            notes.add(
                "",
                "neither a vector nor a requirement file",
                "Give it an op (codec), a role with steps (server) or with cases (client).",
            );
        }
        return;
    };
    let before = notes.findings.len();
    schemas.check(kind, &value, notes);
    if notes.findings.len() > before {
        return;
    }
    match kind {
        "requirement" => registry::check(&value, registry, notes),
        "vector" => {
            let id = name.strip_suffix(".json").unwrap_or(name);
            if value.get("id").and_then(Value::as_str) != Some(id) {
                notes.add(
                    "/id",
                    format!("the id is not {id:?}"),
                    "Name a file and its id alike.",
                );
            }
            vector(value, schemas, registry, notes);
        }
        _ => {}
    }
}

fn vector(value: Value, schemas: &Schemas, registry: &Registry, notes: &mut Notes<'_>) {
    let remedy = "See vectors/README.md.";
    if value.get("op").is_some() {
        match serde_json::from_value::<CodecFile>(value) {
            Ok(file) => codec::check(&file, schemas, registry, notes),
            Err(error) => notes.add("", error.to_string(), remedy),
        }
    } else if value.get("cases").is_some() {
        match serde_json::from_value::<ClientFile>(value) {
            Ok(file) => client::check(&file, registry, notes),
            Err(error) => notes.add("", error.to_string(), remedy),
        }
    } else {
        match serde_json::from_value::<Scenario>(value) {
            Ok(file) => scenario::check(&file, registry, notes),
            Err(error) => notes.add("", error.to_string(), remedy),
        }
    }
}

/// Checks that cited requirements exist, bind the role, and can be seen.
fn cited(ids: &[String], role: &str, pointer: &str, registry: &Registry, notes: &mut Notes<'_>) {
    for id in ids {
        let Some(requirement) = registry.find(id) else {
            notes.add(
                pointer,
                format!("no requirement is called {id}"),
                "Cite one of vectors/requirements.",
            );
            continue;
        };
        // What an implementation writes and reads can be seen through its codec and as a client, too.
        let sight = match role {
            "codec" => "vector",
            role => role,
        };
        if requirement.role != role && !requirement.observe.iter().any(|how| how == sight) {
            notes.add(
                pointer,
                format!("{id} binds the role {}, not {role}", requirement.role),
                "Cite a requirement of this role, or one that is observed in it.",
            );
        }
        if requirement.status == "untestable" {
            notes.add(
                pointer,
                format!("{id} is marked untestable"),
                "Correct the registry or the vector.",
            );
        }
    }
}

/// Checks a place in the specifications.
fn sourced(source: Option<&Value>, pointer: &str, registry: &Registry, notes: &mut Notes<'_>) {
    let document = source
        .and_then(|source| source.get("document"))
        .and_then(Value::as_str);
    if let Some(document) = document
        && registry
            .documents
            .pointer(&format!("/documents/{document}"))
            .is_none()
    {
        notes.add(
            format!("{pointer}/source/document"),
            format!("no document is called {document}"),
            "Enter it in requirements/documents.json.",
        );
    }
}

/// Checks wording: vectors state behaviour.
fn prose(text: Option<&str>, pointer: &str, notes: &mut Notes<'_>) {
    let Some(text) = text else { return };
    let words = || text.split(|c: char| !c.is_ascii_alphabetic());
    if let Some(word) = words().find(|word| {
        ["should", "must", "shall"]
            .iter()
            .any(|level| word.eq_ignore_ascii_case(level))
    }) {
        notes.add(
            pointer,
            format!("says {word:?}"),
            "State behaviour in the present tense; levels stand in the registry.",
        );
    }
    if text.chars().count() > 300 {
        notes.add(pointer, "longer than 300 characters", "Say it shorter.");
    }
}
