//! Every schema of a wire object, and the parser that answers for it.

use core::fmt::Write as _;

use http402::json::{RawObject, RawValue};
use http402::mpp::discovery::{Discovery, PaymentInfo, ServiceInfo};
use http402::mpp::intents::{ChargeRequest, SessionRequest, SubscriptionRequest};
use http402::mpp::methods::{TYPED, TypedPayload, TypedReceipt, TypedRequest};
use http402::mpp::rpc::{self, Capability, RpcError, find_credential, find_receipt};
use http402::mpp::values::BaseUnits;
use http402::mpp::{Challenge, Credential, Identifier, Problem, Receipt};
use http402::x402::v1::a2a::{AgentCard, PaymentMetadata};
use http402::x402::v1::discovery::DiscoveryResponse;
use http402::x402::v1::facilitator::{
    SettleRequest, SupportedResponse, VerifyRequest, VerifyResponse,
};
use http402::x402::v1::mcp::{PaymentMeta, PaymentRequiredResult, PaymentResponseMeta};
use http402::x402::v1::{
    ExactEvmPayload, ExactSvmPayload, PaymentPayload, PaymentRequired, PaymentRequirements,
    SettlementResponse,
};
use http402::{Base64, Error};
use serde_json::Value;

pub(super) type Parse = Box<dyn Fn(&str) -> Result<(), Error> + Send + Sync>;

macro_rules! rows {
    ($($schema:literal $type:ty,)*) => {
        vec![$(row($schema, |text| <$type>::from_json(text).map(drop)),)*]
    };
}

fn row(
    schema: &str,
    parse: impl Fn(&str) -> Result<(), Error> + Send + Sync + 'static,
) -> (String, Parse) {
    (schema.to_owned(), Box::new(parse))
}

pub(super) fn rows() -> Vec<(String, Parse)> {
    let mut rows = rows! {
        "x402-v1/payment-requirements" PaymentRequirements,
        "x402-v1/payment-required" PaymentRequired,
        "x402-v1/exact-evm-payload" ExactEvmPayload,
        "x402-v1/exact-svm-payload" ExactSvmPayload,
        "x402-v1/payment-payload" PaymentPayload,
        "x402-v1/settlement-response" SettlementResponse,
        "x402-v1/verify-request" VerifyRequest,
        "x402-v1/verify-response" VerifyResponse,
        "x402-v1/settle-request" SettleRequest,
        "x402-v1/supported-response" SupportedResponse,
        "x402-v1/discovery-response" DiscoveryResponse,
        "x402-v1/mcp-payment-meta" PaymentMeta,
        "x402-v1/mcp-payment-response-meta" PaymentResponseMeta,
        "x402-v1/mcp-payment-required-result" PaymentRequiredResult,
        "x402-v1/a2a-message-metadata" PaymentMetadata,
        "x402-v1/a2a-agent-card" AgentCard,
        "mpp/receipt" Receipt,
        "mpp/charge-request" ChargeRequest,
        "mpp/session-request" SessionRequest,
        "mpp/subscription-request" SubscriptionRequest,
        "mpp/rpc-challenge" rpc::Challenge,
        "mpp/rpc-error" RpcError,
        "mpp/rpc-capability" Capability,
        "mpp/x-payment-info" PaymentInfo,
        "mpp/x-service-info" ServiceInfo,
        "mpp/discovery-document" Discovery,
    };
    rows.push(row("mpp/challenge", challenge));
    rows.push(row("mpp/credential", credential));
    rows.push(row("mpp/opaque", opaque));
    rows.push(row("mpp/problem", problem));
    rows.push(row("mpp/rpc-credential-meta", |text| {
        let found = find_credential(&RawObject::from_json(&in_meta(text)?)?)?;
        found.map(drop).ok_or_else(nothing)
    }));
    rows.push(row("mpp/rpc-receipt-meta", |text| {
        let found = find_receipt(&RawObject::from_json(&in_meta(text)?)?)?;
        found.map(drop).ok_or_else(nothing)
    }));
    for (method, intent) in TYPED {
        let of = |part| format!("mpp/methods/{method}-{intent}#/$defs/{part}");
        rows.push(row(&of("request"), |text| {
            TypedRequest::parse(method, intent, &text.parse()?).map(drop)
        }));
        rows.push(row(&of("payload"), |text| {
            TypedPayload::parse(method, intent, &text.parse()?).map(drop)
        }));
        rows.push(row(&of("receipt"), |text| {
            TypedReceipt::parse(method, intent, &text.parse()?).map(drop)
        }));
    }
    rows
}

/// The refusal of a document without what the schema is about.
fn nothing() -> Error {
    Challenge::parse("").expect_err("nothing is no challenge")
}

fn in_meta(text: &str) -> Result<String, Error> {
    let meta = RawObject::from_json(text)?;
    Ok(format!(r#"{{"_meta":{}}}"#, meta.as_str()))
}

/// The schema has the parameters as an object, with their names in lower case.
fn challenge(text: &str) -> Result<(), Error> {
    let parameters = RawObject::from_json(text)?.members();
    let mut value = "Payment ".to_owned();
    for (index, (name, text)) in parameters.iter().enumerate() {
        let text = text.as_string().ok_or_else(nothing)?;
        if name != name.to_ascii_lowercase() {
            return Err(nothing());
        }
        let comma = if index == 0 { "" } else { ", " };
        let quoted = text.replace('\\', "\\\\").replace('"', "\\\"");
        write!(value, "{comma}{name}=\"{quoted}\"").expect("a string takes all");
    }
    Challenge::parse(&value).map(drop)
}

/// The values of the echo are read only after they were compared; here at once.
fn credential(text: &str) -> Result<(), Error> {
    let credential = Credential::from_json(text)?;
    let challenge = credential.challenge().to_challenge();
    challenge.map(drop)
}

fn opaque(text: &str) -> Result<(), Error> {
    let opaque = Base64::Url.encode(text.as_bytes());
    let value = format!(
        r#"Payment id="c", realm="r", method="m", intent="i", request="e30", opaque="{opaque}""#
    );
    let challenge = Challenge::parse(&value)?;
    challenge.opaque_json().ok_or_else(nothing)?.map(drop)
}

/// RFC 9457 has readers ignore what is absent or of another type; the schema is that of a whole one.
fn problem(text: &str) -> Result<(), Error> {
    let problem = Problem::from_json(text)?;
    let texts = [&problem.uri, &problem.title, &problem.detail];
    if problem.status().is_none() || texts.iter().any(|text| text.is_none()) {
        return Err(nothing());
    }
    let text = |name| problem.members().get(name).map(RawValue::as_string);
    for name in ["challengeId", "channelId"] {
        if let Some(text) = text(name) {
            text.ok_or_else(nothing)?.parse::<Identifier>()?;
        }
    }
    if let Some(text) = text("requiredTopUp") {
        text.ok_or_else(nothing)?.parse::<BaseUnits>()?;
    }
    Ok(())
}

/// What the rows are tried with: `schema` and `json`, one to a line.
pub(super) fn documents() -> Vec<(String, Value)> {
    let lines = include_str!("documents.jsonl").lines();
    let own = lines.map(|line| {
        let line: Value = serde_json::from_str(line).expect(line);
        let schema = line["schema"].as_str().expect("a name").to_owned();
        (schema, line["json"].clone())
    });
    // The examples of the drafts that are not refused.
    let examples = include_str!("../methods/examples.jsonl").lines();
    let examples = examples.filter_map(|line| {
        let line: Value = serde_json::from_str(line).expect(line);
        let text = |name: &str| line[name].as_str();
        let (method, intent, object) = (text("method")?, text("intent")?, text("object")?);
        let taken = text("refused").is_none();
        let schema = format!("mpp/methods/{method}-{intent}#/$defs/{object}");
        taken.then(|| (schema, line["json"].clone()))
    });
    own.chain(examples).collect()
}
