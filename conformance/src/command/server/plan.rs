use alloc::collections::BTreeSet;

use crate::plan::{Part, Profile, Selection};
use crate::vector::{Scenario, Set};
use crate::verdict::{Check, Judge, Outcome, check_ids, untouched};

/// What of the vectors is carried out, and why the rest is not.
pub(super) struct Plan<'a> {
    parts: Vec<Part<'a>>,
    /// How many checks are wanted of each part.
    planned: Vec<usize>,
    /// Checks of wanted files that do not apply.
    rest: Vec<Check>,
    selection: &'a Selection,
    /// What the reader of the numbers must know.
    pub(super) notes: Vec<String>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(
        set: &'a Set,
        profile: &Profile,
        passive: bool,
        selection: &'a Selection,
        judge: &Judge<'_>,
    ) -> Self {
        let mut plan = Self {
            parts: Vec::new(),
            planned: Vec::new(),
            rest: Vec::new(),
            selection,
            notes: Vec::new(),
        };
        let wanted = |ids: &[String]| ids.iter().filter(|id| selection.wants(id)).count();
        let mut all = 0;
        for scenario in set.scenarios("server") {
            let possible = check_ids(scenario);
            if wanted(&possible) == 0 {
                continue;
            }
            let part = Part::of(scenario, profile, passive);
            if passive && Part::of(scenario, profile, false).obstacle.is_none() {
                all += wanted(&possible);
            }
            if let Some(why) = &part.obstacle {
                let left = untouched(judge, &part.scenario, Outcome::NotApplicable, why);
                plan.rest.extend(left);
                continue;
            }
            let kept = check_ids(&part.scenario);
            if let Some(why) = part.left_out.filter(|_| !passive) {
                let kept: BTreeSet<_> = kept.iter().collect();
                let mut left = untouched(judge, scenario, Outcome::NotApplicable, why);
                left.retain(|check| !kept.contains(&check.id));
                plan.rest.extend(left);
            }
            // Every step is carried out: a wanted check needs its controls.
            if wanted(&kept) > 0 {
                plan.planned.push(wanted(&kept));
                plan.parts.push(part);
            }
        }
        plan.rest.retain(|check| selection.wants(&check.id));
        if passive {
            let planned: usize = plan.planned.iter().sum();
            plan.notes.push(format!("passive: {planned} of {all}"));
        }
        plan
    }

    /// What is carried out.
    pub(super) fn scenarios(&self) -> Vec<&Scenario> {
        self.parts.iter().map(|part| &*part.scenario).collect()
    }

    /// All checks in the order of their files: those that were judged, and the rest.
    pub(super) fn checks(self, judged: Vec<Vec<Check>>) -> Vec<Check> {
        let judged = judged.into_iter().flatten();
        let mut checks: Vec<Check> = judged
            .filter(|check| self.selection.wants(&check.id))
            .chain(self.rest)
            .collect();
        let file = |check: &Check| check.id.split('#').next().unwrap_or_default().to_owned();
        checks.sort_by_cached_key(file);
        checks
    }

    /// Says what would run; nothing to run is no success.
    pub(super) fn print(&self) -> u8 {
        for (part, planned) in self.parts.iter().zip(&self.planned) {
            say!("would run       {}: {planned} checks", part.scenario.id);
        }
        let mut reasons: Vec<(String, usize)> = Vec::new();
        for check in &self.rest {
            let file = check.id.split('#').next().unwrap_or_default();
            let line = format!("{file}: {}", check.reason.as_deref().unwrap_or_default());
            match reasons.last_mut() {
                Some((last, count)) if *last == line => *count += 1,
                _ => reasons.push((line, 1)),
            }
        }
        for (line, count) in reasons {
            say!("not applicable  {line} ({count} checks)");
        }
        for note in &self.notes {
            say!("{note}");
        }
        say!(
            "{} checks in {} files would run, {} do not apply",
            self.planned.iter().sum::<usize>(),
            self.parts.len(),
            self.rest.len()
        );
        if self.parts.is_empty() { 3 } else { 0 }
    }
}
