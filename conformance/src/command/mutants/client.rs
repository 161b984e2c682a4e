use alloc::sync::Arc;
use core::time::Duration;
use std::time::Instant;

use reference402::client::{
    Client as Reference, Lazy, Options, Outcome as Fetched, Refusal, Request,
};
use reference402::{Fault, Faults, Role};
use serde_json::{Map, Value, json};

use super::super::round::Progress;
use super::super::side_by_side::side_by_side;
use super::super::visits::Visits;
use super::{Bench, Stop, Verdicts};
use crate::bytes;
use crate::exchange::http::Limits;
use crate::exchange::{Driver, Ending, Errand, Invoker, Log, Way};
use crate::plan::{Profile, Selection};
use crate::vector::{ClientFile, Level, Set};
use crate::verdict::{Judge, Outcome};

/// The client vectors and the reference client, in process and without TLS.
pub(super) struct Client<'a> {
    set: &'a Set,
    profile: Profile,
    sound: Verdicts,
}

const PROFILE: &str = include_str!("../../../../interop/profiles/clients/reference402.json");

impl<'a> Client<'a> {
    pub(super) fn new(set: &'a Set, jobs: usize) -> Result<Self, Stop> {
        let profile = serde_json::from_str(PROFILE).map_err(|error| Stop::fault(&error))?;
        let mut client = Self {
            set,
            profile,
            sound: Verdicts::new(),
        };
        let files: Vec<_> = set.clients().collect();
        client.sound = client.verdicts(&Faults::NONE, None, &files, jobs);
        Ok(client)
    }

    fn verdicts(
        &self,
        faults: &Faults,
        lazy: Option<Lazy>,
        files: &[&ClientFile],
        jobs: usize,
    ) -> Verdicts {
        let mut profile = self.profile.clone();
        if hands_redirects_on(faults) {
            profile.client.cannot.push("redirects".to_owned());
        }
        let log = Arc::new(Log::default());
        let limits = Limits::within(Duration::from_secs(if lazy.is_some() { 1 } else { 5 }));
        let judge = Judge {
            registry: &self.set.registry,
            revision: profile.revision.as_deref(),
            canary: None,
            secret: None,
            fail_on: Level::Must,
        };
        let driver = || -> Box<dyn Driver + Send + '_> { Box::new(InProcess { faults, lazy }) };
        let visits = Visits {
            judge: &judge,
            invoker: &Invoker {
                profile: &profile,
                log: &log,
                seed: "mutants",
                limits,
                authority: None,
            },
            jobs,
            progress: Progress::default(),
            selection: &Selection::default(),
            driver: &driver,
        };
        let checks = visits.checks(files).into_iter();
        checks.map(|check| (check.id.clone(), check)).collect()
    }
}

/// Legal, but then nothing can be said of redirects.
fn hands_redirects_on(faults: &Faults) -> bool {
    let names = ["redirects-handed-on", "moves-handed-on"];
    let of = |name| Faults::new(Role::Client, [name]);
    names
        .into_iter()
        .any(|name| of(name).as_ref() == Ok(faults))
}

impl Bench for Client<'_> {
    fn sound(&self, _: &Fault) -> Result<Verdicts, Stop> {
        Ok(self.sound.clone())
    }

    fn faulty(&self, fault: &Fault) -> Result<Verdicts, Stop> {
        let faults = Faults::new(Role::Client, [fault.name.as_str()]);
        let faults = faults.map_err(|error| Stop::fault(&error))?;
        let x402 = fault.requirement.starts_with("X402");
        let all: Vec<_> = self
            .set
            .clients()
            .filter(|file| file.spec.starts_with("x402") == x402)
            .collect();
        if fault.neutral {
            return Ok(self.verdicts(&faults, None, &all, 1));
        }
        // The files that cite the fault's requirement come first; the rest only tell what else
        // would have caught it.
        let cites = |file: &&ClientFile| {
            file.cases.iter().any(|case| {
                let clauses = case.clauses();
                let mut cited = clauses.iter().map(|clause| case.requirements(clause));
                cited.any(|cited| cited.contains(&fault.requirement))
            })
        };
        let (citing, rest): (Vec<_>, Vec<_>) = all.into_iter().partition(cites);
        let verdicts = self.verdicts(&faults, None, &citing, 1);
        let caught = verdicts.values().any(|check| {
            super::worse(check)
                && check.requirement.contains(&fault.requirement)
                && self.sound.get(&check.id).is_some_and(super::good)
        });
        if caught {
            Ok(verdicts)
        } else {
            Ok(self.verdicts(&faults, None, &rest, 1))
        }
    }

    /// A refusal is a check that expects no payment, or that something does not come.
    fn lazy(&self, jobs: usize) -> Result<Vec<(String, usize)>, Stop> {
        let files: Vec<_> = self.set.clients().collect();
        let refusal = |id: &str| {
            files.iter().any(|file| {
                file.invocations().any(|(case, fetching, _)| {
                    let clause = id.strip_prefix(&case);
                    let clause = clause.and_then(|rest| rest.strip_prefix('.'));
                    clause.is_some_and(|clause| {
                        let expected = fetching.expect.get(clause);
                        clause.split(':').next() == Some("never")
                            || (clause.starts_with("payments") && expected == Some(&json!(0)))
                    })
                })
            })
        };
        let measured = side_by_side(jobs, &Lazy::ALL, |(name, lazy)| {
            let verdicts = self.verdicts(&Faults::NONE, Some(*lazy), &files, 1);
            let passed = verdicts
                .values()
                .filter(|check| check.outcome == Outcome::Pass && refusal(&check.id));
            ((*name).to_owned(), passed.count())
        });
        Ok(measured)
    }
}

/// The reference client, a new one for each errand.
struct InProcess<'a> {
    faults: &'a Faults,
    lazy: Option<Lazy>,
}

impl Driver for InProcess<'_> {
    fn run(&mut self, errand: &Errand<'_>) -> Ending {
        let begun = Instant::now();
        let mut ending = self.fetch(errand).unwrap_or_else(|note| Ending {
            note,
            ..Ending::default()
        });
        if begun.elapsed() >= errand.timeout {
            ending.way = Way::CutOff;
        } else if self.lazy == Some(Lazy::Crashes) {
            ending.way = Way::Crashed;
        }
        ending
    }
}

impl InProcess<'_> {
    fn fetch(&self, errand: &Errand<'_>) -> Result<Ending, String> {
        let mut options = Options::new();
        options.set_wallet_key(Some(&bytes::to_0x(&errand.wallet)))?;
        options.set_max_amount(Some(errand.max_amount))?;
        options.set_networks(errand.network);
        errand.testpay_key.clone_into(&mut options.testpay_key);
        options.plain_http = !errand.insecure;
        options.timeout = errand.timeout;
        options.lazy = self.lazy;
        let mut client = Reference::new(options, self.faults.clone());
        let request = Request {
            method: errand.method.to_owned(),
            url: errand.url.to_owned(),
            headers: errand.headers.clone().into_iter().collect(),
            body: errand.body.unwrap_or_default().to_vec(),
        };
        let mut last = client.fetch(&request);
        for _ in 1..errand.calls {
            last = client.fetch(&request);
        }
        let mut ending = Ending::default();
        (ending.way, ending.note) = match last {
            Ok(fetched) => {
                ending.account = Some(account(&fetched));
                (Way::Fetched, String::new())
            }
            Err(Refusal::Refused(why)) => (Way::Refused, why),
            Err(Refusal::Unsupported(why)) => (Way::Unsupported, why),
            Err(other) => (Way::Failed, other.to_string()),
        };
        Ok(ending)
    }
}

fn account(fetched: &Fetched) -> Value {
    let json = |text: &Option<String>| {
        let text = text.as_deref();
        text.and_then(|text| serde_json::from_str::<Value>(text).ok())
    };
    let mut account = Map::from_iter([
        ("status".to_owned(), json!(fetched.status)),
        ("body_sha256".to_owned(), fetched.body_sha256().into()),
    ]);
    for (name, member) in [
        ("settlement", json(&fetched.settlement)),
        ("receipt", json(&fetched.receipt)),
    ] {
        account.insert(name.to_owned(), member.unwrap_or_default());
    }
    Value::Object(account)
}
