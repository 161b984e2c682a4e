use alloc::collections::BTreeSet;
use alloc::sync::Arc;
use std::path::PathBuf;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use clap::Args;

use super::Stop;
use super::common::Common;
use super::money::purse;
use crate::exchange::http::Limits;
use crate::exchange::{Facilitator, Log, Purse, Runner, Target};
use crate::plan::{Profile, not_applicable};
use crate::report::Run;
use crate::verdict::{Check, Judge, Outcome, judge, untouched};

/// Runs the server role.
#[derive(Debug, Args)]
pub(super) struct Server {
    /// What the target claims and how to reach it.
    #[arg(long, value_name = "FILE")]
    profile: PathBuf,
    /// Base URL of a target that runs already.
    #[arg(long)]
    url: Option<String>,
    /// Certificates, in PEM form, to trust instead of the platform's (https).
    #[arg(long, value_name = "FILE")]
    ca_file: Option<PathBuf>,
    /// Most that may be offered in all, in atomic units; 0 off loopback unless given.
    #[arg(long, value_name = "AMOUNT")]
    max_spend: Option<u128>,
    /// Pay on this network although its money is real. May be repeated.
    #[arg(long, value_name = "NAME")]
    allow_network: Vec<String>,
    #[command(flatten)]
    common: Common,
}

impl Server {
    pub(super) fn run(&self) -> Result<u8, Stop> {
        let begun = Instant::now();
        let started = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |now| now.as_secs());
        let set = self.common.set()?;
        let profile = Profile::load(&self.profile).map_err(|error| Stop::usage([error]))?;
        let revision = self
            .common
            .spec
            .clone()
            .or_else(|| profile.revision.clone());
        let judging = Judge {
            registry: &set.registry,
            revision: revision.as_deref(),
            canary: profile.canary.as_deref(),
            secret: profile.binding_secret.as_deref(),
            fail_on: self.common.fail_on(),
        };
        let all: BTreeSet<String> = set
            .scenarios("server")
            .flat_map(|scenario| untouched(&judging, scenario, Outcome::Inconclusive, ""))
            .map(|check| check.id)
            .collect();
        let baseline = self.common.baseline(&|id| all.contains(id))?;
        let log = Arc::new(Log::default());
        let limits = Limits::within(self.common.timeout());
        let facilitator = Facilitator::start(Arc::clone(&log), limits)
            .map_err(|error| Stop::fault(&format!("the stub facilitator: {error}")))?;
        let target = self.target(&profile, &facilitator)?;
        let purse = match &target {
            Ok(target) => {
                let network = &profile.network;
                purse(
                    &target.endpoint,
                    network,
                    self.max_spend,
                    &self.allow_network,
                )?
            }
            Err(_) => Purse::of(0),
        };
        let (seed, selection) = (self.common.seed(), self.common.selection());

        let mut checks: Vec<Check> = Vec::new();
        for scenario in set.scenarios("server") {
            let possible = untouched(&judging, scenario, Outcome::Inconclusive, "");
            if !possible.iter().any(|check| selection.wants(&check.id)) {
                continue;
            }
            // Every step is carried out: a wanted check needs its controls.
            let judged = match (&target, not_applicable(scenario, &profile)) {
                (_, Some(why)) => untouched(&judging, scenario, Outcome::NotApplicable, &why),
                (Err(why), None) => {
                    let first = why.lines().next().unwrap_or_default();
                    untouched(&judging, scenario, Outcome::Inconclusive, first)
                }
                (Ok(target), None) => {
                    let runner = Runner {
                        profile: &profile,
                        target,
                        facilitator: &facilitator,
                        log: &log,
                        seed: &seed,
                        limits,
                        purse: &purse,
                        clock: None,
                    };
                    judge(&judging, scenario, &runner.run(scenario))
                }
            };
            checks.extend(
                judged
                    .into_iter()
                    .filter(|check| selection.wants(&check.id)),
            );
        }
        baseline.apply(&mut checks);
        let url = match &target {
            Ok(target) => target.endpoint.origin(),
            Err(_) => "(not reached)".to_owned(),
        };
        let obstacle = target.err();
        let run = Run {
            role: "server",
            target: (profile.name.clone(), profile.version.clone()),
            url,
            seed,
            revision: revision.clone(),
            profile: Some(profile.public()),
            set: &set,
            planned: checks.len(),
            started,
            elapsed: begun.elapsed(),
            checks,
            exchanges: log.snapshot(),
            obstacle,
        };
        self.common.finish(&run)
    }

    fn target(
        &self,
        profile: &Profile,
        facilitator: &Facilitator,
    ) -> Result<Result<Target, String>, Stop> {
        if let Some(url) = self.url.as_ref().or(profile.url.as_ref()) {
            return Target::at(url, self.ca_file.as_deref())
                .map(Ok)
                .map_err(|error| Stop::usage([error]));
        }
        if let Some(start) = &profile.start {
            return Ok(Target::start(profile, start, &facilitator.url()));
        }
        let why = "the profile states neither url nor start: give --url";
        Err(Stop::usage([why.to_owned()]))
    }
}
