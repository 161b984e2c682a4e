//! The routes, and how a request finds one.

use crate::Faults;
use crate::http::{Request, Response};

/// What a route is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Free,
    /// Reports how often a priced handler ran.
    Runs,
    Paid,
    Dearer,
    /// Its challenges live for less than two seconds.
    Short,
    /// Its challenges are bound to the body of the request.
    Body,
    /// Its handler fails.
    Failing,
    /// Its handler denies what was paid.
    Denied,
    /// Its challenges want the credential in `Payment-Authorization`.
    Header,
    /// It needs a login before the payment.
    Members,
    /// Its price is split between several accounts.
    Split,
    /// It is paid by vouchers of a session.
    Session,
}

/// A route.
#[derive(Debug)]
pub(super) struct Route {
    pub(super) kind: Kind,
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    /// In whole units of a currency with six decimals.
    pub(super) price: &'static str,
}

const fn route(kind: Kind, method: &'static str, path: &'static str, price: &'static str) -> Route {
    Route {
        kind,
        method,
        path,
        price,
    }
}

/// All routes.
pub(super) const ROUTES: &[Route] = &[
    route(Kind::Free, "GET", "/free", "0"),
    route(Kind::Runs, "GET", "/runs", "0"),
    route(Kind::Paid, "GET", "/paid", "0.01"),
    // A price that floating-point arithmetic gets wrong.
    route(Kind::Dearer, "GET", "/dearer", "4.03"),
    route(Kind::Short, "GET", "/short", "0.01"),
    route(Kind::Body, "POST", "/body", "0.01"),
    route(Kind::Failing, "GET", "/failing", "0.01"),
    route(Kind::Denied, "GET", "/denied", "0.01"),
    route(Kind::Header, "GET", "/header", "0.01"),
    route(Kind::Members, "GET", "/members", "0.01"),
    route(Kind::Split, "GET", "/split", "0.01"),
    route(Kind::Session, "GET", "/session", "0.000025"),
];

impl Route {
    pub(super) fn is_priced(&self) -> bool {
        !matches!(self.kind, Kind::Free | Kind::Runs)
    }
}

/// Where a request leads.
pub(super) enum Found {
    Route(&'static Route),
    /// A priced route, past its gate.
    SideDoor(&'static Route),
    /// The path is known, and wants this method.
    OtherMethod(&'static str),
    Nothing,
}

/// Finds the route of a request.
pub(super) fn find(request: &Request, faults: &Faults) -> Found {
    let path = path(&request.target);
    let Some(route) = by_path(path) else {
        let route = past_the_gate(path, faults).as_deref().and_then(by_path);
        return route
            .filter(|route| route.is_priced())
            .map_or(Found::Nothing, Found::SideDoor);
    };
    let method = request.method.as_str();
    let has_method = method == route.method || (method == "HEAD" && route.method == "GET");
    if route.is_priced() && is_side_door(route, request, faults) {
        return Found::SideDoor(route);
    }
    if has_method {
        Found::Route(route)
    } else {
        Found::OtherMethod(route.method)
    }
}

/// The route that stands for all.
pub(super) fn paid() -> &'static Route {
    const PAID: &Route = &route(Kind::Paid, "GET", "/paid", "0.01");
    PAID
}

fn by_path(path: &str) -> Option<&'static Route> {
    ROUTES.iter().find(|route| route.path == path)
}

/// The path of a request target in origin or absolute form, without the query.
pub(super) fn path(target: &str) -> &str {
    let target = match target.split_once("://") {
        Some((scheme, rest)) if scheme.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
            rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/")
        }
        _ => target,
    };
    target.split('?').next().unwrap_or_default()
}

/// Fields that a faulty gate believes.
const TRUSTED: [&str; 9] = [
    "Cookie",
    "Origin",
    "Payment-Receipt",
    "X-Forwarded-For",
    "X-HTTP-Method-Override",
    "X-Original-URL",
    "X-PAYMENT-RESPONSE",
    "X-Payment-Verified",
    "X-Rewrite-URL",
];

/// Requests for a priced route that a faulty gate does not take for such.
fn is_side_door(route: &Route, request: &Request, faults: &Faults) -> bool {
    let method = request.method.as_str();
    let field = |name| request.fields.get(name).unwrap_or_default();
    let foreign = || {
        let credentials = field("Authorization");
        !credentials.is_empty() && !credentials.to_ascii_lowercase().starts_with("payment")
    };
    (method == "HEAD" && (faults.has("head-opens") || faults.has("head-passes")))
        || (method == "POST"
            && route.method == "GET"
            && (faults.has("post-opens") || faults.has("post-passes")))
        || (!matches!(method, "GET" | "HEAD" | "POST")
            && (faults.has("other-methods-open") || faults.has("other-methods-pass")))
        || ((faults.has("trusted-fields-open") || faults.has("trusted-fields-pass"))
            && TRUSTED.iter().any(|name| !field(name).is_empty()))
        || (request.target.contains('?')
            && (faults.has("query-opens") || faults.has("query-passes")))
        || (request.target.contains("://")
            && (faults.has("absolute-target-opens") || faults.has("absolute-target-passes")))
        || (field("User-Agent").contains("Mozilla")
            && field("Accept").contains("text/html")
            && faults.has("browser-opens"))
        || (faults.has("foreign-authorization-passes") && foreign())
}

/// The path that a lenient router makes of one that its gate does not know.
fn past_the_gate(path: &str, faults: &Faults) -> Option<String> {
    if faults.has("trailing-slash-opens") || faults.has("trailing-slash-passes") {
        return path.strip_suffix('/').map(str::to_owned);
    }
    if faults.has("double-slash-opens") || faults.has("double-slash-passes") {
        return path.strip_prefix('/').map(str::to_owned);
    }
    if faults.has("letter-case-opens") || faults.has("letter-case-passes") {
        return Some(path.to_ascii_lowercase());
    }
    if faults.has("dot-segments-open") || faults.has("dot-segments-pass") {
        return Some(resolved(path));
    }
    if faults.has("slashes-merged-open") || faults.has("slashes-merged-pass") {
        return Some(merged(path));
    }
    if faults.has("path-tail-opens") || faults.has("path-tail-passes") {
        return Some(letters(path));
    }
    if faults.has("bad-escape-opens") {
        return path.split('%').next().map(str::to_owned);
    }
    if faults.has("encoded-path-opens") || faults.has("encoded-path-passes") {
        return Some(percent_decoded(path));
    }
    None
}

/// The path without `.` and `..`.
fn resolved(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').filter(|part| !matches!(*part, "" | ".")) {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    format!("/{}", parts.join("/"))
}

/// The path with every run of slashes, however spelled, as one.
fn merged(path: &str) -> String {
    let plain = path
        .replace("%2f", "/")
        .replace("%2F", "/")
        .replace('\\', "/");
    let parts: Vec<_> = plain.split('/').filter(|part| !part.is_empty()).collect();
    format!("/{}", parts.join("/"))
}

/// The letters that a path begins with.
fn letters(path: &str) -> String {
    let letters = path.chars().skip(1).take_while(char::is_ascii_alphanumeric);
    core::iter::once('/').chain(letters).collect()
}

fn percent_decoded(path: &str) -> String {
    let mut parts = path.split('%');
    let mut decoded = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let byte = part
            .get(..2)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (byte, part.get(2..)) {
            (Some(byte), Some(rest)) if byte.is_ascii() => {
                decoded.push(char::from(byte));
                decoded.push_str(rest);
            }
            _ => decoded.push_str(part),
        }
    }
    decoded
}

/// The login of the members' route: `member:member`.
const LOGIN: &str = "Basic bWVtYmVyOm1lbWJlcg==";

pub(super) fn is_member(request: &Request) -> bool {
    request
        .fields
        .all("Authorization")
        .any(|value| value == LOGIN)
}

pub(super) fn login() -> Response {
    Response::text(401, "members only")
        .with("WWW-Authenticate", "Basic realm=\"members\"")
        .with("Cache-Control", "no-store")
}
