use http402::x402::v1::{PaymentPayload, PaymentRequired, PaymentRequirements};
use serde_json::Value;

use super::{Operation, text, value};

pub(super) const OPERATIONS: &[(&str, Operation)] = &[
    ("x402.payment.decode", |input| {
        value(&PaymentPayload::from_header(text(input)?)?)
    }),
    ("x402.payment.encode", |input| {
        Ok(PaymentPayload::from_json(&json_text(input))?
            .to_header()
            .into())
    }),
    ("x402.required.decode", |input| {
        value(&PaymentRequired::from_json(text(input)?)?)
    }),
    ("x402.required.encode", |input| {
        Ok(PaymentRequired::from_json(&json_text(input))?
            .to_json()
            .into())
    }),
    ("x402.requirements.decode", |input| {
        value(&PaymentRequirements::from_json(text(input)?)?)
    }),
];

/// The text of an object that stands in a vector.
fn json_text(input: &Value) -> String {
    input.to_string()
}
