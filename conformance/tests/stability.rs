//! Verdicts depend on the target alone: not on the order, the seed or how many run side by side.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    dead_code,
    reason = "a test fails by panicking, in its helpers too"
)]

#[path = "support/server.rs"]
mod support;

extern crate alloc;

use alloc::collections::BTreeMap;

use reference402::server::Protocol;
use serde_json::Value;
use support::{Shop, temporary};

/// Outcome and branch by check, and the token of what does not pass: where several values are right,
/// a signature that the seed decides may bring either.
type Verdicts = BTreeMap<String, (String, String, String)>;

fn verdicts(shop: &Shop, seed: &str, jobs: &str, more: &[&str]) -> Verdicts {
    let name = format!("stability-{}-{seed}.jsonl", shop.server.address().port());
    let report = temporary(&name, "");
    let to_report = format!("json={}", report.display());
    let fixed = ["--seed", seed, "--jobs", jobs, "--report", &to_report];
    let (status, text) = shop.visit(&[&fixed[..], more].concat());
    assert_eq!(status, 0, "seed {seed}, {jobs} jobs: {text}");
    let word = |check: &Value, name: &str| check[name].as_str().unwrap_or_default().to_owned();
    std::fs::read_to_string(&report)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|line| line["record"] == "check")
        .map(|check| {
            let outcome = word(&check, "outcome");
            let token = match outcome.as_str() {
                "pass" => String::new(),
                _ => word(&check, "token"),
            };
            let said = (outcome, word(&check, "branch"), token);
            (word(&check, "id"), said)
        })
        .collect()
}

fn same_verdicts(protocol: Protocol, runs: usize, more: &[&str]) {
    let shop = Shop::open(protocol, &[], |_| {});
    let first = verdicts(&shop, "first", "1", more);
    assert!(first.len() > 20, "{} checks", first.len());
    for run in 1..runs {
        let jobs = if run % 2 == 0 { "1" } else { "4" };
        let again = verdicts(&shop, &format!("run-{run}"), jobs, more);
        let differs =
            |(id, said): &(&String, &(String, String, String))| again.get(*id) != Some(*said);
        let differing: Vec<_> = first.iter().filter(differs).collect();
        assert!(
            differing.is_empty() && again.len() == first.len(),
            "run {run}: {differing:?}"
        );
    }
    println!("{runs} runs of {} checks: the same verdicts", first.len());
}

#[test]
fn two_runs_agree() {
    same_verdicts(Protocol::X402, 2, &["--skip", "x402-v1/server/replay"]);
    same_verdicts(Protocol::Mpp, 2, &["--skip", "mpp/server/expiry"]);
}

/// `cargo test -p conform402 --test stability -- --ignored --nocapture`
#[test]
#[ignore = "forty runs of everything take a minute or two"]
fn twenty_runs_agree() {
    same_verdicts(Protocol::X402, 20, &[]);
    same_verdicts(Protocol::Mpp, 20, &[]);
}
