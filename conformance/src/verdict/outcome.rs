use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::vector::Level;

/// What a check came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Outcome {
    /// As expected. Nothing else counts as this.
    Pass,
    /// A required expectation does not hold.
    Fail,
    /// A recommended expectation does not hold.
    Warn,
    /// Worth knowing, binding nobody.
    Info,
    /// The target does not claim it.
    NotApplicable,
    /// Cannot be told, because a precondition or control did not hold.
    Inconclusive,
    /// The runner itself is at fault.
    HarnessError,
}

impl Outcome {
    /// Every outcome, in order.
    pub const ALL: [Self; 7] = [
        Self::Pass,
        Self::Fail,
        Self::Warn,
        Self::Info,
        Self::NotApplicable,
        Self::Inconclusive,
        Self::HarnessError,
    ];

    /// The word used in reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::NotApplicable => "not-applicable",
            Self::Inconclusive => "inconclusive",
            Self::HarnessError => "harness-error",
        }
    }

    /// What an unmet expectation of a level comes to.
    #[must_use]
    pub fn unmet(level: Level) -> Self {
        match level {
            Level::Must => Self::Fail,
            Level::Should => Self::Warn,
            Level::May | Level::DeFacto | Level::Info => Self::Info,
        }
    }

    /// Whether something was carried out and judged.
    #[must_use]
    pub fn is_judged(self) -> bool {
        matches!(self, Self::Pass | Self::Fail | Self::Warn | Self::Info)
    }
}

/// What a baseline makes of a check that it lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Baselined {
    /// It fails as recorded.
    Excused,
    /// It passes, or fails differently.
    Stale,
}

impl Baselined {
    /// The words used in reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Excused => "known",
            Self::Stale => "stale baseline entry",
        }
    }
}

/// One judged expectation clause.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Check {
    /// `FILE#STEP[.ROW].CLAUSE`.
    pub id: String,
    /// The requirements it cites.
    pub requirement: Vec<String>,
    /// The most binding level among them.
    pub level: Level,
    /// What it came to.
    pub outcome: Outcome,
    /// Which alternative matched, where several are legal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// What was expected.
    pub expected: Value,
    /// What came.
    pub got: Value,
    /// A short, stable form of what came, for baselines.
    pub token: String,
    /// Why, where the outcome alone does not say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Number of the exchange in the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exchange: Option<usize>,
    /// Whether it decides the exit status.
    pub scored: bool,
    /// What the baseline makes of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baselined>,
}

/// How many checks came to what.
#[derive(Clone, Debug, Default)]
pub struct Counts([usize; Outcome::ALL.len()]);

impl Counts {
    /// Counts checks by outcome.
    #[must_use]
    pub fn of(checks: &[Check]) -> Self {
        let mut counts = Self::default();
        for check in checks {
            if let Some(count) = counts.0.get_mut(check.outcome as usize) {
                *count += 1;
            }
        }
        counts
    }

    /// The number of checks with an outcome.
    #[must_use]
    pub fn get(&self, outcome: Outcome) -> usize {
        self.0.get(outcome as usize).copied().unwrap_or_default()
    }

    /// Outcome words and numbers, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, usize)> {
        Outcome::ALL
            .into_iter()
            .map(|outcome| (outcome.word(), self.get(outcome)))
    }
}
