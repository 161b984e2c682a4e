//! Carries out scenarios, step by step; judges nothing.

mod pay;
mod request;
mod step;

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::sync::Arc;

use serde_json::{Map, Value};

use super::facilitator::{Call, Facilitator, Lane};
use super::health::Health;
use super::http::{Endpoint, Fault, Limits, Request, Response};
use super::payer::Plugin;
use super::purse::Purse;
use super::record::Log;
use super::target::Target;
use crate::clock::unix_now;
use crate::crypto::Wallet;
use crate::plan::{Profile, is_exclusive};
use crate::vector::{Branch, Scenario, Scope, Step};

/// Everything a scenario is run with.
#[derive(Debug)]
#[non_exhaustive]
pub struct Runner<'a> {
    /// The target's claims.
    pub profile: &'a Profile,
    /// The target.
    pub target: &'a Target,
    /// The stub.
    pub facilitator: &'a Facilitator,
    /// Where bytes are kept.
    pub log: &'a Arc<Log>,
    /// What single-use nonces derive from.
    pub seed: &'a str,
    /// Limits of one exchange.
    pub limits: Limits,
    /// What may be spent.
    pub purse: &'a Purse,
    /// Sets the target's clock ahead instead of waiting, where that can be done.
    pub clock: Option<&'a dyn Clock>,
    /// The profile's own payer.
    pub payer: Option<&'a Plugin>,
    /// Whether scenarios run one after the other, so that whatever happens belongs to the one.
    pub serial: bool,
    /// Whether the target still answers.
    pub health: Health,
}

/// A target's clock that can be set.
pub trait Clock: core::fmt::Debug + Sync {
    /// Sets it this many seconds ahead of where it is.
    fn advance(&self, seconds: i64);
}

/// What happened in one step, or one row of it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Observation {
    /// Position of the step.
    pub step: usize,
    /// `FILE#STEP` or `FILE#STEP.ROW`.
    pub case: String,
    /// One outcome for each time it was sent.
    pub answers: Vec<Result<Response, Fault>>,
    /// The first exchange of this step in the log.
    pub exchange: Option<usize>,
    /// What reached the stub meanwhile.
    pub calls: Vec<Call>,
    /// How often the target's priced handlers ran meanwhile, where a clause asks.
    pub handler_runs: Option<u64>,
    /// Unix seconds when the step began.
    pub now: u64,
    /// The clauses, references replaced.
    pub expect: Map<String, Value>,
    /// The alternatives, references replaced.
    pub either: Vec<Branch>,
    /// Why the step could not be carried out.
    pub obstacle: Option<String>,
}

/// The names that a profile gives to the references of vectors.
#[must_use]
pub fn scope(profile: &Profile, endpoint: &Endpoint) -> Scope {
    let mut scope = Scope::at(unix_now());
    for (name, route) in &profile.routes {
        scope.set(format!("route.{name}"), route.path.as_str());
        if let Some(amount) = &route.amount {
            scope.set(format!("amount.{name}"), amount.as_str());
        }
    }
    scope.set("network", profile.network.as_str());
    if let Some(pay_to) = &profile.pay_to {
        scope.set("pay_to", pay_to.as_str());
    }
    for label in ["alice", "bob", "carol", "mallory"] {
        scope.set(
            format!("wallet.{label}"),
            Wallet::from_label(label).address().to_string(),
        );
    }
    scope.set("origin", endpoint.origin());
    scope
}

impl Runner<'_> {
    /// Carries out a scenario; judges nothing.
    #[must_use]
    pub fn run(&self, scenario: &Scenario) -> Vec<Observation> {
        let mut scope = scope(self.profile, &self.target.endpoint);
        let own = self.purse.wallet("alice").address();
        scope.set("wallet.alice", own.to_string());
        let mut run = Run {
            runner: self,
            lane: self.facilitator.lane(self.serial || is_exclusive(scenario)),
            spec: &scenario.spec,
            scope,
            sent: BTreeMap::new(),
            attempt: 0,
            probes: BTreeMap::new(),
            paid: BTreeSet::new(),
        };
        let mut observations = Vec::new();
        let mut blocked: Option<String> = None;
        for (index, step) in scenario.steps.iter().enumerate() {
            for (case, row) in step.rows(scenario) {
                let mut observation = Observation::new(index, case);
                match &blocked {
                    Some(why) => observation.obstacle = Some(why.clone()),
                    None => {
                        if let Err(why) = run.step(step, row.cloned(), &mut observation) {
                            observation.obstacle = Some(why);
                        }
                    }
                }
                // Nothing later can be trusted once the target cannot be reached or paid.
                if observation.blocks(step) {
                    blocked = Some(format!("{} could not be carried out", observation.case));
                }
                observations.push(observation);
            }
        }
        self.health
            .note(&observations, &self.target.endpoint, self.limits);
        observations
    }
}

impl Observation {
    pub(super) fn new(step: usize, case: String) -> Self {
        Self {
            step,
            case,
            answers: Vec::new(),
            exchange: None,
            calls: Vec::new(),
            handler_runs: None,
            now: 0,
            expect: Map::new(),
            either: Vec::new(),
            obstacle: None,
        }
    }

    fn blocks(&self, step: &Step) -> bool {
        let unanswered = || self.answers.iter().any(Result::is_err);
        let needed = step.control || !step.capture.is_empty();
        (needed && (self.obstacle.is_some() || unanswered()))
            || self
                .answers
                .iter()
                .any(|answer| matches!(answer, Err(Fault::Connect(_))))
    }
}

/// A scenario on its way.
struct Run<'a> {
    runner: &'a Runner<'a>,
    lane: Lane<'a>,
    scope: Scope,
    /// The protocol family of the scenario.
    spec: &'a str,
    /// What each step sent as its payment: field and value.
    sent: BTreeMap<String, (String, Vec<u8>)>,
    attempt: u32,
    /// How to get another challenge like one that was captured, by its id.
    probes: BTreeMap<String, (Request, Map<String, Value>)>,
    /// Ids of challenges that were paid.
    paid: BTreeSet<String>,
}

/// The first offer that contains these members.
fn matching(offers: Vec<Value>, wanted: &Map<String, Value>) -> Result<Value, String> {
    let offer = offers.into_iter().find(|offer| fits(wanted, offer));
    offer.ok_or_else(|| format!("no offer contains {}", Value::Object(wanted.clone())))
}

fn fits(wanted: &Map<String, Value>, found: &Value) -> bool {
    wanted
        .iter()
        .all(|(name, value)| found.get(name) == Some(value))
}
