use core::sync::atomic::{AtomicUsize, Ordering};
use std::io::{IsTerminal as _, Write as _};

use super::side_by_side::side_by_side;
use crate::crypto::sha256;
use crate::exchange::Runner;
use crate::plan::is_exclusive;
use crate::vector::Scenario;
use crate::verdict::{Check, Judge, Outcome, judge, untouched};

/// Scenarios that are carried out against one target, and judged.
pub(super) struct Round<'a> {
    pub(super) judge: &'a Judge<'a>,
    pub(super) runner: &'a Runner<'a>,
    /// How many scenarios run side by side.
    pub(super) jobs: usize,
    pub(super) progress: Progress,
}

impl Round<'_> {
    /// The checks of each scenario, in the order of the scenarios. They are carried out in an order
    /// that the seed decides; those that need the target for themselves come last, one by one.
    pub(super) fn checks(&self, scenarios: &[&Scenario]) -> Vec<Vec<Check>> {
        let mut order: Vec<(usize, &Scenario)> = scenarios.iter().copied().enumerate().collect();
        order.sort_by_cached_key(|(_, scenario)| {
            sha256(format!("{}\0{}", self.runner.seed, scenario.id).as_bytes())
        });
        // Who sets a clock sets it for everybody.
        let sets_clock = |scenario: &Scenario| {
            self.runner.clock.is_some() && scenario.steps.iter().any(|step| step.wait > 0.0)
        };
        let alone = |(_, scenario): &(usize, &Scenario)| {
            self.jobs > 1 && (is_exclusive(scenario) || sets_clock(scenario))
        };
        let (alone, shared): (Vec<_>, Vec<_>) = order.into_iter().partition(alone);
        let one = |(index, scenario): &(usize, &Scenario)| {
            self.progress.show(&scenario.id, scenarios.len());
            (*index, self.one(scenario))
        };
        let mut checks = side_by_side(self.jobs, &shared, one);
        checks.extend(alone.iter().map(one));
        self.progress.clear();
        checks.sort_by_key(|(index, _)| *index);
        checks.into_iter().map(|(_, checks)| checks).collect()
    }

    fn one(&self, scenario: &Scenario) -> Vec<Check> {
        match self.runner.health.dead() {
            Some(why) => untouched(self.judge, scenario, Outcome::Inconclusive, why),
            None => judge(self.judge, scenario, &self.runner.run(scenario)),
        }
    }
}

/// One line on a terminal that says how far a run is; nothing elsewhere.
#[derive(Debug, Default)]
pub(super) struct Progress {
    shown: bool,
    begun: AtomicUsize,
}

impl Progress {
    /// On standard error, where that is a terminal.
    pub(super) fn on_terminal() -> Self {
        let dumb = std::env::var_os("TERM").is_some_and(|kind| kind == "dumb");
        Self {
            shown: std::io::stderr().is_terminal() && !dumb,
            ..Self::default()
        }
    }

    pub(super) fn show(&self, what: &str, all: usize) {
        let begun = self.begun.fetch_add(1, Ordering::Relaxed) + 1;
        if self.shown {
            let what: String = what.chars().take(60).collect();
            let _ = write!(std::io::stderr(), "\r\x1b[K{begun} of {all}  {what}");
        }
    }

    pub(super) fn clear(&self) {
        if self.shown {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}
