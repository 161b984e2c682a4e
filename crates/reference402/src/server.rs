//! The reference server: routes that cost money, by x402 v1 or by MPP.
//!
//! ```text
//! http ─▶ lazy? ─▶ router ─▶ gate (x402 │ mpp) ─▶ handler
//!                     └─ free routes ──────────────▶┘
//! ```
//!
//! Conformant as it stands. Every fault and neutral variant is one `if faults.has(…)` at the
//! place where a real server would err, and the lazy servers of [`Lazy`] do no work at all.

mod dress;
mod json;
mod lazy;
mod mpp;
mod options;
mod router;
mod site;
mod x402;

use alloc::sync::Arc;
use core::fmt;
use core::net::SocketAddr;
use std::io;

use crate::Faults;
use crate::http::{self, Answer, Request, Response};
use dress::Dress;
use router::{Found, Kind};
use site::Site;

pub use lazy::Lazy;
pub use options::{Options, Protocol, Revision};

/// A server on a loopback port that runs until it is dropped.
///
/// ```
/// use reference402::Faults;
/// use reference402::server::{Options, Protocol, Server};
///
/// let server = Server::start(Options::new(Protocol::Mpp), Faults::NONE)?;
/// assert_eq!(server.handler_runs(), 0);
/// server.advance_clock(3600);
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct Server {
    site: Arc<Site>,
    http: http::Server,
}

impl Server {
    /// Starts to listen.
    ///
    /// # Errors
    ///
    /// Where the port cannot be had, and where an option has no meaning, of kind
    /// [`InvalidInput`](io::ErrorKind::InvalidInput).
    pub fn start(options: Options, faults: Faults) -> io::Result<Self> {
        let invalid = |why: String| io::Error::new(io::ErrorKind::InvalidInput, why);
        let dress = Dress::new(&faults);
        let (port, lazy, style) = (options.port, options.lazy, dress.style);
        let gate = Gate::new(&options).map_err(invalid)?;
        let site = Arc::new(Site::new(options, faults));
        let shared = Arc::clone(&site);
        let handler = move |request: Request| match lazy {
            Some(lazy) => lazy.answer(&request),
            None => dress.on(answer(&shared, &gate, &request)),
        };
        Ok(Self {
            site,
            http: http::Server::start(port, style, Arc::new(handler))?,
        })
    }

    /// Where the server listens.
    pub fn address(&self) -> SocketAddr {
        self.http.address()
    }

    /// The base URL, without a slash at its end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address())
    }

    /// How often the handler of a priced route ran.
    pub fn handler_runs(&self) -> u64 {
        self.site.runs()
    }

    /// Sets the server's clock this many seconds ahead of where it is.
    pub fn advance_clock(&self, seconds: i64) {
        self.site.clock.advance(seconds);
    }

    /// Serves until the process ends.
    pub fn wait(self) {
        self.http.wait();
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("address", &self.address())
            .finish_non_exhaustive()
    }
}

/// Who is asked whether a request was paid for.
enum Gate {
    X402(x402::Gate),
    Mpp(Box<mpp::Gate>),
}

impl Gate {
    fn new(options: &Options) -> Result<Self, String> {
        match options.protocol {
            Protocol::X402 => x402::Gate::new(options).map(Self::X402),
            Protocol::Mpp => mpp::Gate::new(options).map(|gate| Self::Mpp(Box::new(gate))),
        }
    }

    fn pass(&self, site: &Arc<Site>, route: &'static router::Route, request: &Request) -> Answer {
        match self {
            Self::X402(gate) => gate.pass(site, route, request),
            Self::Mpp(gate) => gate.pass(site, route, request).into(),
        }
    }

    fn free(&self, site: &Site, request: &Request) -> Response {
        match self {
            Self::X402(_) => Site::free(),
            Self::Mpp(_) => mpp::Gate::free(site, request),
        }
    }

    /// What else than routes the protocol serves.
    fn other(&self, site: &Site, request: &Request) -> Option<Response> {
        match self {
            Self::X402(_) => None,
            Self::Mpp(gate) => gate.other(site, request),
        }
    }
}

fn answer(site: &Arc<Site>, gate: &Gate, request: &Request) -> Answer {
    let faults = &site.faults;
    let is_passed_on = faults.has("other-methods-open") || faults.has("other-methods-pass");
    if request.method == "OPTIONS" && !is_passed_on {
        return Response {
            status: 204,
            ..Response::default()
        }
        .with("Access-Control-Allow-Methods", "GET, HEAD, POST")
        .with("Access-Control-Allow-Headers", "*")
        .into();
    }
    match router::find(request, &site.faults) {
        Found::Route(route) => match route.kind {
            Kind::Free => gate.free(site, request).into(),
            Kind::Runs => site.report_runs().into(),
            Kind::Members
                if !router::is_member(request) && !site.faults.has("challenge-before-login") =>
            {
                router::login().into()
            }
            _ => gate.pass(site, route, request),
        },
        Found::SideDoor(route) => site.run(route, request).into(),
        Found::OtherMethod(allow) => Response::text(405, "this route has another method")
            .with("Allow", allow)
            .into(),
        Found::Nothing => gate
            .other(site, request)
            .unwrap_or_else(|| Response::text(404, "there is nothing here"))
            .into(),
    }
}
