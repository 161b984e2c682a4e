//! Commands that talk to one live server: probe, record and replay, through the real binary.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use conform402::vector::Source;
use conform402::vector::lint::lint;

use reference402::server::{Options, Protocol, Server};
use reference402::{Faults, Role};
use serde_json::Value;

fn reference(protocol: Protocol) -> Server {
    faulty(protocol, &[])
}

fn faulty(protocol: Protocol, faults: &[&str]) -> Server {
    let faults = Faults::new(Role::Server, faults.iter().copied()).unwrap();
    Server::start(Options::new(protocol), faults).unwrap()
}

/// Status, standard output, standard error.
fn conform402(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_conform402"))
        .args(arguments)
        .output()
        .unwrap();
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

fn fresh(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&path);
    let _ = std::fs::remove_file(&path);
    path
}

/// Answers every connection with the same bytes.
fn saying(text: &'static [u8]) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}/paid", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut socket in listener.incoming().flatten() {
            let _ = socket.read(&mut [0; 4096]);
            let _ = socket.write_all(text);
        }
    });
    url
}

#[test]
fn a_probed_server_gets_a_profile_that_runs() {
    for (protocol, families, most) in [
        (Protocol::X402, &["x402-v1"][..], "pass "),
        (Protocol::Mpp, &["mpp-core", "mpp-charge"], "pass "),
    ] {
        let server = reference(protocol);
        let file = fresh(&format!("probed-{}.json", families[0]));
        let path = file.to_str().unwrap();
        let url = format!("{}/paid?a=1#part", server.url());
        let (status, report, hints) = conform402(&["probe", &url, "--write", path]);
        assert_eq!(status, 0, "{report}{hints}");
        assert!(
            report.contains(most) && !report.contains("inconclusive"),
            "{report}"
        );
        assert!(hints.contains("canary"), "{hints}");
        let text = std::fs::read_to_string(&file).unwrap();
        let profile: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(profile["protocols"], serde_json::json!(families));
        assert_eq!(profile["routes"]["paid"]["path"], "/paid?a=1");
        assert_eq!(profile["routes"]["paid-other-case"]["path"], "/PAID");
        assert_eq!(profile["routes"]["paid-escaped"]["path"], "/%70aid");
        let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas/profile.schema.json");
        let schema: Value = serde_json::from_slice(&std::fs::read(schema).unwrap()).unwrap();
        jsonschema::validate(&schema, &profile).unwrap();

        let (status, _, refusal) = conform402(&["probe", &url, "--write", path]);
        assert_eq!(status, 2, "a file is never overwritten: {refusal}");
        let (status, printed, report) = conform402(&["probe", &url]);
        assert_eq!((status, printed), (0, text), "{report}");
        let (status, report, _) = conform402(&["server", "--profile", path, "--run", "*unpaid*"]);
        assert!(status == 0 || status == 3, "{report}");
        assert!(!report.contains("fail "), "{report}");
    }
}

#[test]
fn a_probe_finds_what_one_answer_shows() {
    let url = saying(
        b"HTTP/1.1 402 Payment Required\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n\
          {\"x402Version\":1,\"error\":\"no correct-horse\",\"accepts\":[{\"scheme\":\"exact\",\"network\":\"base-sepolia\"}]}",
    );
    let folder = set("probed");
    let (status, profile, report) = conform402(&[
        "probe",
        &url,
        "--header",
        "X-Key: correct-horse",
        "--vectors",
        folder.to_str().unwrap(),
    ]);
    assert_eq!(status, 1, "{report}");
    assert!(
        report.contains("X402-HTTP-002"),
        "the content type: {report}"
    );
    assert!(
        profile.contains("\"network\": \"base-sepolia\""),
        "{profile}"
    );
    assert!(report.contains("X-Key: [redacted]"), "{report}");
    assert!(report.contains("no [redacted]"), "{report}");
}

#[test]
fn a_probe_without_an_offer_proves_nothing() {
    for (text, word) in [
        (
            &b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"[..],
            "status 200",
        ),
        (
            b"HTTP/1.1 308 Moved\r\nLocation: https://a.example/paid\r\nContent-Length: 0\r\n\r\n",
            "https://a.example/paid, which was not followed",
        ),
        (
            b"HTTP/1.1 402 Pay\r\nPAYMENT-REQUIRED: e30=\r\nContent-Length: 2\r\n\r\n{}",
            "x402 version 2",
        ),
        (b"SSH-2.0-x\r\n\r\n", "not an HTTP/1.1 message"),
    ] {
        let (status, profile, why) = conform402(&["probe", &saying(text)]);
        assert_eq!((status, profile.as_str()), (3, ""), "{why}");
        assert!(why.contains(word), "{why}");
    }
    for url in ["ftp://a", "http://a b/", "nowhere"] {
        assert_eq!(conform402(&["probe", url]).0, 2, "{url}");
    }
}

/// The registry of this repository and a vector, without the list of what is proven.
fn set(name: &str) -> PathBuf {
    let folder = fresh(name);
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors");
    for part in ["requirements", "x402-v1/server/unpaid.json"] {
        let from = vectors.join(part);
        let files = match std::fs::read_dir(&from) {
            Ok(entries) => entries.flatten().map(|entry| entry.path()).collect(),
            Err(_) => vec![from],
        };
        for file in files {
            let to = folder.join(file.strip_prefix(&vectors).unwrap());
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            std::fs::copy(file, to).unwrap();
        }
    }
    folder
}

#[test]
fn a_recorded_exchange_lacks_nothing_but_requirements() {
    let server = reference(Protocol::Mpp);
    let folder = set("recorded");
    let at = folder.to_str().unwrap();
    let url = format!("{}/paid", server.url());
    let (status, path, hints) = conform402(&[
        "record",
        &url,
        "--pay",
        "--vector",
        "mpp/server/mine",
        "--vectors",
        at,
        "--header",
        "X-Api-Key: correct-horse",
        "--header",
        "Accept-Payment: testpay/charge",
    ]);
    assert_eq!(status, 0, "{hints}");
    let text = std::fs::read_to_string(path.trim()).unwrap();
    assert!(!text.contains("correct-horse"), "secrets stay out: {text}");
    assert!(!text.contains("Payment "), "credentials stay out: {text}");
    assert!(hints.contains("X-Api-Key"), "{hints}");
    let file: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        file["steps"][0]["send"]["headers"]["Accept-Payment"],
        "testpay/charge"
    );
    assert_eq!(file["steps"][0]["expect"]["status"], 402);
    assert_eq!(file["steps"][1]["expect"]["status"], 200);
    assert_eq!(file["steps"][1]["expect"]["receipt"]["status"], "success");

    let findings = lint(&Source::Folder(folder.clone())).unwrap();
    let mine = |pointer: &str| pointer.ends_with("/req");
    assert!(
        !findings.is_empty() && findings.iter().all(|one| mine(&one.pointer)),
        "{findings:?}"
    );
    std::fs::write(
        path.trim(),
        text.replace("\"REQUIREMENT\"", "\"MPP-CORE-001\""),
    )
    .unwrap();
    assert_eq!(lint(&Source::Folder(folder.clone())).unwrap(), []);

    // What was recorded holds for what it was recorded from.
    let profile = fresh("recorded-profile.json");
    let profile = profile.to_str().unwrap();
    conform402(&[
        "probe",
        &url,
        "--header",
        "Accept-Payment: testpay/charge",
        "--write",
        profile,
    ]);
    let (status, report, _) = conform402(&["server", "--profile", profile, "--vectors", at]);
    assert_eq!(status, 0, "{report}");
    let (status, _, refusal) = conform402(&[
        "record",
        &url,
        "--vector",
        "mpp/server/mine",
        "--vectors",
        at,
    ]);
    assert_eq!(status, 2, "a file is never overwritten: {refusal}");
}

#[test]
fn only_what_is_offered_can_be_paid() {
    let url =
        saying(b"HTTP/1.1 402 Pay\r\nConnection: close\r\n\r\n{\"x402Version\":1,\"accepts\":[]}");
    let folder = set("unpaid");
    let (status, _, why) = conform402(&[
        "record",
        &url,
        "--pay",
        "--vector",
        "x402-v1/server/mine",
        "--vectors",
        folder.to_str().unwrap(),
    ]);
    assert_eq!(status, 3, "{why}");
    assert!(why.contains("no offer of x402-v1"), "{why}");
}

const MPP: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../interop/profiles/reference402-mpp.json"
);

/// Every credential that a report's exchanges hold.
fn credentials(report: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(report).unwrap();
    let records = text.lines().map(|line| serde_json::from_str(line).unwrap());
    let sent = records.filter_map(|record: Value| Some(record["sent"].as_str()?.to_owned()));
    sent.flat_map(|sent| {
        let fields = sent
            .lines()
            .filter_map(|line| line.split_once(": Payment "));
        fields
            .map(|(_, value)| value.to_owned())
            .collect::<Vec<_>>()
    })
    .collect()
}

#[test]
fn a_check_is_replayed_with_payments_of_its_own() {
    const CHECK: &str = "mpp/server/paid#again.canary";
    let broken = faulty(Protocol::Mpp, &["credential-replay-served"]);
    let (first, second) = (fresh("first.jsonl"), fresh("second.jsonl"));
    let json = |path: &Path| format!("json={}", path.display());
    let report = first.to_str().unwrap();
    let (status, said, _) = conform402(&[
        "server",
        "--profile",
        MPP,
        "--url",
        &broken.url(),
        "--run",
        CHECK,
        "--report",
        &json(&first),
    ]);
    assert!(said.contains("fail"), "{status} {said}");
    assert!(!credentials(&first).is_empty());

    let (status, said, why) = conform402(&["replay", report, CHECK, "--report", &json(&second)]);
    assert_eq!(status, 1, "{said}{why}");
    assert!(
        said.contains("before  fail") && said.contains("now     fail"),
        "{said}"
    );
    let (old, new) = (credentials(&first), credentials(&second));
    assert!(
        !new.is_empty() && new.iter().all(|one| !old.contains(one)),
        "nothing is sent twice"
    );
    let stored = std::fs::read_to_string(&first).unwrap();
    assert!(
        !stored.lines().next().unwrap().contains("binding-secret"),
        "{stored}"
    );

    let mended = reference(Protocol::Mpp);
    let (status, said, why) = conform402(&["replay", report, CHECK, "--url", &mended.url()]);
    assert_eq!(status, 0, "{said}{why}");
    assert!(
        said.contains("before  fail") && said.contains("now     pass"),
        "{said}"
    );
    let (status, said, _) = conform402(&["replay", report, CHECK, "--url", "http://127.0.0.1:9"]);
    assert_eq!(status, 3, "{said}");
    assert!(said.contains("give --profile FILE"), "{said}");

    let (status, _, why) = conform402(&["replay", report, "mpp/server/paid#no.such"]);
    assert_eq!(status, 2);
    assert!(why.contains("no check is called"), "{why}");
    let cut = fresh("cut.jsonl");
    let whole = std::fs::read_to_string(&first).unwrap();
    let (body, _) = whole.trim_end().rsplit_once('\n').unwrap();
    std::fs::write(&cut, body).unwrap();
    let (status, _, why) = conform402(&["replay", cut.to_str().unwrap(), CHECK]);
    assert_eq!(status, 2);
    assert!(why.contains("not a complete report"), "{why}");
}

#[test]
fn a_library_is_replayed_by_its_command() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let (set, adapter) = (fixtures.join("set"), fixtures.join("adapter.sh"));
    let more = [
        "--timeout",
        "1",
        "--vectors",
        set.to_str().unwrap(),
        "--",
        "sh",
        adapter.to_str().unwrap(),
    ];
    let report = fresh("codec.jsonl");
    let destination = format!("json={}", report.display());
    conform402(&[&["codec", "--report", &destination][..], &more].concat());
    let path = report.to_str().unwrap();
    for (check, expected) in [("codec/order#late.out", 0), ("codec/encode#must.out", 1)] {
        let (status, said, why) = conform402(&[&["replay", path, check][..], &more].concat());
        assert_eq!(status, expected, "{said}{why}");
    }
    let (status, _, why) = conform402(&["replay", path, "codec/encode#must.out"]);
    assert_eq!(status, 2, "a command is needed: {why}");
}

#[test]
fn nothing_but_the_command_is_needed_where_the_vectors_are_the_built_in_ones() {
    let adapter = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/adapter.sh");
    let command = ["--", "sh", adapter.to_str().unwrap()];
    let report = fresh("built-in.jsonl");
    let destination = format!("json={}", report.display());
    let run = [
        "codec",
        "--run",
        "mpp/codec/base64url-encode",
        "--report",
        &destination,
    ];
    let (status, said, why) = conform402(&[&run[..], &command].concat());
    assert_eq!(status, 1, "{said}{why}");
    let records = std::fs::read_to_string(&report).unwrap();
    let records = records
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let failed = records
        .into_iter()
        .find(|record| record["outcome"] == "fail");
    let failed = failed.unwrap()["id"].as_str().unwrap().to_owned();
    let replay = ["replay", report.to_str().unwrap(), &failed];
    let (status, said, why) = conform402(&[&replay[..], &command].concat());
    assert_eq!(status, 1, "{said}{why}");
    assert!(said.contains("now     fail"), "{said}{why}");
    let own = ["--reasons", "strict"];
    let (status, said, why) = conform402(&[&replay[..], &own, &command].concat());
    assert_eq!(status, 1, "options of its own may come before: {said}{why}");
}
