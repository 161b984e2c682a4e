//! A planted error of each kind is reported with file, pointer and remedy.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::too_many_lines,
    reason = "a test fails by panicking, and a table may be long"
)]

use std::path::{Path, PathBuf};

use conform402::vector::Source;
use conform402::vector::lint::{Finding, lint};
use serde_json::{Value, json};

/// The fixture set with one file replaced or added.
fn findings(name: &str, path: &str, text: &str) -> Vec<Finding> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("lint-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/set"),
        &folder,
    );
    let file = folder.join(path);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, text).unwrap();
    lint(&Source::Folder(folder)).unwrap()
}

fn copy(from: &Path, to: &PathBuf) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn codec(change: impl FnOnce(&mut Value)) -> String {
    let mut file = json!({
        "format": 1, "id": "codec/planted", "op": "base64url.encode", "spec": "x402-v1",
        "source": { "document": "text", "section": "One" },
        "cases": [{ "id": "good", "req": "X402-TA-001", "in": "a", "out": "YQ" }]
    });
    change(&mut file);
    file.to_string()
}

fn server(change: impl FnOnce(&mut Value)) -> String {
    let mut file = json!({
        "format": 1, "id": "server/planted", "role": "server", "spec": "x402-v1",
        "needs": ["route.paid"],
        "steps": [{ "id": "one", "send": { "path": "${route.paid}" }, "expect": { "status": 402 }, "req": "X402-TA-003" }]
    });
    change(&mut file);
    file.to_string()
}

#[track_caller]
fn planted(name: &str, path: &str, text: &str, pointer: &str, problem: &str) {
    let findings = findings(name, path, text);
    let found = findings
        .iter()
        .any(|one| one.file == path && one.pointer == pointer && one.problem.contains(problem));
    assert!(
        found,
        "{name}: expected {pointer}: {problem}, found {findings:#?}"
    );
    assert!(findings.iter().all(|one| !one.remedy.is_empty()));
}

#[test]
fn the_fixture_set_is_clean() {
    let text = codec(|_| {});
    assert_eq!(findings("clean", "codec/planted.json", &text), []);
}

#[test]
fn what_a_schema_finds_is_put_into_words() {
    let path = "codec/planted.json";
    let case = |member: &str, value: Value| codec(|file| file["cases"][0][member] = value);
    for (name, text, pointer, problem) in [
        (
            "word-near",
            case("outt", json!("x")),
            "/cases/0",
            "no member is called \"outt\"",
        ),
        (
            "word-type",
            case("req", json!(5)),
            "/cases/0/req",
            "expected a string or an array or an object, found 5",
        ),
        (
            "word-enum",
            case("reject", json!("nope")),
            "/cases/0/reject",
            "or \"signature\", found \"nope\"",
        ),
        (
            "word-choice",
            case("reject", json!("json")),
            "/cases/0",
            "expected one of reject, either, out or wire: found reject and out",
        ),
        (
            "word-pattern",
            case("id", json!("Bad Id")),
            "/cases/0/id",
            "expected lower case letters, digits and hyphens, found \"Bad Id\"",
        ),
        (
            "word-const",
            codec(|file| file["format"] = json!(2)),
            "/format",
            "expected 1, found 2",
        ),
        (
            "word-missing",
            codec(|file| file["cases"][0] = json!({ "id": "a", "out": 1 })),
            "/cases/0",
            "the member \"in\" is missing",
        ),
    ] {
        planted(name, path, &text, pointer, problem);
    }
    let findings = findings("word-meant", path, &case("outt", json!("x")));
    let remedy = &findings
        .iter()
        .find(|one| one.problem.contains("outt"))
        .unwrap()
        .remedy;
    assert!(remedy.starts_with("Is \"out\" meant?"), "{remedy}");
}

#[test]
fn planted_errors_of_codec_vectors() {
    let path = "codec/planted.json";
    let case = |changed: Value| codec(|file| file["cases"][0] = changed);
    let plant = |name: &str, text: String, pointer: &str, problem: &str| {
        planted(name, path, &text, pointer, problem);
    };
    plant("json", "{".to_owned(), "", "not JSON");
    plant(
        "schema",
        codec(|file| file["colour"] = json!("red")),
        "",
        "colour",
    );
    plant(
        "id",
        codec(|file| file["id"] = json!("codec/other-id")),
        "/id",
        "codec/planted",
    );
    plant(
        "op",
        codec(|file| file["op"] = json!("base64url.enc")),
        "/op",
        "no operation",
    );
    plant(
        "let",
        codec(|file| file["let"] = json!({ "spare": 1 })),
        "/let/spare",
        "never used",
    );
    plant(
        "document",
        codec(|file| file["source"]["document"] = json!("none")),
        "/source/document",
        "no document",
    );
    plant(
        "twice",
        codec(|file| {
            let case = file["cases"][0].clone();
            file["cases"].as_array_mut().unwrap().push(case);
        }),
        "/cases/1/id",
        "used twice",
    );
    plant(
        "cites",
        case(json!({ "id": "a", "req": "X402-TA-009", "in": "a", "out": "YQ" })),
        "/cases/0/req",
        "no requirement",
    );
    plant(
        "role",
        case(json!({ "id": "a", "req": "X402-TA-003", "in": "a", "out": "YQ" })),
        "/cases/0/req",
        "binds the role server",
    );
    plant(
        "none",
        case(json!({ "id": "a", "in": "a", "out": "YQ" })),
        "/cases/0",
        "cites no requirement",
    );
    plant(
        "clause",
        case(json!({ "id": "a", "req": { "wire": "X402-TA-001" }, "in": "a", "out": "YQ" })),
        "/cases/0/req/wire",
        "no such clause",
    );
    plant(
        "builder",
        case(json!({ "id": "a", "req": "X402-TA-001", "in": { "$json": 1, "x": 2 }, "out": "YQ" })),
        "/cases/0/in",
        "alone",
    );
    plant(
        "empty",
        case(json!({ "id": "a", "req": "X402-TA-001", "in": "a", "out": {} })),
        "/cases/0/out",
        "holds for every answer",
    );
    plant(
        "regex",
        case(json!({ "id": "a", "req": "X402-TA-001", "in": "a", "out": { "$regex": "(" } })),
        "/cases/0/out/$regex",
        "not a pattern",
    );
    plant(
        "matcher",
        case(json!({ "id": "a", "req": "X402-TA-001", "in": "a", "out": { "$like": 1 } })),
        "/cases/0/out/$like",
        "no matcher",
    );
    plant(
        "alone",
        case(json!({ "id": "a", "req": "X402-TA-001", "in": "a", "reject": "syntax" })),
        "/cases",
        "without a control",
    );
    plant(
        "prose",
        case(
            json!({ "id": "a", "req": "X402-TA-001", "note": "This should work.", "in": "a", "out": "YQ" }),
        ),
        "/cases/0/note",
        "should",
    );
}

#[test]
fn planted_errors_of_server_vectors() {
    let path = "server/planted.json";
    let plant = |name: &str, text: String, pointer: &str, problem: &str| {
        planted(&format!("server-{name}"), path, &text, pointer, problem);
    };
    plant(
        "reference",
        server(|file| file["steps"][0]["send"]["path"] = json!("${route.dearer}")),
        "/steps/0",
        "not defined",
    );
    plant(
        "capture",
        server(|file| file["steps"][0]["capture"] = json!({ "spare": { "header": "date" } })),
        "/steps/0/capture/spare",
        "never used",
    );
    plant(
        "row",
        server(|file| file["steps"][0]["each"] = json!([{ "id": "a", "spare": 1 }])),
        "/steps/0/each",
        "never used",
    );
    plant(
        "needs",
        server(|file| file["steps"][0]["expect"]["canary"] = json!(false)),
        "/steps/0",
        "without needing",
    );
    plant(
        "settled",
        server(|file| {
            file["needs"] = json!(["route.paid", "facilitator.stub"]);
            file["steps"][0]["expect"]["facilitator"] = json!({ "settled": 0 });
        }),
        "/steps/0/expect/facilitator",
        "holds by itself",
    );
    plant(
        "control",
        server(|file| file["steps"][0]["send"]["pay"] = json!({ "terms": {} })),
        "/steps/0",
        "without a control",
    );
    plant(
        "role",
        server(|file| file["steps"][0]["req"] = json!("X402-TA-001")),
        "/steps/0/req",
        "binds the role codec",
    );
}

#[test]
fn planted_errors_of_the_registry() {
    let family = |change: &dyn Fn(&mut Value)| {
        let mut family = json!({
            "format": 1, "family": "X402-TB", "spec": "x402-v1", "title": "More rows",
            "requirements": [{
                "id": "X402-TB-001", "role": "codec", "level": "must", "text": "Text is text.",
                "source": { "document": "text", "section": "One" }, "observe": ["vector"], "status": "unproven"
            }]
        });
        change(&mut family);
        family.to_string()
    };
    let path = "requirements/x402-tb.json";
    assert_eq!(findings("registry-clean", path, &family(&|_| {})), []);
    let plant = |name: &str, change: &dyn Fn(&mut Value), pointer: &str, problem: &str| {
        planted(
            &format!("registry-{name}"),
            path,
            &family(change),
            pointer,
            problem,
        );
    };
    plant(
        "schema",
        &|family| family["requirements"][0]["level"] = json!("maybe"),
        "/requirements/0/level",
        "maybe",
    );
    plant(
        "family",
        &|family| family["requirements"][0]["id"] = json!("X402-TC-001"),
        "/requirements/0/id",
        "not of the family",
    );
    plant(
        "twice",
        &|family| family["requirements"][0]["id"] = json!("X402-TA-001"),
        "",
        "defined twice",
    );
    plant(
        "document",
        &|family| family["requirements"][0]["source"]["document"] = json!("none"),
        "/requirements/0/source",
        "no document",
    );
}
