//! The program as its users meet it: every exit status, both adapter protocols, both reports.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

fn temporary(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn conform402(arguments: &[&str]) -> (i32, String) {
    let output: Output = Command::new(env!("CARGO_BIN_EXE_conform402"))
        .args(arguments)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    (output.status.code().unwrap(), text.into_owned())
}

/// Runs the shell adapter on the fixture set.
fn codec(more: &[&str]) -> (i32, String) {
    let (set, adapter) = (fixture("set"), fixture("adapter.sh"));
    let mut arguments = vec![
        "codec",
        "--vectors",
        set.to_str().unwrap(),
        "--timeout",
        "1",
    ];
    arguments.extend(more);
    arguments.extend(["--", "sh", adapter.to_str().unwrap()]);
    conform402(&arguments)
}

#[test]
fn status_0_where_every_scored_check_passed() {
    let (status, text) = codec(&["--run", "codec/order"]);
    assert_eq!(status, 0, "{text}");
    assert!(text.contains("pass 2; 2 planned"), "{text}");
}

#[test]
fn status_1_for_a_failure_and_only_its_level_counts() {
    let (status, text) = codec(&["--run", "codec/encode#must"]);
    assert_eq!(status, 1, "{text}");
    assert!(
        text.contains("Text is encoded."),
        "the sentence is shown: {text}"
    );
    assert!(
        text.contains("https://a.example/text (One)"),
        "the link is shown: {text}"
    );
    let (status, text) = codec(&["--run", "codec/encode#should"]);
    assert_eq!(status, 0, "{text}");
    let (status, text) = codec(&["--run", "codec/encode#should", "--fail-on", "should"]);
    assert_eq!(status, 1, "{text}");
}

#[test]
fn status_2_for_bad_usage_vectors_profiles_and_baselines() {
    for arguments in [
        &["no-such-command"][..],
        &["codec"],
        &["server", "--profile", "/does/not/exist.json"],
        &["codec", "--native", "--vectors", "/does/not/exist"],
        &["explain", "X402-NONE-999"],
        &["codec", "--native", "--report", "papyrus=x"],
        // What one fault proves is not what the role proves.
        &["mutants", "codec", "--fault", "any", "--write", "."],
    ] {
        let (status, text) = conform402(arguments);
        assert_eq!(status, 2, "{arguments:?}: {text}");
    }
    let unknown = temporary("unknown.baseline", "codec/encode#none.out  got=x\n");
    let (status, text) = codec(&["--baseline", unknown.to_str().unwrap()]);
    assert_eq!(status, 2, "{text}");
    assert!(
        text.contains("no check is called codec/encode#none.out"),
        "{text}"
    );
}

#[test]
fn status_3_where_nothing_was_executed() {
    for run in ["codec/other", "codec/none"] {
        let (status, text) = codec(&["--run", run]);
        assert_eq!(status, 3, "{run}: {text}");
    }
    let (status, text) = conform402(&["codec", "--", "false"]);
    assert_eq!(status, 3, "{text}");
}

#[test]
fn status_4_for_stale_baseline_entries() {
    let run = ["--run", "codec/encode#must", "--run", "codec/encode#good"];
    for (name, line, expected) in [
        (
            "excused",
            "codec/encode#must.out  got=YQ  https://a.example/1  # known",
            0,
        ),
        ("different", "codec/encode#must.out  got=ZZ  # known", 4),
        (
            "passing",
            "codec/encode#good.out  got=YQ  # known\ncodec/encode#must.out  got=YQ",
            4,
        ),
    ] {
        let baseline = temporary(&format!("{name}.baseline"), line);
        let (status, text) =
            codec(&[&run[..], &["--baseline", baseline.to_str().unwrap()]].concat());
        assert_eq!(status, expected, "{name}: {text}");
    }
}

#[test]
fn stale_entries_are_named_with_what_came() {
    let run = ["--run", "codec/encode#must", "--run", "codec/encode#good"];
    let lines = "codec/encode#good.out  got=YY  # known\ncodec/encode#must.out  got=ZZ  # known\n";
    let baseline = temporary("named.baseline", lines);
    let (status, text) = codec(&[&run[..], &["--baseline", baseline.to_str().unwrap()]].concat());
    // A failure that is not the recorded one keeps its entry from excusing it.
    assert_eq!(status, 4, "{text}");
    for line in [
        "stale baseline entry: codec/encode#good.out  got=YY, now it passes",
        "stale baseline entry: codec/encode#must.out  got=ZZ, now got=YQ",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
}

#[test]
fn the_last_line_ends_with_the_verdict() {
    let known = temporary(
        "last-known.baseline",
        "codec/encode#must.out  got=YQ  # known\n",
    );
    let stale = temporary(
        "last-stale.baseline",
        "codec/encode#good.out  got=YQ  # known\n",
    );
    let (known, stale) = (known.to_str().unwrap(), stale.to_str().unwrap());
    let (must, good) = ("codec/encode#must", "codec/encode#good");
    for (more, verdict) in [
        (&["--run", "codec/order"][..], "; passed"),
        (&["--run", must], "; failed"),
        (&["--run", good, "--baseline", stale], "; stale baseline"),
        (&["--run", "codec/other"], "; inconclusive"),
        (
            &["--run", must, "--run", good, "--baseline", known],
            "; passed; 1 failure is known or not scored",
        ),
    ] {
        let (_, text) = codec(more);
        let last = text.trim_end().lines().next_back().unwrap();
        assert!(last.ends_with(verdict), "{verdict}: {last}");
    }
}

#[test]
fn a_baseline_is_begun_without_failures_too() {
    let report = temporary("clean.jsonl", "");
    let (_, text) = codec(&[
        "--run",
        "codec/order",
        "--report",
        &format!("json={}", report.display()),
    ]);
    assert!(text.contains("pass 2"), "{text}");
    let begun = temporary("begun.baseline", "");
    std::fs::remove_file(&begun).unwrap();
    let (report, path) = (report.to_str().unwrap(), begun.to_str().unwrap());
    let (status, text) =
        conform402(&["baseline", "update", "--report", report, "--baseline", path]);
    assert_eq!(status, 0, "{text}");
    assert_eq!(std::fs::read_to_string(&begun).unwrap(), "");
    let (status, text) = codec(&["--run", "codec/order", "--baseline", path]);
    assert_eq!(status, 0, "{text}");
}

#[test]
fn a_report_that_cannot_be_written_is_found_out_before_the_run() {
    let nowhere = "json=/no/such/folder/run.jsonl";
    let (status, text) = codec(&["--run", "codec/order", "--report", nowhere]);
    assert_eq!(status, 2, "{text}");
    assert!(text.contains("/no/such/folder/run.jsonl"), "{text}");
    assert!(!text.contains("planned"), "nothing was run: {text}");
    let before = temporary("kept.jsonl", "as it was\n");
    let to_kept = format!("json={}", before.display());
    let (status, text) = codec(&["--report", &to_kept, "--report", nowhere]);
    assert_eq!(status, 2, "{text}");
    assert_eq!(std::fs::read_to_string(&before).unwrap(), "as it was\n");
}

#[test]
fn one_check_is_no_checks() {
    let (_, text) = codec(&["--run", "codec/encode#good", "--run", "codec/order#late"]);
    assert!(!text.contains("1 checks"), "{text}");
    let profile = temporary(
        "one.json",
        r#"{ "name": "one", "protocols": ["x402-v1"], "client": { "argv": ["true"], "cannot": ["calls"] } }"#,
    );
    let profile = profile.to_str().unwrap();
    let (status, text) = conform402(&["client", "--profile", profile, "--dry-run"]);
    assert_eq!(status, 0, "{text}");
    assert!(
        text.contains("1 check)") || text.contains(": 1 check\n"),
        "{text}"
    );
    assert!(
        !text.contains(" 1 checks") && !text.contains("(1 checks"),
        "{text}"
    );
}

#[test]
fn requirements_are_explained_in_any_case() {
    let (status, said) = conform402(&["explain", "X402-HTTP-006"]);
    assert!(status == 0 && said.contains("check x402-v1/"), "{said}");
    assert_eq!(conform402(&["explain", "x402-http-006"]), (0, said));
}

#[test]
fn status_70_for_a_fault_of_the_runner() {
    let (status, text) = codec(&["--run", "codec/encode#good", "--report", "json=/dev/full"]);
    assert_eq!(status, 70, "{text}");
}

#[test]
fn a_crash_or_a_hang_fails_its_own_case_only() {
    let (status, text) = codec(&["--window", "4", "--trace", "all"]);
    assert_eq!(status, 1, "{text}");
    let outcome = |id: &str| {
        let named = |line: &&str| line.split_whitespace().any(|word| word == id);
        let line = text.lines().find(named);
        line.and_then(|line| line.split_whitespace().next())
            .unwrap_or("none")
            .to_owned()
    };
    for (id, expected) in [
        ("codec/encode#good.out", "pass"),
        ("codec/encode#must.out", "fail"),
        ("codec/encode#should.out", "warn"),
        ("codec/encode#crash.out", "fail"),
        ("codec/encode#hang.out", "fail"),
        ("codec/encode#refused.reject", "pass"),
        ("codec/encode#either.either", "info"),
    ] {
        assert_eq!(outcome(id), expected, "{id}: {text}");
    }
    assert!(
        text.contains("about to crash"),
        "the adapter's last words are shown: {text}"
    );
    assert!(text.contains("reason unverified"), "{text}");
}

#[test]
fn strict_reasons_compare_the_kind() {
    let run = ["--run", "codec/encode#refused", "--reasons"];
    assert_eq!(codec(&[&run[..], &["loose"]].concat()).0, 0);
    assert_eq!(codec(&[&run[..], &["strict"]].concat()).0, 1);
}

#[test]
fn a_refusal_without_its_control_is_inconclusive() {
    let adapter = temporary(
        "refuse-all.sh",
        r#"while read -r line; do id=${line#*\"id\":}; id=${id%%[,\}]*}; case $line in
*hello*) printf '{"id":%s,"ok":{"implementation":{"name":"no"},"operations":["base64url.encode"]}}\n' "$id";;
*) printf '{"id":%s,"reject":"syntax"}\n' "$id";; esac; done"#,
    );
    let set = fixture("set");
    let (status, text) = conform402(&[
        "codec",
        "--vectors",
        set.to_str().unwrap(),
        "--run",
        "codec/encode#refused",
        "--",
        "sh",
        adapter.to_str().unwrap(),
    ]);
    assert_eq!(status, 3, "{text}");
    assert!(text.contains("no control of this file holds"), "{text}");
}

#[test]
fn the_official_envelope_is_spoken() {
    let (set, adapter) = (fixture("set"), fixture("envelope.sh"));
    let (status, text) = conform402(&[
        "codec",
        "--protocol",
        "mpp-tools",
        "--jobs",
        "2",
        "--vectors",
        set.to_str().unwrap(),
        "--run",
        "codec/encode#good",
        "--",
        "sh",
        adapter.to_str().unwrap(),
    ]);
    assert_eq!(status, 0, "{text}");
}

#[test]
fn the_json_report_is_complete() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("report.jsonl");
    let (status, text) = codec(&[
        "--run",
        "codec/encode#good",
        "--seed",
        "s",
        "--report",
        &format!("json={}", path.display()),
    ]);
    assert_eq!(status, 0, "{text}");
    let text = std::fs::read_to_string(path).unwrap();
    let records: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let kinds: Vec<_> = records
        .iter()
        .map(|record| record["record"].as_str().unwrap())
        .collect();
    assert_eq!(kinds.first(), Some(&"header"));
    assert_eq!(kinds.last(), Some(&"footer"));
    let check = records
        .iter()
        .find(|record| record["record"] == "check")
        .unwrap();
    assert_eq!(check["id"], "codec/encode#good.out");
    assert_eq!(check["outcome"], "pass");
    let number = check["exchange"].as_u64().unwrap();
    let exchange = records
        .iter()
        .find(|record| record["number"] == number)
        .unwrap();
    assert_eq!(exchange["received"], "{\"ok\":\"YQ\"}");
    assert_eq!(records.last().unwrap()["counts"]["pass"], 1);
}

#[test]
fn the_built_in_set_is_clean_and_served_by_every_reading_command() {
    let (status, text) = conform402(&["lint"]);
    assert_eq!(status, 0, "{text}");
    let (status, text) = conform402(&["list", "x402-v1/server/unpaid"]);
    assert_eq!(status, 0, "{text}");
    assert!(
        text.contains("x402-v1/server/unpaid#plain.status  X402-HTTP-001"),
        "{text}"
    );
    let (status, text) = conform402(&["explain", "X402-HTTP-001"]);
    assert_eq!(status, 0, "{text}");
    assert!(
        text.contains("check x402-v1/server/unpaid#plain.status"),
        "{text}"
    );
    let (status, text) = conform402(&["coverage", "--totals"]);
    assert_eq!(status, 0, "{text}");
    assert!(
        text.lines()
            .any(|line| line.starts_with("codec must: proven ")),
        "{text}"
    );
    let (status, _) = conform402(&["--help"]);
    assert_eq!(status, 0);
}

#[test]
fn a_case_is_explained_as_it_runs() {
    let explain = |id: &str| {
        let (status, text) = conform402(&["explain", id]);
        assert_eq!(status, 0, "{text}");
        text
    };
    let text = explain("eip712/codec/address#39-digits");
    assert!(
        text.contains("source: x402-v1-core (5.1.2"),
        "its own source: {text}"
    );
    let text = explain("eip712/codec/address#mixed-case.out");
    assert!(text.contains("source: eip-55"), "the file's source: {text}");
    assert!(!text.contains("mixed-case-"), "only what is named: {text}");
    let text = explain("x402-v1/codec/requirements-extra#evm-own-offer");
    assert!(
        text.contains("out          {") && !text.contains("$let"),
        "{text}"
    );
    let text = explain("x402-v1/server/facilitator-says-invalid#attack.underpaid-signed.status");
    for part in [
        "row          {\"id\":\"underpaid-signed\"",
        "send         {",
        "expect       status 402",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("value-edited"), "one row: {text}");
    let (status, text) = conform402(&["explain", "eip712/codec/address#mixed-cas"]);
    assert_eq!(status, 2, "half a name is none: {text}");
}

#[test]
fn scaffolds_are_formatted_and_not_overwritten() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scaffolds");
    let _ = std::fs::remove_dir_all(&folder);
    let folder = folder.to_str().unwrap();
    for kind in ["codec", "server"] {
        let id = format!("mpp/{kind}/mine");
        let new = ["new", kind, &id, "--vectors", folder];
        assert_eq!(conform402(&new).0, 0);
        assert_eq!(conform402(&new).0, 2, "a file that exists is left alone");
    }
    assert_eq!(conform402(&["fmt", "--check", folder]).0, 0);
    assert_eq!(
        conform402(&["new", "codec", "Bad Id", "--vectors", folder]).0,
        2
    );
}

#[test]
fn real_money_is_not_touched_unasked() {
    let profile = temporary(
        "mainnet.json",
        r#"{ "name": "m", "protocols": ["x402-v1"], "network": "base", "url": "http://192.0.2.1:9", "routes": {} }"#,
    );
    let profile = profile.to_str().unwrap();
    let (status, text) = conform402(&["server", "--profile", profile]);
    assert_eq!(status, 2, "{text}");
    assert!(text.contains("--allow-network base"), "{text}");
}

/// The validator of a schema in the repository.
fn schema(name: &str) -> jsonschema::Validator {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");
    let text = std::fs::read_to_string(folder.join(format!("{name}.schema.json"))).unwrap();
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
}

#[test]
fn reports_follow_their_schema() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("schema.jsonl");
    let destination = format!("json={}", path.display());
    let (_, text) = codec(&["--report", &destination, "--window", "4"]);
    let report = schema("report");
    let lines = std::fs::read_to_string(&path).unwrap();
    assert!(lines.lines().count() > 10, "{text}");
    for line in lines.lines() {
        let record = serde_json::from_str(line).unwrap();
        assert!(
            report.is_valid(&record),
            "{line}: {:?}",
            report.validate(&record)
        );
    }
}

#[test]
fn adapter_messages_follow_their_schema() {
    let messages = schema("adapter-message");
    for (text, valid) in [
        (r#"{"id":0,"hello":{"protocol":1}}"#, true),
        (r#"{"id":1,"op":"challenge.decode","in":"x"}"#, true),
        (
            r#"{"id":0,"ok":{"protocol":1,"implementation":{"name":"a"},"operations":["x"]}}"#,
            true,
        ),
        (r#"{"id":1,"ok":null}"#, true),
        (r#"{"id":1,"reject":"empty-field"}"#, true),
        (r#"{"id":1,"reject":"because"}"#, false),
        (r#"{"id":1}"#, false),
        (r#"{"ok":1}"#, false),
    ] {
        let message = serde_json::from_str(text).unwrap();
        assert_eq!(messages.is_valid(&message), valid, "{text}");
    }
}

#[test]
fn profiles_of_the_repository_follow_their_schema() {
    let profiles = schema("profile");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../interop/profiles");
    let files = |folder: &Path| std::fs::read_dir(folder).unwrap();
    for entry in files(&folder).chain(files(&folder.join("clients"))) {
        let path = entry.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let profile = serde_json::from_str(&text).unwrap();
        assert!(
            profiles.is_valid(&profile),
            "{}: {:?}",
            path.display(),
            profiles.validate(&profile)
        );
    }
}
