use alloc::collections::BTreeSet;

use crate::plan::{Part, Profile, Selection};
use crate::vector::Set;
use crate::verdict::{Check, Judge, Outcome, untouched};

/// What of the vectors is carried out, and why the rest is not.
pub(super) struct Plan<'a> {
    /// Every check of the role.
    pub(super) all: BTreeSet<String>,
    pub(super) parts: Vec<Part>,
    /// Checks of wanted files that do not apply.
    rest: Vec<Check>,
    selection: &'a Selection,
    judge: &'a Judge<'a>,
    pub(super) notes: Vec<String>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(
        set: &Set,
        profile: &Profile,
        passive: bool,
        selection: &'a Selection,
        judge: &'a Judge<'a>,
    ) -> Self {
        let mut plan = Self {
            all: BTreeSet::new(),
            parts: Vec::new(),
            rest: Vec::new(),
            selection,
            judge,
            notes: Vec::new(),
        };
        let wants = |check: &Check| selection.wants(&check.id);
        let mut selected = 0;
        for scenario in set.scenarios("server") {
            let possible = untouched(judge, scenario, Outcome::NotApplicable, "");
            plan.all
                .extend(possible.iter().map(|check| check.id.clone()));
            let wanted = possible.iter().filter(|check| wants(check)).count();
            if wanted == 0 {
                continue;
            }
            let part = Part::of(scenario, profile, passive);
            if !passive || Part::of(scenario, profile, false).obstacle.is_none() {
                selected += wanted;
            }
            if let Some(why) = &part.obstacle {
                let left = untouched(judge, &part.scenario, Outcome::NotApplicable, why);
                plan.rest.extend(left);
                continue;
            }
            let kept = untouched(judge, &part.scenario, Outcome::Inconclusive, "");
            let kept: BTreeSet<_> = kept.iter().map(|check| check.id.as_str()).collect();
            if let Some(why) = part.left_out.filter(|_| !passive) {
                let left_out = possible
                    .into_iter()
                    .filter(|check| !kept.contains(check.id.as_str()));
                plan.rest.extend(left_out.map(|mut check| {
                    check.reason = Some(why.to_owned());
                    check
                }));
            }
            // Every step is carried out: a wanted check needs its controls.
            if kept.iter().any(|id| selection.wants(id)) {
                plan.parts.push(part);
            }
        }
        plan.rest.retain(wants);
        if passive {
            plan.notes
                .push(format!("passive: {} of {selected}", plan.planned()));
        }
        plan
    }

    /// How many checks are to be carried out.
    fn planned(&self) -> usize {
        let of = |part: &Part| {
            let checks = untouched(self.judge, &part.scenario, Outcome::Inconclusive, "");
            checks
                .iter()
                .filter(|check| self.selection.wants(&check.id))
                .count()
        };
        self.parts.iter().map(of).sum()
    }

    /// All checks in the order of their files: those that were judged, and the rest.
    pub(super) fn checks(&self, judged: Vec<Vec<Check>>) -> Vec<Check> {
        let judged = judged.into_iter().flatten();
        let mut checks: Vec<Check> = judged
            .filter(|check| self.selection.wants(&check.id))
            .chain(self.rest.iter().cloned())
            .collect();
        let file = |check: &Check| check.id.split('#').next().unwrap_or_default().to_owned();
        checks.sort_by_cached_key(file);
        checks
    }

    /// Says what would run; nothing to run is no success.
    pub(super) fn print(&self) -> u8 {
        for part in &self.parts {
            let checks = untouched(self.judge, &part.scenario, Outcome::Inconclusive, "");
            let wanted = checks
                .iter()
                .filter(|check| self.selection.wants(&check.id));
            say!(
                "would run       {}: {} checks",
                part.scenario.id,
                wanted.count()
            );
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
            self.planned(),
            self.parts.len(),
            self.rest.len()
        );
        if self.parts.is_empty() { 3 } else { 0 }
    }
}
