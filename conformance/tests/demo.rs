//! The demonstration: everything against the reference, and what its faults look like.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Exit status, standard output, and the checks of the JSON report.
fn demo(name: &str, more: &[&str]) -> (i32, String, Vec<Value>) {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.jsonl"));
    let output = Command::new(env!("CARGO_BIN_EXE_conform402"))
        .args(["demo", "--report", &format!("json={}", path.display())])
        .args(more)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let checks = fs::read_to_string(path).unwrap();
    let checks = checks
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let checks = checks
        .filter(|record| record["record"] == "check")
        .collect();
    (output.status.code().unwrap(), text, checks)
}

/// What does not depend on ports and clocks.
fn verdicts(checks: &[Value]) -> Vec<[&Value; 3]> {
    checks
        .iter()
        .map(|check| [&check["id"], &check["outcome"], &check["scored"]])
        .collect()
}

#[test]
fn the_reference_passes_each_time_alike() {
    let (status, text, first) = demo("first", &[]);
    assert_eq!(status, 0, "{text}");
    let last = text.lines().last().unwrap();
    assert!(
        last.starts_with("pass ") && last.ends_with("seed demo; passed"),
        "{last}"
    );
    for part in [
        "codec   http402",
        "server  reference402 server, x402",
        "server  reference402 server, MPP",
    ] {
        assert!(
            text.lines().any(|line| line.starts_with(part)),
            "{part}: {text}"
        );
    }
    let of = |prefix: &str| {
        let named = |check: &&Value| check["id"].as_str().unwrap().starts_with(prefix);
        first
            .iter()
            .filter(named)
            .filter(|check| check["outcome"] == "pass")
            .count()
    };
    for prefix in [
        "x402-v1/codec/",
        "mpp/codec/",
        "x402-v1/server/",
        "mpp/server/",
    ] {
        assert!(of(prefix) > 100, "{prefix}: {} passed", of(prefix));
    }
    let (_, _, second) = demo("second", &["--jobs", "1"]);
    assert_eq!(verdicts(&first), verdicts(&second));
}

#[test]
fn a_fault_shows_and_so_does_its_check_alone() {
    let fault = ["--fault", "secret-in-problem"];
    let (status, text, checks) = demo("fault", &[&fault[..], &["--run", "mpp/server"]].concat());
    assert_eq!(status, 1, "{text}");
    let failed: Vec<_> = checks
        .iter()
        .filter(|check| check["outcome"] == "fail")
        .collect();
    assert!(!failed.is_empty(), "{text}");
    for check in &failed {
        assert_eq!(check["requirement"][0], "MPP-BIND-009", "{text}");
    }
    let id = failed[0]["id"].as_str().unwrap();
    let (status, text, checks) = demo("alone", &[&fault[..], &["--run", id]].concat());
    assert_eq!((status, checks.len()), (1, 1), "{text}");
    let (status, text, _) = demo("sound", &["--run", id]);
    assert_eq!(status, 0, "{text}");
}

#[test]
fn each_part_has_faults_of_its_own() {
    for (fault, requirement, run) in [
        ("id-missing-accepted", "MPP-CORE-004", "mpp/codec/challenge"),
        ("pays-without-end", "MPP-CRED-020", "mpp/client"),
    ] {
        let sound = demo("part-sound", &["--run", run]);
        assert_eq!(sound.0, 0, "{}", sound.1);
        let faulty = demo("part-faulty", &["--run", run, "--fault", fault]);
        assert_ne!(verdicts(&sound.2), verdicts(&faulty.2), "{fault}");
        assert!(faulty.1.contains(requirement), "{}", faulty.1);
    }
}

#[test]
fn what_does_not_exist_is_named() {
    for command in [&["demo"][..], &["mutants", "codec"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_conform402"))
            .args(command)
            .args(["--fault", "none-such"])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2));
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(text.contains("none-such"), "{text}");
        assert!(text.contains("reference402 -- faults"), "{text}");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_conform402"))
        .args(["demo", "--spec", "mpp-core-99"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let (status, text, _) = demo("nothing", &["--run", "no/such/file"]);
    assert_eq!(status, 3, "nothing executed is no success: {text}");
}
