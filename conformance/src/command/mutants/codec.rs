use std::sync::OnceLock;

use reference402::{Fault, Faults, Role};
use serde_json::{Map, Value};

use super::{Bench, Stop, Verdicts};
use crate::command::codec::{Cases, calls};
use crate::exchange::library::{Call, Identity, Library, Native, Reply};
use crate::vector::{Level, Set};
use crate::verdict::{Judge, Outcome, Reasons, Trial, judge_codec};

/// All codec vectors, ready to be called.
pub(super) struct Codec<'a> {
    set: &'a Set,
    cases: Cases<'a>,
    calls: Vec<Call>,
    sound: Verdicts,
}

impl<'a> Codec<'a> {
    pub(super) fn new(set: &'a Set) -> Result<Self, Stop> {
        let files: Vec<_> = set.codec().collect();
        let (cases, calls) = calls(&files)?;
        let mut codec = Self {
            set,
            cases,
            calls,
            sound: Verdicts::new(),
        };
        codec.sound = codec.verdicts(&mut Native::new(Faults::NONE), None);
        Ok(codec)
    }

    /// Judged as third parties are: any refusal counts as one.
    fn verdicts(&self, library: &mut dyn Library, revision: Option<&str>) -> Verdicts {
        let judging = Judge {
            registry: &self.set.registry,
            revision,
            canary: None,
            secret: None,
            fail_on: Level::Must,
        };
        let identity = library.identity().clone();
        let offers = |op: &str| identity.ops.as_ref().is_none_or(|ops| ops.contains(op));
        let replies = library.call(&self.calls);
        let trials: Vec<_> = self
            .cases
            .iter()
            .zip(&self.calls)
            .zip(replies)
            .map(|(((file, case), call), reply)| {
                let reply = offers(&call.op).then_some(reply);
                Trial::new(file, case, call.input.clone(), reply, None)
            })
            .collect();
        let checks = judge_codec(&judging, Reasons::Loose, &trials);
        checks
            .into_iter()
            .map(|check| (check.id.clone(), check))
            .collect()
    }
}

impl Bench for Codec<'_> {
    fn sound(&self, _: &Fault) -> Result<Verdicts, Stop> {
        Ok(self.sound.clone())
    }

    fn faulty(&self, fault: &Fault) -> Result<Verdicts, Stop> {
        let faults = Faults::new(Role::Codec, [fault.name.as_str()]);
        let faults = faults.map_err(|error| Stop::fault(&error))?;
        Ok(self.verdicts(&mut Native::new(faults), fault.spec.as_deref()))
    }

    fn lazy(&self) -> Result<Vec<(String, usize)>, Stop> {
        let passed = |lazy: &LazyAnswer| {
            let verdicts = self.verdicts(&mut Lazy(*lazy), None);
            let refusals = verdicts
                .values()
                .filter(|check| check.id.ends_with(".reject"));
            refusals
                .filter(|check| check.outcome == Outcome::Pass)
                .count()
        };
        Ok(LAZY
            .iter()
            .map(|(name, lazy)| ((*name).to_owned(), passed(lazy)))
            .collect())
    }
}

/// An implementation that does not look at its input.
struct Lazy(LazyAnswer);

impl Library for Lazy {
    fn identity(&self) -> &Identity {
        static EVERYTHING: OnceLock<Identity> = OnceLock::new();
        EVERYTHING.get_or_init(Identity::default)
    }

    fn call(&mut self, calls: &[Call]) -> Vec<Reply> {
        calls.iter().map(self.0).collect()
    }
}

type LazyAnswer = fn(&Call) -> Reply;

const LAZY: &[(&str, LazyAnswer)] = &[
    ("accept-all", |_| Reply::Ok(Value::Object(Map::new()))),
    ("accept-true", |_| Reply::Ok(Value::Bool(true))),
    ("refuse-all", |_| Reply::Reject(None)),
    ("echo", |call| Reply::Ok(call.input.clone())),
    ("silent", |_| Reply::Hang),
    ("crash", |_| Reply::Crash(String::new())),
];
