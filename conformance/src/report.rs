//! Fifth room: say what was found, to people and to programs.

mod json;
mod text;

pub use json::write_json;
pub use text::write_text;

use core::time::Duration;

use serde_json::Value;

use crate::exchange::Exchange;
use crate::vector::Set;
use crate::verdict::{Baselined, Check, Counts, Outcome};

/// A finished run.
#[derive(Debug)]
#[non_exhaustive]
pub struct Run<'a> {
    /// The role that was under test.
    pub role: &'a str,
    /// Name and version of the target.
    pub target: (String, String),
    /// Where it answered.
    pub url: String,
    /// The seed of this run.
    pub seed: String,
    /// The selected draft revision.
    pub revision: Option<String>,
    /// What the target claims, without its secrets.
    pub profile: Option<Value>,
    /// The vectors.
    pub set: &'a Set,
    /// How many checks were planned.
    pub planned: usize,
    /// Unix seconds of the start.
    pub started: u64,
    /// How long it took.
    pub elapsed: Duration,
    /// Every check.
    pub checks: Vec<Check>,
    /// Every exchange.
    pub exchanges: Vec<Exchange>,
    /// Why the run could not take place.
    pub obstacle: Option<String>,
    /// What the reader of the numbers must know.
    pub notes: Vec<String>,
}

impl Run<'_> {
    /// The numbers by outcome.
    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts::of(&self.checks)
    }

    /// The exit status: 70, 1, 4, 3 or 0, in this order of precedence.
    #[must_use]
    pub fn exit(&self) -> u8 {
        let any = |outcome| self.checks.iter().any(|check| check.outcome == outcome);
        let scored = |outcome| {
            let counts = |check: &&Check| check.scored && check.baseline.is_none();
            self.checks
                .iter()
                .filter(counts)
                .any(|check| check.outcome == outcome)
        };
        let stale = self
            .checks
            .iter()
            .any(|check| check.baseline == Some(Baselined::Stale));
        let executed = self.checks.iter().any(|check| check.outcome.is_judged());
        if any(Outcome::HarnessError) {
            70
        } else if scored(Outcome::Fail) || scored(Outcome::Warn) {
            1
        } else if stale {
            4
        } else if self.obstacle.is_some() || scored(Outcome::Inconclusive) || !executed {
            3
        } else {
            0
        }
    }
}
