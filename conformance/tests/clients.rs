//! Clients as programs of their own: how they are driven, how they may end, and that none survives.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

extern crate alloc;

use alloc::collections::BTreeMap;
use core::time::Duration;
use std::fs;
use std::io::{BufRead as _, Write as _};
use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::Instant;

use reference402::client::{Client, Options, Refusal, Request};
use reference402::{Faults, Role};
use serde_json::{Value, json};

fn conform402(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_conform402"))
        .args(["client", "--vectors"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../vectors"))
        .args(arguments)
        .output()
        .unwrap()
}

/// A client that claims x402 version 1.
fn x402(arguments: &[&str]) -> Output {
    conform402(&[&["--protocol", "x402-v1"], arguments].concat())
}

fn text(output: &Output) -> String {
    let both = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8_lossy(&both).into_owned()
}

/// This test program, started once more as the client under test.
fn myself() -> Vec<String> {
    let program = std::env::current_exe().unwrap();
    let arguments = [
        "a_client_that_speaks_lines",
        "--exact",
        "--ignored",
        "--nocapture",
    ];
    let mut argv = vec![program.to_str().unwrap().to_owned()];
    argv.extend(arguments.map(str::to_owned));
    argv
}

fn lines(options: &[&str], fault: Option<&str>) -> Output {
    let env = format!("CONFORM402_TEST_FAULT={}", fault.unwrap_or_default());
    let mut arguments = vec!["--lines"];
    arguments.extend(options);
    arguments.extend(["--", "env", &env]);
    let myself = myself();
    arguments.extend(myself.iter().map(String::as_str));
    conform402(&arguments)
}

/// Not a test: what `myself` runs. The noise of the test harness around it is passed over.
#[test]
#[ignore = "a program for other tests"]
fn a_client_that_speaks_lines() {
    let fault = std::env::var("CONFORM402_TEST_FAULT").unwrap_or_default();
    let names = [fault.as_str()].into_iter().filter(|name| !name.is_empty());
    let faults = Faults::new(Role::Client, names).unwrap();
    let mut out = std::io::stdout();
    for line in std::io::stdin().lock().lines() {
        let message: Value = serde_json::from_str(&line.unwrap()).unwrap();
        let id = &message["id"];
        let answer = match message.get("fetch") {
            None => {
                let implementation = json!({ "name": "tested", "version": "7" });
                json!({ "id": id, "ok": { "protocol": 1, "implementation": implementation } })
            }
            Some(fetch) => answer(id, fetch, &faults),
        };
        writeln!(out, "{answer}").unwrap();
    }
}

fn answer(id: &Value, fetch: &Value, faults: &Faults) -> Value {
    let text = |name: &str| fetch[name].as_str().map(str::to_owned);
    let mut options = Options::new();
    options
        .set_wallet_key(text("wallet_key").as_deref())
        .unwrap();
    options
        .set_max_amount(text("max_amount").as_deref())
        .unwrap();
    options.set_networks(&text("network").unwrap());
    options.plain_http = true;
    let headers = fetch.get("headers").and_then(Value::as_object);
    let headers = headers.into_iter().flatten();
    let request = Request {
        method: text("method").unwrap(),
        url: text("url").unwrap(),
        headers: headers
            .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
            .collect(),
        body: text("body").unwrap_or_default().into_bytes(),
    };
    let mut client = Client::new(options, faults.clone());
    let mut last = client.fetch(&request);
    for _ in 1..fetch["calls"].as_u64().unwrap() {
        last = client.fetch(&request);
    }
    match last {
        Ok(outcome) => json!({ "id": id, "ok": { "status": outcome.status } }),
        Err(Refusal::Refused(why)) => json!({ "id": id, "refused": why }),
        Err(other) => json!({ "id": id, "error": other.to_string() }),
    }
}

#[test]
fn status_0_where_a_client_pays_as_it_is_asked() {
    for options in [
        &["--run", "x402-v1/client/paid", "--protocol", "x402-v1"][..],
        &[
            "--run",
            "mpp/client/paid",
            "--protocol",
            "mpp-core",
            "--plain-http",
        ],
    ] {
        let output = lines(options, None);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output));
        assert!(
            text(&output).starts_with("tested 7 as client"),
            "{}",
            text(&output)
        );
    }
}

#[test]
fn status_1_where_it_pays_what_it_is_not_asked() {
    // A check decides where it is proven; one of them does in any case.
    let output = lines(
        &["--protocol", "x402-v1", "--run", "x402-v1/client/*"],
        Some("pays-on-500"),
    );
    assert!(text(&output).contains("X402-CLI-008"), "{}", text(&output));
    assert!(
        matches!(output.status.code(), Some(0 | 1)),
        "{}",
        text(&output)
    );
}

#[test]
fn a_replay_knows_what_the_client_claimed() {
    let path = temporary("replayed.jsonl");
    let to_path = format!("json={}", path.display());
    let options = [
        "--protocol",
        "mpp-core",
        "--plain-http",
        "--run",
        "mpp/client/paid",
    ];
    let output = lines(&[&options[..], &["--report", &to_path]].concat(), None);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    let records = fs::read_to_string(&path).unwrap();
    let records = records
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let passed = records
        .into_iter()
        .find(|record| record["outcome"] == "pass");
    let passed = passed.unwrap()["id"].as_str().unwrap().to_owned();
    // Neither --protocol nor --lines nor --plain-http, as the help shows it.
    let replay = |command: &[String]| {
        Command::new(env!("CARGO_BIN_EXE_conform402"))
            .arg("replay")
            .arg(&path)
            .arg(&passed)
            .args(command)
            .output()
            .unwrap()
    };
    let output = replay(&[&["--".to_owned()], &myself()[..]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    assert!(text(&output).contains("now     pass"), "{}", text(&output));
    let output = replay(&[]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
    assert!(
        text(&output).contains("command after --"),
        "{}",
        text(&output)
    );
    fs::remove_file(&path).unwrap();
}

/// Outcome, branch and token by check.
type Verdicts = BTreeMap<String, (Value, Value, Value)>;

fn verdicts(run: usize) -> Verdicts {
    let report = temporary(&format!("stability-{run}"));
    let to_report = format!("json={}", report.display());
    let (seed, jobs) = (
        format!("run-{run}"),
        if run.is_multiple_of(2) { "1" } else { "4" },
    );
    let mut options = vec![
        "--plain-http",
        "--spec",
        "mpp-core-01",
        "--report",
        &to_report,
    ];
    options.extend(["--seed", &seed, "--jobs", jobs]);
    for family in ["x402-v1", "mpp-core", "mpp-discovery"] {
        options.extend(["--protocol", family]);
    }
    let output = lines(&options, None);
    assert_eq!(
        output.status.code(),
        Some(0),
        "run {run}: {}",
        text(&output)
    );
    let records = fs::read_to_string(&report).unwrap();
    fs::remove_file(&report).unwrap();
    records
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|record| record["record"] == "check")
        .map(|check| {
            let said = ["outcome", "branch", "token"].map(|name| check[name].clone());
            (check["id"].as_str().unwrap().to_owned(), said.into())
        })
        .collect()
}

fn same_verdicts(runs: usize) {
    let first = verdicts(0);
    assert!(first.len() > 400, "{} checks", first.len());
    for run in 1..runs {
        let again = verdicts(run);
        let differing: Vec<_> = first
            .iter()
            .filter(|(id, said)| again.get(*id) != Some(*said))
            .collect();
        assert!(
            differing.is_empty() && again.len() == first.len(),
            "run {run}: {differing:?}"
        );
    }
    println!("{runs} runs of {} checks: the same verdicts", first.len());
}

#[test]
fn two_runs_agree() {
    same_verdicts(2);
}

/// `cargo test -p conform402 --test clients -- --ignored --nocapture twenty`
#[test]
#[ignore = "twenty runs of everything take half a minute"]
fn twenty_runs_agree() {
    same_verdicts(20);
}

#[test]
fn status_2_without_a_command_or_with_a_false_baseline() {
    assert_eq!(conform402(&[]).status.code(), Some(2));
    assert_eq!(
        conform402(&["--profile", "/nowhere"]).status.code(),
        Some(2)
    );
    let file = temporary("baseline");
    fs::write(&file, "no/such#check.payments  got=1\n").unwrap();
    let baseline = file.to_str().unwrap();
    let output = x402(&["--baseline", baseline, "--", "true"]);
    fs::remove_file(&file).unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
}

#[test]
fn status_3_where_nothing_can_be_told() {
    for command in [&["true"][..], &["false"], &["sh", "-c", "kill -9 $$"]] {
        let output = x402(&[&["--run", "*over-cap*", "--"], command].concat());
        assert_eq!(
            output.status.code(),
            Some(3),
            "{command:?}: {}",
            text(&output)
        );
        assert!(
            !text(&output).contains("pass "),
            "{command:?}: {}",
            text(&output)
        );
    }
    let output = x402(&["--lines", "--run", "*over-cap*", "--", "true"]);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output));
}

#[test]
fn status_2_for_claims_that_nobody_knows() {
    for (options, words) in [
        (&[][..], &["--protocol", "mpp-core", "x402-v1"][..]),
        (&["--protocol", "mpp"], &["\"mpp-core\"", "found \"mpp\""]),
        (
            &["--protocol", "mpp-cor"],
            &["Is \"mpp-core\" meant?", "found \"mpp-cor\""],
        ),
        (
            &["--protocol", "mpp-card"],
            &["no client vector is of it", "mpp-tempo"],
        ),
    ] {
        let output = conform402(&[options, &["--", "true"]].concat());
        assert_eq!(output.status.code(), Some(2), "{}", text(&output));
        for word in words {
            assert!(text(&output).contains(word), "{word}: {}", text(&output));
        }
        assert!(output.stdout.is_empty(), "{}", text(&output));
    }
    for (name, profile, word) in [
        (
            "cannot",
            json!({ "protocols": ["x402-v1"], "client": { "cannot": ["redirect"] } }),
            "Is \"redirects\" meant?",
        ),
        (
            "methods",
            json!({ "protocols": ["mpp-core"], "client": { "methods": ["temppo"] } }),
            "expected \"testpay\" or \"tempo\" or \"evm\", found \"temppo\"",
        ),
        ("x402", json!({ "protocols": ["x402"] }), "found \"x402\""),
    ] {
        let (status, said) = claimed(name, profile);
        assert_eq!(status, Some(2), "{said}");
        assert!(said.contains(word), "{said}");
    }
    let capabilities = json!({ "protocols": ["x402-v1"], "capabilities": ["flying"] });
    let (status, said) = claimed("capability", capabilities);
    assert_eq!(status, Some(0), "{said}");
    assert!(
        said.contains("warning") && said.contains("flying"),
        "{said}"
    );
}

/// What a dry run says to a client's profile.
fn claimed(name: &str, mut profile: Value) -> (Option<i32>, String) {
    let file = temporary(&format!("claims-{name}.json"));
    profile["name"] = "claims".into();
    fs::write(&file, profile.to_string()).unwrap();
    let profile = file.to_str().unwrap();
    let output = conform402(&["--profile", profile, "--dry-run", "--", "true"]);
    fs::remove_file(&file).unwrap();
    (output.status.code(), text(&output))
}

#[test]
fn a_family_of_a_method_implies_the_method() {
    for (family, file) in [
        ("mpp-evm", "mpp/client/evm-authorization"),
        ("mpp-tempo", "mpp/client/tempo-proof"),
    ] {
        let output = conform402(&["--protocol", family, "--dry-run", "--", "true"]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output));
        assert!(
            text(&output).contains(&format!("would run       {file}#")),
            "{}",
            text(&output)
        );
    }
}

#[test]
fn status_2_for_a_client_that_cannot_be_started() {
    for more in [&[][..], &["--lines"]] {
        let run = [more, &["--", "/no/such/program", "{url}"]].concat();
        let output = x402(&run);
        assert_eq!(output.status.code(), Some(2), "{}", text(&output));
        let lines: Vec<_> = text(&output).lines().map(str::to_owned).collect();
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(
            lines[0].contains("cannot start \"/no/such/program\""),
            "{lines:?}"
        );
    }
}

#[test]
fn why_a_client_never_pays_is_said_once() {
    let output = x402(&["--", "sh", "-c", "echo out of money >&2; exit 3"]);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output));
    let printed = text(&output);
    let said = |words: &str| {
        let lines = printed.lines().filter(|line| !line.contains("echo"));
        lines.filter(|line| line.contains(words)).count()
    };
    assert_eq!(said("the client pays in none of"), 1, "{printed}");
    assert_eq!(said("out of money"), 1, "{printed}");
    assert!(printed.lines().count() < 30, "{printed}");
}

#[test]
fn ways_to_end_are_told_apart() {
    for (script, word) in [
        ("exit 0", "fetched"),
        ("exit 10", "refused"),
        ("exit 127", "unsupported"),
        ("exit 5", "failed"),
        ("kill -9 $$", "crashed"),
        ("sleep 60", "cut-off"),
    ] {
        let options = [
            "--timeout",
            "1",
            "--run",
            "*over-cap*",
            "--",
            "sh",
            "-c",
            script,
        ];
        let output = x402(&options);
        assert!(text(&output).contains(word), "{script}: {}", text(&output));
    }
}

#[test]
fn a_command_is_told_what_to_do() {
    let file = temporary("told");
    let script = format!(
        "echo \"$1 $CONFORM402_METHOD $CONFORM402_CALLS $CONFORM402_MAX_AMOUNT $CONFORM402_NETWORK\" \
         $(cat $CONFORM402_HEADERS_FILE) $(cat $CONFORM402_BODY_FILE) >> {}",
        file.display()
    );
    x402(&[
        "--run",
        "x402-v1/client/paid",
        "--",
        "sh",
        "-c",
        &script,
        "sh",
        "{url}",
    ]);
    let told = fs::read_to_string(&file).unwrap();
    fs::remove_file(&file).unwrap();
    // Without a payment in the control nothing else is tried.
    let mut words = told.split_whitespace();
    assert!(
        words.next().unwrap().starts_with("http://127.0.0.1:"),
        "{told}"
    );
    assert_eq!(
        words.collect::<Vec<_>>(),
        ["GET", "1", "1000000", "base-sepolia"],
        "{told}"
    );
}

/// Clients that hang, flood, fork and do not listen: the run ends in time, small, and alone.
#[test]
fn hostile_clients_neither_hang_nor_survive() {
    let scripts = [
        ("hangs", "SLEEP"),
        ("ignores-sigterm", "trap '' TERM; while :; do SLEEP; done"),
        ("floods-stdout", "head -c 1000000000 /dev/zero; exit 0"),
        ("floods-stdout-without-end", "cat /dev/zero"),
        ("floods-stderr", "cat /dev/zero >&2"),
        ("floods-lines", "yes '{\"status\":200}'"),
        ("forks", "for i in 1 2 3 4 5 6 7 8; do SLEEP & done; exit 0"),
        (
            "forks-and-ignores",
            "trap '' TERM; for i in 1 2 3; do SLEEP & done; SLEEP",
        ),
        ("leaves-its-group", "setsid SLEEP & setsid SLEEP & exit 0"),
        (
            "leaves-group-and-environment",
            "setsid env -i /bin/SLEEP & exit 0",
        ),
    ];
    std::thread::scope(|scope| {
        for (number, (name, script)) in scripts.into_iter().enumerate() {
            for lines in [false, true] {
                // Each has a number of seconds of its own, by which its processes are told.
                let sleep = format!("sleep 4711{number}{}", usize::from(lines));
                let script = script.replace("SLEEP", &sleep);
                scope.spawn(move || endures(name, &script, lines, &sleep));
            }
        }
    });
}

fn endures(name: &str, script: &str, lines: bool, sleep: &str) {
    let begun = Instant::now();
    let mut options = vec!["--protocol", "x402-v1", "--timeout", "1"];
    options.extend(["--run", "x402-v1/client/over-cap*"]);
    if lines {
        options.push("--lines");
    }
    options.extend(["--", "sh", "-c", script]);
    let (output, kilobytes) = measured(&options, sleep);
    let printed = text(&output);
    let shown: String = printed.chars().take(500).collect();
    assert_eq!(output.status.code(), Some(3), "{name}: {shown}");
    assert!(printed.len() < 64 * 1024, "{name}: {} bytes", printed.len());
    assert!(kilobytes < 200 * 1024, "{name}: {kilobytes} kB");
    assert!(
        begun.elapsed() < Duration::from_secs(60),
        "{name}: {:?}",
        begun.elapsed()
    );
    assert_eq!(running(sleep), 0, "{name}: processes survive");
}

/// Whoever interrupts the run ends its clients, too.
#[test]
fn an_interrupted_run_leaves_nobody() {
    let sleep = "sleep 471199";
    let mut child = Command::new(env!("CARGO_BIN_EXE_conform402"))
        .args([
            "client",
            "--protocol",
            "x402-v1",
            "--run",
            "x402-v1/client/over-cap*",
            "--",
            "sh",
            "-c",
        ])
        .arg(format!("trap '' TERM; {sleep}"))
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while running(sleep) == 0 {
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "the client does not start"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
    let status = Command::new("kill").arg(child.id().to_string()).status();
    assert!(status.unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(128 + 15));
    assert_eq!(running(sleep), 0);
}

/// The same, with the greatest size that the program had.
fn measured(options: &[&str], name: &str) -> (Output, u64) {
    let file = temporary(&name.replace(' ', "-"));
    let mut child = Command::new(env!("CARGO_BIN_EXE_conform402"))
        .args(["client", "--vectors"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../vectors"))
        .args(options)
        .stdout(fs::File::create(&file).unwrap())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut most = 0;
    while child.try_wait().unwrap().is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let peak = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = peak.and_then(|peak| peak.split_whitespace().next()?.parse().ok());
        most = most.max(peak.unwrap_or(0));
        std::thread::sleep(Duration::from_millis(20));
    }
    let mut output = child.wait_with_output().unwrap();
    output.stdout = fs::read(&file).unwrap();
    fs::remove_file(&file).unwrap();
    (output, most)
}

/// How many processes have these words as their command line.
fn running(words: &str) -> usize {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let lines = entries.filter_map(|entry| fs::read(entry.path().join("cmdline")).ok());
    lines
        .map(|line| String::from_utf8_lossy(&line).replace('\0', " "))
        .filter(|line| line.trim().trim_start_matches("/bin/") == words)
        .count()
}

fn temporary(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("conform402-clients-{name}-{}", std::process::id()))
}
