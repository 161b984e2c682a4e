//! Has a client fetch from a scripted origin; judges nothing.

mod command;
mod environment;
mod errand;
mod lines;

use alloc::sync::Arc;

use serde_json::{Map, Value};

use super::http::{CertificateAuthority, Limits};
use super::origin::{Origin, Script, Seen, Setting};
use super::record::Log;
use crate::bytes;
use crate::clock::unix_now;
use crate::crypto::{Wallet, sha256};
use crate::plan::Profile;
use crate::vector::{Branch, ClientFile, Fetch, Fetching, Filled, Scope};

pub use command::OneShot;
pub use environment::Environment;
pub use errand::{Ending, Errand, Way};
pub use lines::LongLived;

/// Something that fetches as it is told.
pub trait Driver {
    /// Runs an errand to its end, which it always finds within the time limit.
    fn run(&mut self, errand: &Errand<'_>) -> Ending;
}

/// Everything that a case is run with.
#[derive(Debug)]
#[non_exhaustive]
pub struct Invoker<'a> {
    /// What the client claims.
    pub profile: &'a Profile,
    /// Where bytes are kept.
    pub log: &'a Arc<Log>,
    /// What ids of challenges derive from.
    pub seed: &'a str,
    /// Limits of one exchange, and of the whole case.
    pub limits: Limits,
    /// Who vouches for origins that have TLS; without one they have none.
    pub authority: Option<&'a CertificateAuthority>,
}

/// What happened in one case.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Visit {
    /// `FILE#CASE` or `FILE#CASE.ROW`.
    pub case: String,
    /// Position of the case in its file.
    pub position: usize,
    /// What reached the origins, in order.
    pub requests: Vec<Seen>,
    /// What the client was told.
    pub fetch: Option<Fetch>,
    /// How it ended.
    pub ending: Ending,
    /// The first of its exchanges in the log.
    pub exchange: Option<usize>,
    /// The clauses, references replaced.
    pub expect: Map<String, Value>,
    /// The alternatives, references replaced.
    pub either: Vec<Branch>,
    /// Why the case could not be carried out.
    pub obstacle: Option<String>,
}

impl Visit {
    /// Whether the client paid where it was asked to.
    #[must_use]
    pub fn pays(&self) -> bool {
        let mut requests = self.requests.iter();
        requests.any(|seen| seen.status == 402) && requests.any(|seen| seen.payment.is_some())
    }

    fn new(file: &ClientFile, id: &str, case: &Fetching) -> Self {
        let position = file.cases.iter().position(|other| other.id == case.id);
        Self {
            case: id.to_owned(),
            position: position.unwrap_or_default(),
            requests: Vec::new(),
            fetch: None,
            ending: Ending::default(),
            exchange: None,
            expect: Map::new(),
            either: Vec::new(),
            obstacle: None,
        }
    }
}

/// Who is paid by honest offers.
const MERCHANT: &str = "bob";

impl Invoker<'_> {
    /// Runs one case, or one row of it.
    pub fn run(
        &self,
        file: &ClientFile,
        id: &str,
        case: &Fetching,
        row: Option<&Map<String, Value>>,
        driver: &mut dyn Driver,
    ) -> Visit {
        let mut visit = Visit::new(file, id, case);
        if let Err(why) = self.carry_out(file, case, row, driver, &mut visit) {
            visit.obstacle = Some(why);
        }
        visit
    }

    /// A case that is not carried out, and why.
    #[must_use]
    pub fn untried(&self, file: &ClientFile, id: &str, case: &Fetching, why: &str) -> Visit {
        let mut visit = Visit::new(file, id, case);
        visit.obstacle = Some(why.to_owned());
        visit
    }

    fn carry_out(
        &self,
        file: &ClientFile,
        case: &Fetching,
        row: Option<&Map<String, Value>>,
        driver: &mut dyn Driver,
        visit: &mut Visit,
    ) -> Result<(), String> {
        let scope = self.scope(row);
        let fetch = Filled::fetch(case, &scope)?;
        let wallet = Wallet::from_label(&fetch.wallet);
        let mpp = file.spec.starts_with("mpp");
        let secure = mpp && !self.profile.client.plain_http && fetch.secure != Some(false);
        let text = |value: &Value| value.to_string().contains("${other}");
        let with_other = text(&case.serve) || text(&case.offers) || row_has(row, "${other}");
        let origin = Origin::open(
            Setting {
                mpp,
                case: visit.case.clone(),
                seed: self.seed.to_owned(),
                network: self.profile.network.clone(),
                pay_to: Wallet::from_label(MERCHANT).address(),
                wallet: wallet.address(),
                testpay_key: self.profile.testpay_key.clone(),
                method: self.profile.client.method.clone(),
            },
            with_other,
            self.authority.filter(|_| secure),
            Arc::clone(self.log),
            self.limits,
        )
        .map_err(|error| format!("no loopback port: {error}"))?;
        let scope = located(scope, &origin, &fetch);
        let row = row
            .map(|row| scope.fill(&Value::Object(row.clone())))
            .transpose()?;
        let mut scope = scope;
        if let Some(row) = row {
            scope.set("each", row);
        }
        let filled = Filled::new(case, &scope)?;
        origin.follow(Script {
            path: filled.fetch.path.clone(),
            headers: filled.fetch.headers.clone(),
            offers: filled.offers,
            rules: filled.serve,
        });
        let url = format!("{}{}", origin.url(), filled.fetch.path);
        let network = filled
            .fetch
            .network
            .as_deref()
            .unwrap_or(&self.profile.network);
        let body = filled.fetch.content();
        let first = self.log.len();
        visit.ending = driver.run(&Errand {
            case: &visit.case,
            url: &url,
            method: &filled.fetch.method,
            headers: &filled.fetch.headers,
            body: body.as_deref(),
            wallet: wallet.secret(),
            network,
            max_amount: filled.fetch.max_amount.as_deref().unwrap_or(CAP),
            testpay_key: &self.profile.testpay_key,
            calls: filled.fetch.times,
            insecure: filled.fetch.secure == Some(false),
            timeout: self.limits.time,
        });
        visit.requests = origin.finish();
        visit.exchange = self.log.first_of(&visit.case, first);
        visit.fetch = Some(filled.fetch);
        visit.expect = filled.expect;
        visit.either = filled.either;
        Ok(())
    }

    fn scope(&self, row: Option<&Map<String, Value>>) -> Scope {
        let mut scope = Scope::at(unix_now());
        let profile = self.profile;
        scope.set("network", profile.network.as_str());
        scope.set("asset", super::origin::asset(&profile.network));
        scope.set("pay_to", Wallet::from_label(MERCHANT).address().to_string());
        for label in ["alice", "bob", "carol", "mallory"] {
            let address = Wallet::from_label(label).address().to_string();
            scope.set(format!("wallet.{label}"), address);
        }
        // Rows may speak of places, which are known later; what the client is told may not.
        if let Some(row) = row {
            scope.set("each", Value::Object(row.clone()));
        }
        scope
    }
}

/// Adds what is known once there are ports.
fn located(mut scope: Scope, origin: &Origin, fetch: &Fetch) -> Scope {
    let url = origin.url();
    let authority = url.split("//").nth(1).unwrap_or_default().to_owned();
    let digest = bytes::to_base64(&sha256(&fetch.content().unwrap_or_default()));
    scope.set("authority", authority);
    scope.set("url", format!("{url}{}", fetch.path));
    scope.set("origin", url);
    scope.set("other", origin.other_url());
    scope.set("digest", format!("sha-256=:{digest}:"));
    scope
}

fn row_has(row: Option<&Map<String, Value>>, text: &str) -> bool {
    row.is_some_and(|row| row.values().any(|value| value.to_string().contains(text)))
}

/// What may be spent on one request where the vector does not say.
const CAP: &str = "1000000";
