use alloc::collections::BTreeMap;
use std::io::{self, Write};

use super::escape::{fenced, markdown};
use super::evidence::{Report, clause, clipped, printable, short, standing, unmet, wire};
use crate::verdict::{Check, Outcome};

/// The longest report: a CI step summary takes 1 MiB.
pub(super) const LONGEST: usize = 1_000_000;

/// What is kept for the lines that say what was left out.
const RESERVE: usize = 2_000;

/// How many notes are shown; each stale entry of a baseline is one.
const MOST_NOTES: usize = 100;

/// Writes Markdown that fits a CI step summary: the result, what does not hold by requirement, the
/// evidence by cause, every check in a table. What no longer fits is counted.
pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page {
        text: String::new(),
    };
    page.text.push_str(&head(report));
    let requirements = requirements(report);
    page.table(
        "\n| outcome | requirement | level | checks | sentence |\n|---|---|---|---:|---|\n",
        &requirements,
        "requirements",
    );
    page.blocks(report);
    let mut checks: Vec<_> = report.run.checks.iter().collect();
    checks.sort_by_key(|check| &check.id);
    let rows: Vec<_> = checks.into_iter().map(row).collect();
    page.text
        .push_str("\n<details><summary>Every check</summary>\n");
    page.table(
        "\n| outcome | check | requirement | level | more |\n|---|---|---|---|---|\n",
        &rows,
        "checks",
    );
    page.text.push_str("\n</details>\n");
    out.write_all(page.text.as_bytes())
}

struct Page {
    text: String,
}

impl Page {
    fn fits(&self, more: &str) -> bool {
        self.text.len() + more.len() + RESERVE <= LONGEST
    }

    fn table(&mut self, head: &str, rows: &[String], what: &str) {
        if rows.is_empty() {
            return;
        }
        self.text.push_str(head);
        let mut cut = 0;
        for row in rows {
            if cut == 0 && self.fits(row) {
                self.text.push_str(row);
            } else {
                cut += 1;
            }
        }
        self.cut(cut, what);
    }

    fn blocks(&mut self, report: &Report<'_>) {
        let mut cut = 0;
        for cause in report.causes() {
            let block = block(report, &cause);
            if cut == 0 && self.fits(&block) {
                self.text.push_str(&block);
            } else {
                cut += cause.len();
            }
        }
        self.cut(cut, "checks that do not hold, with their evidence,");
    }

    fn cut(&mut self, count: usize, what: &str) {
        if count > 0 {
            push!(
                self.text,
                "\n{count} {what} are left out here for want of space; the other reports have them.\n"
            );
        }
    }
}

fn head(report: &Report<'_>) -> String {
    let run = report.run;
    let mut text = format!(
        "## {} {}: {}\n\n{} at `{}`, {} ms, seed `{}`\n",
        symbol(match run.exit() {
            0 if run.tolerated() == 0 => Outcome::Pass,
            0 => Outcome::Warn,
            1 => Outcome::Fail,
            70 => Outcome::HarnessError,
            _ => Outcome::Inconclusive,
        }),
        markdown(&report.target()),
        run.verdict(),
        markdown(run.role),
        run.url.replace('`', "'"),
        run.elapsed.as_millis(),
        run.seed.replace('`', "'"),
    );
    if let Some(obstacle) = &run.obstacle {
        push!(text, "\n{}", fenced(&printable(obstacle)));
    }
    for note in run.notes.iter().take(MOST_NOTES) {
        push!(text, "\n{}\n", markdown(&clipped(note, 1000)));
    }
    if let Some(more @ 1..) = run.notes.len().checked_sub(MOST_NOTES) {
        push!(text, "\n… and {more} more\n");
    }
    text.push_str("\n| | outcome | checks |\n|---|---|---:|\n");
    for outcome in Outcome::ALL {
        let count = run.counts().get(outcome);
        if count > 0 {
            push!(
                text,
                "| {} | {} | {count} |\n",
                symbol(outcome),
                outcome.word()
            );
        }
    }
    text
}

/// One row for each requirement that does not hold, with the worst of its checks.
fn requirements(report: &Report<'_>) -> Vec<String> {
    let mut counts: BTreeMap<&str, (usize, &Check)> = BTreeMap::new();
    // The worst causes come first.
    for check in report.causes().into_iter().flatten() {
        for id in &check.requirement {
            counts.entry(id).or_insert((0, check)).0 += 1;
        }
    }
    let row = |(id, (count, check)): (&&str, &(usize, &Check))| {
        let requirement = report.run.set.registry.find(id)?;
        let link = report.run.set.registry.link(requirement);
        let address = link.as_deref().unwrap_or_default().split(' ').next();
        let name = match address.filter(|address| address.starts_with("https://")) {
            Some(address) => format!("[{id}]({address})"),
            None => (*id).to_owned(),
        };
        Some(format!(
            "| {} {} | {name} | {} | {count} | {} |\n",
            symbol(check.outcome),
            check.outcome.word(),
            check.level.word(),
            markdown(&clipped(&requirement.text, 240))
        ))
    };
    counts.iter().filter_map(row).collect()
}

/// The evidence of one cause.
fn block(report: &Report<'_>, cause: &[&Check]) -> String {
    let Some((first, rest)) = cause.split_first() else {
        return String::new();
    };
    let more = match rest.len() {
        0 => String::new(),
        count => format!(" and {count} more with the same cause"),
    };
    let mut text = format!(
        "\n<details><summary>{} {} <code>{}</code>{more}</summary>\n\n",
        symbol(first.outcome),
        first.outcome.word(),
        markdown(&first.id).replace('\\', ""),
    );
    for (requirement, link) in report.requirements(first) {
        push!(
            text,
            "**{}** {}  \n",
            requirement.id,
            markdown(&requirement.text)
        );
        if let Some(link) = link {
            push!(text, "{}\n\n", markdown(&link).replace('\\', ""));
        }
    }
    let mut lines = vec![
        format!("expected {} {}", clause(first), short(&first.expected)),
        format!("got      {} {}", clause(first), short(&first.got)),
    ];
    lines.extend(first.reason.as_deref().map(printable));
    text.push_str(&fenced(&lines.join("\n")));
    lines.clear();
    for (_, exchange) in report.exchanges(first) {
        lines.extend(wire(exchange));
    }
    if !lines.is_empty() {
        text.push_str(&fenced(&lines.join("\n")));
    }
    let commands: Vec<_> = report
        .curl(first)
        .into_iter()
        .chain([report.again(first)])
        .collect();
    text.push_str(&fenced(&commands.join("\n")));
    text.push_str("\n</details>\n");
    text
}

fn row(check: &Check) -> String {
    let more = [
        standing(check).map(str::to_owned),
        check
            .branch
            .as_ref()
            .map(|name| format!("legal reading {name}")),
        unmet(check).then(|| format!("got {}", check.token)),
        check.reason.as_ref().map(|reason| clipped(reason, 120)),
    ];
    let more: Vec<_> = more.into_iter().flatten().collect();
    format!(
        "| {} {} | {} | {} | {} | {} |\n",
        symbol(check.outcome),
        check.outcome.word(),
        markdown(&check.id),
        markdown(&check.requirement.join(" ")),
        check.level.word(),
        markdown(&more.join("; "))
    )
}

/// A sign for an outcome; only a pass has the green one.
fn symbol(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "✅",
        Outcome::Fail => "❌",
        Outcome::Warn => "⚠️",
        Outcome::Info => "ℹ️",
        Outcome::NotApplicable => "➖",
        Outcome::Inconclusive => "❔",
        Outcome::HarnessError => "💥",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{LONGEST, write};
    use crate::report::{Invocation, Report, Run};
    use crate::vector::{Level, Set};
    use crate::verdict::{Check, Outcome};

    #[test]
    fn what_does_not_fit_is_counted() {
        let set = Set::default();
        let check = |number: usize| Check {
            id: format!("x402-v1/server/file#step.row-{number}.status"),
            requirement: vec!["X402-HTTP-001".to_owned()],
            level: Level::Must,
            outcome: Outcome::Fail,
            branch: None,
            expected: json!({ "status": 402 }),
            got: json!({ "text": "a`|b".repeat(50) }),
            token: number.to_string(),
            reason: None,
            exchange: None,
            scored: true,
            baseline: None,
        };
        let run = Run {
            role: "server",
            target: ("t".to_owned(), "1".to_owned()),
            url: String::new(),
            seed: "s".to_owned(),
            revision: None,
            profile: None,
            notes: Vec::new(),
            set: &set,
            planned: 9000,
            started: 0,
            elapsed: core::time::Duration::ZERO,
            checks: (0..9000).map(check).collect(),
            exchanges: Vec::new(),
            obstacle: None,
        };
        let mut page = Vec::new();
        write(&Report::new(&run, &Invocation::default(), false), &mut page).unwrap();
        assert!(page.len() <= LONGEST, "{} bytes", page.len());
        let page = String::from_utf8(page).unwrap();
        assert_eq!(
            page.matches("<details>").count(),
            page.matches("</details>").count()
        );
        let cut: Vec<usize> = page
            .lines()
            .filter(|line| line.contains("are left out here"))
            .filter_map(|line| line.split(' ').next()?.parse().ok())
            .collect();
        let blocks = page.matches("<details><summary>❌").count();
        assert_eq!(cut.first(), Some(&(9000 - blocks)), "{cut:?}");
        assert_eq!(
            cut.get(1),
            Some(&9000),
            "the table of all checks had no room left"
        );
    }
}
