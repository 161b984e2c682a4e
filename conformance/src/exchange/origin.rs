//! The origin that a client under test fetches from: honest but for what the vector tells it, with
//! its own judgement of every payment. Shares no code with the crate under test.

mod mpp;
mod proof;
mod reply;
mod seen;
mod x402;

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::sync::Arc;
use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use std::io;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Instant;

use serde_json::Value;

use super::http::{CertificateAuthority, Connection, Fault, Limits, Listener, Response, Server};
use super::record::{Exchange, Log, Peer};
use crate::crypto::{Address, sha256};
use crate::vector::{Offer, Rule, Site};

pub use seen::Seen;

/// What an origin is and whom it serves, apart from what the case tells it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Setting {
    /// Whether it asks for payment by MPP; otherwise by x402 version 1.
    pub mpp: bool,
    /// The case, for the record and for ids.
    pub case: String,
    /// What ids derive from.
    pub seed: String,
    /// The network that is paid on.
    pub network: String,
    /// Who is paid.
    pub pay_to: Address,
    /// The wallet that the client was given.
    pub wallet: Address,
    /// Shared key of the method `testpay`.
    pub testpay_key: String,
    /// The method of an honest MPP challenge.
    pub method: String,
}

/// What the case tells it.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Script {
    /// Where the client fetches: path and query.
    pub path: String,
    /// Fields that the caller asked for, which are no payments.
    pub headers: BTreeMap<String, String>,
    /// What a 402 asks for.
    pub offers: Vec<Offer>,
    /// Departures; the first that fits a request answers it.
    pub rules: Vec<Rule>,
}

/// Two loopback ports under one script.
#[derive(Debug)]
#[non_exhaustive]
pub struct Origin {
    first: Server,
    other: Option<Server>,
    state: Arc<State>,
}

#[derive(Debug)]
struct State {
    setting: Setting,
    log: Arc<Log>,
    /// Base URLs; known once the ports are.
    urls: [String; 2],
    script: OnceLock<Script>,
    busy: AtomicUsize,
    inner: Mutex<Inner>,
}

/// What an origin remembers.
#[derive(Debug, Default)]
struct Inner {
    seen: Vec<Seen>,
    /// How often each rule answered.
    uses: Vec<usize>,
    /// Every offer that was made, the newest last.
    shown: Vec<Shown>,
    /// The bytes of the last 402.
    demand: Option<Vec<u8>>,
    /// How many answers asked for payment.
    demands: usize,
    /// Nonces and challenge ids that a payment used.
    used: BTreeSet<String>,
}

/// An offer as it went out.
#[derive(Clone, Debug)]
struct Shown {
    /// Which 402 it was in, from 1.
    demand: usize,
    /// Its position there.
    index: usize,
    /// x402: the entry. MPP: the parameters as on the wire.
    terms: Value,
}

impl Origin {
    /// Takes the ports and begins to listen; answers nothing before [`Origin::follow`].
    ///
    /// # Errors
    ///
    /// Where no port can be had.
    pub fn open(
        setting: Setting,
        with_other: bool,
        authority: Option<&CertificateAuthority>,
        log: Arc<Log>,
        limits: Limits,
    ) -> io::Result<Self> {
        let first = Listener::bind(authority, limits)?;
        let other = with_other
            .then(|| Listener::bind(authority, limits))
            .transpose()?;
        let state = Arc::new(State {
            setting,
            log,
            urls: [
                first.url(),
                other.as_ref().map(Listener::url).unwrap_or_default(),
            ],
            script: OnceLock::new(),
            busy: AtomicUsize::new(0),
            inner: Mutex::default(),
        });
        let serve = |listener, site| {
            let state = Arc::clone(&state);
            Server::serve(listener, move |peer| state.converse(site, peer))
        };
        Ok(Self {
            first: serve(first, Site::First)?,
            other: other.map(|other| serve(other, Site::Other)).transpose()?,
            state,
        })
    }

    /// Base URL of the first origin.
    #[must_use]
    pub fn url(&self) -> String {
        self.first.url()
    }

    /// Base URL of the other origin; empty where there is none.
    #[must_use]
    pub fn other_url(&self) -> String {
        self.other.as_ref().map(Server::url).unwrap_or_default()
    }

    /// Gives the script, once.
    pub fn follow(&self, script: Script) {
        self.state.lock().uses = vec![0; script.rules.len()];
        // A second script would be a defect of the caller; the first one stays.
        let _ = self.state.script.set(script);
    }

    /// What came, in order. Waits a moment for requests that are still being read.
    #[must_use]
    pub fn finish(self) -> Vec<Seen> {
        let deadline = Instant::now() + Duration::from_millis(20);
        while self.state.busy.load(Ordering::SeqCst) > 0 && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(1));
        }
        core::mem::take(&mut self.state.lock().seen)
    }
}

impl State {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn converse(&self, site: Site, mut peer: Connection) {
        self.busy.fetch_add(1, Ordering::SeqCst);
        let (begun, fault) = match peer.read() {
            Ok(request) => (Instant::now(), self.answer(site, &request, &mut peer)),
            // A connection opened and closed unused is no exchange.
            Err(Fault::Silence) => {
                self.busy.fetch_sub(1, Ordering::SeqCst);
                return;
            }
            Err(fault) => (Instant::now(), Some(fault)),
        };
        let (received, sent) = peer.take();
        self.log.add(Exchange {
            peer: Peer::Client,
            case: self.setting.case.clone(),
            sent,
            received,
            fault,
            begun,
            milliseconds: 0,
        });
        self.busy.fetch_sub(1, Ordering::SeqCst);
        peer.close();
    }

    fn answer(&self, site: Site, request: &Response, peer: &mut Connection) -> Option<Fault> {
        let script = self.script.get()?;
        let reply = {
            let mut inner = self.lock();
            inner.take_note(self, script, site, request);
            inner.reply(self, script, site, request)
        };
        std::thread::sleep(reply.delay);
        if reply.drop {
            return None;
        }
        peer.write(&reply.bytes).err()
    }

    fn secure(&self) -> bool {
        self.urls.iter().any(|url| url.starts_with("https"))
    }

    /// Sixteen bytes that no two offers share.
    fn id(&self, demand: usize, index: usize) -> String {
        let Setting { seed, case, .. } = &self.setting;
        let hash = sha256(format!("{seed}\0{case}\0{demand}\0{index}").as_bytes());
        crate::bytes::to_base64url(hash.get(..16).unwrap_or_default())
    }
}

/// The token that is asked for on a network.
pub(super) fn asset(network: &str) -> &'static str {
    x402::token(network).0
}
