//! JSON-RPC and discovery: the drafts' examples, both places of `_meta`, both forms of offers.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::too_many_lines,
    reason = "a panic is a failed test"
)]

use http402::json::RawObject;
use http402::mpp::discovery::{Discovery, OfferAmount, PaymentInfo, PaymentOffer, ServiceInfo};
use http402::mpp::rpc::{
    Capability, Challenge, Credential, ErrorCode, ErrorData, Receipt, RpcError, find_credential,
    find_payment_required, find_receipt,
};
use http402::mpp::{self, ChallengeBuilder, Intent, MethodId};
use http402::{Decoder, Kind, Leniency};
use proptest::prelude::*;

const CHALLENGE: &str = r#"{"id":"c1","realm":"api.example.com","method":"tempo","intent":"charge","request":{"amount":"1000","currency":"usd"},"expires":"2025-01-15T12:05:00Z","description":"API call fee"}"#;
const RECEIPT: &str = r#"{"status":"success","method":"tempo","timestamp":"2025-01-15T12:00:30Z","challengeId":"c1","reference":"tx_abc123"}"#;

fn message(text: &str) -> RawObject {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn challenges() {
    let challenge: Challenge = CHALLENGE.parse().unwrap();
    assert_eq!(challenge.to_json(), CHALLENGE);
    assert_eq!(
        challenge.request.as_str(),
        r#"{"amount":"1000","currency":"usd"}"#
    );
    for (text, kind) in [
        (CHALLENGE.replace("\"c1\"", "\"\""), Kind::EmptyField),
        (CHALLENGE.replace("\"id\":\"c1\",", ""), Kind::Missing),
        (CHALLENGE.replace("tempo", "Tempo"), Kind::BadValue),
        (CHALLENGE.replace("charge", ""), Kind::EmptyField),
        (
            CHALLENGE.replace(r#"{"amount":"1000","currency":"usd"}"#, "\"e30\""),
            Kind::WrongType,
        ),
        (
            CHALLENGE.replace("2025-01-15T12:05:00Z", "soon"),
            Kind::Syntax,
        ),
        (
            CHALLENGE.replace("\"API call fee\"", "null"),
            Kind::WrongType,
        ),
    ] {
        let error = text.parse::<Challenge>().expect_err(&text);
        assert_eq!(error.kind(), kind, "{text}: {error}");
    }
}

#[test]
fn challenges_go_to_http_and_back() {
    let request = message(r#"{"currency":"usd","amount":"1000"}"#);
    let issued = ChallengeBuilder::new("r", &MethodId::TEMPO, &Intent::CHARGE, &request)
        .unwrap()
        .expires(&"2025-01-15T12:05:00Z".parse().unwrap())
        .opaque([("nonce", "1")])
        .unwrap()
        .description("café")
        .unwrap()
        .payment_authorization()
        .with_id("c1")
        .unwrap();
    let native = Challenge::from_http(&issued).unwrap();
    insta::assert_snapshot!(native, @r#"{"id":"c1","realm":"r","method":"tempo","intent":"charge","request":{"amount":"1000","currency":"usd"},"expires":"2025-01-15T12:05:00Z","description":"café","opaque":"eyJub25jZSI6IjEifQ","header":"Payment-Authorization"}"#);
    let native: Challenge = native.to_json().parse().unwrap();
    assert_eq!(native.to_http().unwrap(), issued);
    // Members in another order, and `opaque` as an object (A33), mean the same.
    let other = native.to_json().replace(
        r#"{"amount":"1000","currency":"usd"}"#,
        r#"{"currency":"usd", "amount":"1000"}"#,
    );
    let other = other.replace("\"eyJub25jZSI6IjEifQ\"", r#"{"nonce":"1"}"#);
    assert_eq!(
        other.parse::<Challenge>().unwrap().to_http().unwrap(),
        issued
    );
    for (from, to, kind) in [
        ("café", "a\\nb", Kind::Syntax),
        ("\"eyJub25jZSI6IjEifQ\"", "1", Kind::WrongType),
        ("\"1000\"", "1e400", Kind::BadValue),
    ] {
        let text = native.to_json().replace(from, to);
        assert_eq!(
            text.parse::<Challenge>()
                .unwrap()
                .to_http()
                .unwrap_err()
                .kind(),
            kind,
            "{text}"
        );
    }
}

/// MPP-MCP-007: whoever alters a bound member loses the binding.
#[cfg(feature = "binding")]
#[test]
fn challenges_are_bound() {
    let key = mpp::BindingKey::new(b"secret").unwrap();
    let layout = mpp::SlotLayout::Draft01;
    let request = message(r#"{"amount":"1000"}"#);
    let issued = ChallengeBuilder::new("r", &MethodId::TEMPO, &Intent::CHARGE, &request)
        .unwrap()
        .expires(&"2025-01-15T12:05:00Z".parse().unwrap())
        .bind(&key, layout)
        .unwrap();
    let native = Challenge::from_http(&issued).unwrap().to_json();
    let verify = |text: &str| {
        let challenge = text.parse::<Challenge>().unwrap().to_http().unwrap();
        key.verify_challenge(&challenge, layout).is_ok()
    };
    assert!(verify(&native));
    for (from, to) in [
        ("\"r\"", "\"s\""),
        ("tempo", "card"),
        ("charge", "session"),
        ("1000", "1"),
        ("2025", "2026"),
    ] {
        assert!(!verify(&native.replace(from, to)), "{from}");
    }
}

#[test]
fn credentials_are_read_from_both_places() {
    let credential = format!(r#"{{"challenge":{CHALLENGE},"payload":{{"signature":"secret"}}}}"#);
    let meta = format!(r#""_meta":{{"org.paymentauth/credential":{credential}}}"#);
    let root =
        format!(r#"{{"jsonrpc":"2.0","id":2,"method":"m","params":["latest",false],{meta}}}"#);
    let nested =
        format!(r#"{{"jsonrpc":"2.0","id":2,"method":"m","params":{{"name":"n",{meta}}}}}"#);
    let both = format!(r#"{{"params":{{{meta}}},{meta}}}"#);
    for text in [&root, &nested, &both] {
        let found = find_credential(&message(text)).unwrap().unwrap();
        assert_eq!(found.challenge.id.as_str(), "c1");
        assert_eq!(
            found.payload.as_object().as_str(),
            r#"{"signature":"secret"}"#
        );
        assert!(!format!("{found:?}").contains("secret"));
        assert_eq!(
            found
                .to_meta()
                .get("org.paymentauth/credential")
                .unwrap()
                .as_str(),
            credential
        );
    }
    for text in [
        "{}",
        r#"{"params":[]}"#,
        r#"{"params":{}}"#,
        r#"{"_meta":null}"#,
        r#"{"_meta":{"progressToken":1}}"#,
    ] {
        assert_eq!(find_credential(&message(text)).unwrap(), None, "{text}");
    }
    for (text, kind) in [
        (
            format!(
                r#"{{"params":{{{meta}}},{}}}"#,
                meta.replace("secret", "other")
            ),
            Kind::Mismatch,
        ),
        (root.replace("\"payload\"", "\"proof\""), Kind::Missing),
        (root.replace(&credential, "\"e30\""), Kind::WrongType),
    ] {
        let error = find_credential(&message(&text)).expect_err(&text);
        assert_eq!(error.kind(), kind, "{text}: {error}");
    }
}

/// `_meta` is one level deeper than what it holds, which may be as deep as the limit.
#[test]
fn meta_holds_whatever_the_types_hold() {
    let deep = format!("{}{}", "[".repeat(30), "]".repeat(30));
    let credential = format!(r#"{{"challenge":{CHALLENGE},"payload":{{"a":{deep}}}}}"#);
    let credential = Credential::from_json(&credential).unwrap();
    let meta = credential.to_meta();
    assert!(meta.get("org.paymentauth/credential").is_some());
}

#[test]
fn receipts() {
    let receipt: Receipt = RECEIPT.parse().unwrap();
    assert_eq!(receipt.to_json(), RECEIPT);
    let meta = receipt.to_meta();
    for text in [
        format!(
            r#"{{"result":{{"number":"0x1"}},"_meta":{}}}"#,
            meta.as_str()
        ),
        format!(r#"{{"result":{{"_meta":{}}}}}"#, meta.as_str()),
    ] {
        assert_eq!(
            find_receipt(&message(&text)).unwrap().as_ref(),
            Some(&receipt),
            "{text}"
        );
    }
    assert_eq!(find_receipt(&message(r#"{"result":{}}"#)).unwrap(), None);
    // The reference is optional here, the challenge id is not.
    assert!(
        RECEIPT
            .replace(",\"reference\":\"tx_abc123\"", "")
            .parse::<Receipt>()
            .is_ok()
    );
    for (from, to, kind) in [
        ("\"challengeId\":\"c1\",", "", Kind::Missing),
        ("success", "failed", Kind::BadValue),
        ("\"c1\"", "\"\"", Kind::EmptyField),
    ] {
        assert_eq!(
            RECEIPT
                .replace(from, to)
                .parse::<Receipt>()
                .unwrap_err()
                .kind(),
            kind,
            "{to}"
        );
    }
}

#[test]
fn errors() {
    let data = format!(
        r#"{{"challenges":[{CHALLENGE}],"httpStatus":402,"problem":{{"type":"https://paymentauth.org/problems/payment-required","title":"Payment Required","status":402,"detail":"d"}}}}"#
    );
    let error = format!(r#"{{"code":-32042,"message":"Payment Required","data":{data}}}"#);
    let parsed: RpcError = error.parse().unwrap();
    assert_eq!(
        (parsed.code(), parsed.message()),
        (ErrorCode::PaymentRequired, "Payment Required")
    );
    let asked = parsed.payment().unwrap();
    assert_eq!(RpcError::payment_required(asked.clone()), parsed);
    assert_eq!(parsed.to_json(), error);
    assert_eq!(
        asked.problem.as_ref().unwrap().problem_type(),
        Some(mpp::ProblemType::PAYMENT_REQUIRED)
    );
    let found = |text: &str| find_payment_required(&message(text));
    let wrap = |error: &str| format!(r#"{{"jsonrpc":"2.0","id":1,"error":{error}}}"#);
    assert_eq!(found(&wrap(&error)).unwrap().as_ref(), Some(asked));
    let failed = error.replace("-32042", "-32043").replace(
        "\"httpStatus\"",
        r#""failure":{"reason":"signature-invalid"},"httpStatus""#,
    );
    let failure = found(&wrap(&failed)).unwrap().unwrap().failure.unwrap();
    assert_eq!(failure.reason.as_deref(), Some("signature-invalid"));
    // In the result of a tool (MPP-MCP-024).
    let tool = format!(
        r#"{{"result":{{"isError":true,"_meta":{{"org.paymentauth/payment-required":{data}}}}}}}"#
    );
    assert_eq!(found(&tool).unwrap().as_ref(), Some(asked));
    // Other errors are not about payment (MPP-MCP-023).
    for text in [
        wrap(&error.replace("-32042", "-32602")),
        wrap(&error.replace("-32042", "-32042.0")),
        wrap(r#"{"code":-32042,"message":"URL elicitation required","data":{"elicitations":[]}}"#),
        wrap(r#"{"code":-32042,"message":"m"}"#),
        r#"{"result":{}}"#.into(),
        r#"{"error":null}"#.into(),
    ] {
        assert_eq!(found(&text).unwrap(), None, "{text}");
    }
    for (from, to, kind) in [
        ("402,", "401,", Kind::BadValue),
        ("\"id\":\"c1\",", "", Kind::Missing),
        (CHALLENGE, "", Kind::BadValue),
    ] {
        let text = error.replacen(from, to, 1);
        assert_eq!(found(&wrap(&text)).unwrap_err().kind(), kind, "{text}");
        assert_eq!(text.parse::<RpcError>().unwrap_err().kind(), kind, "{text}");
    }
    assert_eq!(
        error
            .replace("-32042", "-32000")
            .parse::<RpcError>()
            .unwrap_err()
            .kind(),
        Kind::Unsupported
    );
    assert_eq!(
        ErrorCode::ALL.map(ErrorCode::as_i32),
        [-32042, -32043, -32602, -32603]
    );
    assert!(ErrorData::from_json("{}").is_err());
    for (text, code) in [
        (
            r#"{"code":-32602,"message":"Invalid params"}"#,
            ErrorCode::InvalidParams,
        ),
        (
            r#"{"code":-32602,"message":"Invalid params","data":{"detail":"d"}}"#,
            ErrorCode::InvalidParams,
        ),
        (
            r#"{"code":-32603,"message":"Internal error","data":[1],"x":2}"#,
            ErrorCode::InternalError,
        ),
    ] {
        let parsed: RpcError = text.parse().unwrap();
        assert_eq!((parsed.code(), parsed.payment()), (code, None));
        assert_eq!(parsed.to_json(), text);
    }
    let more: RpcError = r#"{"code":-32603,"message":"m","x":2}"#.parse().unwrap();
    assert_eq!(more.members().get("x").unwrap().as_str(), "2");
    let detail: http402::json::RawValue = r#"{"detail":"d"}"#.parse().unwrap();
    let invalid = RpcError::invalid_params(Some(detail.clone())).with_message("m");
    assert_eq!(
        (invalid.other_data(), invalid.message()),
        (Some(&detail), "m")
    );
    let failed = RpcError::verification_failed(asked.clone());
    assert_eq!(failed.to_json().parse::<RpcError>().unwrap(), failed);
    let internal = RpcError::internal_error(None);
    assert_eq!(internal.to_json().parse::<RpcError>().unwrap(), internal);
}

#[test]
fn capabilities() {
    let text =
        r#"{"methods":{"tempo":{"intents":["charge","session"]},"stripe":{"intents":[]}},"x":1}"#;
    let capability: Capability = text.parse().unwrap();
    assert_eq!(capability.to_json(), text);
    assert!(capability.supports(&MethodId::TEMPO, &Intent::SESSION));
    assert!(!capability.supports(&MethodId::STRIPE, &Intent::CHARGE));
    assert_eq!(capability.methods().count(), 2);
    for (text, kind) in [
        ("{}", Kind::Missing),
        (r#"{"methods":{"Tempo":{"intents":[]}}}"#, Kind::BadValue),
        (r#"{"methods":{"tempo":{}}}"#, Kind::Missing),
        (
            r#"{"methods":{"tempo":{"intents":["a b"]}}}"#,
            Kind::BadValue,
        ),
        (r#"{"methods":[]}"#, Kind::WrongType),
    ] {
        assert_eq!(
            text.parse::<Capability>().unwrap_err().kind(),
            kind,
            "{text}"
        );
    }
    let twice = [(MethodId::TEMPO, vec![]), (MethodId::TEMPO, vec![])];
    assert_eq!(Capability::new(twice).unwrap_err().kind(), Kind::Duplicate);
}

const OFFER: &str = r#"{"intent":"charge","method":"tempo","amount":"500","currency":"usd"}"#;

#[test]
fn offers() {
    for (json, amount) in [
        (OFFER.into(), OfferAmount::Fixed("500".parse().unwrap())),
        (
            OFFER.replace("\"500\"", "\"0\""),
            OfferAmount::Fixed("0".parse().unwrap()),
        ),
        (OFFER.replace("\"500\"", "null"), OfferAmount::Dynamic),
        (
            OFFER.replace('}', ",\"x\":1}"),
            OfferAmount::Fixed("500".parse().unwrap()),
        ),
    ] {
        let offer: PaymentOffer = json.parse().unwrap();
        assert_eq!((offer.amount, offer.to_json()), (amount, json.clone()));
        let short: PaymentInfo = json.parse().unwrap();
        let long: PaymentInfo = format!(r#"{{"offers":[{json}]}}"#).parse().unwrap();
        assert_eq!(short, long);
        assert_eq!(short.offers(), [offer]);
        assert_eq!(short.to_json().parse::<PaymentInfo>().unwrap(), short);
    }
    for (json, kind) in [
        (OFFER.replace("\"500\"", "\"0500\""), Kind::Syntax),
        (OFFER.replace("\"500\"", "\"-1\""), Kind::Syntax),
        (OFFER.replace("\"500\"", "\"1.5\""), Kind::Syntax),
        (OFFER.replace("\"500\"", "500"), Kind::WrongType),
        (OFFER.replace("\"500\"", "\"\""), Kind::EmptyField),
        (OFFER.replace("\"amount\":\"500\",", ""), Kind::Missing),
        (OFFER.replace("\"usd\"", "\"\""), Kind::EmptyField),
        (r#"{"offers":[]}"#.into(), Kind::BadValue),
        (r#"{"offers":{}}"#.into(), Kind::WrongType),
        (OFFER.replace('}', r#","offers":[]}"#), Kind::Mismatch),
        ("[]".into(), Kind::WrongType),
        ("{}".into(), Kind::Missing),
    ] {
        let error = json.parse::<PaymentInfo>().expect_err(&json);
        assert_eq!(error.kind(), kind, "{json}: {error}");
    }
    let info: PaymentInfo = format!(r#"{{"note":"n","offers":[{OFFER}]}}"#)
        .parse()
        .unwrap();
    assert_eq!(info.members().get("note").unwrap().as_str(), "\"n\"");
    assert_eq!(PaymentInfo::new(vec![]).unwrap_err().kind(), Kind::BadValue);
}

#[test]
fn service_info() {
    let json = r#"{"categories":["compute","x y"],"docs":{"apiReference":"https://a.example/%20?q=1#f","homepage":"mailto:a@b.example","llms":"https://a.example/llms.txt"}}"#;
    assert_eq!(json.parse::<ServiceInfo>().unwrap().to_json(), json);
    for (json, kind) in [
        (r#"{"categories":"compute"}"#, Kind::WrongType),
        (r#"{"categories":[1]}"#, Kind::WrongType),
        (r#"{"docs":{"llms":"/llms.txt"}}"#, Kind::Syntax),
        (r#"{"docs":{"llms":"https://a b"}}"#, Kind::Syntax),
        (r#"{"docs":{"llms":"https://a/%2"}}"#, Kind::Syntax),
        (r#"{"docs":{"llms":"1a:b"}}"#, Kind::Syntax),
        (r#"{"docs":{"llms":""}}"#, Kind::EmptyField),
    ] {
        assert_eq!(
            json.parse::<ServiceInfo>().unwrap_err().kind(),
            kind,
            "{json}"
        );
    }
}

/// Paths are the server's text: what a lenient parse tells about them is cut as errors are.
#[test]
fn deviations_stay_short() {
    let path = "p".repeat(10_000);
    let document = format!(
        r#"{{"openapi":"3.1.0","info":{{"title":"t","version":"1"}},"paths":{{"/{path}":{{"get":{{"x-payment-info":{{"offers":[{{"intent":"charge","method":"tempo","amount":5}}]}},"responses":{{"402":{{}}}}}}}}}}}}"#
    );
    let decoder = Decoder::STRICT.allow(Leniency::IntegerAsNumber);
    let discovery = Discovery::from_json_with(&document, &decoder).unwrap();
    let [deviation] = &*discovery.deviations else {
        panic!("{:?}", discovery.deviations);
    };
    assert!(
        deviation
            .field
            .ends_with(".get.x-payment-info.offers[0].amount")
    );
    assert!(deviation.field.len() < 200);
}

#[test]
fn documents() {
    let document = format!(
        r#"{{"openapi":"3.1.0","info":{{"title":"T","version":"1","x":0}},"x-service-info":{{"categories":["compute"]}},"servers":[],"paths":{{"/free":{{"get":{{"responses":{{}}}}}},"/paid/{{id}}":{{"summary":"s","parameters":[],"post":{{"x-payment-info":{OFFER},"responses":{{"402":{{}}}}}},"get":{{"responses":{{"402":{{}}}},"x-payment-info":{{"offers":[{OFFER},{OFFER}]}}}}}}}}}}"#
    );
    let discovery = Discovery::from_json(&document).unwrap();
    assert_eq!(
        (discovery.openapi(), discovery.title(), discovery.version()),
        ("3.1.0", "T", "1")
    );
    assert_eq!(
        discovery.service().unwrap().categories.as_deref(),
        Some(&["compute".to_owned()][..])
    );
    let operations: Vec<_> = discovery
        .operations()
        .iter()
        .map(|operation| {
            (
                operation.path(),
                operation.method(),
                operation.payment().offers().len(),
            )
        })
        .collect();
    assert_eq!(
        operations,
        [("/paid/{id}", "post", 1), ("/paid/{id}", "get", 2)]
    );
    assert_eq!(Discovery::try_from(&message(&document)).unwrap(), discovery);
    for (from, to, kind, field) in [
        ("3.1.0", "2.0", Kind::Unsupported, "openapi"),
        ("3.1.0", "3.1", Kind::Unsupported, "openapi"),
        ("\"openapi\":\"3.1.0\",", "", Kind::Missing, "openapi"),
        ("\"title\":\"T\",", "", Kind::Missing, "info.title"),
        ("\"T\"", "\"\"", Kind::EmptyField, "info.title"),
        ("\"version\":\"1\",", "", Kind::Missing, "info.version"),
        ("\"paths\"", "\"routes\"", Kind::Missing, "paths"),
        (
            "[\"compute\"]",
            "1",
            Kind::WrongType,
            "x-service-info.categories",
        ),
        (
            "\"responses\":{\"402\":{}}},\"get\"",
            "\"responses\":{}},\"get\"",
            Kind::Missing,
            "paths./paid/{id}.post.responses.402",
        ),
        (
            ",\"responses\":{\"402\":{}}},\"get\"",
            "},\"get\"",
            Kind::Missing,
            "paths./paid/{id}.post.responses",
        ),
        (
            "\"amount\":\"500\",",
            "",
            Kind::Missing,
            "paths./paid/{id}.post.x-payment-info.amount",
        ),
    ] {
        let text = document.replacen(from, to, 1);
        assert_ne!(text, document, "{from}");
        let error = Discovery::from_json(&text).expect_err(&text);
        assert_eq!((error.kind(), error.field()), (kind, field), "{error}");
    }
    let empty = r#"{"openapi":"3.0.3","info":{"title":"T","version":"1"},"paths":{}}"#;
    assert_eq!(
        Discovery::from_json(empty).unwrap_err().kind(),
        Kind::BadValue
    );
}

proptest! {
    #[test]
    fn objects_round_trip(id in ".{1,12}", realm in ".{0,12}", note in ".{0,12}", amount in any::<u64>(), dynamic in any::<bool>()) {
        let challenge = serde_json::json!({
            "id": id, "realm": realm, "method": "tempo", "intent": "charge",
            "request": {"amount": amount, "n": note}, "description": note, "extra": [note],
        });
        let parsed: Challenge = challenge.to_string().parse().unwrap();
        prop_assert_eq!(serde_json::to_value(&parsed).unwrap(), challenge.clone());
        let credential = serde_json::json!({"challenge": challenge, "payload": {"p": note}, "source": id});
        let parsed: Credential = credential.to_string().parse().unwrap();
        prop_assert_eq!(&parsed.to_json().parse::<Credential>().unwrap(), &parsed);
        let receipt = serde_json::json!({"status": "success", "method": "tempo", "timestamp": "2025-01-15T12:00:30Z", "challengeId": id, "x": note});
        let parsed: Receipt = receipt.to_string().parse().unwrap();
        prop_assert_eq!(serde_json::to_value(&parsed).unwrap(), receipt);
        let amount = if dynamic { serde_json::Value::Null } else { amount.to_string().into() };
        let offers = serde_json::json!({"offers": [{"intent": "charge", "method": "tempo", "amount": amount, "description": note}]});
        let parsed: PaymentInfo = offers.to_string().parse().unwrap();
        prop_assert_eq!(serde_json::to_value(&parsed).unwrap(), offers);
    }
}
