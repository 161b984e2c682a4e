mod checks;

use alloc::collections::BTreeMap;
use std::io::{self, Write};

use self::checks::Page;
use super::escape::xml;
use super::evidence::Report;
use crate::bytes;
use crate::crypto::sha256;
use crate::vector::Requirement;
use crate::verdict::{Check, Outcome};

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

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
    let mut page = Page::new(report, out);
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
    // What the target does not claim is there on demand.
    let (foreign, own): (Vec<_>, Vec<_>) = families.into_iter().partition(|(_, members)| {
        members
            .iter()
            .all(|group| group.outcome() == Outcome::NotApplicable)
    });
    writeln!(out, "<h2>Requirements</h2>\n<div class=\"matrix\">")?;
    squares(own, out)?;
    if !foreign.is_empty() {
        let count = foreign.len();
        writeln!(
            out,
            "<details><summary class=\"faint\">{count} families do not apply</summary>"
        )?;
        squares(foreign, out)?;
        writeln!(out, "</details>")?;
    }
    writeln!(out, "</div>")
}

fn squares(families: Vec<(&str, Vec<&Group<'_>>)>, out: &mut dyn Write) -> io::Result<()> {
    for (family, mut members) in families {
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
    Ok(())
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
