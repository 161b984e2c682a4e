use std::io::{self, Write};

use super::escape::xml;
use super::evidence::{Report, clause, clipped, file_of, short, standing, unmet, wire};
use crate::verdict::{Baselined, Check, Outcome};

/// Writes JUnit XML, as `schemas/junit.xsd` describes it.
///
/// JUnit knows three ways of not passing. A failure is what ends the run with status 1 or 4, an
/// error what ends it with 3 or 70, and everything else that is no pass was skipped.
pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let run = report.run;
    let mut suites: Vec<(&str, Vec<&Check>)> = Vec::new();
    for check in &run.checks {
        match suites.last_mut() {
            Some((file, checks)) if *file == file_of(check) => checks.push(check),
            _ => suites.push((file_of(check), vec![check])),
        }
    }
    let all: Vec<_> = run.checks.iter().collect();
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<testsuites name=\"{}\" {} time=\"{}\">",
        xml(&format!("conform402 {}: {}", run.role, report.target())),
        numbers(&all),
        seconds(run.elapsed.as_millis())
    )?;
    for (file, checks) in suites {
        let time = checks.iter().map(|check| milliseconds(report, check)).sum();
        writeln!(
            out,
            "  <testsuite name=\"{}\" {} time=\"{}\">",
            xml(file),
            numbers(&checks),
            seconds(time)
        )?;
        for check in checks {
            case(report, check, out)?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Passed,
    Failure,
    Error,
    Skipped,
}

fn kind(check: &Check) -> Kind {
    let decides = check.scored && check.baseline.is_none();
    match check.outcome {
        Outcome::HarnessError => Kind::Error,
        _ if check.baseline == Some(Baselined::Stale) => Kind::Failure,
        Outcome::Pass => Kind::Passed,
        Outcome::Fail | Outcome::Warn if decides => Kind::Failure,
        Outcome::Inconclusive if decides => Kind::Error,
        _ => Kind::Skipped,
    }
}

fn numbers(checks: &[&Check]) -> String {
    let of = |wanted| checks.iter().filter(|check| kind(check) == wanted).count();
    format!(
        "tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\"",
        checks.len(),
        of(Kind::Failure),
        of(Kind::Error),
        of(Kind::Skipped)
    )
}

fn case(report: &Report<'_>, check: &Check, out: &mut dyn Write) -> io::Result<()> {
    let (file, name) = check.id.split_once('#').unwrap_or(("", &check.id));
    writeln!(
        out,
        "    <testcase classname=\"{}\" name=\"{}\" time=\"{}\">",
        xml(file),
        xml(name),
        seconds(milliseconds(report, check))
    )?;
    writeln!(out, "      <properties>")?;
    let mut property = |name: &str, value: &str| {
        writeln!(
            out,
            "        <property name=\"{name}\" value=\"{}\"/>",
            xml(value)
        )
    };
    for id in &check.requirement {
        property("requirement", id)?;
    }
    property("level", check.level.word())?;
    property("outcome", check.outcome.word())?;
    property("scored", if check.scored { "true" } else { "false" })?;
    property("token", &check.token)?;
    for (name, value) in [
        ("branch", check.branch.as_deref()),
        ("baseline", check.baseline.map(Baselined::word)),
        ("reason", check.reason.as_deref()),
    ] {
        if let Some(value) = value {
            property(name, value)?;
        }
    }
    writeln!(out, "      </properties>")?;
    let element = match kind(check) {
        Kind::Passed => None,
        Kind::Failure => Some("failure"),
        Kind::Error => Some("error"),
        Kind::Skipped => Some("skipped"),
    };
    if let Some(element) = element {
        let message = xml(&message(check));
        if unmet(check) {
            let text = xml(&evidence(report, check));
            writeln!(
                out,
                "      <{element} type=\"{}\" message=\"{message}\">{text}</{element}>",
                check.outcome.word()
            )?;
        } else {
            writeln!(
                out,
                "      <{element} type=\"{}\" message=\"{message}\"/>",
                check.outcome.word()
            )?;
        }
    }
    writeln!(out, "    </testcase>")
}

fn message(check: &Check) -> String {
    let mut message = check.outcome.word().to_owned();
    if let Some(standing) = standing(check) {
        push!(message, " ({standing})");
    }
    if let Some(branch) = &check.branch {
        push!(message, ": legal reading {branch}");
    } else if unmet(check) {
        let (expected, got) = (short(&check.expected), short(&check.got));
        push!(message, ": expected {expected}, got {got}");
    }
    if let Some(reason) = &check.reason {
        push!(message, ": {}", clipped(reason, 400));
    }
    message
}

fn evidence(report: &Report<'_>, check: &Check) -> String {
    let mut lines = Vec::new();
    for (requirement, link) in report.requirements(check) {
        lines.push(format!("{}: {}", requirement.id, requirement.text));
        lines.extend(link);
    }
    lines.push(format!("expected {} {}", clause(check), check.expected));
    lines.push(format!("got      {} {}", clause(check), check.got));
    for (_, exchange) in report.exchanges(check) {
        lines.extend(wire(exchange));
    }
    lines.extend(report.curl(check));
    lines.push(report.again(check));
    format!("\n{}\n", lines.join("\n"))
}

fn milliseconds(report: &Report<'_>, check: &Check) -> u128 {
    let exchange = check
        .exchange
        .and_then(|number| report.run.exchanges.get(number));
    exchange.map_or(0, |exchange| exchange.milliseconds)
}

fn seconds(milliseconds: u128) -> String {
    format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000)
}
