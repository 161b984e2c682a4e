use alloc::collections::BTreeMap;
use std::io::{self, Write};

use super::{Group, sign};
use crate::bytes;
use crate::exchange::{Exchange, Peer};
use crate::report::curl;
use crate::report::escape::xml;
use crate::report::evidence::{Report, clause, standing, unmet};
use crate::verdict::{Check, Outcome};

/// The longest content that is shown of one message.
const LONGEST_CONTENT: usize = 16 * 1024;

/// How much evidence a page holds; a browser has to open it.
const MOST_EVIDENCE: usize = 16 * 1024 * 1024;

/// The requirements with their checks, each of which opens to its evidence.
pub(super) struct Page<'a, 'b> {
    report: &'a Report<'a>,
    out: &'b mut dyn Write,
    evidence: usize,
    /// Checks without their bytes, for want of space.
    pub(super) left_out: usize,
}

impl<'a, 'b> Page<'a, 'b> {
    pub(super) fn new(report: &'a Report<'a>, out: &'b mut dyn Write) -> Self {
        Self {
            report,
            out,
            evidence: 0,
            left_out: 0,
        }
    }

    pub(super) fn requirement(&mut self, group: &Group<'_>) -> io::Result<()> {
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
