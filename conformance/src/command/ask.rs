use core::time::Duration;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use serde_json::{Map, Value, json};

use super::Stop;
use crate::exchange::http::{Endpoint, Limits, Request, Response, send};
use crate::exchange::{Exchange, Log, Peer};

/// One unpaid request, as the caller describes it.
#[derive(Debug, Args)]
pub(super) struct Ask {
    /// URL of a paid route, with its query.
    url: String,
    /// Method of the request.
    #[arg(long, value_name = "METHOD", default_value = "GET", value_parser = token)]
    pub(super) method: String,
    /// A field line that the route needs. May be repeated; no report repeats its value.
    #[arg(long = "header", value_name = "NAME: VALUE", value_parser = field)]
    pub(super) headers: Vec<(String, String)>,
    /// Content of the request, in JSON.
    #[arg(long, value_name = "JSON")]
    pub(super) body: Option<String>,
    /// Certificates, in PEM form, to trust instead of the platform's (https).
    #[arg(long, value_name = "FILE")]
    ca_file: Option<PathBuf>,
}

/// Where a request goes: the origin, and the path with its query.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) endpoint: Endpoint,
    pub(super) path: String,
}

impl Ask {
    /// Takes the URL apart.
    pub(super) fn place(&self) -> Result<Place, Stop> {
        let url = self.url.split('#').next().unwrap_or_default();
        let host = url.find("://").map_or(0, |at| at + 3);
        let after = url.get(host..).unwrap_or_default();
        let end = after.find(['/', '?']).map_or(url.len(), |at| host + at);
        let (origin, path) = url.split_at(end);
        let endpoint = Endpoint::parse(origin, self.ca_file.as_deref())
            .map_err(|error| Stop::usage([error]))?;
        let clean = |b: u8| b.is_ascii_graphic();
        if !path.bytes().all(clean) {
            let why = "url: expected percent-encoding for all but visible ASCII";
            return Err(Stop::usage([why.to_owned()]));
        }
        let slash = if path.starts_with('/') { "" } else { "/" };
        Ok(Place {
            endpoint,
            path: format!("{slash}{path}"),
        })
    }

    /// The request's `send` member, as a vector writes it for the paid route.
    pub(super) fn send(&self) -> Result<Map<String, Value>, Stop> {
        let mut send = Map::from_iter([("path".to_owned(), json!("${route.paid}"))]);
        if self.method != "GET" {
            send.insert("method".to_owned(), json!(self.method));
        }
        let mut headers: Map<String, Value> = Map::new();
        for (name, value) in &self.headers {
            let line = match headers.remove(name) {
                None => json!(value),
                Some(Value::Array(mut lines)) => {
                    lines.push(json!(value));
                    Value::Array(lines)
                }
                Some(first) => json!([first, value]),
            };
            headers.insert(name.clone(), line);
        }
        if !headers.is_empty() {
            send.insert("headers".to_owned(), Value::Object(headers));
        }
        if let Some(body) = self.content()? {
            send.insert("body".to_owned(), body);
        }
        Ok(send)
    }

    /// Sends the request once; the record names the caller's fields without their values.
    pub(super) fn answer(
        &self,
        place: &Place,
        timeout: Duration,
        log: &Log,
    ) -> Result<Response, Stop> {
        let bytes = self.request(place, false)?.to_bytes();
        let begun = Instant::now();
        let limits = Limits::within(timeout);
        let (received, outcome) = send(&place.endpoint, &bytes, self.method == "HEAD", limits);
        log.add(Exchange {
            peer: Peer::Target,
            case: "probe".to_owned(),
            sent: self.request(place, true)?.to_bytes(),
            received: self.masked(received),
            fault: outcome.as_ref().err().cloned(),
            begun,
            milliseconds: begun.elapsed().as_millis(),
        });
        outcome.map_err(|fault| Stop {
            status: 3,
            lines: vec![format!("{}: {fault}", place.endpoint.origin())],
        })
    }

    /// Some servers repeat what they were told.
    fn masked(&self, content: Vec<u8>) -> Vec<u8> {
        let text = String::from_utf8_lossy(&content).into_owned();
        let values = self.headers.iter().map(|(_, value)| value);
        let told = values.filter(|value| value.len() >= 8 && text.contains(*value));
        let masked = told.fold(text.clone(), |text, value| {
            text.replace(value, "[redacted]")
        });
        if masked == text {
            return content;
        }
        masked.into_bytes()
    }

    fn request(&self, place: &Place, masked: bool) -> Result<Request, Stop> {
        let body = self.content()?.map(|body| body.to_string().into_bytes());
        let mut headers: Vec<(String, Vec<u8>)> = [
            ("Host", place.endpoint.authority()),
            ("Accept", "application/json".to_owned()),
            ("User-Agent", "conform402".to_owned()),
            ("Connection", "close".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value.into_bytes()))
        .to_vec();
        if let Some(body) = &body {
            let length = body.len().to_string();
            headers.push(("Content-Type".to_owned(), b"application/json".to_vec()));
            headers.push(("Content-Length".to_owned(), length.into_bytes()));
        }
        for (name, _) in &self.headers {
            headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        }
        for (name, value) in &self.headers {
            let value = if masked { "[redacted]" } else { value };
            headers.push((name.clone(), value.as_bytes().to_vec()));
        }
        Ok(Request {
            method: self.method.clone(),
            target: place.path.clone(),
            headers,
            body: body.unwrap_or_default(),
        })
    }

    fn content(&self) -> Result<Option<Value>, Stop> {
        let parse = |text: &String| serde_json::from_str(text);
        let body = self.body.as_ref().map(parse).transpose();
        body.map_err(|error| Stop::usage([format!("--body: {error}")]))
    }
}

fn token(text: &str) -> Result<String, String> {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    if text.is_empty() || !text.bytes().all(allowed) {
        return Err("expected letters, digits and a few signs".to_owned());
    }
    Ok(text.to_owned())
}

fn field(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or("expected NAME: VALUE")?;
    let value = value.trim();
    if value.bytes().any(|b| b.is_ascii_control() && b != b'\t') {
        return Err("the value holds a control character".to_owned());
    }
    Ok((token(name)?, value.to_owned()))
}
