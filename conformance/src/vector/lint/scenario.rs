use alloc::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::expectation::{self, Expected};
use super::{Notes, prose, sourced};
use crate::vector::{Capture, Registry, Scenario, Step};

pub(super) fn check(file: &Scenario, registry: &Registry, notes: &mut Notes<'_>) {
    sourced(file.source.as_ref(), "", registry, notes);
    prose(file.title.as_deref(), "/title", notes);
    let mut ids = BTreeSet::new();
    let mut captures: BTreeMap<&str, (String, bool)> = BTreeMap::new();
    for (index, step) in file.steps.iter().enumerate() {
        let pointer = format!("/steps/{index}");
        if !ids.insert(&step.id) {
            notes.add(
                format!("{pointer}/id"),
                "used twice in this file",
                "Choose another id.",
            );
        }
        prose(step.note.as_deref(), &format!("{pointer}/note"), notes);
        check_clauses(file, step, &pointer, registry, notes);
        check_rows(&step.each, &pointer, notes);
        check_references(file, step, &pointer, &mut captures, notes);
        for name in step.capture.keys() {
            captures.insert(name, (format!("{pointer}/capture/{name}"), false));
        }
        check_needs(file, step, &pointer, notes);
    }
    for (name, (pointer, used)) in captures {
        if !used {
            notes.add(
                pointer,
                format!("${{{name}}} is never used"),
                "Remove the capture.",
            );
        }
    }
    controls(file, notes);
}

fn check_clauses(
    file: &Scenario,
    step: &Step,
    pointer: &str,
    registry: &Registry,
    notes: &mut Notes<'_>,
) {
    let expected = Expected {
        role: &file.role,
        clauses: step.clauses(),
        expect: &step.expect,
        either: &step.either,
        req: &step.req,
    };
    let requirements = |clause: &str| step.requirements(clause);
    expectation::check_all(&expected, &requirements, pointer, registry, notes);
    for (pointer, expect) in expectation::parts(&step.expect, &step.either, pointer) {
        for (clause, value) in expect {
            if clause.starts_with("facilitator") && only_settled_zero(value) {
                notes.add(
                    format!("{pointer}/{clause}"),
                    "settled: 0 holds by itself, because the stub refuses",
                    "Count settle_calls, or verify_calls.",
                );
            }
        }
    }
}

fn only_settled_zero(value: &Value) -> bool {
    let members = value.as_object();
    members.is_some_and(|members| {
        members.len() == 1 && members.get("settled").is_some_and(|count| count == 0)
    })
}

pub(super) fn check_rows(each: &[Map<String, Value>], pointer: &str, notes: &mut Notes<'_>) {
    let mut ids = BTreeSet::new();
    for (index, row) in each.iter().enumerate() {
        let id = row.get("id").and_then(Value::as_str).unwrap_or_default();
        if !ids.insert(id) {
            notes.add(
                format!("{pointer}/each/{index}/id"),
                "used twice",
                "Choose another id.",
            );
        }
    }
}

/// Every `${…}` must mean something, and every member of a row must be used.
fn check_references<'a>(
    file: &'a Scenario,
    step: &'a Step,
    pointer: &str,
    captures: &mut BTreeMap<&'a str, (String, bool)>,
    notes: &mut Notes<'_>,
) {
    let mut names = BTreeSet::new();
    collect(&step.send, &mut names);
    step.expect
        .values()
        .for_each(|value| collect(value, &mut names));
    step.either
        .iter()
        .flat_map(|branch| branch.expect.values())
        .for_each(|v| collect(v, &mut names));
    step.facilitator
        .iter()
        .for_each(|value| collect(value, &mut names));
    for row in &step.each {
        row.values().for_each(|value| collect(value, &mut names));
    }
    for capture in step.capture.values() {
        if let Capture::Offer(wanted) | Capture::Operation(wanted) = capture {
            wanted.values().for_each(|value| collect(value, &mut names));
        }
    }
    for name in &names {
        let (first, rest) = name.split_once('.').unwrap_or((name, ""));
        if let Some((_, used)) = captures.get_mut(first) {
            *used = true;
            continue;
        }
        let known = match first {
            "each" => step
                .each
                .iter()
                .all(|row| row.contains_key(rest.split('.').next().unwrap_or(rest))),
            "route" | "amount" | "pay_to" => file.needs.iter().any(|need| need == name),
            "wallet" => ["alice", "bob", "carol", "mallory"].contains(&rest),
            "network" | "origin" => rest.is_empty(),
            now => now.starts_with("now") || now.starts_with("date"),
        };
        if !known {
            notes.add(
                pointer,
                format!("${{{name}}} is not defined here"),
                "Capture it earlier, add it to every row or to needs, or mend its spelling.",
            );
        }
    }
    check_members(&step.each, &names, pointer, notes);
}

/// Every member of a row is there to be used.
pub(super) fn check_members(
    each: &[Map<String, Value>],
    names: &BTreeSet<String>,
    pointer: &str,
    notes: &mut Notes<'_>,
) {
    let used = |member: &String| {
        let name = format!("each.{member}");
        member == "id"
            || names
                .iter()
                .any(|n| *n == name || n.starts_with(&format!("{name}.")))
    };
    let members: BTreeSet<&String> = each.iter().flat_map(Map::keys).collect();
    for member in members.into_iter().filter(|member| !used(member)) {
        notes.add(
            format!("{pointer}/each"),
            format!("{member:?} is never used"),
            "Remove it from the rows.",
        );
    }
}

pub(super) fn collect(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            let mut rest = text.as_str();
            while let Some((_, after)) = rest.split_once("${") {
                let (name, tail) = after.split_once('}').unwrap_or((after, ""));
                names.insert(name.to_owned());
                rest = tail;
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, names)),
        Value::Object(members) => members.values().for_each(|member| collect(member, names)),
        _ => {}
    }
}

fn check_needs(file: &Scenario, step: &Step, pointer: &str, notes: &mut Notes<'_>) {
    let needs = |name: &str| file.needs.iter().any(|need| need == name);
    for (clause, need) in [
        ("canary", "canary"),
        ("facilitator", "facilitator.stub"),
        ("handler", "route.runs"),
        ("secret", "secret"),
    ] {
        let used = step.asks(clause);
        if (used || (clause == "facilitator" && step.facilitator.is_some())) && !needs(need) {
            notes.add(
                pointer,
                format!("uses {clause} without needing {need:?}"),
                "Add it to needs.",
            );
        }
    }
}

/// A refused payment proves nothing without an honest one beside it.
fn controls(file: &Scenario, notes: &mut Notes<'_>) {
    let pays = |step: &Step| step.send.get("pay").is_some();
    let mut controlled = false;
    for (index, step) in file.steps.iter().enumerate() {
        controlled |= step.control && pays(step);
        let refused = step.expect.get("status").is_none_or(|status| status != 200);
        if pays(step) && refused && !controlled {
            notes.add(
                format!("/steps/{index}"),
                "a payment that is not served, without a control before it",
                "Add a step with control: true that pays honestly and is served.",
            );
        }
    }
}
