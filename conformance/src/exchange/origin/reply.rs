use core::time::Duration;

use serde_json::Value;

use super::{Inner, Script, State, mpp, x402};
use crate::exchange::http::Response;
use crate::vector::{Base, Mutation, Place, Receipt, Rule, Site, merge, written};

/// What goes out, byte for byte.
pub(super) struct Reply {
    pub(super) bytes: Vec<u8>,
    pub(super) delay: Duration,
    pub(super) drop: bool,
}

/// An answer before it is written.
#[derive(Clone, Default)]
pub(super) struct Draft {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, Vec<u8>)>,
    /// The content while it still has parts.
    pub(super) json: Option<Value>,
    pub(super) body: Vec<u8>,
}

impl Draft {
    pub(super) fn json(status: u16, body: Value) -> Self {
        Self {
            status,
            headers: vec![("Content-Type".to_owned(), b"application/json".to_vec())],
            json: Some(body),
            body: Vec::new(),
        }
    }

    /// Adds a receipt, honest but for what is told.
    pub(super) fn receipt(
        &mut self,
        field: &str,
        honest: Value,
        told: Option<&Receipt>,
        encode: &dyn Fn(&[u8]) -> String,
    ) {
        let honest_receipt = Receipt::default();
        let told = told.unwrap_or(&honest_receipt);
        let receipt = changed(honest, &told.with, &told.change);
        let text = edited(receipt.to_string().into_bytes(), Place::Json, &told.change);
        let value = edited(encode(&text).into_bytes(), Place::Header, &told.change);
        let field = told.field.as_deref().unwrap_or(field);
        self.headers.push((field.to_owned(), value));
    }
}

/// Merges and mutates. What does not fit is left out; `lint` says so.
pub(super) fn changed(mut honest: Value, with: &Value, change: &[Mutation]) -> Value {
    merge(&mut honest, with);
    for mutation in change {
        let _ = mutation.apply(&mut honest);
    }
    honest
}

/// Mutates a written form.
pub(super) fn edited(mut text: Vec<u8>, place: Place, change: &[Mutation]) -> Vec<u8> {
    for mutation in change {
        let _ = mutation.apply_text(place, &mut text);
    }
    text
}

impl Inner {
    /// Answers the request that was noted last.
    pub(super) fn reply(
        &mut self,
        state: &State,
        script: &Script,
        site: Site,
        request: &Response,
    ) -> Reply {
        let number = self.seen.len();
        let payment = self.seen.last().and_then(|seen| seen.payment.clone());
        let honest = Rule {
            answer: Base::Shop,
            ..Rule::default()
        };
        let fits = |(index, rule): &(usize, &Rule)| {
            let spent = self.uses.get(*index).copied().unwrap_or_default();
            rule.times.is_none_or(|times| spent < times)
                && is_meant(rule, site, request, number, payment.is_some())
        };
        let chosen = script.rules.iter().enumerate().find(fits);
        let rule = match chosen {
            Some((index, rule)) => {
                if let Some(uses) = self.uses.get_mut(index) {
                    *uses += 1;
                }
                rule
            }
            None => &honest,
        };
        let (status, bytes) = match self.demand.as_ref().filter(|_| rule.same) {
            Some(bytes) => (402, bytes.clone()),
            None => self.written(state, script, rule, request, payment.as_ref()),
        };
        if let Some(seen) = self.seen.last_mut() {
            seen.status = if rule.drop { 0 } else { status };
        }
        Reply {
            bytes,
            delay: Duration::from_secs_f64(rule.delay.clamp(0.0, 60.0)),
            drop: rule.drop,
        }
    }

    fn written(
        &mut self,
        state: &State,
        script: &Script,
        rule: &Rule,
        request: &Response,
        payment: Option<&Value>,
    ) -> (u16, Vec<u8>) {
        let valid = payment
            .is_some_and(|payment| payment.pointer("/facts/valid") == Some(&Value::Bool(true)));
        let base = match rule.answer {
            Base::Shop if valid => Base::Content,
            Base::Shop => Base::Offer,
            other => other,
        };
        let mut draft = match base {
            Base::Offer => {
                self.demands += 1;
                let offers = rule.offers.as_ref().unwrap_or(&script.offers);
                let why = match payment {
                    None => "payment is required",
                    Some(_) => "the payment was not accepted",
                };
                if state.setting.mpp {
                    mpp::demand(state, self, offers, rule.join, why)
                } else {
                    x402::demand(state, self, offers, why)
                }
            }
            Base::Content => content(state, rule, payment),
            _ => Draft {
                status: 200,
                ..Draft::default()
            },
        };
        finish(&mut draft, rule);
        let bytes = framed(&draft, rule, request.head.method == "HEAD");
        if base == Base::Offer {
            self.demand = Some(bytes.clone());
        }
        (draft.status, bytes)
    }
}

fn content(state: &State, rule: &Rule, payment: Option<&Value>) -> Draft {
    let told = rule.receipt.as_ref();
    let receipt = told.and_then(Option::as_ref);
    let mut draft = if state.setting.mpp {
        mpp::content(state, payment, receipt)
    } else {
        x402::content(state, payment, receipt)
    };
    if matches!(told, Some(None)) {
        draft.headers.retain(|(name, _)| name == "Content-Type");
    }
    draft
}

/// Status, fields and content as the rule has them.
fn finish(draft: &mut Draft, rule: &Rule) {
    if let Some(status) = rule.status {
        draft.status = status;
    }
    if let Some(body) = &mut draft.json {
        for mutation in &rule.change {
            let _ = mutation.apply(body);
        }
        draft.body = edited(body.to_string().into_bytes(), Place::Json, &rule.change);
    }
    if let Some(body) = &rule.body {
        draft.body = written(body);
    }
    for (name, value) in &rule.headers {
        draft
            .headers
            .retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        let lines: Vec<_> = match value {
            Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect(),
            other => other.as_str().into_iter().collect(),
        };
        let lines = lines
            .into_iter()
            .map(|line| (name.clone(), line.as_bytes().to_vec()));
        draft.headers.extend(lines);
    }
}

/// Writes the answer; `to_head` keeps the content back.
fn framed(draft: &Draft, rule: &Rule, to_head: bool) -> Vec<u8> {
    let line = rule.line.clone().unwrap_or_else(|| {
        let status = draft.status;
        format!("HTTP/1.1 {status} {}", reason(status))
    });
    let mut bytes = format!("{line}\r\n").into_bytes();
    let has = |name: &str| {
        draft
            .headers
            .iter()
            .any(|(other, _)| other.eq_ignore_ascii_case(name))
    };
    let mut field = |name: &str, value: &[u8]| {
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value);
        bytes.extend_from_slice(b"\r\n");
    };
    for (name, value) in &draft.headers {
        field(name, value);
    }
    if rule.chunked {
        field("Transfer-Encoding", b"chunked");
    } else if !has("content-length") {
        let length = draft.body.len() + rule.missing;
        field("Content-Length", length.to_string().as_bytes());
    }
    if !has("connection") {
        field("Connection", b"close");
    }
    bytes.extend_from_slice(b"\r\n");
    if to_head {
        return bytes;
    }
    if rule.chunked {
        for chunk in draft.body.chunks(CHUNK) {
            bytes.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
            bytes.extend_from_slice(chunk);
            bytes.extend_from_slice(b"\r\n");
        }
        if rule.missing == 0 {
            bytes.extend_from_slice(b"0\r\n\r\n");
        }
    } else {
        bytes.extend_from_slice(&draft.body);
    }
    bytes
}

/// Small, so that an offer comes in several.
const CHUNK: usize = 100;

fn is_meant(rule: &Rule, site: Site, request: &Response, number: usize, paid: bool) -> bool {
    let on = &rule.on;
    on.origin.is_none_or(|origin| origin == site)
        && on
            .path
            .as_ref()
            .is_none_or(|path| *path == request.head.target)
        && on
            .method
            .as_ref()
            .is_none_or(|method| *method == request.head.method)
        && on.paid.is_none_or(|wanted| wanted == paid)
        && on.number.as_ref().is_none_or(|numbers| numbers.has(number))
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        402 => "Payment Required",
        403 => "Forbidden",
        404 => "Not Found",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        _ => "Status",
    }
}
