use alloc::sync::Arc;
use core::time::Duration;
use std::time::Instant;

use reference402::client::{Client, Lazy, Options, Outcome, Refusal, Request};
use reference402::{Faults, Role};
use serde_json::{Map, Value, json};

use super::round::Progress;
use super::visits::Visits;
use crate::bytes;
use crate::exchange::http::Limits;
use crate::exchange::{Driver, Ending, Errand, Invoker, Log, Way};
use crate::plan::{Profile, Selection};
use crate::vector::{ClientFile, Level, Set};
use crate::verdict::{Check, Judge};

/// The reference client, run in this process; its origins do without TLS.
pub(super) struct Guest {
    pub(super) profile: Profile,
}

/// How vectors are run against it.
pub(super) struct Invitation<'a> {
    pub(super) faults: &'a Faults,
    pub(super) lazy: Option<Lazy>,
    pub(super) seed: &'a str,
    pub(super) fail_on: Level,
    pub(super) jobs: usize,
    pub(super) progress: Progress,
    pub(super) selection: &'a Selection,
    pub(super) log: Arc<Log>,
}

const PROFILE: &str = include_str!("../../../interop/profiles/clients/reference402.json");

impl Guest {
    /// With the profile of the program.
    ///
    /// # Errors
    ///
    /// Where the profile that was built in cannot be read.
    pub(super) fn new() -> Result<Self, serde_json::Error> {
        Ok(Self {
            profile: serde_json::from_str(PROFILE)?,
        })
    }

    /// The checks of the files, in their order.
    pub(super) fn checks(
        &self,
        set: &Set,
        invitation: Invitation<'_>,
        files: &[&ClientFile],
    ) -> Vec<Check> {
        let Invitation { faults, lazy, .. } = invitation;
        let mut profile = self.profile.clone();
        if hands_redirects_on(faults) {
            profile.client.cannot.push("redirects".to_owned());
        }
        let seconds = if lazy.is_some() { 1 } else { 5 };
        let judge = Judge {
            registry: &set.registry,
            revision: profile.revision.as_deref(),
            canary: None,
            secret: None,
            fail_on: invitation.fail_on,
        };
        let driver = || -> Box<dyn Driver + Send + '_> { Box::new(InProcess { faults, lazy }) };
        let visits = Visits {
            judge: &judge,
            invoker: &Invoker {
                profile: &profile,
                log: &invitation.log,
                seed: invitation.seed,
                limits: Limits::within(Duration::from_secs(seconds)),
                authority: None,
            },
            jobs: invitation.jobs,
            progress: invitation.progress,
            selection: invitation.selection,
            driver: &driver,
        };
        visits.checks(files)
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
        let mut client = Client::new(options, self.faults.clone());
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

fn account(fetched: &Outcome) -> Value {
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
