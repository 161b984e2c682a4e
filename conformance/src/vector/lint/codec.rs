use alloc::collections::BTreeSet;

use serde_json::Value;

use super::{Notes, Schemas, cited, expectation, prose, sourced};
use crate::vector::{Case, CodecFile, Expected, Registry};

pub(super) fn check(
    file: &CodecFile,
    schemas: &Schemas,
    registry: &Registry,
    notes: &mut Notes<'_>,
) {
    if !schemas.operations.contains(&file.op) {
        notes.add(
            "/op",
            format!("no operation is called {:?}", file.op),
            "Take one of vectors/README.md, or enter it there and in schemas/operations.schema.json.",
        );
    }
    sourced(file.source.as_ref(), "", registry, notes);
    prose(file.title.as_deref(), "/title", notes);
    let mut ids = BTreeSet::new();
    for (index, case) in file.cases.iter().enumerate() {
        let pointer = format!("/cases/{index}");
        if !ids.insert(&case.id) {
            notes.add(
                format!("{pointer}/id"),
                "used twice in this file",
                "Choose another id.",
            );
        }
        check_case(file, case, &pointer, registry, notes);
    }
    controls(file, notes);
    unused_values(file, notes);
}

fn check_case(
    file: &CodecFile,
    case: &Case,
    pointer: &str,
    registry: &Registry,
    notes: &mut Notes<'_>,
) {
    sourced(case.source.as_ref(), pointer, registry, notes);
    prose(case.note.as_deref(), &format!("{pointer}/note"), notes);
    if file.source.is_none() && case.source.is_none() {
        notes.add(
            pointer,
            "no source",
            "Say which document and section the case comes from.",
        );
    }
    if let Err(why) = file.input(case) {
        notes.add(
            format!("{pointer}/in"),
            why,
            "Mend the builder; see vectors/README.md.",
        );
    }
    let mut clauses = 0;
    for clause in case.clauses() {
        let cites = file.requirements(case, clause);
        cited(&cites, "codec", &format!("{pointer}/req"), registry, notes);
        clauses += usize::from(!cites.is_empty());
    }
    if clauses == 0 && !case.control {
        notes.add(
            pointer,
            "cites no requirement",
            "Give req, or mark it as a control.",
        );
    }
    if case.control && case.expected.reject.is_some() {
        notes.add(
            pointer,
            "a refusal cannot be a control",
            "Let the control be something that succeeds.",
        );
    }
    if let Value::Object(by_clause) = &case.req {
        for clause in by_clause
            .keys()
            .filter(|name| !case.clauses().any(|clause| clause == *name))
        {
            notes.add(
                format!("{pointer}/req/{clause}"),
                "the case has no such clause",
                "Name out, wire, reject or either.",
            );
        }
    }
    expected(file, &case.expected, pointer, notes);
    let mut names = BTreeSet::new();
    for (index, alternative) in case.either.iter().enumerate() {
        let pointer = format!("{pointer}/either/{index}");
        if !names.insert(&alternative.name) {
            notes.add(
                format!("{pointer}/name"),
                "used twice",
                "Choose another name.",
            );
        }
        expected(file, &alternative.expected, &pointer, notes);
    }
}

fn expected(file: &CodecFile, expected: &Expected, pointer: &str, notes: &mut Notes<'_>) {
    for (clause, value) in [("out", &expected.out), ("wire", &expected.wire)] {
        let Some(value) = value else { continue };
        let pointer = format!("{pointer}/{clause}");
        match file.expectation(value) {
            Ok(value) => expectation::check(&value, &pointer, notes),
            Err(why) => notes.add(pointer, why, "Mend the reference; see let."),
        }
    }
}

/// An implementation that refuses everything must not look good.
fn controls(file: &CodecFile, notes: &mut Notes<'_>) {
    let refuses = |case: &Case| case.expected.reject.is_some();
    if file.cases.iter().any(refuses) && file.cases.iter().all(refuses) {
        notes.add(
            "/cases",
            "refusals without a control",
            "Add a case of the same operation that must succeed.",
        );
    }
}

fn unused_values(file: &CodecFile, notes: &mut Notes<'_>) {
    let used = |name: &str| {
        let everything = file.cases.iter().flat_map(|case| {
            let alternatives = case.either.iter().map(|alternative| &alternative.expected);
            let outs = alternatives
                .chain([&case.expected])
                .filter_map(|one| one.out.as_ref());
            outs.chain([&case.input]).collect::<Vec<_>>()
        });
        everything
            .chain(file.values.values())
            .any(|value| refers(value, name))
    };
    for name in file.values.keys().filter(|name| !used(name)) {
        notes.add(format!("/let/{name}"), "never used", "Remove it.");
    }
}

fn refers(value: &Value, name: &str) -> bool {
    match value {
        Value::Object(members) => {
            members.get("$let").and_then(Value::as_str) == Some(name)
                || members.values().any(|member| refers(member, name))
        }
        Value::Array(items) => items.iter().any(|item| refers(item, name)),
        _ => false,
    }
}
