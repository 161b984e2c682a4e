use alloc::borrow::Cow;

use super::{FacilitatorMode, Profile, not_applicable};
use crate::vector::{Scenario, Step};

/// What of a scenario is carried out against a target.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Part<'a> {
    /// The scenario, without what is left out.
    pub scenario: Cow<'a, Scenario>,
    /// Why none of it applies.
    pub obstacle: Option<String>,
    /// Why clauses of the carried out steps were left out, where some were.
    pub left_out: Option<&'static str>,
}

impl<'a> Part<'a> {
    /// Everything that applies to the target; the steps before the first payment where `passive`.
    #[must_use]
    pub fn of(scenario: &'a Scenario, profile: &Profile, passive: bool) -> Self {
        let mut part = Self {
            scenario: Cow::Borrowed(scenario),
            obstacle: None,
            left_out: None,
        };
        if passive {
            // What comes before the first payment needs no control, and nobody who verifies.
            let pays = |step: &Step| step.control || step.send.get("pay").is_some();
            let first = scenario.steps.iter().position(pays);
            if let Some(first) = first {
                part.scenario.to_mut().steps.truncate(first);
            }
            part.leave_out_facilitator("nothing is paid");
        } else if profile.facilitator == FacilitatorMode::External
            && !scenario.steps.iter().any(|step| step.facilitator.is_some())
        {
            part.leave_out_facilitator("the target's facilitator is out of sight");
        }
        part.obstacle = not_applicable(&part.scenario, profile);
        part
    }

    fn leave_out_facilitator(&mut self, why: &'static str) {
        const STUB: &str = "facilitator.stub";
        let asks = |step: &Step| step.asks("facilitator");
        if self.scenario.steps.iter().any(asks) {
            self.left_out = Some(why);
        } else if !self.scenario.needs.iter().any(|need| need == STUB) {
            return;
        }
        let scenario = self.scenario.to_mut();
        scenario.needs.retain(|need| need != STUB);
        for step in scenario.steps.iter_mut().filter(|step| asks(step)) {
            let asks = |clause: &String| clause.split(':').next() == Some("facilitator");
            step.expect.retain(|clause, _| !asks(clause));
            // Readings that only the stub can tell apart are no longer readings.
            if step
                .either
                .iter()
                .any(|branch| branch.expect.keys().any(asks))
            {
                step.either.clear();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Part;
    use crate::plan::Profile;
    use crate::vector::Scenario;

    fn part(steps: &Value, facilitator: &str, passive: bool) -> Part<'static> {
        let scenario = json!({
            "format": 1, "id": "x402-v1/server/x", "role": "server", "spec": "x402-v1",
            "needs": ["facilitator.stub"], "steps": steps,
        });
        let profile = json!({ "name": "t", "protocols": ["x402-v1"], "facilitator": facilitator });
        let scenario: Scenario = serde_json::from_value(scenario).unwrap();
        let profile: Profile = serde_json::from_value(profile).unwrap();
        Part::of(Box::leak(Box::new(scenario)), &profile, passive)
    }

    #[test]
    fn what_is_left_out() {
        let steps = json!([
            { "id": "offer", "send": { "path": "/" }, "expect": { "status": 402 } },
            { "id": "pay", "control": true, "send": { "path": "/", "pay": {} },
              "expect": { "status": 200, "facilitator:calls": { "settled": 1 } } },
        ]);
        let whole = part(&steps, "stub", false);
        assert!(whole.obstacle.is_none() && whole.left_out.is_none());
        assert_eq!(whole.scenario.steps.len(), 2);

        let passive = part(&steps, "external", true);
        assert!(passive.obstacle.is_none());
        assert_eq!(passive.scenario.steps.len(), 1);

        let external = part(&steps, "external", false);
        assert!(external.obstacle.is_none() && external.left_out.is_some());
        assert_eq!(external.scenario.steps[1].clauses(), ["status"]);

        assert!(part(&steps, "none", false).obstacle.is_some());
        let scripted = json!([{ "id": "a", "facilitator": { "down": true }, "send": { "path": "/" }, "expect": { "status": 402 } }]);
        assert!(part(&scripted, "external", false).obstacle.is_some());
    }
}
