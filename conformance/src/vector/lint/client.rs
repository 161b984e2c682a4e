use alloc::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::expectation::{self, Expected};
use super::scenario::{check_members, check_rows, collect};
use super::{Notes, prose, sourced};
use crate::vector::{ClientFile, Fetching, Filled, Registry, Scope};

pub(super) fn check(file: &ClientFile, registry: &Registry, notes: &mut Notes<'_>) {
    sourced(file.source.as_ref(), "", registry, notes);
    prose(file.title.as_deref(), "/title", notes);
    let mut ids = BTreeSet::new();
    for (index, case) in file.cases.iter().enumerate() {
        let pointer = format!("/cases/{index}");
        if !ids.insert(&case.id) {
            let id = format!("{pointer}/id");
            notes.add(id, "used twice in this file", "Choose another id.");
        }
        prose(case.note.as_deref(), &format!("{pointer}/note"), notes);
        let expected = Expected {
            role: "client",
            clauses: case.clauses(),
            expect: &case.expect,
            either: &case.either,
            req: &case.req,
        };
        let requirements = |clause: &str| case.requirements(clause);
        expectation::check_all(&expected, &requirements, &pointer, registry, notes);
        check_rows(&case.each, &pointer, notes);
        check_members(&case.each, &names(case), &pointer, notes);
        check_filled(case, &pointer, notes);
    }
    controls(file, notes);
}

fn names(case: &Fetching) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let clauses = case.either.iter().flat_map(|branch| branch.expect.values());
    let parts = [&case.fetch, &case.offers, &case.serve];
    for value in parts.into_iter().chain(case.expect.values()).chain(clauses) {
        collect(value, &mut names);
    }
    for row in &case.each {
        row.values().for_each(|value| collect(value, &mut names));
    }
    names
}

/// Every row must fill into what the format has.
fn check_filled(case: &Fetching, pointer: &str, notes: &mut Notes<'_>) {
    let empty = Map::new();
    let rows = case
        .each
        .iter()
        .chain(case.each.is_empty().then_some(&empty));
    for row in rows {
        let mut scope = scope();
        // Rows may hold references themselves.
        let row = match scope.fill(&Value::Object(row.clone())) {
            Ok(row) => row,
            Err(why) => return notes.add(pointer, why, REMEDY),
        };
        scope.set("each", row);
        if let Err(why) = Filled::new(case, &scope) {
            return notes.add(pointer, why, REMEDY);
        }
    }
}

const REMEDY: &str = "Add it to every row, or mend its spelling; see vectors/README.md.";

/// A scope that has every name, with values that only look right.
fn scope() -> Scope {
    let mut scope = Scope::at(1_700_000_000);
    for name in [
        "url",
        "origin",
        "other",
        "authority",
        "network",
        "pay_to",
        "asset",
    ] {
        scope.set(name, "text");
    }
    for label in ["alice", "bob", "carol", "mallory"] {
        scope.set(format!("wallet.{label}"), "0x");
    }
    scope
}

/// A client that never pays proves nothing by not paying.
fn controls(file: &ClientFile, notes: &mut Notes<'_>) {
    if file.cases.iter().any(|case| case.control) {
        return;
    }
    let refuses = |case: &Fetching| {
        let all = case.either.iter().flat_map(|branch| &branch.expect);
        all.chain(&case.expect).any(|(clause, value)| {
            let kind = clause.split(':').next().unwrap_or_default();
            kind == "never" || (kind == "payments" && may_be_none(value))
        })
    };
    if let Some(index) = file.cases.iter().position(refuses) {
        notes.add(
            format!("/cases/{index}"),
            "a payment that does not come, without a control in the file",
            "Add a case with control: true in which the same client pays.",
        );
    }
}

fn may_be_none(expected: &Value) -> bool {
    let choices = expected.get("$oneOf").and_then(Value::as_array);
    *expected == json!(0) || choices.is_some_and(|choices| choices.contains(&json!(0)))
}
