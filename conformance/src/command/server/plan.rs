use alloc::borrow::Cow;
use alloc::collections::BTreeSet;

use crate::plan::{Part, Profile, Selection};
use crate::report::counted;
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
        let (mut all, mut unpaid) = (0, Vec::new());
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
                if pays(scenario) {
                    unpaid.push(part.scenario.clone());
                }
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
        } else if !plan.parts.iter().any(|part| pays(&part.scenario)) {
            plan.notes.extend(nothing_paid(&unpaid, profile));
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
            say!(
                "would run       {}: {}",
                part.scenario.id,
                counted(*planned)
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
            say!("not applicable  {line} ({})", counted(count));
        }
        for note in &self.notes {
            say!("{note}");
        }
        say!(
            "{} in {} files would run, {} do not apply",
            counted(self.planned.iter().sum()),
            self.parts.len(),
            self.rest.len()
        );
        if self.parts.is_empty() { 3 } else { 0 }
    }
}

/// Whether carrying it out takes a payment.
fn pays(scenario: &Scenario) -> bool {
    let mut sends = scenario.steps.iter().map(|step| &step.send);
    sends.any(|send| send.get("pay").is_some())
}

/// Says that nothing is paid and what the profile lacks for the payment that asks for least;
/// nothing where no payment is wanted of what it claims.
fn nothing_paid(unpaid: &[Cow<'_, Scenario>], profile: &Profile) -> Option<String> {
    let claimed = |scenario: &&Cow<'_, Scenario>| profile.protocols.contains(&scenario.spec);
    let lacking = |scenario: &Cow<'_, Scenario>| -> BTreeSet<String> {
        let needs = scenario.needs.iter();
        needs.filter_map(|need| profile.lacks(need)).collect()
    };
    let lacking = unpaid.iter().filter(claimed).map(lacking);
    let least = lacking.min_by_key(BTreeSet::len)?;
    let least: Vec<_> = least.into_iter().collect();
    Some(format!("nothing is paid: {}", least.join("; ")))
}
