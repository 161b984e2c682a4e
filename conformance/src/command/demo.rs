use alloc::collections::BTreeSet;
use alloc::sync::Arc;

use clap::Args;
use reference402::server::Protocol;
use reference402::{Fault, Faults, Role};

use super::Stop;
use super::codec::{calls, trials, wanted};
use super::common::Common;
use super::guest::{Guest, Invitation};
use super::host::{Host, Setup};
use super::round::Progress;
use crate::clock::Begun;
use crate::exchange::library::{Library as _, Native};
use crate::exchange::{Exchange, Log};
use crate::plan::{Selection, not_applicable};
use crate::report::{Detail, Run};
use crate::vector::{Scenario, Set};
use crate::verdict::{Check, Counts, Judge, Outcome, Reasons, judge_codec, untouched};

/// Runs every vector against the crate http402, and the reference server and client of both
/// protocols.
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// Switch on a fault of the reference, to see how it shows. May be repeated;
    /// `cargo run -p reference402 -- faults` names them.
    #[arg(long, value_name = "NAME")]
    fault: Vec<String>,
    /// How many vector files run side by side.
    #[arg(long, value_name = "N", default_value_t = 4)]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=64))]
    jobs: u16,
    #[command(flatten)]
    common: Common,
}

/// What one target gave.
struct Part {
    target: String,
    checks: Vec<Check>,
    exchanges: Vec<Exchange>,
}

impl Demo {
    pub(super) fn run(&self) -> Result<u8, Stop> {
        let begun = Begun::now();
        let set = self.common.set()?;
        self.common.check_destinations()?;
        let selection = self.common.selection();
        let revision = self.common.spec.as_deref().unwrap_or("mpp-core-01");
        let seed = self.common.seed_or("demo");

        // Who joins the demonstration joins here.
        let mut parts = vec![self.codec(&set, &selection, revision)?];
        for host in Host::all().map_err(|error| Stop::fault(&error))? {
            if host.revision.is_none_or(|draft| draft == revision) {
                parts.push(self.server(&set, &selection, &host, &seed)?);
            }
        }

        parts.push(self.client(&set, &selection, &seed)?);

        let mut notes = Vec::new();
        let (mut checks, mut exchanges) = (Vec::new(), Vec::new());
        for mut part in parts {
            notes.extend(part.summary());
            for number in part
                .checks
                .iter_mut()
                .filter_map(|check| check.exchange.as_mut())
            {
                *number += exchanges.len();
            }
            checks.append(&mut part.checks);
            exchanges.append(&mut part.exchanges);
        }
        let ids: BTreeSet<_> = checks.iter().map(|check| check.id.clone()).collect();
        let baseline = self.common.baseline(&|id| ids.contains(id))?;
        notes.extend(baseline.apply(&mut checks));
        let run = Run {
            role: "demo",
            target: (
                "http402 and reference402".to_owned(),
                env!("CARGO_PKG_VERSION").to_owned(),
            ),
            url: "this process".to_owned(),
            seed,
            revision: Some(revision.to_owned()),
            profile: None,
            set: &set,
            planned: checks.len(),
            started: begun.unix,
            elapsed: begun.elapsed(),
            checks,
            exchanges,
            obstacle: None,
            notes,
        };
        self.common.finish_with(&run, Detail::Brief)
    }

    /// The crate http402, through the operations of the reference codec.
    fn codec(&self, set: &Set, selection: &Selection, revision: &str) -> Result<Part, Stop> {
        let judge = Judge {
            registry: &set.registry,
            revision: Some(revision),
            canary: None,
            secret: None,
            fail_on: self.common.fail_on(),
        };
        let (cases, calls) = calls(&wanted(set, selection))?;
        let mut exchanges = Vec::new();
        let mut library = Native::new(self.faults(Role::Codec)?);
        let trials = trials(&cases, &calls, &mut library, &mut exchanges);
        let mut checks = judge_codec(&judge, Reasons::Strict, &trials);
        checks.retain(|check| selection.wants(&check.id));
        let identity = library.identity();
        Ok(Part {
            target: format!("codec   {} {}", identity.name, identity.version),
            checks,
            exchanges,
        })
    }

    /// The reference server of one protocol; the other's vectors are none of its business.
    fn server(
        &self,
        set: &Set,
        selection: &Selection,
        host: &Host,
        seed: &str,
    ) -> Result<Part, Stop> {
        let judge = Judge {
            registry: &set.registry,
            revision: host.revision,
            canary: None,
            secret: None,
            fail_on: self.common.fail_on(),
        };
        let mut checks = Vec::new();
        let mut scenarios: Vec<&Scenario> = Vec::new();
        for scenario in set.scenarios("server") {
            let x402 = scenario.spec.starts_with("x402");
            let possible = untouched(&judge, scenario, Outcome::NotApplicable, "");
            let wants = possible.iter().any(|check| selection.wants(&check.id));
            if x402 != (host.protocol == Protocol::X402) || !wants {
                continue;
            }
            match not_applicable(scenario, &host.profile) {
                Some(why) => {
                    checks.extend(untouched(&judge, scenario, Outcome::NotApplicable, &why));
                }
                None => scenarios.push(scenario),
            }
        }
        let log = Arc::new(Log::default());
        let setup = Setup {
            faults: self.faults(Role::Server)?,
            lazy: None,
            seed,
            fail_on: self.common.fail_on(),
            jobs: usize::from(self.jobs),
            progress: Progress::on_terminal(),
            log: Arc::clone(&log),
        };
        let judged = host.checks(set, setup, &scenarios)?;
        checks.extend(judged.into_iter().flatten());
        checks.retain(|check| selection.wants(&check.id));
        Ok(Part {
            target: format!("server  {}", host.profile.name),
            checks,
            exchanges: log.take(),
        })
    }

    /// The reference client, of both protocols.
    fn client(&self, set: &Set, selection: &Selection, seed: &str) -> Result<Part, Stop> {
        let guest = Guest::new().map_err(|error| Stop::fault(&error))?;
        let files: Vec<_> = set.clients().collect();
        let log = Arc::new(Log::default());
        let invitation = Invitation {
            faults: &self.faults(Role::Client)?,
            lazy: None,
            seed,
            fail_on: self.common.fail_on(),
            jobs: usize::from(self.jobs),
            progress: Progress::on_terminal(),
            selection,
            log: Arc::clone(&log),
        };
        Ok(Part {
            checks: guest.checks(set, invitation, &files),
            target: format!("client  {}", guest.profile.name),
            exchanges: log.take(),
        })
    }

    /// The faults of one end; a name that no end has is an error.
    fn faults(&self, role: Role) -> Result<Faults, Stop> {
        let has = |role: Role, name: &str| Fault::of(role).iter().any(|fault| fault.name == name);
        let unknown = |name: &&String| {
            let ends = [Role::Codec, Role::Server, Role::Client];
            !ends.into_iter().any(|end| has(end, name))
        };
        if let Some(name) = self.fault.iter().find(unknown) {
            return Err(Stop::no_fault(name));
        }
        let names = self.fault.iter().map(String::as_str);
        Faults::new(role, names.filter(|name| has(role, name))).map_err(|error| Stop::fault(&error))
    }
}

impl Part {
    /// The numbers of a target that was asked for anything.
    fn summary(&self) -> Option<String> {
        let counts: Vec<_> = Counts::of(&self.checks)
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(word, count)| format!("{word} {count}"))
            .collect();
        (!counts.is_empty()).then(|| format!("{:<34} {}", self.target, counts.join(", ")))
    }
}
