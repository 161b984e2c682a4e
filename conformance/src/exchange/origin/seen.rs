use serde_json::{Map, Value, json};

use super::{Inner, Script, State, mpp, x402};
use crate::bytes;
use crate::exchange::http::{Head, Response};
use crate::vector::Site;

/// A request that reached an origin.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Seen {
    /// Its number in the case, from 1.
    pub number: usize,
    /// Which origin it reached.
    pub site: Site,
    /// Whether it came through TLS.
    pub secure: bool,
    /// Method, target and fields.
    pub head: Head,
    /// The content.
    pub body: Vec<u8>,
    /// The status it was answered with; 0 where it got no answer of HTTP.
    pub status: u16,
    /// The payment it carried, decoded, with facts.
    pub payment: Option<Value>,
}

impl Seen {
    /// The request as vectors see it.
    #[must_use]
    pub fn shown(&self) -> Value {
        let mut headers = Map::new();
        for (name, value) in &self.head.headers {
            let value = bytes::show(value, value.len());
            match headers.get_mut(&name.to_ascii_lowercase()) {
                Some(Value::String(before)) => {
                    before.push_str(", ");
                    before.push_str(&value);
                }
                _ => {
                    headers.insert(name.to_ascii_lowercase(), value.into());
                }
            }
        }
        json!({
            "number": self.number,
            "origin": self.site.word(),
            "method": self.head.method,
            "path": self.head.target,
            "secure": self.secure,
            "paid": self.payment.is_some(),
            "headers": headers,
            "body": bytes::show(&self.body, self.body.len()),
        })
    }
}

impl Inner {
    /// Adds a request, with what the origin makes of its payment.
    pub(super) fn take_note(
        &mut self,
        state: &State,
        script: &Script,
        site: Site,
        request: &Response,
    ) {
        let payment = carried(&request.head, script).map(|carried| {
            if carried.is_x402() {
                x402::read(&carried, state, self)
            } else {
                mpp::read(&carried, state, self, request)
            }
        });
        self.seen.push(Seen {
            number: self.seen.len() + 1,
            site,
            secure: state.secure(),
            head: request.head.clone(),
            body: request.body.clone(),
            status: 0,
            payment,
        });
    }
}

/// Where and how a request carries payments.
pub(super) struct Carried {
    /// The field, in lower case; `query` where it is in the URL alone.
    pub(super) field: &'static str,
    /// How many payments there are.
    pub(super) count: usize,
    /// The first, as on the wire.
    pub(super) text: String,
}

impl Carried {
    fn is_x402(&self) -> bool {
        matches!(self.field, "x-payment" | "payment-signature")
            || (self.field == "query" && self.text.contains("x402Version"))
    }
}

/// The fields that payments travel in, or would in the hands of a careless client.
const FIELDS: [&str; 4] = [
    "x-payment",
    "payment-authorization",
    "authorization",
    "payment-signature",
];

fn carried(head: &Head, script: &Script) -> Option<Carried> {
    let mut found: Option<Carried> = None;
    for field in FIELDS {
        let mut own = script.headers.iter();
        let own = own.find(|(name, _)| name.eq_ignore_ascii_case(field));
        let own = own.map(|(_, value)| value.as_bytes());
        for line in head.lines(field).filter(|line| Some(*line) != own) {
            // Base64 has no comma: several credentials in one line show as parts of a list.
            let line = bytes::show(line, line.len());
            let parts = line
                .split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty());
            let parts: Vec<_> = if line.contains('{') {
                vec![line.trim()]
            } else {
                parts.collect()
            };
            for part in parts {
                let carried = found.get_or_insert_with(|| Carried {
                    field,
                    count: 0,
                    text: part.to_owned(),
                });
                carried.count += 1;
            }
        }
    }
    found.or_else(|| in_query(&head.target))
}

/// A payment in the URL: a value of the query that decodes to an object with a `payload`.
fn in_query(target: &str) -> Option<Carried> {
    let (_, query) = target.split_once('?')?;
    let values = query.split('&').filter_map(|pair| pair.split_once('='));
    let payment = values.filter_map(|(_, value)| {
        let value = unescaped(value);
        let value = value.rsplit([' ', '+']).next().unwrap_or_default();
        let decoded: Value = serde_json::from_slice(&loose_base64(value)?).ok()?;
        decoded.get("payload")?;
        Some(decoded.to_string())
    });
    payment.into_iter().next().map(|text| Carried {
        field: "query",
        count: 1,
        text,
    })
}

fn unescaped(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = (*first == b'%').then(|| after.get(..2)).flatten();
        let decoded = escaped
            .and_then(|digits| core::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(decoded.unwrap_or(*first));
        rest = if decoded.is_some() {
            after.get(2..).unwrap_or_default()
        } else {
            after
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Base64 of either alphabet, padded or not: facts are told apart from spelling.
pub(super) fn loose_base64(text: &str) -> Option<Vec<u8>> {
    let text: String = text
        .trim_end_matches('=')
        .chars()
        .map(|c| match c {
            '+' => '-',
            '/' => '_',
            other => other,
        })
        .collect();
    bytes::from_base64url(text.as_bytes())
}
