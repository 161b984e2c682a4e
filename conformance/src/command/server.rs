mod plan;

use alloc::collections::BTreeSet;
use alloc::sync::Arc;
use core::cell::OnceCell;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use self::plan::Plan;
use super::Stop;
use super::common::{Common, profile};
use super::money::purse;
use super::round::{Progress, Round};
use crate::bytes;
use crate::clock::Begun;
use crate::crypto::Wallet;
use crate::exchange::http::Limits;
use crate::exchange::{Facilitator, Health, Log, Plugin, Purse, Runner, Target};
use crate::plan::{FacilitatorMode, Profile};
use crate::report::Run;
use crate::vector::{Scenario, Set};
use crate::verdict::{Baseline, Judge, Outcome, check_ids, untouched};

/// Runs the server role.
#[derive(Debug, Args)]
#[command(after_help = "\
A target that the profile starts gets PORT, FACILITATOR_URL, CONFORM402_NETWORK and CONFORM402_PAY_TO:
the profile's pay_to or, where there is none, the account of the published label merchant,
0xA55F11e5070DeD3A0590843A439779406cC4B0da.")]
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
    /// How many vector files run side by side; those that count what has no owner run alone.
    #[arg(long, value_name = "N", default_value_t = 1)]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=64))]
    jobs: u16,
    /// Only checks that need no payment.
    #[arg(long)]
    passive: bool,
    /// Say what would run, and why the rest would not; ask nobody.
    #[arg(long)]
    dry_run: bool,
    /// Who verifies and settles, if not as the profile says.
    #[arg(long, value_name = "WHO")]
    facilitator: Option<Who>,
    /// Port of the runner's facilitator, for a target that runs already; a free one unless given.
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    facilitator_port: u16,
    /// Pay from the wallet whose secret key is in this environment variable.
    #[arg(long, value_name = "NAME")]
    wallet_env: Option<String>,
    /// Most that may be offered in all, in atomic units; 0 off loopback unless given.
    #[arg(long, value_name = "AMOUNT")]
    max_spend: Option<u128>,
    /// Pay on this network although its money is real. May be repeated.
    #[arg(long, value_name = "NAME")]
    allow_network: Vec<String>,
    #[command(flatten)]
    common: Common,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Who {
    Stub,
    External,
}

impl Server {
    pub(super) fn run(&self) -> Result<u8, Stop> {
        let begun = Begun::now();
        let set = self.common.role_set("server")?;
        let profile = self.profile(&set)?;
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
        let selection = self.common.selection();
        let plan = Plan::new(&set, &profile, self.passive, &selection, &judging);
        let baseline = self.baseline(&set)?;
        if self.dry_run {
            return Ok(plan.print());
        }
        self.common.check_destinations()?;
        let log = Arc::new(Log::default());
        let limits = Limits::within(self.common.timeout());
        let facilitator = Facilitator::start(self.facilitator_port, Arc::clone(&log), limits)
            .map_err(|error| Stop::fault(&format!("the stub facilitator: {error}")))?;
        let target = self.target(&profile, &facilitator)?;
        let purse = self.purse(&profile, target.as_ref().ok())?;
        let payer = self.payer(&profile)?;
        let seed = self.common.seed();
        let jobs = usize::from(self.jobs);

        let scenarios = plan.scenarios();
        let judged = match &target {
            Ok(target) => {
                let runner = Runner {
                    profile: &profile,
                    target,
                    facilitator: &facilitator,
                    log: &log,
                    seed: &seed,
                    limits,
                    purse: &purse,
                    clock: None,
                    payer: payer.as_ref(),
                    serial: jobs == 1,
                    health: Health::default(),
                };
                let round = Round {
                    judge: &judging,
                    runner: &runner,
                    jobs,
                    progress: Progress::on_terminal(),
                };
                round.checks(&scenarios)
            }
            Err(why) => {
                let first = why.lines().next().unwrap_or_default();
                let not_run = |scenario: &&Scenario| {
                    untouched(&judging, scenario, Outcome::Inconclusive, first)
                };
                scenarios.iter().map(not_run).collect()
            }
        };
        let mut notes = plan.notes.clone();
        let mut checks = plan.checks(judged);
        notes.extend(baseline.apply(&mut checks));
        let url = match &target {
            Ok(target) => target.endpoint.origin(),
            Err(_) => "(not reached)".to_owned(),
        };
        notes.extend(waits(&log));
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
            started: begun.unix,
            elapsed: begun.elapsed(),
            checks,
            exchanges: log.take(),
            obstacle,
            notes,
        };
        self.common.finish(&run)
    }

    fn baseline(&self, set: &Set) -> Result<Baseline, Stop> {
        let known: OnceCell<BTreeSet<String>> = OnceCell::new();
        self.common.baseline(&|id| {
            let all = || set.scenarios("server").flat_map(check_ids).collect();
            known.get_or_init(all).contains(id)
        })
    }

    fn payer(&self, profile: &Profile) -> Result<Option<Plugin>, Stop> {
        if self.passive {
            return Ok(None);
        }
        Plugin::start(profile, self.common.timeout()).map_err(|why| Stop::usage([why]))
    }

    fn profile(&self, set: &Set) -> Result<Profile, Stop> {
        let mut profile = profile(&self.profile, set)?;
        match self.facilitator {
            Some(Who::Stub) => profile.facilitator = FacilitatorMode::Stub,
            Some(Who::External) => profile.facilitator = FacilitatorMode::External,
            None => {}
        }
        Ok(profile)
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

    /// What may be spent, and from which wallet; where nobody is paid, nothing.
    fn purse(&self, profile: &Profile, target: Option<&Target>) -> Result<Purse, Stop> {
        let purse = match target.filter(|_| !self.passive) {
            Some(target) => purse(
                &target.endpoint,
                &profile.network,
                self.max_spend,
                &self.allow_network,
            )?,
            None => Purse::of(0),
        };
        let Some(name) = &self.wallet_env else {
            return Ok(purse);
        };
        let bad = |why: &str| Stop::usage([format!("--wallet-env {name}: {why}")]);
        let secret = std::env::var(name).map_err(|_| bad("the variable is not set"))?;
        let wallet = bytes::from_hex(secret.trim())
            .as_deref()
            .and_then(Wallet::from_secret);
        Ok(purse
            .with_wallet(wallet.ok_or_else(|| bad("no secret key of 32 bytes in hexadecimal"))?))
    }
}

/// Says how long the vectors themselves made the run wait.
fn waits(log: &Log) -> Option<String> {
    let (waits, time) = log.waits();
    let seconds = time.as_secs_f64();
    (waits > 0).then(|| format!("waits that vectors ask for: {waits}, {seconds:.1} s in all"))
}
