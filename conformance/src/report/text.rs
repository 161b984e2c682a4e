use alloc::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::evidence::{Report, clause, clipped, file_of, printable, short, standing, unmet, wire};
use super::{Detail, counted};
use crate::verdict::{Check, Outcome};

/// How text is marked on a terminal.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Style {
    /// Whether outcomes have colours.
    pub colour: bool,
    /// How much is told.
    pub detail: Detail,
}

/// Writes the report for people: what holds in a line a file, what does not by its cause, the
/// summary last.
///
/// # Errors
///
/// Where the destination takes no more.
pub fn write_text(report: &Report<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut text = Text { report, style, out };
    let run = report.run;
    writeln!(
        text.out,
        "{} as {} at {}",
        report.target(),
        run.role,
        run.url
    )?;
    if report.all {
        for check in run.checks.iter().filter(|check| !unmet(check)) {
            text.line(check)?;
            text.reason(check)?;
            text.bytes(check, &mut BTreeSet::new())?;
        }
    } else if style.detail == Detail::Full {
        text.held()?;
    }
    text.open()?;
    let mut shown = BTreeSet::new();
    let mut said = Vec::new();
    for cause in report.causes() {
        text.cause(&cause, &mut said, &mut shown)?;
    }
    text.summary()
}

struct Text<'a, 'b> {
    report: &'a Report<'a>,
    style: Style,
    out: &'b mut dyn Write,
}

impl Text<'_, '_> {
    /// What holds: one line for each file and outcome.
    fn held(&mut self) -> io::Result<()> {
        let mut files: Vec<((&str, Outcome), Vec<&Check>)> = Vec::new();
        let held = |check: &&Check| {
            check.outcome == Outcome::Pass || (check.outcome == Outcome::Info && !unmet(check))
        };
        for check in self.report.run.checks.iter().filter(held) {
            let key = (file_of(check), check.outcome);
            match files
                .iter_mut()
                .rev()
                .take(2)
                .find(|(other, _)| *other == key)
            {
                Some((_, checks)) => checks.push(check),
                None => files.push((key, vec![check])),
            }
        }
        for ((file, outcome), checks) in files {
            if let [check] = checks.as_slice() {
                self.line(check)?;
                self.reason(check)?;
                continue;
            }
            let branches: BTreeSet<_> = checks
                .iter()
                .filter_map(|check| check.branch.as_deref().or(check.reason.as_deref()))
                .collect();
            let branches: Vec<_> = branches.into_iter().collect();
            let more = if branches.is_empty() {
                String::new()
            } else {
                format!(" ({})", clipped(&printable(&branches.join("; ")), 160))
            };
            let word = self.word(outcome);
            writeln!(self.out, "{word} {file}: {}{more}", counted(checks.len()))?;
        }
        Ok(())
    }

    /// What was not judged: one line for each reason.
    fn open(&mut self) -> io::Result<()> {
        if self.report.all {
            return Ok(());
        }
        let mut reasons: BTreeMap<(Outcome, &str), Vec<&Check>> = BTreeMap::new();
        let open = |check: &&Check| {
            !unmet(check)
                && matches!(
                    check.outcome,
                    Outcome::NotApplicable | Outcome::Inconclusive
                )
        };
        for check in self.report.run.checks.iter().filter(open) {
            let reason = check.reason.as_deref().unwrap_or("no reason is known");
            reasons
                .entry((check.outcome, reason))
                .or_default()
                .push(check);
        }
        for ((outcome, reason), checks) in reasons {
            let files: BTreeSet<_> = checks.iter().map(|check| file_of(check)).collect();
            let places = match (checks.as_slice(), files.len()) {
                ([check], _) => check.id.clone(),
                (_, 1) => files.first().copied().unwrap_or_default().to_owned(),
                (_, count) => format!("{count} files"),
            };
            let word = self.word(outcome);
            let count = counted(checks.len());
            writeln!(
                self.out,
                "{word} {count} in {places}: {}",
                printable(reason)
            )?;
        }
        Ok(())
    }

    /// Checks that do not hold for the same cause: the first in full, the others by name.
    fn cause(
        &mut self,
        checks: &[&Check],
        said: &mut Vec<Vec<String>>,
        shown: &mut BTreeSet<usize>,
    ) -> io::Result<()> {
        let Some((first, rest)) = checks.split_first() else {
            return Ok(());
        };
        self.line(first)?;
        if !said.contains(&first.requirement) {
            said.push(first.requirement.clone());
            for (requirement, link) in self.report.requirements(first) {
                writeln!(self.out, "    {}", requirement.text)?;
                if let Some(link) = link {
                    writeln!(self.out, "    {link}")?;
                }
            }
        }
        self.reason(first)?;
        let (clause, got) = (clause(first), short(&first.got));
        writeln!(self.out, "    expected {clause} {}", short(&first.expected))?;
        writeln!(self.out, "    got      {clause} {got}")?;
        self.bytes(first, shown)?;
        if let Some(curl) = self.report.curl(first) {
            writeln!(self.out, "    {curl}")?;
        }
        writeln!(self.out, "    {}", self.report.again(first))?;
        for check in rest.iter().take(self.most_named()) {
            self.line(check)?;
        }
        if let Some(more) = rest
            .len()
            .checked_sub(self.most_named())
            .filter(|more| *more > 0)
        {
            writeln!(
                self.out,
                "    … and {more} more with the same cause; --trace all names them"
            )?;
        }
        Ok(())
    }

    fn most_named(&self) -> usize {
        if self.report.all { usize::MAX } else { 20 }
    }

    /// One check in one line.
    fn line(&mut self, check: &Check) -> io::Result<()> {
        let standing = standing(check).map_or(String::new(), |word| format!("  ({word})"));
        let branch = check.branch.as_ref();
        let branch = branch.map_or(String::new(), |name| format!("  legal reading: {name}"));
        writeln!(
            self.out,
            "{} {:<8} {:<16} {}{standing}{branch}",
            self.word(check.outcome),
            check.level.word(),
            check.requirement.join(" "),
            check.id
        )
    }

    fn reason(&mut self, check: &Check) -> io::Result<()> {
        match &check.reason {
            Some(reason) => writeln!(self.out, "    {}", printable(reason)),
            None => Ok(()),
        }
    }

    /// The bytes of a check, once.
    fn bytes(&mut self, check: &Check, shown: &mut BTreeSet<usize>) -> io::Result<()> {
        for (number, exchange) in self.report.exchanges(check) {
            if shown.insert(number) {
                for line in wire(exchange) {
                    writeln!(self.out, "    {line}")?;
                }
            }
        }
        Ok(())
    }

    /// What does not hold by requirement, and the numbers.
    fn summary(&mut self) -> io::Result<()> {
        let run = self.report.run;
        let mut requirements: BTreeMap<(&str, Outcome), usize> = BTreeMap::new();
        for check in run.checks.iter().filter(|check| unmet(check)) {
            for id in &check.requirement {
                *requirements.entry((id, check.outcome)).or_default() += 1;
            }
        }
        if !requirements.is_empty() {
            writeln!(self.out)?;
        }
        for ((id, outcome), count) in requirements {
            let text = run.set.registry.find(id).map_or("", |found| &found.text);
            let (word, text) = (self.word(outcome), clipped(text, 90));
            writeln!(self.out, "{word} {id:<16} {count:>4}  {text}")?;
        }
        if let Some(obstacle) = &run.obstacle {
            writeln!(self.out, "{}", printable(obstacle))?;
        }
        for note in &run.notes {
            writeln!(self.out, "{}", printable(note))?;
        }
        writeln!(
            self.out,
            "{}; {} planned, {} ms, seed {}; {}",
            self.report.totals(),
            run.planned,
            run.elapsed.as_millis(),
            run.seed,
            run.verdict()
        )
    }

    /// An outcome, padded, in its colour.
    fn word(&self, outcome: Outcome) -> String {
        let word = format!("{:<14}", outcome.word());
        if !self.style.colour {
            return word;
        }
        let code = match outcome {
            Outcome::Pass => "32",
            Outcome::Fail | Outcome::HarnessError => "1;31",
            Outcome::Warn | Outcome::Inconclusive => "33",
            Outcome::Info => "36",
            Outcome::NotApplicable => "2",
        };
        format!("\x1b[{code}m{word}\x1b[0m")
    }
}
