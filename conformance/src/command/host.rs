use alloc::sync::Arc;
use core::time::Duration;

use reference402::Faults;
use reference402::server::{Lazy, Options, Protocol, Revision, Server};

use super::Stop;
use super::round::{Progress, Round};
use crate::exchange::http::Limits;
use crate::exchange::{Clock, Facilitator, Health, Log, Purse, Runner, Target};
use crate::plan::Profile;
use crate::vector::{Level, Scenario, Set};
use crate::verdict::{Check, Judge};

/// The reference server of one protocol and draft, run in this process.
pub(super) struct Host {
    pub(super) protocol: Protocol,
    pub(super) revision: Option<&'static str>,
    pub(super) profile: Profile,
}

/// How vectors are run against it.
pub(super) struct Setup<'a> {
    pub(super) faults: Faults,
    pub(super) lazy: Option<Lazy>,
    pub(super) seed: &'a str,
    pub(super) fail_on: Level,
    pub(super) jobs: usize,
    pub(super) progress: Progress,
    pub(super) log: Arc<Log>,
}

impl Host {
    /// Both protocols, and both drafts of the one that has two.
    ///
    /// # Errors
    ///
    /// Where a profile that was built in cannot be read.
    pub(super) fn all() -> Result<[Self; 3], serde_json::Error> {
        let host = |protocol, revision, profile: &str| {
            Ok(Self {
                protocol,
                revision,
                profile: serde_json::from_str(profile)?,
            })
        };
        Ok([
            host(Protocol::X402, None, X402)?,
            host(Protocol::Mpp, Some("mpp-core-00"), MPP)?,
            host(Protocol::Mpp, Some("mpp-core-01"), MPP)?,
        ])
    }

    /// The checks of each scenario, in the order of the scenarios.
    pub(super) fn checks(
        &self,
        set: &Set,
        setup: Setup<'_>,
        scenarios: &[&Scenario],
    ) -> Result<Vec<Vec<Check>>, Stop> {
        // What never answers need not be waited for.
        let limits = Limits::within(Duration::from_millis(match setup.lazy {
            Some(Lazy::Silent) => 100,
            _ => 5000,
        }));
        let facilitator = Facilitator::start(0, Arc::clone(&setup.log), limits);
        let facilitator = facilitator.map_err(|error| Stop::fault(&error))?;
        let mut options = Options::new(self.protocol);
        options.facilitator_url = facilitator.url();
        options.lazy = setup.lazy;
        if self.revision == Some("mpp-core-00") {
            options.revision = Revision::Draft00;
        }
        if let Some(secret) = &self.profile.binding_secret {
            options.binding_secret.clone_from(secret);
        }
        let server = Server::start(options, setup.faults).map_err(|error| Stop::fault(&error))?;
        let target = Target::at(&server.url(), None).map_err(|error| Stop::fault(&error))?;
        let clock = Ahead(&server);
        let purse = Purse::bottomless();
        let runner = Runner {
            profile: &self.profile,
            target: &target,
            facilitator: &facilitator,
            log: &setup.log,
            seed: setup.seed,
            limits,
            purse: &purse,
            clock: (self.protocol == Protocol::Mpp).then_some(&clock as &dyn Clock),
            payer: None,
            serial: setup.jobs == 1,
            health: Health::default(),
        };
        let judge = Judge {
            registry: &set.registry,
            revision: self.revision,
            canary: self.profile.canary.as_deref(),
            secret: self.profile.binding_secret.as_deref(),
            fail_on: setup.fail_on,
        };
        let round = Round {
            judge: &judge,
            runner: &runner,
            jobs: setup.jobs,
            progress: setup.progress,
        };
        Ok(round.checks(scenarios))
    }
}

/// The reference server's clock.
#[derive(Debug)]
struct Ahead<'a>(&'a Server);

impl Clock for Ahead<'_> {
    fn advance(&self, seconds: i64) {
        self.0.advance_clock(seconds);
    }
}

const X402: &str = include_str!("../../../interop/profiles/reference402-x402.json");
const MPP: &str = include_str!("../../../interop/profiles/reference402-mpp.json");
