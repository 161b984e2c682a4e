use serde_json::{Map, Value};

use super::http::Response;
use super::scenario::Observation;
use crate::vector::{Branch, Scenario, Scope, Step};

/// What a scenario would have seen in one unpaid answer of the paid route: the scenario reduced to
/// the steps and clauses that need no more than that, and their observations.
#[must_use]
pub fn glance(
    scenario: &Scenario,
    scope: &Scope,
    answer: &Response,
    exchange: usize,
) -> (Scenario, Vec<Observation>) {
    let mut reduced = scenario.clone();
    reduced.steps = scenario
        .steps
        .iter()
        .filter_map(|step| visible(step, scope))
        .collect();
    let observations = reduced.steps.iter().enumerate().map(|(index, step)| {
        let mut observation = Observation::new(index, format!("{}#{}", scenario.id, step.id));
        observation.now = scope.now;
        observation.answers = vec![Ok(answer.clone())];
        observation.exchange = Some(exchange);
        observation.expect.clone_from(&step.expect);
        observation.either.clone_from(&step.either);
        observation
    });
    let observations = observations.collect();
    (reduced, observations)
}

/// A plain request for the paid route, with the clauses that one answer decides; references are
/// replaced.
fn visible(step: &Step, scope: &Scope) -> Option<Step> {
    let plain = step.send.as_object()?;
    let only_path = plain.len() == 1
        && plain
            .get("path")
            .is_some_and(|path| path == "${route.paid}");
    if !only_path || !step.each.is_empty() || step.repeat.is_some() || step.facilitator.is_some() {
        return None;
    }
    let mut step = step.clone();
    step.control = false;
    step.expect = step
        .expect
        .iter()
        .filter_map(|(clause, value)| decided(clause, value, scope))
        .collect();
    let branches = step.either.iter().map(|branch| {
        let expect: Map<_, _> = branch
            .expect
            .iter()
            .filter_map(|(clause, value)| decided(clause, value, scope))
            .collect();
        (expect.len() == branch.expect.len()).then(|| Branch {
            name: branch.name.clone(),
            expect,
        })
    });
    // Alternatives are judged together or not at all.
    step.either = branches.collect::<Option<_>>().unwrap_or_default();
    let cites = |clause: &String| !step.requirements(clause).is_empty();
    step.clauses().iter().any(cites).then_some(step)
}

fn decided(clause: &str, value: &Value, scope: &Scope) -> Option<(String, Value)> {
    let kind = clause.split(':').next().unwrap_or(clause);
    if !KINDS.contains(&kind) {
        return None;
    }
    // What refers to claims that nobody made is left out.
    Some((clause.to_owned(), scope.fill(value).ok()?))
}

/// The clauses that need an answer and nothing else.
const KINDS: [&str; 8] = [
    "status",
    "headers",
    "body",
    "text",
    "offers",
    "challenges",
    "receipt",
    "problem",
];
