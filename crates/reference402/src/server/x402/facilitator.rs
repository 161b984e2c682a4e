//! Asking the facilitator.

use serde_json::{Value, json};

use crate::Faults;
use crate::http::{Fields, Response, Url, request};

pub(super) struct Facilitator {
    base: Url,
}

/// What the facilitator said.
pub(super) struct Reply {
    status: u16,
    pub(super) text: String,
}

impl Facilitator {
    pub(super) fn new(url: &str) -> Result<Self, String> {
        let base = Url::parse(url.trim_end_matches('/'));
        let base =
            base.ok_or_else(|| "facilitator URL: expected http://host[:port][/path]".to_owned())?;
        Ok(Self { base })
    }

    /// Posts an order to an endpoint; nothing where no readable answer comes.
    pub(super) fn ask(&self, endpoint: &str, order: &str, faults: &Faults) -> Option<Reply> {
        let slash = if faults.has("facilitator-double-slash") {
            "//"
        } else {
            "/"
        };
        let path = format!("{}{slash}{endpoint}", self.base.path);
        let response = post(&self.base.with_path(path), order)?;
        let response = match (response.status, response.fields.get("Location")) {
            (307 | 308, Some(location)) if !faults.has("facilitator-redirect-ignored") => {
                let elsewhere = Url::parse(location);
                let elsewhere =
                    elsewhere.unwrap_or_else(|| self.base.with_path(location.to_owned()));
                post(&elsewhere, order)?
            }
            _ => response,
        };
        Some(Reply {
            status: response.status,
            text: String::from_utf8(response.body).ok()?,
        })
    }

    /// Asks for a verdict on nothing.
    pub(super) fn verify_nothing(&self) {
        let order = json!({ "x402Version": 1, "paymentPayload": {}, "paymentRequirements": {} });
        let _ = self.ask("verify", &order.to_string(), &Faults::NONE);
    }
}

impl Reply {
    pub(super) fn is_ok(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The body, where it is JSON.
    pub(super) fn json(&self) -> Option<Value> {
        serde_json::from_str(&self.text).ok()
    }
}

fn post(url: &Url, order: &str) -> Option<Response> {
    let mut fields = Fields::default();
    fields.add("Content-Type", "application/json");
    request("POST", url, &fields, order.as_bytes()).ok()
}
