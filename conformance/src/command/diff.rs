use alloc::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::Args;

use super::Stop;
use crate::report::Saved;
use crate::verdict::{Check, Outcome};

/// Says what changed between two runs.
#[derive(Debug, Args)]
#[command(
    after_help = "The exit status is 1 where something got worse: what held fails, warns or can no longer be told.\nA check that is new and fails counts as worse; one that fails differently is told, and is not."
)]
pub(super) struct Diff {
    /// The report from before, in JSON Lines (--report json=PATH).
    before: PathBuf,
    /// The report from after.
    after: PathBuf,
}

impl Diff {
    pub(super) fn run(&self) -> Result<u8, Stop> {
        let read = |path| Saved::read(path).map_err(|why| Stop::usage([why]));
        let (before, after) = (read(&self.before)?, read(&self.after)?);
        if before.text("/role") != after.text("/role") {
            let (one, other) = (before.text("/role"), after.text("/role"));
            return Err(Stop::usage([format!(
                "nothing to compare: one report is of a {one}, the other of a {other}"
            )]));
        }
        for (what, pointer) in [
            ("target", "/target/name"),
            ("version", "/target/version"),
            ("draft", "/revision"),
            ("vectors", "/set/digest"),
        ] {
            let (one, other) = (before.text(pointer), after.text(pointer));
            if one != other {
                say!("{what:<9} {one} → {other}");
            }
        }
        let changes = changes(&before.checks, &after.checks);
        for kind in Kind::ALL {
            let lines: Vec<_> = changes.iter().filter(|(found, _)| *found == kind).collect();
            for (_, line) in &lines {
                say!("{:<9} {line}", kind.word());
            }
        }
        let count = |kind| changes.iter().filter(|(found, _)| *found == kind).count();
        let numbers = Kind::ALL.map(|kind| format!("{} {}", kind.word(), count(kind)));
        let same = after.checks.len()
            - changes
                .iter()
                .filter(|(kind, _)| *kind != Kind::Removed)
                .count();
        say!("{}, same {same}", numbers.join(", "));
        Ok(u8::from(count(Kind::Worse) > 0))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Worse,
    Better,
    Changed,
    Added,
    Removed,
}

impl Kind {
    const ALL: [Self; 5] = [
        Self::Worse,
        Self::Better,
        Self::Changed,
        Self::Added,
        Self::Removed,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Worse => "worse",
            Self::Better => "better",
            Self::Changed => "changed",
            Self::Added => "added",
            Self::Removed => "removed",
        }
    }
}

/// How far an outcome is from holding. Information binds nobody.
fn distance(check: &Check) -> u8 {
    match check.outcome {
        Outcome::Pass | Outcome::Info => 0,
        Outcome::NotApplicable | Outcome::Inconclusive => 1,
        Outcome::Warn => 2,
        Outcome::Fail | Outcome::HarnessError => 3,
    }
}

/// Every check that is not as it was, with a line about it; the order is that of the reports.
fn changes(before: &[Check], after: &[Check]) -> Vec<(Kind, String)> {
    let old: BTreeMap<&str, &Check> = before
        .iter()
        .map(|check| (check.id.as_str(), check))
        .collect();
    let kept: BTreeSet<&str> = after.iter().map(|check| check.id.as_str()).collect();
    let mut changes = Vec::new();
    for now in after {
        let was = old.get(now.id.as_str());
        let kind = match was {
            // What nobody asked before tells nothing new unless it fails.
            None if distance(now) > 1 => Kind::Worse,
            None => Kind::Added,
            Some(was) if distance(now) > distance(was) => Kind::Worse,
            Some(was) if distance(now) < distance(was) => Kind::Better,
            Some(was) if said(was) != said(now) => Kind::Changed,
            Some(_) => continue,
        };
        let was = was.map_or_else(|| "(new)".to_owned(), |was| said(was));
        let requirement = now.requirement.join(" ");
        changes.push((
            kind,
            format!("{was} → {}  {requirement}  {}", said(now), now.id),
        ));
    }
    let removed = before
        .iter()
        .filter(|check| !kept.contains(check.id.as_str()));
    changes.extend(removed.map(|was| (Kind::Removed, format!("{}  {}", said(was), was.id))));
    changes
}

/// The outcome; where it does not hold, with what came.
fn said(check: &Check) -> String {
    let word = check.outcome.word();
    match (&check.branch, check.outcome) {
        (Some(branch), _) => format!("{word} ({branch})"),
        (None, Outcome::Fail | Outcome::Warn | Outcome::Info) => {
            format!("{word} got={}", check.token)
        }
        _ => word.to_owned(),
    }
}
