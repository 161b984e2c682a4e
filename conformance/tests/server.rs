//! The server role as its users meet it: every exit status, what is left out, who pays.
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

use std::path::Path;

use reference402::server::{Lazy, Protocol};
use serde_json::{Value, json};
use support::{Shop, conform402, temporary};

const UNPAID: [&str; 2] = ["--run", "x402-v1/server/unpaid"];
const PRICE: [&str; 2] = ["--run", "x402-v1/server/price"];

fn same(_: &mut Value) {}

#[test]
fn status_0_where_every_scored_check_passed() {
    let shop = Shop::open(Protocol::X402, &[], same);
    let (status, text) = shop.visit(&[UNPAID, PRICE].concat());
    assert_eq!(status, 0, "{text}");
    let (status, text) = shop.visit(&["--dry-run"]);
    assert!(status == 0 && text.contains("would run"), "{text}");
}

#[test]
fn status_1_for_a_failure_and_its_baseline_excuses_it() {
    let shop = Shop::open(Protocol::X402, &["version-two"], same);
    let report = temporary("failing.jsonl", "");
    let to_report = ["--report", &format!("json={}", report.display())];
    let (status, text) = shop.visit(&[&UNPAID[..], &to_report].concat());
    assert_eq!(status, 1, "{text}");

    let failed: Vec<Value> = std::fs::read_to_string(&report)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|line: &Value| line["outcome"] == "fail" || line["baseline"] == "stale")
        .collect();
    let line = |check: &Value, token: &Value| {
        let (id, token) = (check["id"].as_str().unwrap(), token.as_str().unwrap());
        format!("{id}  got={token}  # known\n")
    };
    let known: String = failed.iter().map(|one| line(one, &one["token"])).collect();
    let baseline = temporary("known.baseline", &known);
    let (status, text) =
        shop.visit(&[&UNPAID[..], &["--baseline", baseline.to_str().unwrap()]].concat());
    assert_eq!(status, 0, "{text}");
}

#[test]
fn status_2_for_bad_usage() {
    let shop = Shop::open(Protocol::X402, &[], same);
    let unknown = temporary(
        "unknown.baseline",
        "x402-v1/server/nothing#here.status  got=1\n",
    );
    let bad_profile = temporary(
        "bad-profile.json",
        "{\"name\":\"x\",\"protocols\":[],\"typo\":1}",
    );
    let (status, text) = conform402(&["server", "--profile", bad_profile.to_str().unwrap()]);
    assert!(status == 2 && text.contains("typo"), "{text}");
    for bad in [
        &["--baseline", unknown.to_str().unwrap()][..],
        &["--jobs", "0"],
        &["--wallet-env", "CONFORM402_NO_SUCH_VARIABLE"],
        &["--facilitator", "nobody"],
    ] {
        let (status, text) = shop.visit(bad);
        assert_eq!(status, 2, "{bad:?}: {text}");
    }
}

#[test]
fn status_3_where_nothing_was_found_out() {
    let shop = Shop::open(Protocol::X402, &[], same);
    for nothing in [
        &["--run", "x402-v1/server/no-such-file"][..],
        &["--run", "no-such-*", "--dry-run"],
        &["--run", "mpp/*"],
    ] {
        let (status, text) = shop.visit(nothing);
        assert_eq!(status, 3, "{nothing:?}: {text}");
    }
    // A target that is not there is asked once, not for every file.
    let (status, text) = shop.visit_at("http://127.0.0.1:1", &[]);
    assert_eq!(status, 3, "{text}");
    assert!(text.contains("does not answer any more"), "{text}");
    assert!(!text.contains("pass "), "{text}");
    let (status, text) = shop.visit_at("http://127.0.0.1:1", &["--jobs", "4"]);
    assert_eq!(status, 3, "{text}");
}

#[test]
fn a_target_that_never_answers_is_given_up() {
    for (lazy, jobs) in [(Lazy::Silent, "1"), (Lazy::Crash, "4")] {
        let shop = Shop::lazy(lazy);
        let report = temporary(&format!("given-up-{jobs}.jsonl"), "");
        let to_report = format!("json={}", report.display());
        let fixed = ["--timeout", "1", "--jobs", jobs, "--report", &to_report];
        let (status, text) = shop.visit(&fixed);
        // What was asked first may count as failed; the rest is inconclusive.
        assert!(matches!(status, 1 | 3), "{text}");
        assert!(text.contains("does not answer any more"), "{text}");
        let lines = std::fs::read_to_string(&report).unwrap();
        let exchanges = lines
            .lines()
            .filter(|line| line.contains("\"record\":\"exchange\""));
        assert!(exchanges.count() < 30);
    }
}

#[test]
fn status_4_for_stale_baseline_entries() {
    let shop = Shop::open(Protocol::X402, &[], same);
    let passes = "x402-v1/server/unpaid#bare.status  got=200  # mended long ago\n";
    let report = temporary("passing.jsonl", "");
    let to_report = ["--report", &format!("json={}", report.display())];
    shop.visit(&[&PRICE[..], &to_report].concat());
    let text = std::fs::read_to_string(&report).unwrap();
    let passing = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .find(|line| line["outcome"] == "pass");
    let id = passing.map_or(passes.to_owned(), |check| {
        format!(
            "{}  got=200  # mended long ago\n",
            check["id"].as_str().unwrap()
        )
    });
    let baseline = temporary("stale-server.baseline", &id);
    let (status, text) =
        shop.visit(&[&PRICE[..], &["--baseline", baseline.to_str().unwrap()]].concat());
    assert_eq!(status, 4, "{text}");
}

#[test]
fn a_profile_that_lets_nothing_be_paid_is_told_so() {
    const NOTE: &str = "nothing is paid: ";
    let poor = Shop::open(Protocol::X402, &[], |profile| {
        for claim in ["canary", "pay_to", "capabilities"] {
            profile.as_object_mut().unwrap().remove(claim);
        }
        profile["facilitator"] = "none".into();
    });
    for more in [&[][..], &["--dry-run"]] {
        let (_, text) = poor.visit(more);
        let at = text.find(NOTE).unwrap_or_else(|| panic!("{text}"));
        let (before, rest) = text.split_at(at);
        assert!(!before.contains(" planned, "), "before the counts: {text}");
        let lacks = rest.lines().next().unwrap();
        assert!(lacks.contains("facilitator"), "{lacks}");
    }
    // Where no payment is wanted, none is missed; nor where one is made.
    let (_, text) = poor.visit(&UNPAID);
    assert!(!text.contains(NOTE), "{text}");
    let (_, text) = poor.visit(&["--passive"]);
    assert!(!text.contains(NOTE), "{text}");
    let rich = Shop::open(Protocol::X402, &[], same);
    let (_, text) = rich.visit(&["--dry-run"]);
    assert!(!text.contains(NOTE), "{text}");
}

#[test]
fn calls_to_the_facilitator_follow_what_caused_them_as_they_came() {
    let shop = Shop::open(Protocol::X402, &[], same);
    let page = temporary(&format!("ordered-{}.html", std::process::id()), "");
    let to_page = format!("html={}", page.display());
    let trace = [
        "--run",
        "x402-v1/server/paid#pay.status",
        "--trace",
        "all",
        "--report",
        &to_page,
    ];
    let (_, text) = shop.visit(&trace);
    let said = std::fs::read_to_string(&page).unwrap();
    std::fs::remove_file(page).unwrap();
    for (report, paid, verify, settle) in [
        (&text, "> X-PAYMENT:", "{ POST /verify", "{ POST /settle"),
        (
            &said,
            "<pre>GET /paid",
            "<pre>POST /verify",
            "<pre>POST /settle",
        ),
    ] {
        let (paid, verify, settle) = (report.find(paid), report.find(verify), report.find(settle));
        assert!(paid.is_some() && paid < verify && verify < settle, "{text}");
    }
}

#[test]
fn status_70_for_a_fault_of_the_runner() {
    // A clause that needs what the profile does not state: lint would have refused the vector.
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("careless");
    let folder = root.join("x402-v1/server");
    std::fs::create_dir_all(&folder).unwrap();
    let vector = json!({
        "format": 1, "id": "x402-v1/server/careless", "role": "server", "spec": "x402-v1",
        "steps": [{ "id": "get", "send": { "path": "/free" }, "expect": { "canary": true }, "req": "X402-HTTP-001" }],
    });
    std::fs::write(folder.join("careless.json"), vector.to_string()).unwrap();
    let shop = Shop::open(Protocol::X402, &[], |profile| {
        profile.as_object_mut().unwrap().remove("canary");
    });
    let (status, text) = shop.visit(&["--vectors", root.to_str().unwrap()]);
    assert_eq!(status, 70, "{text}");
    assert!(text.contains("states no canary"), "{text}");
}

#[test]
fn passive_runs_pay_nothing() {
    let shop = Shop::open(Protocol::X402, &[], same);
    let report = temporary("passive.jsonl", "");
    let to_report = format!("json={}", report.display());
    let (status, text) = shop.visit(&["--passive", "--report", &to_report]);
    assert_eq!(status, 0, "{text}");
    assert!(text.contains("passive: "), "{text}");
    let sent = std::fs::read_to_string(&report).unwrap();
    let requests = sent.lines().filter(|line| line.contains("\"exchange\""));
    assert!(requests.clone().count() > 10);
    assert!(!sent.contains("X-PAYMENT: "), "a payment was sent");
    assert_eq!(shop.server.handler_runs(), 0);
}

#[test]
fn an_external_facilitator_leaves_its_clauses_out() {
    let shop = Shop::open(Protocol::X402, &[], same);
    let scripted = ["--run", "x402-v1/server/facilitator-trouble", "--dry-run"];
    let (status, text) = shop.visit(&[&scripted[..], &["--facilitator", "external"]].concat());
    assert_eq!(status, 3, "{text}");
    // The stub still listens where the server expects its facilitator, so payments succeed.
    let (status, text) =
        shop.visit(&[&PRICE[..], &["--facilitator", "external", "--trace", "all"]].concat());
    assert_eq!(status, 0, "{text}");
    assert!(text.contains("out of sight"), "{text}");
}

#[test]
fn a_program_of_the_profile_pays() {
    let payer = Path::new(env!("CARGO_MANIFEST_DIR")).join("../interop/payers/testpay.py");
    let shop = Shop::open(Protocol::Mpp, &[], |profile| {
        profile["payer"] = json!({ "argv": ["python3", payer.to_str().unwrap()] });
    });
    let run = [
        "--run",
        "mpp/server/paid",
        "--run",
        "mpp/server/altered-challenge",
    ];
    let (status, text) = shop.visit(&run);
    assert_eq!(status, 0, "{text}");
    assert!(!text.contains("inconclusive"), "{text}");

    let broken = Shop::open(Protocol::Mpp, &[], |profile| {
        profile["payer"] = json!({ "argv": ["false"] });
    });
    let (status, text) = broken.visit(&run);
    assert!(status == 2 && text.contains("the payer"), "{text}");
}

#[test]
fn whom_to_pay_is_said_to_a_target_that_states_nobody() {
    let told = Path::new(env!("CARGO_TARGET_TMPDIR")).join("told-pay-to");
    let script = format!("printf %s \"$CONFORM402_PAY_TO\" > {}", told.display());
    for (stated, expected) in [
        (None, "0xA55F11e5070DeD3A0590843A439779406cC4B0da"),
        (
            Some("0x209693Bc6afc0C5328bA36FaF03C514EF312287C"),
            "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        ),
    ] {
        let mut profile = json!({
            "name": "nobody", "protocols": ["x402-v1"],
            "start": { "argv": ["sh", "-c", script] },
            "routes": { "paid": { "path": "/paid" } },
        });
        if let Some(stated) = stated {
            profile["pay_to"] = stated.into();
        }
        let file = temporary("states-nobody.json", &profile.to_string());
        let (status, text) = conform402(&["server", "--profile", file.to_str().unwrap()]);
        assert_eq!(status, 3, "{text}");
        assert_eq!(std::fs::read_to_string(&told).unwrap(), expected);
    }
    let schema = include_str!("../../schemas/profile.schema.json");
    assert!(
        schema.contains("0xA55F11e5070DeD3A0590843A439779406cC4B0da"),
        "the schema publishes the account"
    );
}

#[test]
fn claims_that_nobody_knows_are_refused_or_warned_of() {
    let shop = |change: fn(&mut Value)| Shop::open(Protocol::X402, &[], change);
    for (shop, word) in [
        (
            shop(|profile| profile["protocols"] = json!(["x402"])),
            "found \"x402\"",
        ),
        (
            shop(|profile| profile["protocols"] = json!(["mpp-cor"])),
            "Is \"mpp-core\" meant?",
        ),
        (
            shop(|profile| profile["revision"] = json!("mpp-core-7")),
            "mpp-core-01",
        ),
        (
            shop(|profile| profile["start"] = json!({ "argv": [] })),
            "at least 1",
        ),
    ] {
        let (status, text) = shop.visit(&["--dry-run"]);
        assert!(status == 2 && text.contains(word), "{text}");
    }
    let odd = shop(|profile| profile["capabilities"] = json!(["cors", "flying"]));
    let (status, text) = odd.visit(&["--dry-run"]);
    let warned = text.lines().find(|line| line.contains("warning"));
    assert_eq!(status, 0, "{text}");
    assert!(warned.unwrap().contains("capabilities flying:"), "{text}");
    let (_, text) = shop(same).visit(&["--dry-run"]);
    assert!(!text.contains("warning"), "{text}");
}

#[test]
fn the_schema_of_profiles_lists_the_families_of_the_registry() {
    let schema: Value =
        serde_json::from_str(include_str!("../../schemas/profile.schema.json")).unwrap();
    let listed = schema["$defs"]["family"]["enum"].as_array().unwrap();
    let mut listed: Vec<_> = listed.iter().filter_map(Value::as_str).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors/requirements");
    let mut families: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
        .map(|text| serde_json::from_slice::<Value>(&text).unwrap())
        .filter_map(|file| Some(file["spec"].as_str()?.to_owned()))
        .filter(|family| family != "hygiene")
        .collect();
    families.sort();
    families.dedup();
    listed.sort_unstable();
    assert_eq!(listed, families);
}
