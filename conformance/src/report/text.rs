use alloc::collections::BTreeSet;
use std::io::{self, Write};

use serde_json::Value;

use super::Run;
use crate::bytes;
use crate::exchange::{Exchange, Peer};
use crate::verdict::{Baselined, Check, Outcome};

/// Writes the report for people; the summary comes last.
///
/// # Errors
///
/// Where the destination takes no more.
pub fn write_text(run: &Run<'_>, all: bool, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{} {} as {} at {}",
        run.target.0, run.target.1, run.role, run.url
    )?;
    let mut shown = BTreeSet::new();
    let mut said = None;
    let mut checks = run.checks.iter().peekable();
    while let Some(check) = checks.next() {
        if check.outcome == Outcome::NotApplicable {
            // What the target does not claim is one line a file.
            let file = file_of(check);
            let mut count = 1;
            while let Some(next) = checks.peek()
                && next.outcome == Outcome::NotApplicable
                && file_of(next) == file
            {
                checks.next();
                count += 1;
            }
            let reason = check.reason.as_deref().unwrap_or_default();
            writeln!(
                out,
                "{:<14} {file}: {count} checks, {reason}",
                check.outcome.word()
            )?;
            continue;
        }
        write_check(run, check, out)?;
        // One cause often explains many checks: say it once.
        if let Some(reason) = &check.reason
            && said != check.reason.as_ref()
        {
            writeln!(out, "    {reason}")?;
        }
        said = check.reason.as_ref();
        let with_bytes = matches!(check.outcome, Outcome::Fail | Outcome::Warn) || all;
        if with_bytes
            && let Some(number) = check.exchange
            && shown.insert(number)
        {
            write_exchanges(run, number, out)?;
        }
    }
    write_summary(run, out)
}

fn file_of(check: &Check) -> &str {
    check.id.split('#').next().unwrap_or_default()
}

fn write_check(run: &Run<'_>, check: &Check, out: &mut dyn Write) -> io::Result<()> {
    let baseline = match check.baseline {
        None => "",
        Some(Baselined::Excused) => "  (known)",
        Some(_) => "  (stale baseline entry)",
    };
    writeln!(
        out,
        "{:<14} {:<8} {:<16} {}{baseline}",
        check.outcome.word(),
        check.level.word(),
        check.requirement.join(" "),
        check.id
    )?;
    let unmet = matches!(
        check.outcome,
        Outcome::Fail | Outcome::Warn | Outcome::HarnessError
    ) || (check.outcome == Outcome::Info && check.branch.is_none());
    if unmet {
        for requirement in check
            .requirement
            .iter()
            .filter_map(|id| run.set.registry.find(id))
        {
            writeln!(out, "    {}", requirement.text)?;
            if let Some(link) = run.set.registry.link(requirement) {
                writeln!(out, "    {link}")?;
            }
        }
        writeln!(out, "    expected {}", short(&check.expected))?;
        writeln!(out, "    got      {}", short(&check.got))?;
    }
    if let Some(branch) = &check.branch {
        writeln!(out, "    legal reading: {branch}")?;
    }
    Ok(())
}

/// The exchange of a check, after the stub's exchanges of the same case.
fn write_exchanges(run: &Run<'_>, number: usize, out: &mut dyn Write) -> io::Result<()> {
    let Some(main) = run.exchanges.get(number) else {
        return Ok(());
    };
    let same = |other: &&Exchange| other.case == main.case && other.peer == Peer::Facilitator;
    for exchange in run.exchanges.iter().filter(same).chain([main]) {
        let (first, second) = match exchange.peer {
            Peer::Target | Peer::Library => (('>', &exchange.sent), ('<', &exchange.received)),
            Peer::Facilitator => (('{', &exchange.received), ('}', &exchange.sent)),
        };
        for (mark, content) in [first, second] {
            for line in bytes::show(content, LONGEST_CONTENT).lines() {
                writeln!(out, "    {mark} {line}")?;
            }
        }
        if let Some(fault) = &exchange.fault {
            writeln!(out, "    ! {fault}")?;
        }
    }
    Ok(())
}

fn write_summary(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    if let Some(obstacle) = &run.obstacle {
        writeln!(out, "{obstacle}")?;
    }
    for note in &run.notes {
        writeln!(out, "{note}")?;
    }
    let counts: Vec<_> = run
        .counts()
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(word, count)| format!("{word} {count}"))
        .collect();
    let counts = if counts.is_empty() {
        "nothing was executed".to_owned()
    } else {
        counts.join(", ")
    };
    writeln!(
        out,
        "{counts}; {} planned, {} ms, seed {}",
        run.planned,
        run.elapsed.as_millis(),
        run.seed
    )
}

fn short(value: &Value) -> String {
    const LONGEST: usize = 400;
    let text = value.to_string();
    if text.chars().count() <= LONGEST {
        return text;
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}

const LONGEST_CONTENT: usize = 4096;
