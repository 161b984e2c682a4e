//! The runner's facilitator: it really verifies, settles in memory, and misbehaves when told to.

mod honest;
mod lanes;

use alloc::collections::BTreeSet;
use alloc::sync::Arc;
use core::net::SocketAddr;
use core::time::Duration;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use self::lanes::Lanes;
use super::http::{Answer, Fault, Handler, Limits, Listener, Noted, Response, Server};
use super::payer;
use super::record::{Exchange, Log, Peer};
use crate::crypto::Address;
use crate::vector::{Reply, Stub};

/// Payer and nonce, which are good for one payment.
type Key = (Address, [u8; 32]);

/// One request that reached the stub.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Call {
    /// `verify`, `settle`, or what else was asked for, without leading slashes.
    pub endpoint: String,
    /// The path as it came.
    pub path: String,
    /// The request's JSON body, or null.
    pub request: Value,
    /// Whether the payment was settled.
    pub settled: bool,
}

/// A facilitator that listens on a loopback port of its own.
#[derive(Debug)]
#[non_exhaustive]
pub struct Facilitator {
    state: Arc<State>,
    limits: Limits,
    address: SocketAddr,
    /// Nothing while it is down.
    server: Mutex<Option<Server>>,
}

/// The stub as one scenario sees it: scripts and calls of its own. Closed when dropped.
#[derive(Debug)]
#[non_exhaustive]
pub struct Lane<'a> {
    facilitator: &'a Facilitator,
    number: usize,
}

#[derive(Debug)]
struct State {
    log: Arc<Log>,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    used: BTreeSet<Key>,
    lanes: Lanes,
}

impl Facilitator {
    /// Starts to listen on a loopback port; 0 takes a free one.
    ///
    /// # Errors
    ///
    /// Where the port cannot be had.
    pub fn start(port: u16, log: Arc<Log>, limits: Limits) -> io::Result<Self> {
        let listener = Listener::bind_to(port, None, limits)?;
        let facilitator = Self {
            state: Arc::new(State {
                log,
                inner: Mutex::default(),
            }),
            limits,
            address: listener.address(),
            server: Mutex::default(),
        };
        *facilitator.server() = Some(facilitator.serve(listener)?);
        Ok(facilitator)
    }

    /// The base URL for the target's configuration.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Opens a lane. Calls belong to the lane that claimed their payment; those that carry no
    /// claimed payment belong to the lane that is alone, or to nobody.
    #[must_use]
    pub fn lane(&self, alone: bool) -> Lane<'_> {
        Lane {
            number: self.state.lock().lanes.open(alone),
            facilitator: self,
        }
    }

    fn server(&self) -> MutexGuard<'_, Option<Server>> {
        self.server.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(&self, listener: Listener) -> io::Result<Server> {
        let handler: Arc<dyn Handler> = Arc::<State>::clone(&self.state);
        Server::answer(listener, handler)
    }

    /// Takes the port back, which somebody's connection may hold for a moment.
    fn listen_again(&self) -> io::Result<Listener> {
        let take = || Listener::bind_to(self.address.port(), None, self.limits);
        for _ in 0..40 {
            match take() {
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                    std::thread::sleep(Duration::from_millis(25));
                }
                other => return other,
            }
        }
        take()
    }

    /// Stops or begins to take connections.
    fn take_connections(&self, wanted: bool) -> io::Result<()> {
        let mut server = self.server();
        if !wanted {
            *server = None;
        } else if server.is_none() {
            *server = Some(self.serve(self.listen_again()?)?);
        }
        Ok(())
    }
}

impl Lane<'_> {
    /// Sets how to answer from now on, and for which case; forgets the calls.
    ///
    /// # Errors
    ///
    /// Where a port that was given up cannot be had again.
    pub fn begin(&self, case: &str, stub: Stub) -> Result<(), String> {
        let taken = self.facilitator.take_connections(!stub.down);
        taken.map_err(|error| format!("the stub facilitator: {error}"))?;
        self.lanes(|lanes| lanes.begin(self.number, case, stub));
        Ok(())
    }

    /// Makes every call about this payment one of this lane.
    pub fn claim(&self, mark: [u8; 32]) {
        self.lanes(|lanes| lanes.claim(self.number, mark));
    }

    /// The calls since the last `begin`.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.lanes(|lanes| lanes.calls(self.number))
    }

    fn lanes<R>(&self, work: impl FnOnce(&mut Lanes) -> R) -> R {
        work(&mut self.facilitator.state.lock().lanes)
    }
}

impl Drop for Lane<'_> {
    fn drop(&mut self) {
        // Where the port is lost, the next lane says so.
        let _ = self.facilitator.take_connections(true);
        self.lanes(|lanes| lanes.close(self.number));
    }
}

impl State {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Handler for State {
    fn answer(&self, request: &Response) -> Answer {
        let path = request.head.target.split('?').next().unwrap_or_default();
        // Slashes too many are reported, not punished: the payment stays a fair control.
        let asked = path.trim_start_matches('/');
        let (endpoint, moved) = match asked.strip_prefix(MOVED) {
            Some(endpoint) => (endpoint, true),
            None => (asked, false),
        };
        let content = serde_json::from_slice(&request.body).unwrap_or(Value::Null);
        let mut inner = self.lock();
        let owner = inner.lanes.owner(mark(&content));
        let (reply, balance) = inner.lanes.script(owner, endpoint);
        let verdict = honest::verify(&inner.used, balance, &content);
        let (status, body) = match (request.head.method.as_str(), endpoint) {
            _ if reply.redirect && !moved => (308, json!({})),
            ("POST", "verify") => (200, honest::verify_answer(verdict, &content)),
            ("POST", "settle") => (200, honest::settle_answer(verdict, &content)),
            ("GET", "supported") => (200, honest::supported()),
            _ => (404, json!({ "error": "no such endpoint" })),
        };
        let (mut answer, success) = scripted(&reply, status, body);
        answer.case = inner.lanes.case(owner);
        if !answer.delay.is_zero() {
            self.log.waited(answer.delay);
        }
        let mut call = Call {
            endpoint: endpoint.to_owned(),
            path: path.to_owned(),
            request: content,
            settled: false,
        };
        if status == 308 {
            "redirect".clone_into(&mut call.endpoint);
            let place = format!("/{MOVED}{endpoint}").into_bytes();
            answer.headers.push(("Location".to_owned(), place));
        } else if endpoint == "settle"
            && (success || reply.settles)
            && let Ok(spent) = verdict
        {
            // What a script turned into a failure was not settled, and may be tried again.
            inner.used.insert(spent);
            call.settled = true;
        }
        inner.lanes.note(owner, call);
        answer
    }

    fn note(&self, case: Option<String>, exchange: Noted) -> usize {
        let unread = || {
            let inner = self.lock();
            inner.lanes.case(inner.lanes.owner(None))
        };
        self.log.add(Exchange {
            peer: Peer::Facilitator,
            case: case.unwrap_or_else(unread),
            sent: exchange.sent,
            received: exchange.received,
            fault: exchange.fault,
            begun: exchange.begun,
            milliseconds: 0,
        })
    }

    fn broke(&self, number: usize, sent: Vec<u8>, fault: Fault) {
        self.log.amend(number, sent, fault);
    }
}

/// What tells the payment of a request from all others.
fn mark(request: &Value) -> Option<[u8; 32]> {
    payer::mark(request.get("paymentPayload")?)
}

/// The honest answer as a script changes it, and whether it reports success.
fn scripted(reply: &Reply, status: u16, mut body: Value) -> (Answer, bool) {
    let mut answer = Answer {
        status,
        ..Answer::default()
    };
    let mut content_type = "application/json";
    let mut text = None;
    if status != 308 {
        // A change that does not fit leaves the honest answer; `lint` proves that they fit.
        let _ = reply
            .change
            .iter()
            .try_for_each(|mutation| mutation.apply(&mut body));
        answer.status = reply.status.unwrap_or(status);
        answer.delay = Duration::from_secs_f64(reply.delay.clamp(0.0, 60.0));
        answer.drop = reply.drop;
        answer.missing = reply.missing;
        content_type = reply.r#type.as_deref().unwrap_or(content_type);
        text.clone_from(&reply.text);
    }
    let success = answer.status == 200
        && !answer.drop
        && text.is_none()
        && body.get("success") == Some(&Value::Bool(true));
    answer.body = text.unwrap_or_else(|| body.to_string()).into_bytes();
    if status != 308 {
        answer.pad = reply.pad.min(MOST_PADDING);
    }
    let keep = answer.body.len().saturating_sub(answer.missing);
    answer.body.truncate(keep);
    answer.headers = vec![("Content-Type".to_owned(), content_type.into())];
    (answer, success)
}

/// Where redirects lead, below the base URL.
const MOVED: &str = "moved/";
const MOST_PADDING: usize = 64 * 1024 * 1024;
