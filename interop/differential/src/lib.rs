//! Compares two implementations case by case, against a table of the differences that are known.
//!
//! A case that both accept with the same value, or that both refuse, is agreement. Everything else
//! is a difference and must stand in `differences/TOPIC.json` with the requirement that explains
//! it. A difference that is not in the table fails the test, and so does a row of the table that
//! nothing confirms.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

/// What an implementation makes of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It accepts it and reads this, in a spelling that both sides share.
    Reads(String),
    /// It refuses it; the text is its reason, and not compared.
    Refuses(String),
}

impl<T: Into<String>, E: ToString> From<Result<T, E>> for Outcome {
    fn from(result: Result<T, E>) -> Self {
        match result {
            Ok(value) => Self::Reads(value.into()),
            Err(error) => Self::Refuses(error.to_string()),
        }
    }
}

/// The cases of one topic, run through both sides.
pub struct Comparison {
    topic: &'static str,
    seen: BTreeSet<String>,
    differences: BTreeMap<String, (String, String)>,
    reasons: BTreeMap<String, String>,
}

impl Comparison {
    /// No cases yet.
    pub fn new(topic: &'static str) -> Self {
        Self {
            topic,
            seen: BTreeSet::new(),
            differences: BTreeMap::new(),
            reasons: BTreeMap::new(),
        }
    }

    /// Adds a case.
    ///
    /// # Panics
    ///
    /// Where `case` was added before.
    pub fn case(&mut self, case: &str, ours: impl Into<Outcome>, theirs: impl Into<Outcome>) {
        assert!(self.seen.insert(case.to_owned()), "{case} twice");
        let (ours, theirs) = (ours.into(), theirs.into());
        let row = match (&ours, &theirs) {
            (Outcome::Refuses(_), Outcome::Refuses(_)) => return,
            (Outcome::Reads(ours), Outcome::Reads(theirs)) if ours == theirs => return,
            (Outcome::Reads(ours), Outcome::Reads(theirs)) => (short(ours), short(theirs)),
            (Outcome::Refuses(_), Outcome::Reads(_)) => ("refuses".into(), "accepts".into()),
            (Outcome::Reads(_), Outcome::Refuses(_)) => ("accepts".into(), "refuses".into()),
        };
        if let Outcome::Refuses(reason) = ours {
            self.reasons
                .insert(case.to_owned(), format!("ours: {reason}"));
        }
        if let Outcome::Refuses(reason) = theirs {
            self.reasons
                .insert(case.to_owned(), format!("theirs: {reason}"));
        }
        self.differences.insert(case.to_owned(), row);
    }

    /// Compares what was found with the table.
    ///
    /// # Panics
    ///
    /// With everything that is unexplained, stale or without a requirement, as rows to paste.
    pub fn finish(self) {
        let table = self.table();
        let requirements = requirements();
        let mut report = String::new();
        for (case, (ours, theirs)) in &self.differences {
            let reason = self.reasons.get(case).map_or("", String::as_str);
            let found = json!({ "case": case, "ours": ours, "theirs": theirs });
            match table.get(case) {
                None => {
                    let _ = writeln!(report, "not explained: {found} {reason}");
                }
                Some(row) if row["ours"] != found["ours"] || row["theirs"] != found["theirs"] => {
                    let _ = writeln!(report, "explained otherwise: {found} {reason}");
                }
                Some(_) => {}
            }
        }
        for (case, row) in &table {
            if !self.differences.contains_key(case) {
                let _ = writeln!(report, "stale: {case}");
            }
            let requirement = row["requirement"].as_str().unwrap_or_default();
            let section = requirement.starts_with("https://eips.ethereum.org/");
            if !section && !requirements.contains(requirement) {
                let _ = writeln!(report, "no such requirement: {case}: {requirement:?}");
            }
            if row["because"].as_str().is_none_or(str::is_empty) {
                let _ = writeln!(report, "no reason: {case}");
            }
        }
        assert!(
            report.is_empty(),
            "{}: {} cases\n{report}",
            self.topic,
            self.seen.len()
        );
    }

    fn table(&self) -> BTreeMap<String, Value> {
        let file = format!("differences/{}.json", self.topic);
        let rows = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(file));
        let rows = rows["differences"]
            .as_array()
            .expect("a list of differences");
        let table: BTreeMap<_, _> = rows
            .iter()
            .map(|row| {
                (
                    row["case"].as_str().expect("a case").to_owned(),
                    row.clone(),
                )
            })
            .collect();
        assert_eq!(table.len(), rows.len(), "{}: a case twice", self.topic);
        table
    }
}

/// The ids of the registry.
fn requirements() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors/requirements");
    let mut ids = BTreeSet::new();
    for entry in folder.read_dir().expect("the registry") {
        let file = read(&entry.expect("a file").path());
        let rows = file["requirements"].as_array();
        ids.extend(
            rows.into_iter()
                .flatten()
                .filter_map(|row| row["id"].as_str().map(str::to_owned)),
        );
    }
    ids
}

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path:?}: {error}"))
}

fn short(value: &str) -> String {
    let cut: String = value.chars().take(80).collect();
    format!("reads {cut}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "not explained: ")]
    fn a_new_difference_fails() {
        let mut comparison = Comparison::new("eip712");
        comparison.case("invented", Ok::<_, String>("1"), Ok::<_, String>("2"));
        comparison.finish();
    }

    #[test]
    #[should_panic(expected = "stale: ")]
    fn a_row_without_its_difference_fails() {
        Comparison::new("eip712").finish();
    }

    #[test]
    fn agreement_is_no_difference() {
        let mut comparison = Comparison::new("eip712");
        comparison.case("same value", Ok::<_, String>("1"), Ok::<_, String>("1"));
        comparison.case("both refuse", Err::<&str, _>("a"), Err::<&str, _>("b"));
        assert!(comparison.differences.is_empty());
    }

    #[test]
    fn the_registry_is_found() {
        let ids = requirements();
        assert!(ids.contains("HYG-001") && ids.contains("X402-EVM-016") && ids.len() > 300);
    }
}
