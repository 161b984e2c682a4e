//! Reports against reports, and reports against baselines, through the real program.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A library with one operation; the shell pattern decides which inputs it encodes wrongly.
fn adapter(name: &str, arms: &str) -> PathBuf {
    let path = temporary(&format!("{name}.sh"));
    let script = format!(
        r#"while read -r line; do id=${{line#*\"id\":}}; id=${{id%%[,\}}]*}}; case $line in
*hello*) printf '{{"id":%s,"ok":{{"implementation":{{"name":"{name}"}},"operations":["base64url.encode"]}}}}\n' "$id";;
{arms}
*) printf '{{"id":%s,"ok":"YQ"}}\n' "$id";; esac; done"#
    );
    fs::write(&path, script).unwrap();
    path
}

fn temporary(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn conform402(arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_conform402"))
        .args(arguments)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    (output.status.code().unwrap(), text.into_owned())
}

/// The report of a library on some cases of the fixture set.
fn report(name: &str, arms: &str, cases: &[&str], more: &[&str]) -> (i32, String, String) {
    let (adapter, path) = (adapter(name, arms), temporary(&format!("{name}.jsonl")));
    let set = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/set");
    let destination = format!("json={}", path.display());
    let mut arguments = vec![
        "codec",
        "--vectors",
        set.to_str().unwrap(),
        "--report",
        &destination,
    ];
    for case in cases {
        arguments.extend(["--run", case]);
    }
    arguments.extend(more);
    arguments.extend(["--", "sh", adapter.to_str().unwrap()]);
    let (status, text) = conform402(&arguments);
    (status, text, path.to_str().unwrap().to_owned())
}

const CASES: [&str; 4] = [
    "codec/encode#good",
    "codec/encode#must",
    "codec/encode#should",
    "codec/encode#refused",
];
const REFUSES: &str = r#"*refuse*) printf '{"id":%s,"reject":"base64"}\n' "$id";;"#;
const RIGHT: &str = r#"*wrong*) printf '{"id":%s,"ok":"d3Jvbmc"}\n' "$id";;"#;
const OTHER: &str = r#"*wrong*) printf '{"id":%s,"ok":"ZZ"}\n' "$id";;"#;

#[test]
fn only_what_got_worse_ends_with_1() {
    let (_, _, wrong) = report("diff-wrong", REFUSES, &CASES, &[]);
    let (_, _, right) = report("diff-right", &format!("{REFUSES}\n{RIGHT}"), &CASES, &[]);
    let (_, _, other) = report("diff-other", &format!("{REFUSES}\n{OTHER}"), &CASES, &[]);
    let (_, _, less) = report(
        "diff-less",
        &format!("{REFUSES}\n{RIGHT}"),
        &CASES[..1],
        &[],
    );

    let (status, text) = conform402(&["diff", &wrong, &wrong]);
    assert_eq!(
        (status, text.trim()),
        (
            0,
            "worse 0, better 0, changed 0, added 0, removed 0, same 4"
        )
    );

    let (status, text) = conform402(&["diff", &wrong, &right]);
    assert_eq!(status, 0, "{text}");
    assert!(
        text.contains("better    fail got=YQ → pass  X402-TA-001  codec/encode#must.out"),
        "{text}"
    );
    assert!(text.contains("target    diff-wrong → diff-right"), "{text}");
    assert!(
        text.ends_with("worse 0, better 2, changed 0, added 0, removed 0, same 2\n"),
        "{text}"
    );

    let (status, text) = conform402(&["diff", &right, &wrong]);
    assert_eq!(status, 1, "{text}");
    assert!(
        text.contains("worse     pass → warn got=YQ  X402-TA-002  codec/encode#should.out"),
        "{text}"
    );

    let (status, text) = conform402(&["diff", &wrong, &other]);
    assert_eq!(status, 0, "{text}");
    assert!(
        text.contains("changed   fail got=YQ → fail got=ZZ"),
        "{text}"
    );

    let (status, text) = conform402(&["diff", &right, &less]);
    assert_eq!(status, 0, "{text}");
    assert!(
        text.contains("removed   pass  codec/encode#must.out"),
        "{text}"
    );
    let (status, text) = conform402(&["diff", &less, &wrong]);
    assert_eq!(status, 1, "a new check that fails is worse: {text}");
    assert!(text.contains("worse     (new) → fail got=YQ"), "{text}");
    assert!(text.contains("added     (new) → pass"), "{text}");
}

#[test]
fn what_cannot_be_compared_is_bad_usage() {
    let (_, _, good) = report("diff-good", "", &CASES[..1], &[]);
    let half = temporary("half.jsonl");
    let text = fs::read_to_string(&good).unwrap();
    fs::write(&half, text.lines().next().unwrap()).unwrap();
    let (status, text) = conform402(&["diff", &good, half.to_str().unwrap()]);
    assert_eq!(status, 2, "{text}");
    assert!(text.contains("half.jsonl: not a complete report"), "{text}");
    let other = temporary("other-role.jsonl");
    let server = fs::read_to_string(&good)
        .unwrap()
        .replace("\"role\":\"codec\"", "\"role\":\"server\"");
    fs::write(&other, server).unwrap();
    let (status, text) = conform402(&["diff", &good, other.to_str().unwrap()]);
    assert_eq!(status, 2, "{text}");
    assert!(
        text.contains("one report is of a codec, the other of a server"),
        "{text}"
    );
}

#[test]
fn a_baseline_follows_the_target() {
    let path = temporary("follow.baseline");
    let _ = fs::remove_file(&path);
    let file = path.to_str().unwrap();
    let update =
        |report: &str| conform402(&["baseline", "update", "--report", report, "--baseline", file]);

    // It begins with what fails, and excuses it.
    let (status, _, wrong) = report("follow-wrong", REFUSES, &CASES, &[]);
    assert_eq!(status, 1);
    let (status, text) = update(&wrong);
    assert_eq!(
        (status, text.trim()),
        (0, "kept 0, changed 0, dropped 0, added 2")
    );
    let begun = fs::read_to_string(&path).unwrap();
    assert_eq!(
        begun,
        "codec/encode#must.out  got=YQ  X402-TA-001  # not looked into yet\n\
         codec/encode#should.out  got=YQ  X402-TA-002  # not looked into yet\n"
    );
    let known = report("follow-known", REFUSES, &CASES, &["--baseline", file]);
    assert_eq!(known.0, 0, "{}", known.1);
    let (status, text) = conform402(&["baseline", "check", file]);
    assert_eq!(status, 2, "nobody has looked into them: {text}");
    assert!(text.contains("codec/encode#must.out: no reason"), "{text}");

    // Remarks, links and reasons stay; another failure is another token.
    let explained = "# of version 1\n\ncodec/encode#must.out  got=YQ  https://a.example/1  # their bug\n\
                     codec/encode#should.out  got=YQ  X402-TA-002  # ours\ncodec/other#not-run.out  got=x  # kept\n";
    fs::write(&path, explained).unwrap();
    assert_eq!(conform402(&["baseline", "check", file]).0, 0);
    let (_, _, other) = report(
        "follow-other",
        &format!("{REFUSES}\n{OTHER}"),
        &CASES[..2],
        &[],
    );
    let (_, text) = update(&other);
    assert_eq!(text.trim(), "kept 2, changed 1, dropped 0, added 0");
    let changed = explained.replacen("#must.out  got=YQ", "#must.out  got=ZZ", 1);
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        changed,
        "what was not run stays"
    );

    // What passes goes.
    let (_, _, right) = report("follow-right", &format!("{REFUSES}\n{RIGHT}"), &CASES, &[]);
    let (_, text) = update(&right);
    assert_eq!(text.trim(), "kept 1, changed 0, dropped 2, added 0");
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        "# of version 1\n\ncodec/other#not-run.out  got=x  # kept\n"
    );

    fs::write(&path, "codec/encode#must.out YQ\n").unwrap();
    let (status, text) = update(&right);
    assert_eq!(status, 2, "{text}");
    assert!(text.contains("line 1: expected got=TOKEN"), "{text}");
}
