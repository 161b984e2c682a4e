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

    /// Marks the checks that it lists.
    pub fn apply(&self, checks: &mut [Check]) {
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
        }
    }

    /// Writes the baseline that fits the checks: links and reasons of entries that stay are kept.
    #[must_use]
    pub fn updated(&self, checks: &[Check]) -> String {
        let mut text = String::new();
        for check in checks {
            if check.branch.is_some() || !matches!(check.outcome, Outcome::Fail | Outcome::Warn) {
                continue;
            }
            let rest = self
                .entries
                .get(&check.id)
                .map_or("# not looked into yet", |old| &old.rest);
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{}  got={}  {rest}", check.id, check.token);
        }
        text
    }
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
