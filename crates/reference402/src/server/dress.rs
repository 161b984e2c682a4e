//! How every answer looks: what HTTP and JSON leave free.

use serde_json::Value;

use super::json::Form;
use crate::Faults;
use crate::http::{Answer, Case, Response, Style};

/// Response header fields that scripts of other origins need.
const EXPOSED: [&str; 3] = ["WWW-Authenticate", "Payment-Receipt", "X-PAYMENT-RESPONSE"];

pub(super) struct Dress {
    pub(super) style: Style,
    form: Option<Form>,
    exposed: String,
    charset: bool,
    more_fields: bool,
}

impl Dress {
    pub(super) fn new(faults: &Faults) -> Self {
        let case = if faults.has("field-names-lower") || faults.has("fields-in-lower-case") {
            Case::Lower
        } else if faults.has("field-names-upper") || faults.has("fields-in-upper-case") {
            Case::Upper
        } else {
            Case::Kept
        };
        let form = if faults.has("body-members-reversed") || faults.has("members-reversed") {
            Some(Form::Reversed)
        } else if faults.has("body-indented") {
            Some(Form::Indented)
        } else if faults.has("body-escaped") {
            Some(Form::Escaped)
        } else {
            None
        };
        let hidden = faults.has("settlement-header-not-exposed");
        let exposed = EXPOSED
            .iter()
            .filter(|name| !(hidden && **name == "X-PAYMENT-RESPONSE"));
        Self {
            style: Style {
                case,
                chunked: faults.has("bodies-chunked") || faults.has("bodies-in-chunks"),
                bare_status: faults.has("status-without-reason")
                    || faults.has("reason-phrases-missing"),
                close: faults.has("connection-closed") || faults.has("connections-closed"),
            },
            form,
            exposed: exposed.copied().collect::<Vec<_>>().join(", "),
            charset: faults.has("content-type-charset") || faults.has("problem-media-type-charset"),
            more_fields: faults.has("more-fields") || faults.has("further-fields"),
        }
    }

    pub(super) fn on(&self, answer: Answer) -> Answer {
        match answer {
            Answer::Response(response) => Answer::Response(self.dressed(response)),
            Answer::Then(response, after) => Answer::Then(self.dressed(response), after),
            other => other,
        }
    }

    fn dressed(&self, mut response: Response) -> Response {
        let media_type = response
            .fields
            .get("Content-Type")
            .unwrap_or_default()
            .to_owned();
        if media_type.ends_with("json") {
            if self.charset {
                response
                    .fields
                    .set("Content-Type", format!("{media_type}; charset=utf-8"));
            }
            if let (Some(form), Ok(value)) =
                (self.form, serde_json::from_slice::<Value>(&response.body))
            {
                response.body = form.print(&value).into_bytes();
            }
        }
        if self.more_fields {
            response.fields.add("Server", "reference402");
            response.fields.add("Vary", "Origin");
            response.fields.add("X-Trace-Id", "0af7651916cd43dd");
        }
        response.fields.add("Access-Control-Allow-Origin", "*");
        response
            .fields
            .add("Access-Control-Expose-Headers", self.exposed.as_str());
        response
    }
}
