use alloc::collections::BTreeMap;
use core::fmt::Write as _;

use super::outcome::{Baselined, Check, Outcome};

/// Known failures of a target: `check-id  got=TOKEN  link  # reason`, one in a line.
///
/// The recorded token stops an entry from excusing a new bug. One that ends in `*` stands for every
/// token that begins so, and for a pass: the outcome of a race changes from run to run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    entries: BTreeMap<String, Entry>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    token: String,
    /// Link and reason, as they stand.
    rest: String,
}

impl Entry {
    fn excuses(&self, token: &str) -> bool {
        match self.token.strip_suffix('*') {
            Some(start) => token.starts_with(start),
            None => token == self.token,
        }
    }
}

impl Baseline {
    /// Reads a baseline file; empty lines and lines that begin with `#` are passed over.
    ///
    /// # Errors
    ///
    /// One message for each line that is malformed or names a check twice.
    pub fn parse(text: &str) -> Result<Self, Vec<String>> {
        let mut baseline = Self::default();
        let mut errors = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let mut parts = line.splitn(3, char::is_whitespace);
            let id = parts.next().unwrap_or_default();
            let got = parts.next().unwrap_or_default().trim();
            // Several blanks between the first two parts leave an empty second part.
            let (got, rest) = match (got, parts.next().unwrap_or_default().trim()) {
                ("", rest) => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
                both => both,
            };
            let Some(token) = got.strip_prefix("got=").filter(|token| !token.is_empty()) else {
                errors.push(format!(
                    "line {}: expected got=TOKEN after the check id",
                    number + 1
                ));
                continue;
            };
            let entry = Entry {
                token: token.to_owned(),
                rest: rest.trim().to_owned(),
            };
            if baseline.entries.insert(id.to_owned(), entry).is_some() {
                errors.push(format!("line {}: {id} is listed twice", number + 1));
            }
        }
        if errors.is_empty() {
            Ok(baseline)
        } else {
            Err(errors)
        }
    }

    /// The entries that name no check of the set.
    #[must_use]
    pub fn unknown(&self, exists: &dyn Fn(&str) -> bool) -> Vec<String> {
        let unknown = self.entries.keys().filter(|id| !exists(id));
        unknown
            .map(|id| format!("baseline: no check is called {id}"))
            .collect()
    }

    /// Marks the checks that it lists; tells of each entry that no longer holds what was recorded
    /// and what came.
    pub fn apply(&self, checks: &mut [Check]) -> Vec<String> {
        let mut stale = Vec::new();
        for check in checks {
            let Some(entry) = self.entries.get(&check.id) else {
                continue;
            };
            check.baseline = match check.outcome {
                // What did not run says nothing about the entry.
                Outcome::NotApplicable | Outcome::Inconclusive | Outcome::HarnessError => None,
                Outcome::Pass if entry.token.ends_with('*') => None,
                Outcome::Pass => Some(Baselined::Stale),
                _ if check.branch.is_some() => Some(Baselined::Stale),
                _ if entry.excuses(&check.token) => Some(Baselined::Excused),
                _ => Some(Baselined::Stale),
            };
            if check.baseline == Some(Baselined::Stale) {
                let came = match &check.branch {
                    _ if check.outcome == Outcome::Pass => "it passes".to_owned(),
                    Some(branch) => format!("it is a legal reading: {branch}"),
                    None => format!("got={}", check.token),
                };
                let (id, token) = (&check.id, &entry.token);
                stale.push(format!(
                    "stale baseline entry: {id}  got={token}, now {came}"
                ));
            }
        }
        stale
    }

    /// The entries that nobody has explained: no reason, or the one that [`Update`] writes.
    #[must_use]
    pub fn unexplained(&self) -> Vec<&str> {
        let reason = |entry: &Entry| {
            entry
                .rest
                .split_once("# ")
                .map(|(_, reason)| reason.trim().to_owned())
        };
        let missing = |entry: &Entry| {
            reason(entry).is_none_or(|reason| reason.is_empty() || reason == UNEXPLAINED)
        };
        let entries = self.entries.iter().filter(|(_, entry)| missing(entry));
        entries.map(|(id, _)| id.as_str()).collect()
    }
}

/// The reason of an entry that nobody has looked into.
const UNEXPLAINED: &str = "not looked into yet";

/// A baseline file made to fit a run, and what was done to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Update {
    /// The new text. Remarks, order, links and reasons stay as they were.
    pub text: String,
    /// Entries that stay, because they fail as recorded or were not judged.
    pub kept: usize,
    /// Entries that fail differently now.
    pub changed: usize,
    /// Entries that no longer fail.
    pub dropped: usize,
    /// Failures that were not listed.
    pub added: usize,
}

impl Update {
    /// Fits the text of a baseline to the checks of a run.
    ///
    /// # Errors
    ///
    /// Those of [`Baseline::parse`].
    pub fn new(text: &str, checks: &[Check]) -> Result<Self, Vec<String>> {
        let baseline = Baseline::parse(text)?;
        let mut update = Self::default();
        let found: BTreeMap<&str, &Check> = checks
            .iter()
            .map(|check| (check.id.as_str(), check))
            .collect();
        for line in text.lines() {
            let id = line.split_whitespace().next().unwrap_or_default();
            let Some(entry) = baseline.entries.get(id) else {
                update.text.push_str(line);
                update.text.push('\n');
                continue;
            };
            let check = found.get(id).filter(|check| check.outcome.is_judged());
            let token = match check {
                None => &entry.token,
                Some(check) if !fails(check) => {
                    update.dropped += 1;
                    continue;
                }
                Some(check) => &check.token,
            };
            if *token == entry.token {
                update.kept += 1;
                update.text.push_str(line);
                update.text.push('\n');
            } else {
                update.changed += 1;
                update.line(id, token, &entry.rest);
            }
        }
        for check in checks {
            if fails(check) && !baseline.entries.contains_key(&check.id) {
                let requirement = check.requirement.first().map_or("", String::as_str);
                update.added += 1;
                update.line(
                    &check.id,
                    &check.token,
                    &format!("{requirement}  # {UNEXPLAINED}"),
                );
            }
        }
        Ok(update)
    }

    fn line(&mut self, id: &str, token: &str, rest: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(
            self.text,
            "{}",
            format!("{id}  got={token}  {rest}").trim_end()
        );
    }
}

fn fails(check: &Check) -> bool {
    check.branch.is_none() && matches!(check.outcome, Outcome::Fail | Outcome::Warn)
}

#[cfg(test)]
mod tests {
    use super::Baseline;

    #[test]
    fn lines_are_read_strictly() {
        let good = "# known\n\na#b.out  got=absent  https://a.example/1  # their bug\na#c.out got=reject:json # x\n";
        let baseline = Baseline::parse(good).unwrap();
        assert_eq!(baseline.entries.len(), 2);
        assert_eq!(baseline.entries["a#b.out"].token, "absent");
        assert_eq!(
            baseline.entries["a#b.out"].rest,
            "https://a.example/1  # their bug"
        );
        assert_eq!(baseline.unknown(&|id| id == "a#b.out").len(), 1);
        assert!(!baseline.entries["a#b.out"].excuses("absent-minded"));
        let unsteady = Baseline::parse("a#b.tally got=/2xx=*").unwrap();
        let entry = &unsteady.entries["a#b.tally"];
        assert!(entry.excuses("/2xx=3") && !entry.excuses("/canary=3"));
        for bad in [
            "a#b.out",
            "a#b.out absent",
            "a#b.out got=",
            "a got=1\na got=2",
        ] {
            assert!(Baseline::parse(bad).is_err(), "{bad}");
        }
    }
}
