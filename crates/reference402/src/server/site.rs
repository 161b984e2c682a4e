//! What all requests share: the switches, the clock, the handlers.

use core::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use http402::primitives::Timestamp;
use serde_json::json;

use super::Options;
use super::router::{Kind, Route};
use crate::Faults;
use crate::http::{Request, Response};

/// Text that only paid content has.
pub(super) const CANARY: &str = "canary-reference402-7d1e";

pub(super) struct Site {
    pub(super) options: Options,
    pub(super) faults: Faults,
    pub(super) clock: Clock,
    runs: AtomicU64,
}

impl Site {
    pub(super) fn new(options: Options, faults: Faults) -> Self {
        let ahead = options.clock_offset.saturating_mul(1000);
        Self {
            options,
            faults,
            clock: Clock(AtomicI64::new(ahead)),
            runs: AtomicU64::new(0),
        }
    }

    pub(super) fn runs(&self) -> u64 {
        self.runs.load(Ordering::Acquire)
    }

    /// The handler of a priced route.
    pub(super) fn run(&self, route: &Route, request: &Request) -> Response {
        self.runs.fetch_add(1, Ordering::AcqRel);
        match route.kind {
            Kind::Failing => return Response::text(500, "the handler failed"),
            Kind::Denied => return Response::text(403, "not for you"),
            _ => {}
        }
        let content = json!({
            "content": CANARY,
            "route": route.path,
            "received": request.body.len(),
        });
        Response::json(200, &content).with("Set-Cookie", &cookie())
    }

    pub(super) fn report_runs(&self) -> Response {
        Response::json(200, &json!({ "runs": self.runs() })).with("Cache-Control", "no-store")
    }

    pub(super) fn free() -> Response {
        Response::json(200, &json!({ "content": "free for all" }))
    }
}

/// The cookie that the handlers set.
pub(super) fn cookie() -> String {
    format!("pass={CANARY}; Path=/; HttpOnly")
}

/// The server's clock, which tests set; it counts milliseconds.
pub(super) struct Clock(AtomicI64);

impl Clock {
    /// Milliseconds since 1970.
    pub(super) fn now(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = since.map_or(0, |since| {
            i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
        });
        now.saturating_add(self.0.load(Ordering::Acquire))
    }

    pub(super) fn advance(&self, seconds: i64) {
        self.0
            .fetch_add(seconds.saturating_mul(1000), Ordering::AcqRel);
    }

    /// The time so many milliseconds from now, with a fraction where that is wanted.
    pub(super) fn timestamp(&self, ahead: i64, fraction: bool) -> Timestamp {
        let then = self.now().saturating_add(ahead);
        // Invariant: the clock stays within the years that a timestamp can have.
        let epoch = || Timestamp::from_unix(0).unwrap_or_else(|_| unreachable!("1970 is a year"));
        let whole = Timestamp::from_unix(then.div_euclid(1000)).unwrap_or_else(|_| epoch());
        if !fraction {
            return whole;
        }
        let text = whole.as_str().trim_end_matches('Z');
        format!("{text}.{:03}Z", then.rem_euclid(1000))
            .parse()
            .unwrap_or(whole)
    }
}
