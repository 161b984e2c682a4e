use alloc::collections::BTreeMap;
use std::io::{self, Write};

use super::curl;
use super::escape::xml;
use super::evidence::{Report, clause, standing, unmet};
use crate::bytes;
use crate::crypto::sha256;
use crate::exchange::{Exchange, Peer};
use crate::vector::Requirement;
use crate::verdict::{Check, Outcome};

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// The longest content that is shown of one message.
const LONGEST_CONTENT: usize = 16 * 1024;

/// How much evidence a page holds; a browser has to open it.
const MOST_EVIDENCE: usize = 16 * 1024 * 1024;

/// Writes one HTML file that asks the network for nothing and runs no script but its own, whatever
/// the target sent.
pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let run = report.run;
    let groups = groups(report);
    let title = xml(&format!("{}: {}", report.target(), run.verdict()));
    let hash = |text: &str| format!("'sha256-{}'", bytes::to_base64(&sha256(text.as_bytes())));
    write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src {}; script-src {}\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n",
        hash(STYLE),
        hash(SCRIPT)
    )?;
    head(report, out)?;
    matrix(&groups, out)?;
    filters(report, out)?;
    let mut page = Page {
        report,
        out,
        evidence: 0,
        left_out: 0,
    };
    for group in &groups {
        page.requirement(group)?;
    }
    let left_out = page.left_out;
    if left_out > 0 {
        writeln!(
            out,
            "<p class=\"faint\">The bytes of {left_out} checks are left out; the JSON report has them.</p>"
        )?;
    }
    foot(report, out)?;
    writeln!(out, "<script>{SCRIPT}</script>\n</body>\n</html>")
}

/// A requirement with the checks that cite it. The requirement is absent for controls.
struct Group<'a> {
    id: &'a str,
    requirement: Option<(&'a Requirement, Option<String>)>,
    checks: Vec<&'a Check>,
}

impl Group<'_> {
    /// The worst outcome of its checks; what does not apply says nothing.
    fn outcome(&self) -> Outcome {
        let worst = self.checks.iter().map(|check| check.outcome);
        worst
            .max_by_key(|outcome| gravity(*outcome))
            .unwrap_or(Outcome::NotApplicable)
    }
}

fn gravity(outcome: Outcome) -> usize {
    match outcome {
        Outcome::NotApplicable => 0,
        Outcome::Pass => 1,
        Outcome::Info => 2,
        Outcome::Warn => 3,
        Outcome::Inconclusive => 4,
        Outcome::Fail => 5,
        Outcome::HarnessError => 6,
    }
}

/// By requirement, the worst first. A check that cites several stands with the first.
fn groups<'a>(report: &Report<'a>) -> Vec<Group<'a>> {
    let mut groups: BTreeMap<&str, Group<'_>> = BTreeMap::new();
    for check in &report.run.checks {
        let id = check.requirement.first().map_or("controls", String::as_str);
        let group = groups.entry(id).or_insert_with(|| Group {
            id,
            requirement: report.requirements(check).next(),
            checks: Vec::new(),
        });
        group.checks.push(check);
    }
    let mut groups: Vec<_> = groups.into_values().collect();
    for group in &mut groups {
        group
            .checks
            .sort_by_key(|check| core::cmp::Reverse(gravity(check.outcome)));
    }
    groups.sort_by_key(|group| core::cmp::Reverse(gravity(group.outcome())));
    groups
}

fn head(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let run = report.run;
    let class = match run.exit() {
        0 if run.tolerated() == 0 => "pass",
        0 => "tolerated",
        1 => "fail",
        _ => "open",
    };
    writeln!(
        out,
        "<header>\n<p class=\"faint\">conform402 {}</p>\n<h1>{}</h1>\n<p class=\"faint\"><code>{}</code></p>\n\
         <p class=\"verdict {class}\">{}</p>\n<p>{}</p>",
        xml(run.role),
        xml(&report.target()),
        xml(&run.url),
        xml(&run.verdict()),
        xml(&report.totals())
    )?;
    if let Some(obstacle) = &run.obstacle {
        writeln!(
            out,
            "<div class=\"wire\"><h4>obstacle</h4><pre>{}</pre></div>",
            xml(obstacle)
        )?;
    }
    for note in &run.notes {
        writeln!(out, "<p class=\"faint note\">{}</p>", xml(note))?;
    }
    writeln!(out, "</header>")
}

/// Every requirement as one square, by family.
fn matrix(groups: &[Group<'_>], out: &mut dyn Write) -> io::Result<()> {
    let mut families: BTreeMap<&str, Vec<&Group<'_>>> = BTreeMap::new();
    for group in groups {
        let family = group
            .id
            .rsplit_once('-')
            .map_or(group.id, |(family, _)| family);
        families.entry(family).or_default().push(group);
    }
    // What the target does not claim comes last.
    let (foreign, own): (Vec<_>, Vec<_>) = families.into_iter().partition(|(_, members)| {
        members
            .iter()
            .all(|group| group.outcome() == Outcome::NotApplicable)
    });
    writeln!(out, "<h2>Requirements</h2>\n<div class=\"matrix\">")?;
    for (family, mut members) in own.into_iter().chain(foreign) {
        members.sort_by_key(|group| group.id);
        write!(
            out,
            "<div class=\"family\"><span>{}</span><div class=\"cells\">",
            xml(family)
        )?;
        for group in members {
            let (outcome, id) = (group.outcome(), xml(group.id));
            write!(
                out,
                "<a class=\"{word}\" href=\"#{id}\" title=\"{id}: {word}\" aria-label=\"{id}: {word}\"><b>{}</b></a>",
                if outcome == Outcome::Pass {
                    ""
                } else {
                    sign(outcome)
                },
                word = outcome.word()
            )?;
        }
        writeln!(out, "</div></div>")?;
    }
    writeln!(out, "</div>")
}

fn filters(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<h2>Checks</h2>\n<div class=\"filters\" hidden>")?;
    let counts = report.run.counts();
    for outcome in Outcome::ALL {
        let (word, count) = (outcome.word(), counts.get(outcome));
        // What the target does not claim is shown on demand.
        let checked = if outcome == Outcome::NotApplicable {
            ""
        } else {
            " checked"
        };
        if count > 0 {
            writeln!(
                out,
                "<label class=\"chip {word}\"><input type=\"checkbox\" value=\"{word}\"{checked}>{} {word} {count}</label>",
                sign(outcome)
            )?;
        }
    }
    writeln!(
        out,
        "<select aria-label=\"level\"><option value=\"\">every level</option>"
    )?;
    for level in ["must", "should", "may", "de-facto", "info"] {
        writeln!(out, "<option>{level}</option>")?;
    }
    writeln!(
        out,
        "</select>\n<input type=\"search\" placeholder=\"id or words\" aria-label=\"search\">\n</div>\n\
         <p id=\"empty\" class=\"faint\" hidden>No check fits.</p>"
    )
}

struct Page<'a, 'b> {
    report: &'a Report<'a>,
    out: &'b mut dyn Write,
    evidence: usize,
    left_out: usize,
}

impl Page<'_, '_> {
    fn requirement(&mut self, group: &Group<'_>) -> io::Result<()> {
        let outcome = group.outcome();
        let text = match &group.requirement {
            Some((requirement, _)) => requirement.text.as_str(),
            None => {
                "Steps that show that honest use works. What follows a failed one is inconclusive."
            }
        };
        let level = group.checks.iter().map(|check| check.level).max();
        let mut counts: BTreeMap<Outcome, usize> = BTreeMap::new();
        for check in &group.checks {
            *counts.entry(check.outcome).or_default() += 1;
        }
        let mut numbers = String::new();
        for (outcome, count) in counts {
            let (word, sign) = (outcome.word(), sign(outcome));
            push!(
                numbers,
                "<span class=\"{word}\" title=\"{word}\">{sign} {count}</span>"
            );
        }
        writeln!(
            self.out,
            "<details class=\"requirement\" id=\"{id}\" data-text=\"{id} {text}\"><summary><span class=\"sign {word}\" title=\"{word}\">{}</span>\
             <b>{id}</b><span class=\"faint level\">{}</span><span class=\"sentence\">{sentence}</span><span class=\"numbers\">{numbers}</span></summary>\n<div class=\"inside\">",
            sign(outcome),
            level.map_or("", |level| level.word()),
            id = xml(group.id),
            text = xml(text),
            sentence = sentence(text),
            word = outcome.word(),
        )?;
        if let Some((_, Some(link))) = &group.requirement {
            writeln!(self.out, "<p>{}</p>", anchor(link))?;
        }
        for check in &group.checks {
            self.check(check)?;
        }
        writeln!(self.out, "</div></details>")
    }

    fn check(&mut self, check: &Check) -> io::Result<()> {
        let word = check.outcome.word();
        let mut more = String::new();
        if let Some(standing) = standing(check) {
            push!(more, "<span class=\"faint\">({standing})</span>");
        }
        if let Some(branch) = &check.branch {
            push!(
                more,
                "<span class=\"faint\">legal reading: {}</span>",
                xml(branch)
            );
        }
        let line = format!(
            "<span class=\"sign {word}\" title=\"{word}\">{}</span><code>{}</code>{more}",
            sign(check.outcome),
            xml(&check.id)
        );
        let data = format!(
            "data-outcome=\"{word}\" data-level=\"{}\" data-id=\"{}\"",
            check.level.word(),
            xml(&check.id)
        );
        if !unmet(check) && !self.report.all {
            let reason = check
                .reason
                .as_deref()
                .filter(|_| check.outcome != Outcome::Pass);
            let reason = reason.map_or(String::new(), |why| {
                format!("<span class=\"faint\">{}</span>", xml(why))
            });
            return writeln!(self.out, "<div class=\"plain\" {data}>{line}{reason}</div>");
        }
        writeln!(
            self.out,
            "<details class=\"check\" id=\"{}\" {data}><summary>{line}</summary>\n<div class=\"evidence\">",
            xml(&check.id)
        )?;
        let evidence = self.evidence(check);
        if self.evidence + evidence.len() > MOST_EVIDENCE {
            self.left_out += 1;
        } else {
            self.evidence += evidence.len();
            self.out.write_all(evidence.as_bytes())?;
        }
        writeln!(self.out, "</div></details>")
    }

    fn evidence(&self, check: &Check) -> String {
        let mut text = String::new();
        // The first requirement heads the group already.
        for (requirement, link) in self.report.requirements(check).skip(1) {
            let link = link.map_or(String::new(), |link| anchor(&link));
            push!(
                text,
                "<p><b>{}</b> {} {link}</p>\n",
                xml(&requirement.id),
                sentence(&requirement.text)
            );
        }
        push!(
            text,
            "<dl><dt>expected</dt><dd><code>{clause} {}</code></dd><dt>got</dt><dd><code>{clause} {}</code></dd>",
            xml(&check.expected.to_string()),
            xml(&check.got.to_string()),
            clause = xml(clause(check)),
        );
        if let Some(reason) = &check.reason {
            push!(text, "<dt>reason</dt><dd>{}</dd>", xml(reason));
        }
        text.push_str("</dl>\n");
        for (_, exchange) in self.report.exchanges(check) {
            text.push_str(&wire(exchange));
        }
        for command in self
            .report
            .curl(check)
            .into_iter()
            .chain([self.report.again(check)])
        {
            push!(
                text,
                "<div class=\"command\"><pre>{}</pre><button type=\"button\">copy</button></div>\n",
                xml(&command)
            );
        }
        text
    }
}

fn wire(exchange: &Exchange) -> String {
    let sides = match exchange.peer {
        Peer::Facilitator => [
            ("the target asked the facilitator", &exchange.received),
            ("it answered", &exchange.sent),
        ],
        Peer::Client => [
            ("the client asked", &exchange.received),
            ("the origin answered", &exchange.sent),
        ],
        Peer::Library => [("call", &exchange.sent), ("answer", &exchange.received)],
        Peer::Target => [("sent", &exchange.sent), ("received", &exchange.received)],
    };
    let mut text = "<div class=\"wire\">".to_owned();
    for (title, content) in sides {
        push!(
            text,
            "<h4>{title}</h4><pre>{}</pre>",
            xml(&curl::shown(content, LONGEST_CONTENT))
        );
        let decoded = decoded(content).join("\n");
        if !decoded.is_empty() {
            push!(text, "<h4>decoded</h4><pre>{}</pre>", xml(&decoded));
        }
    }
    if let Some(fault) = &exchange.fault {
        push!(
            text,
            "<h4>no complete message: {}</h4>",
            xml(&fault.to_string())
        );
    }
    text.push_str("</div>\n");
    text
}

/// The JSON objects that header fields carry as base64 of either alphabet.
fn decoded(content: &[u8]) -> Vec<String> {
    let end = content.windows(4).position(|four| four == b"\r\n\r\n");
    let head = content.get(..end.unwrap_or(0)).unwrap_or_default();
    let encoded = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_=".contains(byte);
    head.split(|byte| !encoded(byte))
        .filter(|word| word.starts_with(b"eyJ"))
        .filter_map(|word| bytes::from_base64(word).or_else(|| bytes::from_base64url(word)))
        .filter_map(|text| serde_json::from_slice::<serde_json::Value>(&text).ok())
        .filter_map(|value| serde_json::to_string_pretty(&value).ok())
        .collect()
}

/// A sentence of the registry, where backticks enclose code.
fn sentence(text: &str) -> String {
    let mut html = String::new();
    for (number, part) in text.split('`').enumerate() {
        let part = xml(part);
        if number % 2 == 1 {
            push!(html, "<code>{part}</code>");
        } else {
            html.push_str(&part);
        }
    }
    html
}

/// A link with its section, as the registry writes it: address, then the section in brackets.
fn anchor(link: &str) -> String {
    let (address, section) = link.split_once(' ').unwrap_or((link, ""));
    if !address.starts_with("https://") {
        return xml(link);
    }
    let name = if section.is_empty() { address } else { section };
    let name = name.trim_start_matches('(').trim_end_matches(')');
    format!(
        "<a href=\"{}\" rel=\"noreferrer\">{}</a>",
        xml(address),
        xml(name)
    )
}

fn foot(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let run = report.run;
    let facts = [
        (
            "program",
            format!("conform402 {}", env!("CARGO_PKG_VERSION")),
        ),
        ("planned", run.planned.to_string()),
        ("exit status", run.exit().to_string()),
        ("seed", run.seed.clone()),
        (
            "draft",
            run.revision
                .clone()
                .unwrap_or_else(|| "none selected".to_owned()),
        ),
        ("vectors", run.set.digest()),
        ("took", format!("{} ms", run.elapsed.as_millis())),
    ];
    writeln!(out, "<footer><dl>")?;
    for (name, value) in facts {
        writeln!(out, "<dt>{name}</dt><dd>{}</dd>", xml(&value))?;
    }
    for (name, commit) in run.set.registry.commits() {
        writeln!(
            out,
            "<dt>{}</dt><dd><code>{}</code></dd>",
            xml(&name),
            xml(&commit)
        )?;
    }
    writeln!(out, "</dl></footer>")
}

fn sign(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "✓",
        Outcome::Fail => "✗",
        Outcome::Warn => "!",
        Outcome::Info => "i",
        Outcome::NotApplicable => "–",
        Outcome::Inconclusive => "?",
        Outcome::HarnessError => "‼",
    }
}
