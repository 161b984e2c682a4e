//! The wire types of x402 version 1 against x402-types.
#![allow(missing_docs, reason = "a test")]

#[path = "cases/x402.rs"]
mod cases;

use alloy_primitives::{Address, B256, Bytes, U256};
use cases::{DEMANDS, OFFER, OFFERS, PAYMENT, PAYMENTS, SETTLED, SETTLEMENTS, VALID, VERDICTS};
use http402::eip712::keccak256;
use http402::x402::v1;
use http402_differential::{Comparison, Outcome};
use serde::Deserialize;
use serde_json::Value;
use x402_types::proto::v1 as peer;
use x402_types::util::{Base64Bytes, decimal_u256};

/// The payload that a user of x402-types states for `exact` on EVM chains.
#[derive(Deserialize)]
struct ExactEvm {
    signature: Bytes,
    authorization: Authorization,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Authorization {
    from: Address,
    to: Address,
    #[serde(with = "decimal_u256")]
    value: U256,
    #[serde(with = "decimal_u256")]
    valid_after: U256,
    #[serde(with = "decimal_u256")]
    valid_before: U256,
    nonce: B256,
}

fn changed(base: &str, from: &str, to: &str) -> String {
    assert!(base.contains(from), "{from}");
    base.replacen(from, to, 1)
}

fn our_payment(payment: &v1::PaymentPayload) -> String {
    let Some(payload) = payment.as_exact_evm() else {
        return format!("{} {} another payload", payment.scheme(), payment.network());
    };
    let terms = &payload.authorization;
    format!(
        "{} {} {} {} {} {} {} {} {}",
        payment.scheme(),
        payment.network(),
        terms.value,
        terms.valid_after,
        terms.valid_before,
        terms.from.to_lowercase(),
        terms.to.to_lowercase(),
        terms.nonce,
        payload.signature,
    )
}

fn their_payment(payment: &peer::PaymentPayload<String, ExactEvm>) -> String {
    let terms = &payment.payload.authorization;
    format!(
        "{} {} {} {} {} {:#x} {:#x} {} {}",
        payment.scheme,
        payment.network,
        terms.value,
        terms.valid_after,
        terms.valid_before,
        terms.from,
        terms.to,
        terms.nonce,
        payment.payload.signature,
    )
}

fn payment(text: &str) -> (Outcome, Outcome) {
    let ours = v1::PaymentPayload::from_json(text).map(|payment| our_payment(&payment));
    let theirs = serde_json::from_str(text).map(|payment| their_payment(&payment));
    (ours.into(), theirs.into())
}

fn header(value: &str) -> (Outcome, Outcome) {
    let ours = v1::PaymentPayload::from_header(value).map(|payment| our_payment(&payment));
    let theirs = Base64Bytes::from(value.as_bytes())
        .decode()
        .map_err(|e| e.to_string());
    let theirs = theirs.and_then(|json| {
        serde_json::from_slice(&json)
            .map(|payment| their_payment(&payment))
            .map_err(|e| e.to_string())
    });
    (ours.into(), theirs.into())
}

fn our_offer(offer: &v1::PaymentRequirements) -> String {
    let json: Value = serde_json::from_str(&offer.to_json()).expect("JSON");
    read_offer(&json)
}

/// The members that both sides read, with addresses in lower case.
fn read_offer(json: &Value) -> String {
    let lower = |name: &str| json[name].to_string().to_lowercase();
    let same = |name: &str| json[name].to_string();
    [
        same("maxAmountRequired"),
        same("maxTimeoutSeconds"),
        same("scheme"),
        same("network"),
        lower("payTo"),
        lower("asset"),
        same("resource"),
        same("description"),
        same("mimeType"),
        same("outputSchema"),
        same("extra"),
    ]
    .join(" ")
}

fn offer(text: &str) -> (Outcome, Outcome) {
    let ours = v1::PaymentRequirements::from_json(text).map(|offer| our_offer(&offer));
    let theirs = serde_json::from_str::<peer::PaymentRequirements>(text)
        .map(|offer| read_offer(&serde_json::to_value(offer).expect("a value")));
    (ours.into(), theirs.into())
}

fn demand(text: &str) -> (Outcome, Outcome) {
    let ours = v1::PaymentRequired::from_json(text).map(|demand| {
        let offers: Vec<_> = demand.accepts().iter().map(our_offer).collect();
        format!("{} {}", demand.error(), offers.join(" | "))
    });
    let theirs = serde_json::from_str::<peer::PaymentRequired>(text).map(|demand| {
        let offers = demand.accepts.iter();
        let offers: Vec<_> = offers
            .map(|offer| read_offer(&serde_json::to_value(offer).expect("a value")))
            .collect();
        format!(
            "{} {}",
            demand.error.unwrap_or_default(),
            offers.join(" | ")
        )
    });
    (ours.into(), theirs.into())
}

fn settlement(text: &str) -> (Outcome, Outcome) {
    let ours = v1::SettlementResponse::from_json(text).map(|outcome| {
        let transaction = outcome.transaction().map_or("", |id| id.as_str());
        match outcome.error_reason() {
            None => format!("{transaction} {}", outcome.network()),
            Some(reason) => format!("{reason} {}", outcome.network()),
        }
    });
    let theirs = serde_json::from_str(text).map(|outcome| match outcome {
        peer::SettleResponse::Success {
            transaction,
            network,
            ..
        } => {
            format!("{transaction} {network}")
        }
        peer::SettleResponse::Error { reason, network } => format!("{reason} {network}"),
    });
    (ours.into(), theirs.into())
}

fn verdict(text: &str) -> (Outcome, Outcome) {
    let ours = v1::facilitator::VerifyResponse::from_json(text).map(|verdict| {
        let payer = verdict.payer().map(ToString::to_string).unwrap_or_default();
        match verdict.invalid_reason() {
            None => format!("valid {payer}"),
            Some(reason) => format!("{reason} {payer}"),
        }
    });
    let theirs = serde_json::from_str(text).map(|verdict| match verdict {
        peer::VerifyResponse::Valid { payer } => format!("valid {payer}"),
        peer::VerifyResponse::Invalid { reason, payer } => {
            format!("{reason} {}", payer.unwrap_or_default())
        }
    });
    (ours.into(), theirs.into())
}

#[test]
fn differences_are_the_known_ones() {
    let mut comparison = Comparison::new("x402");
    for (case, from, to) in PAYMENTS {
        let (ours, theirs) = payment(&changed(PAYMENT, from, to));
        comparison.case(&format!("payment/{case}"), ours, theirs);
    }
    for (case, from, to) in OFFERS {
        let (ours, theirs) = offer(&changed(OFFER, from, to));
        comparison.case(&format!("offer/{case}"), ours, theirs);
    }
    for (case, text) in DEMANDS {
        let (ours, theirs) = demand(&text.replace("OFFER", OFFER));
        comparison.case(&format!("demand/{case}"), ours, theirs);
    }
    for (case, from, to) in SETTLEMENTS {
        let (ours, theirs) = settlement(&changed(SETTLED, from, to));
        comparison.case(&format!("settlement/{case}"), ours, theirs);
    }
    for (case, from, to) in VERDICTS {
        let (ours, theirs) = verdict(&changed(VALID, from, to));
        comparison.case(&format!("verdict/{case}"), ours, theirs);
    }
    let encoded = Base64Bytes::encode(PAYMENT).to_string();
    let alphabet = changed(PAYMENT, "{\"x402", "{\"note\":\"???>>>\",\"x402");
    let alphabet = Base64Bytes::encode(alphabet).to_string();
    assert!(alphabet.contains(['+', '/']) && encoded.ends_with("fQ=="));
    let bytes = |extra: &[u8]| {
        let mut json = extra.to_vec();
        json.extend(PAYMENT.as_bytes());
        Base64Bytes::encode(json).to_string()
    };
    let headers = [
        ("canonical", encoded.clone()),
        ("without-padding", encoded.trim_end_matches('=').to_owned()),
        ("white-space-around", format!(" {encoded} ")),
        ("line-break-inside", encoded.replacen("eyJ", "eyJ\n", 1)),
        ("standard-alphabet", alphabet.clone()),
        (
            "url-safe-alphabet",
            alphabet.replace('+', "-").replace('/', "_"),
        ),
        ("empty", String::new()),
        ("not-base64", "!!!!".to_owned()),
        ("trailing-bits", encoded.replace("fQ==", "fR==")),
        ("not-utf-8", bytes(&[0xff])),
        ("byte-order-mark", bytes("\u{feff}".as_bytes())),
        ("json-itself", PAYMENT.to_owned()),
        ("array", Base64Bytes::encode("[]").to_string()),
    ];
    for (case, value) in headers {
        let (ours, theirs) = header(&value);
        comparison.case(&format!("header/{case}"), ours, theirs);
    }
    comparison.finish();
}

/// The known hashes of the header that the specification prints, so that both read the same text.
#[test]
fn the_payment_is_the_printed_one() {
    assert_eq!(
        keccak256(PAYMENT.as_bytes()).to_string(),
        "0x4ae9ac51847c0781243f8af11c9b18dc279671070595585f9c7d0d8f96260797"
    );
}
