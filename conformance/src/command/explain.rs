use alloc::collections::BTreeSet;

use clap::Args;
use serde_json::{Map, Value};

use super::Stop;
use super::catalogue::{Which, entries};
use crate::plan::Glob;
use crate::vector::{
    Branch, Case, ClientFile, CodecFile, Expected, Fetching, Registry, Requirement, Scenario, Step,
    VectorFile,
};

/// Explains a requirement, a vector file or a check.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// Id of a requirement, file or check.
    id: String,
    #[command(flatten)]
    which: Which,
}

impl Explain {
    pub(super) fn run(&self) -> Result<u8, Stop> {
        let set = self.which.load()?;
        let named = |known: &&Requirement| known.id.eq_ignore_ascii_case(&self.id);
        if let Some(requirement) = set.registry.iter().find(named) {
            print_requirement(&set.registry, requirement);
            for entry in entries(&set)
                .iter()
                .filter(|entry| entry.requirements.contains(&requirement.id))
            {
                say!("  check {}", entry.id);
            }
            return Ok(0);
        }
        let file_id = self.id.split('#').next().unwrap_or_default();
        let Some(file) = set.files.iter().find(|file| file.id() == file_id) else {
            let why = format!(
                "nothing is called {}; conform402 list names the checks",
                self.id
            );
            return Err(Stop::usage([why]));
        };
        // What is wanted is a whole part of an id: a file, a case, a row, a clause.
        let glob: Glob = self.id.parse().unwrap_or_else(|never| match never {});
        let about: Vec<_> = entries(&set)
            .into_iter()
            .filter(|entry| glob.matches(&entry.id))
            .collect();
        if about.is_empty() {
            return Err(Stop::usage([format!("{file_id} has no check {}", self.id)]));
        }
        say!("{}", self.id);
        let part = Part::of(file, &self.id);
        for line in part.lines(&set.registry) {
            say!("  {line}");
        }
        let cited: BTreeSet<_> = about.iter().flat_map(|entry| &entry.requirements).collect();
        for requirement in cited.into_iter().filter_map(|id| set.registry.find(id)) {
            print_requirement(&set.registry, requirement);
        }
        for entry in &about {
            say!("  check {}  {}", entry.id, entry.requirements.join(" "));
        }
        Ok(0)
    }
}

fn print_requirement(registry: &Registry, requirement: &Requirement) {
    say!(
        "{} ({}, {})",
        requirement.id,
        requirement.role,
        level_words(requirement)
    );
    say!("  {}", requirement.text);
    if let Some(link) = registry.link(requirement) {
        say!("  {link}");
    }
    if let Some(note) = &requirement.note {
        say!("  {note}");
    }
    if let Some(reason) = &requirement.reason {
        say!("  {}: {reason}", requirement.status);
    }
}

fn level_words(requirement: &Requirement) -> String {
    let [general, first, second] = [None, Some("mpp-core-00"), Some("mpp-core-01")]
        .map(|revision| requirement.level(revision).word());
    if first == second && first == general {
        general.to_owned()
    } else {
        format!("mpp-core-00: {first}, mpp-core-01: {second}")
    }
}

/// What an id names in a vector file.
struct Part<'a> {
    title: Option<&'a str>,
    source: Option<&'a Value>,
    /// Names and contents, in the order of telling.
    facts: Vec<(&'static str, String)>,
}

impl<'a> Part<'a> {
    fn of(file: &'a VectorFile, id: &str) -> Self {
        let path = id.split_once('#').map(|(_, path)| path).unwrap_or_default();
        let mut names = path.split('.');
        let (name, row) = (names.next().unwrap_or_default(), names.next());
        let mut facts = Vec::new();
        let (title, mut source) = match file {
            VectorFile::Codec(file) => (&file.title, &file.source),
            VectorFile::Scenario(file) => (&file.title, &file.source),
            VectorFile::Client(file) => (&file.title, &file.source),
        };
        match file {
            VectorFile::Codec(file) => {
                if let Some(case) = file.cases.iter().find(|case| case.id == name) {
                    facts = codec(file, case);
                    // A case may come from elsewhere than its file.
                    source = if case.source.is_some() {
                        &case.source
                    } else {
                        source
                    };
                }
            }
            VectorFile::Scenario(file) => {
                if let Some(step) = file.steps.iter().find(|step| step.id == name) {
                    facts = scenario(file, step, row);
                }
            }
            VectorFile::Client(file) => {
                if let Some(case) = file.cases.iter().find(|case| case.id == name) {
                    facts = client(file, case, row);
                }
            }
        }
        Self {
            title: title.as_deref(),
            source: source.as_ref(),
            facts,
        }
    }

    fn lines(&self, registry: &Registry) -> Vec<String> {
        let mut lines: Vec<String> = self.title.iter().map(|&title| title.to_owned()).collect();
        if let Some(source) = self.source {
            let text = |name: &str| source.get(name).and_then(Value::as_str).unwrap_or_default();
            let url = registry
                .documents
                .pointer(&format!("/documents/{}/url", text("document")));
            let url = url.and_then(Value::as_str).unwrap_or_default();
            let (document, section) = (text("document"), text("section"));
            lines.push(
                format!("source: {document} ({section}) {url}")
                    .trim_end()
                    .to_owned(),
            );
        }
        let facts = self.facts.iter();
        lines.extend(facts.map(|(name, text)| format!("{name:<12} {text}")));
        lines
    }
}

fn codec(file: &CodecFile, case: &Case) -> Vec<(&'static str, String)> {
    let mut facts = vec![("op", file.op.clone())];
    facts.extend(case.note.clone().map(|note| ("note", note)));
    facts.extend(control(case.control));
    facts.push(match file.input(case) {
        Ok(input) => ("in", input.to_string()),
        Err(why) => ("in", format!("cannot be built: {why}")),
    });
    // References to `let` are shown as what they stand for.
    let whole = |value: &Value| {
        let value = file.expectation(value);
        value.map_or_else(|why| why, |value| value.to_string())
    };
    let result = |expected: &Expected| {
        let values = [("out", &expected.out), ("wire", &expected.wire)];
        let mut results: Vec<_> = values
            .into_iter()
            .filter_map(|(name, value)| Some((name, whole(value.as_ref()?))))
            .collect();
        results.extend(expected.reject.clone().map(|kind| ("reject", kind)));
        results
    };
    facts.extend(result(&case.expected));
    for alternative in &case.either {
        for (name, value) in result(&alternative.expected) {
            facts.push(("either", format!("{}: {name} {value}", alternative.name)));
        }
    }
    facts
}

fn scenario(file: &Scenario, step: &Step, row: Option<&str>) -> Vec<(&'static str, String)> {
    let mut facts: Vec<_> = step
        .note
        .clone()
        .map(|note| ("note", note))
        .into_iter()
        .collect();
    let needs = (!file.needs.is_empty()).then(|| ("needs", file.needs.join(", ")));
    facts.extend(needs);
    facts.extend(control(step.control));
    facts.extend(rows(&step.each, row));
    if step.wait > 0.0 {
        facts.push(("wait", format!("{} s", step.wait)));
    }
    facts.push(("send", step.send.to_string()));
    if let Some(repeat) = step.repeat {
        let how = if repeat.parallel {
            "all at once"
        } else {
            "one by one"
        };
        facts.push(("repeat", format!("{} times, {how}", repeat.times)));
    }
    facts.extend(
        step.facilitator
            .as_ref()
            .map(|stub| ("facilitator", stub.to_string())),
    );
    facts.extend(expected(&step.expect, &step.either));
    facts
}

fn client(file: &ClientFile, case: &Fetching, row: Option<&str>) -> Vec<(&'static str, String)> {
    let mut facts: Vec<_> = case
        .note
        .clone()
        .map(|note| ("note", note))
        .into_iter()
        .collect();
    let needs: Vec<_> = file.needs.iter().chain(&case.needs).cloned().collect();
    facts.extend((!needs.is_empty()).then(|| ("needs", needs.join(", "))));
    facts.extend(control(case.control));
    facts.extend(rows(&case.each, row));
    for (name, value) in [
        ("fetch", &case.fetch),
        ("offers", &case.offers),
        ("serve", &case.serve),
    ] {
        facts.extend((!value.is_null()).then(|| (name, value.to_string())));
    }
    facts.extend(expected(&case.expect, &case.either));
    facts
}

fn control(is: bool) -> Option<(&'static str, String)> {
    is.then(|| {
        (
            "control",
            "what follows means nothing where this fails".to_owned(),
        )
    })
}

/// The row that an id names, or all of them.
fn rows(each: &[Map<String, Value>], row: Option<&str>) -> Vec<(&'static str, String)> {
    let is = |other: &&Map<String, Value>| other.get("id").and_then(Value::as_str) == row;
    let named: Vec<_> = each.iter().filter(is).collect();
    let shown = if named.is_empty() {
        each.iter().collect()
    } else {
        named
    };
    let text = |row: &Map<String, Value>| Value::Object(row.clone()).to_string();
    shown.into_iter().map(|row| ("row", text(row))).collect()
}

fn expected(clauses: &Map<String, Value>, either: &[Branch]) -> Vec<(&'static str, String)> {
    let clauses = clauses.iter();
    let mut facts: Vec<_> = clauses
        .map(|(name, value)| ("expect", format!("{name} {value}")))
        .collect();
    for branch in either {
        let value = Value::Object(branch.expect.clone());
        facts.push(("either", format!("{}: {value}", branch.name)));
    }
    facts
}
