use serde_json::{Map, Value, json};

use super::clause::{About, Finding, evaluate};
use super::outcome::{Check, Outcome};
use crate::exchange::Observation;
use crate::exchange::http::Fault;
use crate::vector::{Branch, Level, Registry, Scenario, Step};

/// What verdicts depend on besides the observations.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Judge<'a> {
    /// Levels and proven checks.
    pub registry: &'a Registry,
    /// The selected draft revision.
    pub revision: Option<&'a str>,
    /// Text that only the paid content has.
    pub canary: Option<&'a str>,
    /// The target's binding secret.
    pub secret: Option<&'a str>,
    /// The least level that decides the exit status.
    pub fail_on: Level,
}

impl Judge<'_> {
    /// The most binding level among requirements; setup, which cites none, must hold.
    pub(super) fn level(&self, requirements: &[String]) -> Level {
        if requirements.is_empty() {
            return Level::Must;
        }
        let found = requirements.iter().filter_map(|id| self.registry.find(id));
        found
            .map(|found| found.level(self.revision))
            .max()
            .unwrap_or(Level::Info)
    }

    /// Whether a check decides the exit status.
    pub(super) fn scores(&self, id: &str, level: Level, provisional: bool) -> bool {
        let proven = self
            .registry
            .proven
            .as_ref()
            .is_none_or(|proven| proven.contains(id));
        level >= self.fail_on && !provisional && proven
    }
}

/// Judges what happened in a scenario: one check for each clause that cites a requirement.
#[must_use]
pub fn judge(judge: &Judge<'_>, scenario: &Scenario, observations: &[Observation]) -> Vec<Check> {
    let mut checks = Vec::new();
    let mut doubt: Option<String> = None;
    for observation in observations {
        let Some(step) = scenario.steps.get(observation.step) else {
            continue;
        };
        let mut results = step_results(judge, scenario, step, observation, doubt.as_deref());
        let (setup, cited): (Vec<_>, Vec<_>) = results
            .drain(..)
            .partition(|check| check.requirement.is_empty());
        let met = |check: &Check| check.outcome == Outcome::Pass || check.branch.is_some();
        let setup_holds = setup.iter().all(met);
        let stands = observation.obstacle.is_none() || step.capture.is_empty();
        // A control shows that honesty is served; what else it checks stands for itself.
        let served = |check: &&Check| {
            let clause = check.id.rsplit('.').next().unwrap_or_default();
            matches!(clause.split(':').next(), Some("status" | "canary"))
        };
        let sound =
            setup_holds && stands && (!step.control || cited.iter().filter(served).all(met));
        for mut check in cited {
            // The clauses of one step stand together: without its setup a pass means nothing.
            if !setup_holds && !step.control && met(&check) {
                check.outcome = Outcome::Inconclusive;
                check.reason = Some("a setup clause of the same step did not hold".to_owned());
            }
            checks.push(check);
        }
        if doubt.is_none() && !sound {
            let why = observation.obstacle.clone();
            let why = why.unwrap_or_else(|| unmet_names(&setup, observation));
            doubt = Some(format!("{}: {why}", observation.case));
            if step.control || !setup_holds {
                checks.push(failed_control(observation, doubt.as_deref()));
            }
        }
    }
    checks
}

/// The ids of all checks of a scenario: clauses that cite a requirement, by case.
#[must_use]
pub fn check_ids(scenario: &Scenario) -> Vec<String> {
    let mut ids = Vec::new();
    for step in &scenario.steps {
        let mut clauses = step.clauses();
        clauses.retain(|clause| !step.requirements(clause).is_empty());
        for (case, _) in step.rows(scenario) {
            ids.extend(clauses.iter().map(|clause| format!("{case}.{clause}")));
        }
    }
    ids
}

/// The checks of a scenario that was not run.
#[must_use]
pub fn untouched(
    judge: &Judge<'_>,
    scenario: &Scenario,
    outcome: Outcome,
    reason: &str,
) -> Vec<Check> {
    let mut checks = Vec::new();
    for step in &scenario.steps {
        for (case, _) in step.rows(scenario) {
            for clause in step.clauses() {
                let mut check = blank(judge, scenario, step, &case, &clause);
                check.outcome = outcome;
                check.reason = Some(reason.to_owned());
                if !check.requirement.is_empty() {
                    checks.push(check);
                }
            }
        }
    }
    checks
}

fn unmet_names(setup: &[Check], observation: &Observation) -> String {
    let unmet: Vec<_> = setup
        .iter()
        .filter(|check| check.outcome != Outcome::Pass)
        .map(|check| {
            let clause = check
                .id
                .strip_prefix(&observation.case)
                .unwrap_or(&check.id);
            format!("{} was {}", clause.trim_start_matches('.'), check.token)
        })
        .collect();
    if unmet.is_empty() {
        "the control did not hold".to_owned()
    } else {
        unmet.join(", ")
    }
}

fn step_results(
    judge: &Judge<'_>,
    scenario: &Scenario,
    step: &Step,
    observation: &Observation,
    doubt: Option<&str>,
) -> Vec<Check> {
    let connectionless = observation
        .answers
        .iter()
        .any(|answer| matches!(answer, Err(Fault::Connect(_))));
    let why_not = doubt
        .map(|doubt| format!("after a failed control: {doubt}"))
        .or_else(|| observation.obstacle.clone())
        .or_else(|| connectionless.then(|| "the target cannot be reached".to_owned()));
    let about = About {
        spec: &scenario.spec,
        canary: judge.canary,
        secret: judge.secret,
    };
    step.clauses()
        .into_iter()
        .map(|clause| {
            let mut check = blank(judge, scenario, step, &observation.case, &clause);
            check.exchange = observation.exchange;
            if let Some(why) = &why_not {
                check.outcome = Outcome::Inconclusive;
                check.reason = Some(why.clone());
            } else {
                let evaluate = |clause: &str, expected: &Value| {
                    evaluate(clause, expected, observation, &about)
                };
                if clause == "either" {
                    alternatives(&mut check, &observation.either, &evaluate);
                } else {
                    let expected = observation.expect.get(&clause).unwrap_or(&Value::Null);
                    single(&mut check, &clause, expected, &evaluate);
                }
            }
            check
        })
        .collect()
}

/// Evaluates a clause by its name and what is expected.
pub(super) type Evaluate<'a> = &'a dyn Fn(&str, &Value) -> Result<Finding, String>;

pub(super) fn single(check: &mut Check, clause: &str, expected: &Value, evaluate: Evaluate<'_>) {
    check.expected = expected.clone();
    match evaluate(clause, expected) {
        Ok(finding) => {
            check.token = finding.token;
            check.got = finding.got;
            check.outcome = Outcome::Pass;
            if let Some(unmet) = finding.unmet {
                check.outcome = Outcome::unmet(check.level);
                if !unmet.at.is_empty() {
                    check.expected = json!({ unmet.at.clone(): unmet.expected });
                    check.got = json!({ unmet.at: unmet.got.unwrap_or(json!("(absent)")) });
                }
            }
        }
        Err(why) => {
            check.outcome = Outcome::HarnessError;
            check.reason = Some(why);
        }
    }
}

/// The first alternative of which every clause holds makes the check information.
pub(super) fn alternatives(check: &mut Check, either: &[Branch], evaluate: Evaluate<'_>) {
    let mut expected = Map::new();
    let mut got = Map::new();
    for branch in either {
        let mut holds = true;
        for (clause, value) in &branch.expect {
            match evaluate(clause, value) {
                Ok(finding) => {
                    holds &= finding.unmet.is_none();
                    if clause == "status" {
                        check.token.clone_from(&finding.token);
                    }
                    got.insert(clause.clone(), finding.got);
                }
                Err(why) => {
                    check.outcome = Outcome::HarnessError;
                    check.reason = Some(why);
                    return;
                }
            }
        }
        if holds {
            check.branch = Some(branch.name.clone());
            check.outcome = Outcome::Info;
            check.expected = Value::Object(branch.expect.clone());
            check.got = Value::Object(got);
            check.token.clone_from(&branch.name);
            return;
        }
        expected.insert(branch.name.clone(), Value::Object(branch.expect.clone()));
    }
    check.outcome = Outcome::unmet(check.level);
    check.expected = Value::Object(expected);
    check.got = Value::Object(got);
}

fn blank(judge: &Judge<'_>, scenario: &Scenario, step: &Step, case: &str, clause: &str) -> Check {
    let id = format!("{case}.{clause}");
    let requirement = step.requirements(clause);
    let level = judge.level(&requirement);
    Check {
        scored: judge.scores(&id, level, scenario.provisional),
        id,
        requirement,
        level,
        outcome: Outcome::Inconclusive,
        branch: None,
        expected: step.expect.get(clause).cloned().unwrap_or_default(),
        got: Value::Null,
        token: "-".to_owned(),
        reason: None,
        exchange: None,
        baseline: None,
    }
}

/// Setup cites nothing, and still has to show when it fails.
fn failed_control(observation: &Observation, doubt: Option<&str>) -> Check {
    Check {
        id: format!("{}.control", observation.case),
        requirement: Vec::new(),
        level: Level::Must,
        outcome: Outcome::Inconclusive,
        branch: None,
        expected: Value::Object(observation.expect.clone()),
        got: observation
            .answers
            .first()
            .map_or(Value::Null, |answer| match answer {
                Ok(answer) => json!({ "status": answer.head.status }),
                Err(fault) => json!(fault.to_string()),
            }),
        token: "-".to_owned(),
        reason: doubt.map(str::to_owned),
        exchange: observation.exchange,
        scored: true,
        baseline: None,
    }
}
