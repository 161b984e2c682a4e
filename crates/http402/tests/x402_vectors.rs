//! Replays the codec vectors of x402 version 1 through the public API.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a failed step fails the test"
)]

use http402::json::RawObject;
use http402::primitives::U256;
use http402::x402::network::{Chain, Network};
use http402::x402::v1::a2a::PaymentMetadata;
use http402::x402::v1::discovery::DiscoveryResponse;
use http402::x402::v1::facilitator::{SupportedResponse, VerifyRequest, VerifyResponse};
use http402::x402::v1::mcp::{PaymentMeta, PaymentResponseMeta, find_payment_required};
use http402::x402::v1::{
    ErrorClass, ErrorReason, Offers, PaymentPayload, PaymentRequired, PaymentRequirements,
    SettlementResponse,
};
use http402::{Decoder, Kind, Leniency};
use serde::Serialize;
use serde_json::Value;

fn file(name: &str) -> Value {
    let path = format!(
        "{}/../../vectors/x402-v1/codec/{name}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap()
}

/// The value that a vector's builders make: text or bytes, or JSON with its parts built.
fn build(file: &Value, value: &Value) -> Value {
    let bytes = |part: &Value| match build(file, part) {
        Value::String(text) => text.into_bytes(),
        built => unhex(built["hex"].as_str().unwrap()),
    };
    match value {
        Value::Array(items) => items.iter().map(|item| build(file, item)).collect(),
        Value::Object(members) => match members.iter().next() {
            Some((name, base)) if name == "$let" => {
                let mut value = file["let"][base.as_str().unwrap()].clone();
                for change in members
                    .get("change")
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten()
                {
                    alter(&mut value, change);
                }
                value
            }
            Some((name, part)) if name == "$json" => build(file, part).to_string().into(),
            Some((name, part)) if name == "$base64" => base64(&bytes(part)).into(),
            Some((name, part)) if name == "$hex" => text(unhex(part.as_str().unwrap())),
            Some((name, parts)) if name == "$repeat" => {
                let times = usize::try_from(parts[1].as_u64().unwrap()).unwrap();
                text(bytes(&parts[0]).repeat(times))
            }
            Some((name, parts)) if name == "$join" => {
                text(parts.as_array().unwrap().iter().flat_map(bytes).collect())
            }
            _ => members
                .iter()
                .map(|(name, member)| (name.clone(), build(file, member)))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        },
        scalar => scalar.clone(),
    }
}

fn alter(value: &mut Value, change: &Value) {
    let (parent, name) = change["at"].as_str().unwrap().rsplit_once('/').unwrap();
    let name = name.replace("~1", "/").replace("~0", "~");
    match (value.pointer_mut(parent).unwrap(), change.get("set")) {
        (Value::Object(members), Some(set)) => drop(members.insert(name, set.clone())),
        (Value::Object(members), None) => drop(members.remove(&name)),
        (other, Some(set)) => other[name.parse::<usize>().unwrap()] = set.clone(),
        _ => panic!("{change}"),
    }
}

fn text(bytes: Vec<u8>) -> Value {
    String::from_utf8(bytes).map_or_else(
        |error| {
            let digits: Vec<_> = error
                .as_bytes()
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            serde_json::json!({ "hex": digits.concat() })
        },
        Value::from,
    )
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len() / 2)
        .map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap())
        .collect()
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// Every member of `expected` is in `found`; arrays are as long, scalars equal.
fn covers(found: &Value, expected: &Value) -> bool {
    if expected.get("$any").is_some() {
        return true;
    }
    if let Some(branches) = expected.get("$oneOf").and_then(Value::as_array) {
        return branches.iter().any(|expected| covers(found, expected));
    }
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => {
            expected.iter().all(
                |(name, value)| match (found.get(name), value.get("$absent")) {
                    (found, Some(_)) => found.is_none(),
                    (Some(found), None) => covers(found, value),
                    (None, None) => false,
                },
            )
        }
        (Value::Array(found), Value::Array(expected)) => {
            let mut pairs = found.iter().zip(expected);
            found.len() == expected.len() && pairs.all(|(found, expected)| covers(found, expected))
        }
        _ => found == expected,
    }
}

type Outcome = Result<Value, Refusal>;

#[derive(Debug)]
struct Refusal {
    kind: &'static str,
    #[expect(dead_code, reason = "shown where a case fails")]
    message: String,
}

impl From<http402::Error> for Refusal {
    fn from(error: http402::Error) -> Self {
        Self {
            kind: error.kind().as_str(),
            message: error.to_string(),
        }
    }
}

/// The operations, as `vectors/README.md` lists them.
fn run(op: &str, input: &Value) -> Outcome {
    let text = || input.as_str().expect("text");
    let member = |name: &str| input[name].as_str().expect(name);
    let decimals = || u8::try_from(input["decimals"].as_u64().unwrap()).unwrap();
    Ok(match op {
        "x402.payment.decode" => json(PaymentPayload::from_header(text())?),
        "x402.payment.encode" => {
            decoded(&PaymentPayload::from_json(&input.to_string())?.to_header())
        }
        "x402.required.decode" => json(PaymentRequired::from_json(text())?),
        "x402.requirements.decode" => json(PaymentRequirements::from_json(text())?),
        "x402.accepts.decode" => {
            let offers = Offers::from_json(text())?;
            let offers = offers.accepts().iter().map(|offer| match offer {
                Ok(offer) => json(offer),
                Err(error) => serde_json::json!({ "reject": error.kind().as_str() }),
            });
            serde_json::json!({ "accepts": offers.collect::<Vec<_>>() })
        }
        "x402.settlement.decode" => json(SettlementResponse::from_header(text())?),
        "x402.settlement.encode" => {
            decoded(&SettlementResponse::from_json(&input.to_string())?.to_header())
        }
        "x402.settle-response.decode" => json(SettlementResponse::from_json(text())?),
        "x402.verify-request.decode" => json(VerifyRequest::from_json(text())?),
        "x402.verify-response.decode" => json(VerifyResponse::from_json(text())?),
        "x402.supported.decode" => json(SupportedResponse::from_json(text())?),
        "x402.discovery.decode" => {
            // X402-DIS-004: a codec should read both forms of the time.
            let decoder = Decoder::STRICT.allow(Leniency::TimeAsText);
            json(DiscoveryResponse::from_json_with(text(), &decoder)?.value)
        }
        "x402.mcp.payment.decode" => json(PaymentMeta::from_json(&meta(text())?)?.payment()),
        "x402.mcp.settlement.decode" => {
            json(PaymentResponseMeta::from_json(&meta(text())?)?.payment_response())
        }
        "x402.mcp.required.decode" => {
            let found = find_payment_required(text(), &Decoder::STRICT)?;
            let (kind, message) = (Kind::Missing.as_str(), "no demand".to_owned());
            json(found.ok_or(Refusal { kind, message })?.value)
        }
        "x402.a2a.metadata.decode" => {
            let found = json(PaymentMetadata::from_json(text())?);
            let short = |name: &String| name.trim_start_matches("x402.payment.").to_owned();
            let members = found.as_object().unwrap().iter();
            let members = members.map(|(name, member)| (short(name), member.clone()));
            members.collect::<serde_json::Map<_, _>>().into()
        }
        "x402.error.class" => {
            let class = text().parse::<ErrorReason>()?.class();
            serde_json::json!({ "class": class.map_or("other", ErrorClass::as_str) })
        }
        "x402.network.lookup" => lookup(text())?,
        "x402.amount.from-price" => json(U256::from_decimal(member("price"), decimals())?),
        "x402.amount.to-price" => member("amount")
            .parse::<U256>()?
            .to_decimal(decimals())
            .into(),
        _ => panic!("unknown operation {op}"),
    })
}

fn json(value: impl Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

/// `_meta` of the parameters of a call or of the result of one.
fn meta(text: &str) -> http402::Result<String> {
    let object: RawObject = text.parse()?;
    let meta = object.get("_meta").map(|meta| meta.to_string());
    Ok(meta.unwrap_or("{}".into()))
}

fn lookup(name: &str) -> Outcome {
    let network: Network = name.parse()?;
    let Some(info) = network.info() else {
        let (kind, message) = (Kind::Unsupported.as_str(), name.to_owned());
        return Err(Refusal { kind, message });
    };
    Ok(match info.chain {
        Chain::Evm(chain) => {
            let mut found = serde_json::json!({ "chainId": chain.id });
            if let Some(token) = chain.token {
                found["asset"] = token.asset.to_string().into();
                found["name"] = token.name.into();
                found["version"] = token.version.into();
                found["decimals"] = token.decimals.into();
            }
            found
        }
        Chain::Solana(cluster) => {
            serde_json::json!({ "asset": cluster.mint, "genesis": cluster.genesis })
        }
        _ => panic!("{info:?}"),
    })
}

/// The JSON in a header value, which must be ASCII.
fn decoded(header: &str) -> Value {
    use base64::Engine as _;
    let json = base64::engine::general_purpose::STANDARD
        .decode(header)
        .unwrap();
    assert!(json.is_ascii());
    serde_json::from_slice(&json).unwrap()
}

fn meets(outcome: &Outcome, expectation: &Value) -> bool {
    match outcome {
        Ok(found) => expectation
            .get("out")
            .is_some_and(|expected| covers(found, expected)),
        Err(refusal) => expectation.get("reject").and_then(Value::as_str) == Some(refusal.kind),
    }
}

/// What a case expects.
fn without_input(case: &Value) -> Value {
    let mut case = case.clone();
    case.as_object_mut().unwrap().remove("in");
    case
}

fn replay(name: &str) {
    let mut failures = Vec::new();
    let file = file(name);
    let cases = file["cases"].as_array().unwrap();
    for case in cases {
        let input = build(&file, &case["in"]);
        if input.get("hex").is_some() {
            continue; // Bytes that are not UTF-8 cannot reach a parser of text.
        }
        let outcome = run(file["op"].as_str().unwrap(), &input);
        let case = build(&file, &without_input(case));
        let met = match case.get("either").and_then(Value::as_array) {
            Some(branches) => branches.iter().any(|branch| meets(&outcome, branch)),
            None => meets(&outcome, &case),
        };
        if !met {
            let expected = case.get("reject").or(case.get("out"));
            failures.push(format!("{}: {outcome:?}, not {expected:?}", case["id"]));
        }
    }
    assert!(cases.len() > 1, "{name}: no cases");
    assert!(failures.is_empty(), "{name}:\n{}", failures.join("\n"));
}

macro_rules! replays {
    ($($test:ident = $file:literal,)*) => {
        $(#[test]
        fn $test() {
            replay($file);
        })*
    };
}

replays! {
    a2a = "a2a",
    accepts = "accepts",
    amount_from_price = "amount-from-price",
    amount_to_price = "amount-to-price",
    authorization = "authorization",
    discovery = "discovery",
    error_class = "error-class",
    mcp_payment = "mcp-payment",
    mcp_required = "mcp-required",
    mcp_settlement = "mcp-settlement",
    network = "network",
    payment_encode = "payment-encode",
    payment_fields = "payment-fields",
    payment_header = "payment-header",
    payment_required = "payment-required",
    requirements_extra = "requirements-extra",
    requirements_fields = "requirements-fields",
    settle_response = "settle-response",
    settlement_encode = "settlement-encode",
    settlement_header = "settlement-header",
    solana_payment = "solana-payment",
    supported = "supported",
    verify_request = "verify-request",
    verify_response = "verify-response",
}
