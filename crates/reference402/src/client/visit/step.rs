//! A request on its way: as the caller wants it, with a payment, after a redirect.

use std::time::Instant;

use crate::Faults;
use crate::client::outcome::{Refusal, Request};
use crate::client::{Client, Payment};
use crate::http::{Call, Fields, Manner, Response, Url};

/// A request on its way.
#[derive(Clone)]
pub(super) struct Step {
    pub(super) method: String,
    pub(super) url: Url,
    pub(super) fields: Fields,
    pub(super) body: Vec<u8>,
}

impl Step {
    /// What the caller wants sent.
    pub(super) fn of(request: &Request) -> Result<Self, Refusal> {
        let unsupported = |what: &str| Refusal::Unsupported(what.to_owned());
        let url = Url::parse(&request.url);
        let mut fields = Fields::default();
        for (name, value) in &request.headers {
            let framing = ["Host", "Connection", "Content-Length", "Transfer-Encoding"];
            if value.contains(['\r', '\n']) || name.contains([':', ' ', '\r', '\n']) {
                return Err(unsupported("a header field with a line break"));
            }
            if !framing.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                fields.add(name, value.as_bytes());
            }
        }
        if !request
            .method
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || byte == b'-')
        {
            return Err(unsupported("a method that is not made of letters"));
        }
        Ok(Self {
            method: match request.method.as_str() {
                "" => "GET".to_owned(),
                method => method.to_owned(),
            },
            url: url.ok_or_else(|| unsupported("a URL that is not http://host[:port][/path]"))?,
            fields,
            body: request.body.clone(),
        })
    }

    /// The request with its payment.
    pub(super) fn with(&self, payment: &Payment) -> Self {
        let mut step = self.clone();
        for (name, _) in &payment.fields {
            step.fields.remove(name);
        }
        for (name, value) in &payment.fields {
            step.fields.add(name, value.as_bytes());
        }
        if let Some(query) = &payment.query {
            let separator = if step.url.path.contains('?') {
                '&'
            } else {
                '?'
            };
            let path = format!("{}{separator}{query}", step.url.path);
            step.url = step.url.with_path(path);
        }
        step
    }

    /// The request that is sent with the payment.
    pub(super) fn retry(&self, first: &Self, payment: &Payment, faults: &Faults) -> Self {
        let mut step = self.clone();
        if faults.has("foreign-challenge-paid-at-home") {
            step.url = first.url.clone();
        }
        if faults.has("retry-drops-query") || faults.has("credential-without-query") {
            let path = step.url.path.split('?').next().unwrap_or_default();
            step.url = step.url.with_path(path.to_owned());
        }
        if faults.has("retry-as-get") || faults.has("credential-with-get") {
            "GET".clone_into(&mut step.method);
        }
        if faults.has("retry-at-resource") {
            let resource = payment.resource.as_deref().and_then(Url::parse);
            step.url = resource.map_or(step.url.clone(), |there| step.url.with_path(there.path));
        }
        if faults.has("retry-drops-headers") {
            step.fields = Fields::default();
        }
        if faults.has("retry-drops-body") || faults.has("credential-without-body") {
            step.body.clear();
        }
        if faults.has("retry-cuts-body") {
            step.body.truncate(1024);
        }
        if payment.digest && faults.has("digest-body-dropped") {
            step.body.clear();
        }
        if payment.digest
            && faults.has("digest-body-respelled")
            && let Ok(json) = serde_json::from_slice::<serde_json::Value>(&step.body)
        {
            step.body = format!("{json:#}").into_bytes();
        }
        if faults.has("exposes-headers") {
            let names = "X-PAYMENT-RESPONSE";
            step.fields.set("Access-Control-Expose-Headers", names);
        }
        step
    }

    /// The request that a redirect asks for.
    pub(super) fn redirected(&self, response: &Response, faults: &Faults) -> Option<Self> {
        if faults.has("redirects-handed-on") || faults.has("moves-handed-on") {
            return None;
        }
        let mut next = self.clone();
        match response.status {
            307 | 308 => {}
            301 | 302 if self.method != "POST" => {}
            303 if self.method == "HEAD" => {}
            301..=303 => {
                "GET".clone_into(&mut next.method);
                next.body.clear();
                for name in ["Content-Type", "Content-Encoding", "Content-Language"] {
                    next.fields.remove(name);
                }
            }
            _ => return None,
        }
        next.url = self.url.join(response.fields.get("Location")?)?;
        Some(next)
    }
}

impl Client {
    pub(super) fn send(&self, step: &Step, until: Instant) -> Result<Response, Refusal> {
        let faults = &self.faults;
        let lower = faults.has("request-fields-in-lower-case")
            || faults.has("credential-fields-in-lower-case");
        let call = Call {
            method: &step.method,
            url: &step.url,
            fields: &step.fields,
            body: &step.body,
            manner: Manner {
                lower,
                chunked: faults.has("body-in-chunks") || faults.has("charge-body-in-chunks"),
                apart: faults.has("head-and-body-apart"),
                keep: faults.has("connection-kept"),
            },
            until,
        };
        let response = call.send(&self.trust);
        response.map_err(|error| match error.kind() {
            std::io::ErrorKind::Unsupported => Refusal::Unsupported(error.to_string()),
            _ => Refusal::Failed(error.to_string()),
        })
    }

    /// Fields of every request, which the conformant client has none of.
    pub(super) fn decorate(&self, fields: &mut Fields) {
        let faults = &self.faults;
        if faults.has("more-request-fields") || faults.has("fields-added") {
            for (name, value) in [
                (
                    "User-Agent",
                    concat!("reference402/", env!("CARGO_PKG_VERSION")),
                ),
                ("Accept", "*/*"),
                ("Accept-Language", "en"),
            ] {
                if fields.get(name).is_none() {
                    fields.add(name, value);
                }
            }
        }
        let preferring = faults.has("preferences-sent")
            || faults.has("preferences-believed")
            || faults.has("preferences-keep-expired");
        if preferring {
            fields.set(
                "Accept-Payment",
                "testpay/charge, evm/charge;q=0.5, tempo/charge;q=0.4",
            );
        }
    }
}
