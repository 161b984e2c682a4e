//! Every form of the report, of runs that fail in every way, through the real program.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use reference402::server::{Options, Protocol, Server};
use reference402::{Faults, Role};
use serde_json::Value;

const FORMATS: [&str; 7] = [
    "text", "json", "junit", "sarif", "markdown", "html", "badge",
];

/// The reports of one run, and its exit status.
struct Reports {
    folder: PathBuf,
    status: i32,
}

impl Reports {
    fn of(name: &str, arguments: &[&str], command: &[&str]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&folder).unwrap();
        let mut program = Command::new(env!("CARGO_BIN_EXE_conform402"));
        program.args(arguments);
        for format in FORMATS {
            let path = folder.join(format);
            program.args(["--report", &format!("{format}={}", path.display())]);
        }
        if !command.is_empty() {
            program.arg("--").args(command);
        }
        let output = program.output().unwrap();
        let status = output.status.code().unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        assert!(
            !printed.contains('\u{1b}'),
            "no colours where nobody sees them"
        );
        let reports = Self { folder, status };
        assert_eq!(
            reports.text("text"),
            printed,
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        reports
    }

    /// The run of the shell adapter: every outcome of a library.
    fn of_library(name: &str, adapter: &Path, more: &[&str]) -> Self {
        let set = fixture("set");
        let mut arguments = vec![
            "codec",
            "--vectors",
            set.to_str().unwrap(),
            "--timeout",
            "1",
        ];
        arguments.extend(more);
        Self::of(name, &arguments, &["sh", adapter.to_str().unwrap()])
    }

    fn text(&self, format: &str) -> String {
        fs::read_to_string(self.folder.join(format)).unwrap()
    }

    fn checks(&self) -> Vec<Value> {
        let records = self.text("json");
        let records = records
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap());
        records
            .filter(|record| record["record"] == "check")
            .collect()
    }

    fn count(&self, outcome: &str) -> usize {
        let checks = self.checks();
        checks
            .iter()
            .filter(|check| check["outcome"] == outcome)
            .count()
    }

    fn sarif(&self) -> Value {
        serde_json::from_str(&self.text("sarif")).unwrap()
    }
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

/// Holds XML against our schema, where the validator is installed.
fn validate(path: &Path) {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas/junit.xsd");
    let validator = Command::new("xmllint")
        .args(["--noout", "--schema"])
        .arg(schema)
        .arg(path)
        .output();
    match validator {
        Ok(output) => assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        ),
        Err(_) => eprintln!(
            "xmllint is not installed: {} was not validated",
            path.display()
        ),
    }
}

/// The value of an attribute of the first element of a name.
fn attribute(xml: &str, element: &str, name: &str) -> usize {
    let start = xml.split(&format!("<{element} ")).nth(1).unwrap();
    let value = start.split(&format!("{name}=\"")).nth(1).unwrap();
    value.split('"').next().unwrap().parse().unwrap()
}

#[test]
fn every_form_tells_the_same() {
    let reports = Reports::of_library(
        "every-form",
        &fixture("adapter.sh"),
        &["--window", "4", "--seed", "s"],
    );
    assert_eq!(reports.status, 1);
    let checks = reports.checks();
    assert!(reports.count("fail") > 1 && reports.count("warn") > 0 && reports.count("info") > 0);

    let junit = reports.text("junit");
    validate(&reports.folder.join("junit"));
    assert_eq!(attribute(&junit, "testsuites", "tests"), checks.len());
    assert_eq!(
        attribute(&junit, "testsuites", "failures"),
        reports.count("fail")
    );
    let open =
        attribute(&junit, "testsuites", "errors") + attribute(&junit, "testsuites", "skipped");
    let passed = checks.len() - reports.count("fail") - open;
    assert_eq!(
        passed,
        reports.count("pass"),
        "only a pass is a case without a child"
    );

    let sarif = reports.sarif();
    let run = &sarif["runs"][0];
    let named: Vec<_> = run["properties"]["passed"]
        .as_array()
        .unwrap()
        .iter()
        .collect();
    assert_eq!(named.len(), reports.count("pass"));
    let results = run["results"].as_array().unwrap();
    let rules: Vec<_> = run["tool"]["driver"]["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| &rule["id"])
        .collect();
    for result in results {
        assert!(rules.contains(&&result["ruleId"]), "{result}");
        let severe = result["kind"] == "fail";
        assert_eq!(
            severe,
            result["level"] != "none",
            "a level goes with a failure only: {result}"
        );
    }

    for check in &checks {
        let id = check["id"].as_str().unwrap();
        let (file, name) = id.split_once('#').unwrap();
        let case = format!("classname=\"{file}\" name=\"{name}\"");
        assert!(junit.contains(&case), "JUnit has {id}");
        assert!(
            reports.text("html").contains(&format!("data-id=\"{id}\"")),
            "HTML has {id}"
        );
        assert!(
            reports.text("markdown").contains(&id.replace('#', "\\#")),
            "Markdown has {id}"
        );
        assert!(reports.text("sarif").contains(id), "SARIF has {id}");
    }
    let badge = reports.text("badge");
    assert!(
        badge.contains(&format!("{} failed", reports.count("fail"))),
        "{badge}"
    );
    assert!(!badge.contains(GREEN), "{badge}");
}

#[test]
fn the_tables_of_markdown_are_in_order_of_ids() {
    let reports = Reports::of_library("ordered", &fixture("adapter.sh"), &[]);
    let markdown = reports.text("markdown");
    for (head, column) in [("| outcome | requirement |", 2), ("| outcome | check |", 2)] {
        let rows = markdown.lines().skip_while(|line| !line.starts_with(head));
        let rows = rows.skip(2).take_while(|line| line.starts_with('|'));
        let cell = |row: &str| row.split(" | ").nth(column - 1).map(str::to_owned);
        let ids: Vec<_> = rows.filter_map(cell).collect();
        assert!(ids.len() > 1 && ids.is_sorted(), "{ids:?}");
    }
}

#[test]
fn only_a_pass_is_green() {
    let adapter = fixture("adapter.sh");
    for (name, run, status, green) in [
        ("green", "codec/order", 0, true),
        ("red", "codec/encode#must", 1, false),
        ("grey", "codec/other", 3, false),
    ] {
        let reports = Reports::of_library(name, &adapter, &["--run", run]);
        assert_eq!(reports.status, status, "{name}");
        assert_eq!(reports.text("badge").contains(GREEN), green, "{name}");
        assert_eq!(
            reports.text("markdown").starts_with("## ✅"),
            green,
            "{name}"
        );
        assert_eq!(
            reports.text("html").contains("class=\"verdict pass\""),
            green,
            "{name}"
        );
        validate(&reports.folder.join("junit"));
    }
    let baseline = Path::new(env!("CARGO_TARGET_TMPDIR")).join("known.baseline");
    fs::write(
        &baseline,
        "codec/encode#must.out  got=YQ  X402-TA-001  # known\n",
    )
    .unwrap();
    let known = [
        "--run",
        "codec/encode#must",
        "--run",
        "codec/encode#good",
        "--baseline",
        baseline.to_str().unwrap(),
    ];
    let reports = Reports::of_library("known", &adapter, &known);
    assert_eq!(reports.status, 0);
    assert!(
        !reports.text("badge").contains(GREEN),
        "a failure that is known is no pass"
    );
    assert!(reports.text("text").contains("(known)"));
    assert!(
        reports.text("junit").contains("message=\"fail (known)"),
        "{}",
        reports.text("junit")
    );
    let sarif = reports.sarif();
    assert_eq!(sarif["runs"][0]["results"][0]["baselineState"], "unchanged");
    assert_eq!(
        sarif["runs"][0]["results"][0]["suppressions"][0]["status"],
        "accepted"
    );
}

#[test]
fn what_a_target_sends_stays_text() {
    let adapter = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile.sh");
    let script = r#"while read -r line; do id=${line#*\"id\":}; id=${id%%[,\}]*}; case $line in
*hello*) printf '{"id":%s,"ok":{"implementation":{"name":"<b>&\\u001b[31m"},"operations":["base64url.encode"]}}\n' "$id";;
*) printf '{"id":%s,"ok":"</script><img src=x onerror=alert(1)>```|\\u0000\\uffff"}\n' "$id";; esac; done"#;
    fs::write(&adapter, script).unwrap();
    let reports = Reports::of_library("hostile", &adapter, &[]);
    assert_eq!(reports.status, 1);
    let html = reports.text("html");
    assert!(!html.contains("<img"), "markup is escaped");
    assert!(
        html.contains("&lt;img src=x onerror=alert(1)&gt;"),
        "and still shown"
    );
    for outside in [" src=", "<link", "@import", "url(", "<script src"] {
        assert!(
            !html.replace("&lt;img src=", "").contains(outside),
            "nothing is fetched: {outside}"
        );
    }
    assert!(
        html.contains("Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-")
    );
    validate(&reports.folder.join("junit"));
    for (format, text) in FORMATS.map(|format| (format, reports.text(format))) {
        let control = |c: char| c.is_control() && c != '\n';
        assert!(
            !text.contains(control),
            "{format} has no control characters"
        );
    }
    assert!(
        !reports
            .text("markdown")
            .contains("<img src=x onerror=alert(1)>\n|")
    );
}

#[test]
fn a_failure_says_how_to_see_it_again() {
    let mut options = Options::new(Protocol::Mpp);
    options.binding_secret = "reference402-binding-secret-of-the-tests".to_owned();
    let faults = Faults::new(Role::Server, ["secret-in-problem"]).unwrap();
    let server = Server::start(options, faults).unwrap();
    let profile =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../interop/profiles/reference402-mpp.json");
    let (profile, url) = (profile.to_str().unwrap(), server.url());
    let arguments = [
        "server",
        "--profile",
        profile,
        "--url",
        &url,
        "--run",
        "*unknown*",
        "--run",
        "mpp/server/refusal*",
        "--run",
        "*secret*",
        "--seed",
        "s",
    ];
    let reports = Reports::of("again", &arguments, &[]);
    let failures: Vec<_> = reports
        .checks()
        .into_iter()
        .filter(|check| check["outcome"] == "fail")
        .collect();
    assert!(
        !failures.is_empty(),
        "the fault shows: {}",
        reports.text("text")
    );
    let (text, id) = (reports.text("text"), failures[0]["id"].as_str().unwrap());
    let requirement = failures[0]["requirement"][0].as_str().unwrap();
    assert!(
        text.lines()
            .any(|line| line.starts_with("fail ") && line.contains(requirement)),
        "{text}"
    );
    assert!(text.contains("    https://"), "the link is shown: {text}");
    assert!(
        text.contains("    expected ") && text.contains("    got      "),
        "{text}"
    );
    assert!(
        text.contains("    > GET /") && text.contains("    < HTTP/1.1 402"),
        "{text}"
    );

    let line = |start: &str| {
        text.lines()
            .map(str::trim)
            .find(|line| line.starts_with(start))
            .unwrap()
    };
    let again =
        line("conform402 server").replacen("conform402", env!("CARGO_BIN_EXE_conform402"), 1);
    assert!(again.contains("--seed s"), "{again}");
    let output = Command::new("sh").args(["-c", &again]).output().unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.contains(&format!(" {requirement} ")) && output.contains("fail 1"),
        "{id}: {output}"
    );

    if Command::new("curl").arg("--version").output().is_ok() {
        let output = Command::new("sh")
            .args(["-c", line("curl ")])
            .output()
            .unwrap();
        let answer = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            answer.starts_with("HTTP/1.1 402"),
            "{}: {answer}",
            line("curl ")
        );
    } else {
        eprintln!("curl is not installed: its line was not run");
    }
}

#[test]
fn colours_are_for_terminals_that_want_them() {
    let (set, adapter) = (fixture("set"), fixture("adapter.sh"));
    let line = format!(
        "{} codec --vectors {} --run codec/encode#must -- sh {}",
        env!("CARGO_BIN_EXE_conform402"),
        set.display(),
        adapter.display()
    );
    let on_terminal = |no_color: &str| {
        Command::new("script")
            .args(["-qec", &line, "/dev/null"])
            .env("TERM", "xterm")
            .env("NO_COLOR", no_color)
            .output()
    };
    let Ok(output) = on_terminal("") else {
        eprintln!("script is not installed: there is no terminal to write to");
        return;
    };
    let red = "\u{1b}[1;31mfail";
    assert!(String::from_utf8_lossy(&output.stdout).contains(red));
    let output = on_terminal("1").unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("fail ") && !text.contains('\u{1b}'), "{text}");
}

const GREEN: &str = "#1a7f37\"/>";
