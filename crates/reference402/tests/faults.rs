//! The fault lists against the source: what is listed is used, what is used is listed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

extern crate alloc;

use alloc::collections::BTreeSet;
use std::fs;
use std::path::Path;

use reference402::codec::switches;
use reference402::{Fault, Faults, Role};

/// The literals of all `has("…")` in a file, or below a folder.
fn used(path: &Path, names: &mut BTreeSet<String>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            used(&entry.unwrap().path(), names);
        }
        return;
    }
    let text = fs::read_to_string(path).unwrap();
    for part in text.split(".has(\"").skip(1) {
        names.insert(part.split('"').next().unwrap().to_owned());
    }
}

fn listed(roles: &[Role]) -> BTreeSet<String> {
    let all = roles.iter().flat_map(|role| Fault::of(*role));
    all.map(|fault| fault.name.clone()).collect()
}

/// Compares the module `name` with the lists of its role.
fn compare(name: &str, role: Role) {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut names = BTreeSet::new();
    used(&source.join(format!("{name}.rs")), &mut names);
    used(&source.join(name), &mut names);
    agree(&names, role);
}

#[test]
fn the_server_has_every_listed_fault_and_no_other() {
    compare("server", Role::Server);
}

#[test]
fn the_client_has_every_listed_fault_and_no_other() {
    compare("client", Role::Client);
}

#[test]
fn the_codec_has_every_listed_fault_and_no_other() {
    agree(&switches().map(str::to_owned).collect(), Role::Codec);
}

fn agree(names: &BTreeSet<String>, role: Role) {
    let listed = listed(&[role]);
    let unused: Vec<_> = listed.difference(names).collect();
    let unlisted: Vec<_> = names.difference(&listed).collect();
    assert!(unused.is_empty(), "listed, not used: {unused:?}");
    assert!(unlisted.is_empty(), "used, not listed: {unlisted:?}");
}

#[test]
fn every_list_is_read_and_every_name_is_its_own() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("faults");
    let mut entries = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        entries += serde_json::from_str::<Vec<Fault>>(&text).unwrap().len();
    }
    let roles: Vec<_> = Role::ALL.iter().map(|(_, role)| *role).collect();
    assert_eq!(listed(&roles).len(), entries);
}

#[test]
fn faults_cite_requirements_of_their_end() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors/requirements");
    let mut registry = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let family: serde_json::Value = serde_json::from_str(&text).unwrap();
        for row in family["requirements"].as_array().into_iter().flatten() {
            registry.insert(row["id"].as_str().unwrap().to_owned());
        }
    }
    for (_, role) in Role::ALL {
        for fault in Fault::of(role) {
            assert!(registry.contains(&fault.requirement), "{fault:?}");
        }
    }
}

#[test]
fn an_unknown_name_is_refused() {
    let error = Faults::new(Role::Server, ["no-such-fault"]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected the name of a fault, found \"no-such-fault\""
    );
}
