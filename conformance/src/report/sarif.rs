use alloc::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::evidence::{Report, clause, file_of, short, standing};
use super::json::text_or_hex;
use crate::vector::{Level, Requirement};
use crate::verdict::{Baselined, Check, Outcome};

/// Writes SARIF 2.1.0. Results are what somebody has to look at; a viewer shows every result as an
/// alert, so what passed, what does not apply and which legal reading was found stand by name in
/// the properties of the run.
pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let run = report.run;
    let mut rules: BTreeMap<&str, Value> = run
        .checks
        .iter()
        .flat_map(|check| report.requirements(check))
        .map(|(requirement, link)| (requirement.id.as_str(), rule(requirement, link)))
        .collect();
    if run.checks.iter().any(|check| check.requirement.is_empty()) {
        let text = "An honest use works. What follows a failed control is inconclusive.";
        let rule = json!({ "id": CONTROL, "shortDescription": { "text": text } });
        rules.insert(CONTROL, rule);
    }
    let results: Vec<_> = run
        .checks
        .iter()
        .filter_map(|check| result(report, check))
        .collect();
    let faults = run
        .checks
        .iter()
        .filter(|check| check.outcome == Outcome::HarnessError);
    let faults = faults.map(|check| {
        let reason = check.reason.as_deref().unwrap_or("no reason is known");
        json!({ "level": "error", "message": { "text": format!("{}: {reason}", check.id) } })
    });
    let obstacle = run
        .obstacle
        .iter()
        .map(|why| json!({ "level": "error", "message": { "text": why } }));
    let notifications: Vec<_> = faults.chain(obstacle).collect();
    let value = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "conform402",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules.into_values().collect::<Vec<_>>(),
            } },
            "automationDetails": { "id": format!("conform402/{}/", run.role) },
            "invocations": [{
                "executionSuccessful": run.exit() != 70 && run.obstacle.is_none(),
                "exitCode": run.exit(),
                "toolExecutionNotifications": notifications,
            }],
            "results": results,
            "properties": properties(report),
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &value)?;
    writeln!(out)
}

/// The rule of what cites no requirement.
const CONTROL: &str = "conform402-control";

fn rule(requirement: &Requirement, link: Option<String>) -> Value {
    let level = requirement.strongest_level();
    let mut rule = json!({
        "id": requirement.id,
        "shortDescription": { "text": requirement.text },
        "fullDescription": { "text": requirement.text },
        "defaultConfiguration": { "level": severity(Outcome::unmet(level)) },
        "properties": {
            "level": level.word(),
            "role": requirement.role,
            "problem.severity": match level {
                Level::Must => "error",
                Level::Should => "warning",
                _ => "recommendation",
            },
        },
    });
    // The address itself; the section, which follows it in brackets, is for people.
    if let (Some(link), Some(rule)) = (link, rule.as_object_mut()) {
        let address = link.split(' ').next().unwrap_or_default();
        if address.starts_with("https://") {
            rule.insert("helpUri".to_owned(), address.into());
        }
        rule.insert("help".to_owned(), json!({ "text": link }));
    }
    rule
}

fn severity(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Fail | Outcome::HarnessError => "error",
        Outcome::Warn => "warning",
        Outcome::Info => "note",
        _ => "none",
    }
}

fn result(report: &Report<'_>, check: &Check) -> Option<Value> {
    let kind = match check.outcome {
        Outcome::Fail | Outcome::Warn => "fail",
        Outcome::Info if check.branch.is_none() => "fail",
        Outcome::Inconclusive | Outcome::HarnessError => "open",
        _ => return None,
    };
    // SARIF wants no severity beside any kind but fail.
    let level = if kind == "fail" {
        severity(check.outcome)
    } else {
        "none"
    };
    let mut result = json!({
        "ruleId": check.requirement.first().map_or(CONTROL, String::as_str),
        "kind": kind,
        "level": level,
        "message": { "text": message(report, check) },
        "locations": [location(report, check)],
        "partialFingerprints": { "conform402/v1": format!("{} {}", check.id, check.token) },
        "properties": details(report, check),
    });
    let Some(members) = result.as_object_mut() else {
        return Some(result);
    };
    match check.baseline {
        Some(Baselined::Excused) => {
            members.insert("baselineState".to_owned(), "unchanged".into());
            let why = json!([{ "kind": "external", "status": "accepted", "justification": "listed in the baseline" }]);
            members.insert("suppressions".to_owned(), why);
        }
        Some(_) => {
            members.insert("baselineState".to_owned(), "updated".into());
        }
        None => {}
    }
    Some(result)
}

fn message(report: &Report<'_>, check: &Check) -> String {
    let mut text = format!("{}: {}", check.id, check.outcome.word());
    if let Some(standing) = standing(check) {
        push!(text, " ({standing})");
    }
    push!(
        text,
        ". Expected {} {}, got {}.",
        clause(check),
        short(&check.expected),
        short(&check.got)
    );
    if let Some(reason) = &check.reason {
        push!(text, " {reason}");
    }
    push!(text, "\nAgain: {}", report.again(check));
    text
}

/// The profile is what stands in the repository of who reads this; without one, the vector.
fn location(report: &Report<'_>, check: &Check) -> Value {
    let profile = report.invocation.value("--profile");
    let uri = match profile.filter(|path| !path.starts_with(['/', '.'])) {
        Some(path) => path.replace('\\', "/").replace(' ', "%20"),
        None => format!("vectors/{}.json", file_of(check)),
    };
    json!({
        "physicalLocation": { "artifactLocation": { "uri": uri }, "region": { "startLine": 1 } },
        "logicalLocations": [{ "fullyQualifiedName": check.id, "kind": "member" }],
    })
}

fn details(report: &Report<'_>, check: &Check) -> Value {
    let exchanges: Vec<_> = report
        .exchanges(check)
        .into_iter()
        .map(|(number, exchange)| {
            json!({
                "number": number,
                "peer": exchange.peer.word(),
                "sent": text_or_hex(&exchange.sent),
                "received": text_or_hex(&exchange.received),
                "fault": exchange.fault.as_ref().map(ToString::to_string),
            })
        })
        .collect();
    json!({
        "check": check.id,
        "requirements": check.requirement,
        "level": check.level,
        "outcome": check.outcome,
        "scored": check.scored,
        "token": check.token,
        "reason": check.reason,
        "expected": check.expected,
        "got": check.got,
        "exchanges": exchanges,
        "curl": report.curl(check),
        "again": report.again(check),
    })
}

fn properties(report: &Report<'_>) -> Value {
    let run = report.run;
    let named = |wanted: &dyn Fn(&Check) -> bool| -> Vec<&str> {
        let checks = run.checks.iter().filter(|check| wanted(check));
        checks.map(|check| check.id.as_str()).collect()
    };
    let stale = |check: &Check| check.baseline == Some(Baselined::Stale);
    let not_applicable: Map<String, Value> = run
        .checks
        .iter()
        .filter(|check| check.outcome == Outcome::NotApplicable)
        .map(|check| (check.id.clone(), check.reason.clone().into()))
        .collect();
    let readings: Map<String, Value> = run
        .checks
        .iter()
        .filter_map(|check| Some((check.id.clone(), check.branch.clone()?.into())))
        .collect();
    json!({
        "role": run.role,
        "target": { "name": run.target.0, "version": run.target.1, "url": run.url },
        "set": run.set.digest(),
        "revision": run.revision,
        "seed": run.seed,
        "counts": run.counts().iter().collect::<BTreeMap<_, _>>(),
        "passed": named(&|check| check.outcome == Outcome::Pass),
        "notApplicable": not_applicable,
        "legalReadings": readings,
        "stale": named(&stale),
    })
}
