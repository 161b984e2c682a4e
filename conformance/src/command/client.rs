use alloc::collections::BTreeSet;
use alloc::sync::Arc;
use core::num::NonZeroU8;
use core::time::Duration;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use clap::Args;

use super::Stop;
use super::common::{Common, profile, random_seed};
use super::round::Progress;
use super::visits::Visits;
use crate::clock::Begun;
use crate::exchange::http::{CertificateAuthority, Limits};
use crate::exchange::{Driver, Environment, Invoker, Log, LongLived, OneShot, Strays};
use crate::plan::{Profile, not_applicable_to_client};
use crate::report::{Run, counted};
use crate::vector::{ClientFile, Set};
use crate::verdict::{Judge, Outcome, untouched_client};

/// Runs the client role.
#[derive(Debug, Args)]
#[command(after_help = "\
The command gets what it has to do in its environment: CONFORM402_URL, _METHOD, _HEADERS_FILE,
_BODY_FILE, _WALLET_KEY, _NETWORK, _MAX_AMOUNT, _TESTPAY_KEY, _CALLS, _CASE. It ends with 0 when it
fetched, 10 when it refused to pay, 127 when it cannot do what it was told. README.md tells more.")]
pub(super) struct Client {
    /// What the client claims, and how to start it.
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// Family that the client claims, where there is no profile: x402-v1, mpp-core, mpp-discovery,
    /// and mpp-evm or mpp-tempo, whose method it then pays by. May be repeated.
    #[arg(long, value_name = "FAMILY", conflicts_with = "profile")]
    protocol: Vec<String>,
    /// The command runs once and speaks JSON lines.
    #[arg(long)]
    lines: bool,
    /// MPP over plain HTTP, for a client that takes it so.
    #[arg(long)]
    plain_http: bool,
    /// How many cases run side by side.
    #[arg(long, value_name = "N", default_value = "4")]
    jobs: NonZeroU8,
    /// Say what would run, and why the rest would not; start nothing.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    common: Common,
    /// Program and arguments; `{url}` stands for what it fetches, and comes last where it is not
    /// there.
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<String>,
}

impl Client {
    pub(super) fn run(&self) -> Result<u8, Stop> {
        let begun = Begun::now();
        let set = self.common.role_set("client")?;
        let mut profile = self.profile(&set)?;
        let revision = self
            .common
            .spec
            .clone()
            .or_else(|| profile.revision.clone());
        let judging = Judge {
            registry: &set.registry,
            revision: revision.as_deref(),
            canary: None,
            secret: None,
            fail_on: self.common.fail_on(),
        };
        let files: Vec<&ClientFile> = set.clients().collect();
        let known = every_check(&judging, &files);
        let baseline = self.common.baseline(&|id| known.contains(id))?;
        let selection = self.common.selection();
        if self.dry_run {
            return Ok(dry_run(&set, &profile, &|id| selection.wants(id)));
        }
        self.common.check_destinations()?;
        let authority = authority(&files, &profile)?;
        let mark = random_seed();
        let folder = profile.folder.join(&profile.client.cwd);
        let mut environment = Environment::new(&profile.client.argv, &folder, &mark);
        environment.variables.clone_from(&profile.client.env);
        if let Some(authority) = &authority {
            environment.trust(authority);
        }
        let log = Arc::new(Log::default());
        let limits = Limits::within(self.common.timeout());
        let strays = Arc::new(Strays::watch(&mark));
        strays.end_on_signal();
        let (mut first, mut obstacle) = (None, None);
        if profile.client.lines {
            match introduce(&environment, &mut profile, self.common.timeout()) {
                Ok(client) => first = Some(client),
                Err(why) => obstacle = Some(why),
            }
        }
        let first = Mutex::new(first);
        let seed = self.common.seed();
        let invoker = Invoker {
            profile: &profile,
            log: &log,
            seed: &seed,
            limits,
            authority: authority.as_ref(),
        };
        let driver = || -> Box<dyn Driver + Send + '_> {
            if profile.client.lines {
                // The one that introduced itself goes on.
                let mut first = first.lock().unwrap_or_else(PoisonError::into_inner);
                let first = first.take();
                Box::new(first.unwrap_or_else(|| LongLived::new(&environment)))
            } else {
                Box::new(OneShot::new(&environment))
            }
        };
        let visits = Visits {
            judge: &judging,
            invoker: &invoker,
            jobs: usize::from(self.jobs.get()),
            progress: Progress::on_terminal(),
            selection: &selection,
            driver: &driver,
        };
        let mut checks = match &obstacle {
            None => visits.checks(&files),
            Some(why) => visits.not_run(&files, why),
        };
        // Where nothing was to do it still waits.
        drop(first.lock().unwrap_or_else(PoisonError::into_inner).take());
        let mut notes = left_behind(strays.end());
        if let Some(why) = environment.never_started() {
            return Err(Stop::usage([why.to_owned()]));
        }
        notes.extend(baseline.apply(&mut checks));
        let run = Run {
            role: "client",
            target: (profile.name.clone(), profile.version.clone()),
            url: profile.client.argv.join(" "),
            seed: seed.clone(),
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

    fn profile(&self, set: &Set) -> Result<Profile, Stop> {
        let usage = |why: &str| Stop::usage([why.to_owned()]);
        let mut profile = if let Some(file) = &self.profile {
            profile(file, set)?
        } else {
            let name = self.command.first();
            let name = name.ok_or_else(|| usage("give a command after --, or --profile"))?;
            self.described(name, set)?
        };
        if !self.command.is_empty() {
            profile.client.argv.clone_from(&self.command);
            // What the command line names is meant from where it was typed.
            profile.folder = PathBuf::new();
            profile.client.cwd = PathBuf::new();
        }
        if profile.client.argv.is_empty() {
            return Err(usage(
                "the profile states no client.argv: give a command after --",
            ));
        }
        profile.client.lines |= self.lines;
        profile.client.plain_http |= self.plain_http;
        Ok(profile)
    }
}

impl Client {
    /// The profile that the command line alone makes.
    fn described(&self, name: &str, set: &Set) -> Result<Profile, Stop> {
        let tested: BTreeSet<&str> = set.clients().map(|file| file.spec.as_str()).collect();
        let families = tested.iter().copied().collect::<Vec<_>>().join(", ");
        let usage = |why: String| Stop::usage([why]);
        if self.protocol.is_empty() {
            let why = "say what the client claims, by --protocol or --profile";
            return Err(usage(format!("{why}; there are vectors of {families}")));
        }
        let profile = Profile::of_client(name, &self.protocol, set).map_err(Stop::usage)?;
        let untested = |family: &&String| !tested.contains(family.as_str());
        match self.protocol.iter().find(untested) {
            Some(family) => Err(usage(format!(
                "--protocol {family}: no client vector is of it; there are vectors of {families}"
            ))),
            None => Ok(profile),
        }
    }
}

fn every_check(judge: &Judge<'_>, files: &[&ClientFile]) -> BTreeSet<String> {
    let all = files.iter().flat_map(|file| {
        untouched_client(judge, file, Outcome::Inconclusive, &|_| Some(String::new()))
    });
    all.map(|check| check.id).collect()
}

fn left_behind(count: usize) -> Vec<String> {
    let note = |left| format!("processes that the client left behind, ended: {left}");
    (count > 0).then(|| note(count)).into_iter().collect()
}

/// Who vouches for origins with TLS; nobody where none is wanted.
fn authority(
    files: &[&ClientFile],
    profile: &Profile,
) -> Result<Option<CertificateAuthority>, Stop> {
    let secure =
        |file: &&ClientFile| file.spec.starts_with("mpp") && profile.protocols.contains(&file.spec);
    if profile.client.plain_http || !files.iter().any(secure) {
        return Ok(None);
    }
    let authority = CertificateAuthority::create().map_err(|error| Stop::fault(&error))?;
    Ok(Some(authority))
}

/// Asks a long-lived client who it is; fails with why it cannot be asked.
fn introduce<'a>(
    environment: &'a Environment,
    profile: &mut Profile,
    timeout: Duration,
) -> Result<LongLived<'a>, String> {
    let mut client = LongLived::new(environment);
    client
        .hello(timeout)
        .map_err(|why| format!("the client does not start: {why}"))?;
    if let Some((name, version)) = client.identity() {
        if profile.folder.as_os_str().is_empty() {
            profile.name.clone_from(name);
        }
        if profile.version.is_empty() {
            profile.version.clone_from(version);
        }
    }
    Ok(client)
}

fn dry_run(set: &Set, profile: &Profile, wants: &dyn Fn(&str) -> bool) -> u8 {
    let mut planned = 0;
    for file in set.clients() {
        for (id, case, _) in file.invocations() {
            let clauses = case.clauses();
            let cited = clauses.iter().filter(|clause| {
                !case.requirements(clause).is_empty() && wants(&format!("{id}.{clause}"))
            });
            let cited = cited.count();
            match not_applicable_to_client(file, case, profile) {
                _ if cited == 0 => {}
                Some(why) => say!("not applicable  {id}: {why} ({})", counted(cited)),
                None => {
                    planned += cited;
                    say!("would run       {id}: {}", counted(cited));
                }
            }
        }
    }
    say!("{}", counted(planned));
    if planned == 0 { 3 } else { 0 }
}
