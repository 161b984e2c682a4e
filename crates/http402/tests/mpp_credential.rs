//! The credential and the receipt: what the parsers accept and refuse, and what is printed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::too_many_lines,
    reason = "a panic is a failed test"
)]

use http402::mpp::{Challenge, Credential, MethodId, Receipt};
use http402::primitives::Timestamp;
use http402::{Base64, Decoder, Kind, Leniency, Limits};
use proptest::prelude::*;

const CHALLENGE: &str =
    r#"{"id":"c1","realm":"r","method":"tempo","intent":"charge","request":"e30"}"#;

fn header(json: &str) -> String {
    format!("Payment {}", Base64::Url.encode(json.as_bytes()))
}

fn credential(challenge: &str) -> String {
    format!(r#"{{"challenge":{challenge},"payload":{{}}}}"#)
}

/// No server issued such a time, so nobody may take it for no time at all.
#[test]
fn a_time_that_is_none_has_expired() {
    for (expires, expired) in [
        (r#""2025-01-15T12:05:00Z""#, false),
        (r#""2001-01-15T12:05:00Z""#, true),
        (r#""tomorrow""#, true),
        (r#""""#, true),
    ] {
        let challenge = CHALLENGE.replace('}', &format!(r#","expires":{expires}}}"#));
        let credential = Credential::from_header(&header(&credential(&challenge))).unwrap();
        assert_eq!(
            credential.challenge().is_expired(1_700_000_000),
            expired,
            "{expires}"
        );
    }
}

#[test]
fn accepts() {
    for json in [
        credential(CHALLENGE),
        format!(r#" {{ "payload" : {{}} , "challenge" : {CHALLENGE} }} "#),
        format!(
            r#"{{"challenge":{CHALLENGE},"source":"did:key:z6Mk","payload":{{"a":[1,{{}}]}}}}"#
        ),
        // Unknown members are ignored, and kept.
        format!(r#"{{"challenge":{CHALLENGE},"payload":{{}},"version":2,"x":null}}"#),
        credential(
            r#"{"id":"c1","realm":"r","method":"tempo","intent":"charge","request":"e30","x":{"y":1}}"#,
        ),
        // The echo is compared before it is read, so anything goes that is a string.
        credential(
            r#"{"id":"c1","realm":"","method":"TEMPO","intent":"","request":"!","expires":"soon","digest":"","opaque":"","description":"é\n","header":"X"}"#,
        ),
        // Escapes are JSON's own business.
        credential(
            r#"{"id":"\u00631","realm":"r","method":"tempo","intent":"charge","request":"e\u00330"}"#,
        ),
    ] {
        let value = header(&json);
        let parsed =
            Credential::from_header(&value).unwrap_or_else(|error| panic!("{json}: {error}"));
        assert_eq!(parsed.challenge().id(), "c1");
        assert_eq!(
            Credential::from_header(&parsed.to_header()).unwrap(),
            parsed
        );
        assert_eq!(Credential::from_json(&parsed.to_json()).unwrap(), parsed);
        let mut buffer = [0; 2048];
        assert_eq!(
            Credential::from_header_in(&value, &mut buffer).unwrap(),
            parsed
        );
        assert_eq!(parsed.clone().into_owned(), parsed);
    }
}

#[test]
fn refuses() {
    let without = |name: &str| {
        let mut object: serde_json::Map<_, _> = serde_json::from_str(CHALLENGE).unwrap();
        object.remove(name);
        header(&credential(&serde_json::to_string(&object).unwrap()))
    };
    let valid = header(&credential(CHALLENGE));
    for (value, kind) in [
        (String::new(), Kind::Missing),
        ("Payment".into(), Kind::Missing),
        ("Payment ".into(), Kind::Missing),
        ("Bearer e30".into(), Kind::Unsupported),
        ("PaymentX e30".into(), Kind::Unsupported),
        (valid.replacen(' ', "\t", 1), Kind::Unsupported),
        (format!(" {valid}"), Kind::Unsupported),
        (format!("{valid} "), Kind::Base64),
        (format!("{valid}, {valid}"), Kind::Base64),
        ("Payment not-valid!!!".into(), Kind::Base64),
        ("Payment e30==".into(), Kind::Base64),
        ("Payment e+/_".into(), Kind::Base64),
        ("Payment _w".into(), Kind::Utf8),
        ("Payment bm90IGpzb24".into(), Kind::Json),
        ("Payment W10".into(), Kind::WrongType),
        ("Payment e30".into(), Kind::Missing),
        (
            header(&format!(r#"{{"challenge":{CHALLENGE}}}"#)),
            Kind::Missing,
        ),
        (header(r#"{"payload":{}}"#), Kind::Missing),
        (header(&credential(r#""c1""#)), Kind::WrongType),
        (
            header(&format!(r#"{{"challenge":{CHALLENGE},"payload":"0x"}}"#)),
            Kind::WrongType,
        ),
        (
            header(&format!(r#"{{"challenge":{CHALLENGE},"payload":null}}"#)),
            Kind::WrongType,
        ),
        (
            header(&format!(
                r#"{{"challenge":{CHALLENGE},"payload":{{}},"source":1}}"#
            )),
            Kind::WrongType,
        ),
        (
            header(&format!(
                r#"{{"challenge":{CHALLENGE},"payload":{{}},"source":null}}"#
            )),
            Kind::WrongType,
        ),
        (
            header(&format!(
                r#"{{"challenge":{CHALLENGE},"payload":{{}},"source":""}}"#
            )),
            Kind::EmptyField,
        ),
        (
            header(&format!(
                r#"{{"challenge":{CHALLENGE},"payload":{{}},"payload":{{}}}}"#
            )),
            Kind::Duplicate,
        ),
        (
            header(&format!(
                r#"{{"challenge":{CHALLENGE},"payload":{{"a":1,"a":2}}}}"#
            )),
            Kind::Duplicate,
        ),
        (header(&(credential(CHALLENGE) + "x")), Kind::Trailing),
        (
            header(&credential(&CHALLENGE.replace("\"c1\"", "\"\""))),
            Kind::EmptyField,
        ),
        (
            header(&credential(&CHALLENGE.replace("\"c1\"", "1"))),
            Kind::WrongType,
        ),
        (
            header(&credential(&CHALLENGE.replace("\"e30\"", "{}"))),
            Kind::WrongType,
        ),
        (
            header(&credential(&CHALLENGE.replace('}', ",\"id\":\"c2\"}"))),
            Kind::Duplicate,
        ),
        (
            header(&credential(&CHALLENGE.replace('}', ",\"expires\":null}"))),
            Kind::WrongType,
        ),
        (without("id"), Kind::Missing),
        (without("realm"), Kind::Missing),
        (without("method"), Kind::Missing),
        (without("intent"), Kind::Missing),
        (without("request"), Kind::Missing),
    ] {
        let error = Credential::from_header(&value).expect_err(&value);
        assert_eq!(error.kind(), kind, "{value}: {error}");
        let mut buffer = [0; 2048];
        let error = Credential::from_header_in(&value, &mut buffer).expect_err(&value);
        assert_eq!(error.kind(), kind, "{value}: {error}");
    }
}

#[test]
fn scheme_is_caseless_and_spaces_many() {
    let value = header(&credential(CHALLENGE));
    for prefix in ["payment ", "PAYMENT ", "Payment    "] {
        assert!(Credential::from_header(&value.replacen("Payment ", prefix, 1)).is_ok());
    }
}

#[test]
fn tolerates_by_name_only() {
    let json = credential(&CHALLENGE.replace('}', ",\"expires\":null}"));
    let value = header(&json) + "===";
    let decoder = Decoder::STRICT
        .allow(Leniency::Base64Padding)
        .allow(Leniency::NullMember);
    let tolerant = Credential::from_header_with(&value, &decoder).unwrap();
    let leniencies: Vec<_> = tolerant
        .deviations
        .iter()
        .map(|found| found.leniency)
        .collect();
    assert_eq!(leniencies, [Leniency::Base64Padding, Leniency::NullMember]);
    assert_eq!(tolerant.value.challenge().expires(), None);
}

/// MPP-LC-006: recipients accept padding, of the right length.
#[test]
fn takes_padding() {
    // Lengths whose base64 needs none, one and two `=`.
    for space in ["", " ", "  "] {
        let bare = header(&(credential(CHALLENGE) + space));
        let token = bare.strip_prefix("Payment ").unwrap();
        let padding = (4 - token.len() % 4) % 4;
        for count in 0..4 {
            let value = bare.clone() + &"=".repeat(count);
            let outcome = Credential::from_header(&value).map_err(|error| error.kind());
            let mut buffer = [0; 1024];
            let borrowed = Credential::from_header_in(&value, &mut buffer);
            assert_eq!(borrowed.map_err(|error| error.kind()), outcome);
            if count == 0 || count == padding {
                assert_eq!(outcome.unwrap().to_header(), header(&credential(CHALLENGE)));
            } else {
                assert_eq!(outcome.unwrap_err(), Kind::Base64, "{padding} {count}");
            }
        }
        let receipt = Base64::Url.encode((RECEIPT.to_owned() + space).as_bytes());
        let padded = receipt.clone() + &"=".repeat((4 - receipt.len() % 4) % 4);
        assert_eq!(Receipt::from_header(&padded).unwrap().to_json(), RECEIPT);
        let error = Receipt::from_header(&(padded + "=")).unwrap_err();
        assert_eq!(error.kind(), Kind::Base64);
    }
    for (request, expected) in [
        ("e30", Ok("{}")),
        ("e30=", Ok("{}")),
        ("eyJhIjoxfQ==", Ok(r#"{"a":1}"#)),
        ("e30==", Err(Kind::Base64)),
        ("eyJhIjoxfQ=", Err(Kind::Base64)),
        ("eyJhIjoxfQ===", Err(Kind::Base64)),
        ("e31=", Err(Kind::Base64)),
        ("=", Err(Kind::Base64)),
        ("====", Err(Kind::Base64)),
        ("e3=0", Err(Kind::Base64)),
        ("eyJhIjoiPz8/In0=", Err(Kind::Base64)),
    ] {
        let text = format!(
            r#"Payment id="a", realm="r", method="tempo", intent="c", request="{request}""#
        );
        let challenge = Challenge::parse(&text).map_err(|error| error.kind());
        let json = challenge
            .clone()
            .map(|challenge| challenge.request_json().to_string());
        assert_eq!(json, expected.map(str::to_owned), "{request}");
        if let Ok(challenge) = &challenge {
            assert_eq!(challenge.request(), request);
            assert_eq!(challenge.to_string(), text);
        }
    }
}

#[test]
fn limits_hold() {
    let value = header(&credential(CHALLENGE));
    let fits = Decoder::STRICT.with_limits(Limits::DEFAULT.with_bytes(value.len()));
    assert!(Credential::from_header_with(&value, &fits).is_ok());
    let tight = Decoder::STRICT.with_limits(Limits::DEFAULT.with_bytes(100));
    assert_eq!(
        Credential::from_header_with(&value, &tight)
            .unwrap_err()
            .kind(),
        Kind::Limit
    );
    let mut buffer = [0; 16];
    assert_eq!(
        Credential::from_header_in(&value, &mut buffer)
            .unwrap_err()
            .kind(),
        Kind::Limit
    );
    let parsed = Credential::from_header(&value).unwrap();
    assert_eq!(
        parsed.write_header(&mut buffer).unwrap_err().kind(),
        Kind::Limit
    );
    let mut buffer = vec![0; value.len()];
    assert_eq!(parsed.write_header(&mut buffer).unwrap(), value);
    // A server handles credentials of 4 KB and more (MPP-CORE-024).
    let long = format!(
        r#"{{"challenge":{CHALLENGE},"payload":{{"a":"{}"}}}}"#,
        "x".repeat(40_000)
    );
    assert!(Credential::from_header(&header(&long)).is_ok());
}

#[test]
fn echoes_byte_for_byte() {
    let text = r#"Payment id="c1", realm="r \"q\"", method="tempo", intent="Charge", request="eyAiYiI6IDEgfQ", expires="2025-01-15T12:05:00+01:00", digest="sha-256=x", description="d", opaque="trace-123", header="Payment-Authorization", foo="bar""#;
    let challenge = Challenge::parse(text).unwrap();
    let credential = Credential::new(&challenge, &r#"{ "proof" : 1.0 }"#.parse().unwrap());
    let credential = credential.with_source("did:key:z6Mk").unwrap();
    let credential = credential
        .with_member("note", "1".parse().unwrap())
        .unwrap();
    insta::assert_snapshot!(credential.to_json(), @r#"{"challenge":{"id":"c1","realm":"r \"q\"","method":"tempo","intent":"Charge","request":"eyAiYiI6IDEgfQ","expires":"2025-01-15T12:05:00+01:00","digest":"sha-256=x","description":"d","opaque":"trace-123","header":"Payment-Authorization"},"source":"did:key:z6Mk","payload":{ "proof" : 1.0 },"note":1}"#);
    let echo = credential.challenge();
    assert!(echo.matches(&challenge));
    assert_eq!(
        (echo.realm(), echo.method(), echo.intent()),
        ("r \"q\"", "tempo", "Charge")
    );
    assert_eq!(echo.request(), "eyAiYiI6IDEgfQ");
    let optional = [
        echo.expires(),
        echo.digest(),
        echo.description(),
        echo.opaque(),
        echo.header(),
    ];
    let asked = [
        challenge.expires(),
        challenge.digest(),
        challenge.description(),
        challenge.opaque(),
        challenge.header(),
    ];
    assert_eq!(optional, asked);
    assert_eq!(
        asked.map(Option::unwrap),
        [
            "2025-01-15T12:05:00+01:00",
            "sha-256=x",
            "d",
            "trace-123",
            "Payment-Authorization"
        ]
    );
    assert!(echo.is_expired(1_736_939_100) && !echo.is_expired(1_736_939_099));
    assert!(echo.members().is_empty());
    assert_eq!(credential.source(), Some("did:key:z6Mk"));
    assert_eq!(credential.members().get("note").unwrap().as_str(), "1");
    let plain = r#"Payment id="c1", realm="r", method="tempo", intent="charge", request="e30""#;
    let plain = Challenge::parse(plain).unwrap();
    let bare = Credential::new(&plain, &"{}".parse().unwrap());
    let unasked = bare.challenge();
    let optional = [
        unasked.expires(),
        unasked.digest(),
        unasked.description(),
        unasked.opaque(),
        unasked.header(),
    ];
    assert_eq!(optional, [None; 5]);
    assert_eq!(
        echo.to_challenge().unwrap().to_string() + ", foo=\"bar\"",
        challenge.to_string()
    );
}

/// What JSON can hold and a field value cannot never becomes a challenge.
#[test]
fn echoed_controls_are_no_challenge() {
    for name in ["id", "realm", "description", "opaque", "digest", "header"] {
        let mut echo: serde_json::Value = serde_json::from_str(CHALLENGE).unwrap();
        echo[name] = "a\r\nSet-Cookie: b".into();
        let echo = echo.to_string();
        let json = credential(&echo);
        let error = Credential::from_json(&json)
            .unwrap()
            .challenge()
            .to_challenge()
            .unwrap_err();
        assert_eq!((error.kind(), error.field()), (Kind::Syntax, name));
    }
}

/// MPP-BIND-002 and 003 for servers that remember.
#[test]
fn matching_covers_all_but_the_description() {
    let text = r#"Payment id="c1", realm="r", method="tempo", intent="charge", request="e30", expires="2025-01-15T12:05:00Z", digest="d", description="d", opaque="o", header="Payment-Authorization""#;
    let challenge = Challenge::parse(text).unwrap();
    let json = Credential::new(&challenge, &"{}".parse().unwrap()).to_json();
    let credential: serde_json::Value = serde_json::from_str(&json).unwrap();
    let names = [
        "id",
        "realm",
        "method",
        "intent",
        "request",
        "expires",
        "digest",
        "description",
        "opaque",
        "header",
    ];
    for name in names {
        for change in [Some("other"), None] {
            let mut credential = credential.clone();
            let echo = credential["challenge"].as_object_mut().unwrap();
            match change {
                Some(value) => drop(echo.insert(name.into(), value.into())),
                None => drop(echo.remove(name)),
            }
            let json = credential.to_string();
            if let Ok(credential) = Credential::from_json(&json) {
                assert_eq!(
                    credential.challenge().matches(&challenge),
                    name == "description",
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn debug_hides_the_payload() {
    let json = format!(r#"{{"challenge":{CHALLENGE},"payload":{{"proof":"secret"}}}}"#);
    let credential = Credential::from_json(&json).unwrap();
    let debug = format!("{credential:?}");
    assert!(
        debug.contains("c1") && debug.contains("(18 bytes)") && !debug.contains("secret"),
        "{debug}"
    );
    assert_eq!(credential.payload_json(), r#"{"proof":"secret"}"#);
    assert_eq!(credential.payload().as_str(), r#"{"proof":"secret"}"#);
}

const RECEIPT: &str =
    r#"{"status":"success","method":"tempo","timestamp":"2026-01-29T12:00:00Z","reference":"r1"}"#;

#[test]
fn receipts() {
    let encode = |json: &str| Base64::Url.encode(json.as_bytes());
    let more = RECEIPT.replace('}', r#","challengeId":"c1","chainId":42431}"#);
    for json in [
        RECEIPT,
        &more,
        &RECEIPT.replace("12:00:00Z", "12:00:00.25-07:00"),
    ] {
        let receipt = Receipt::from_header(&encode(json)).unwrap();
        assert_eq!(receipt.to_json(), json);
        assert_eq!(receipt.to_header(), encode(json));
        assert_eq!(serde_json::to_string(&receipt).unwrap(), json);
    }
    let kept = Receipt::from_json(&more).unwrap();
    assert_eq!(kept.members().get("chainId").unwrap().as_str(), "42431");
    for (json, kind) in [
        (RECEIPT.replace("success", "pending"), Kind::BadValue),
        (RECEIPT.replace("\"success\"", "true"), Kind::WrongType),
        (RECEIPT.replace("tempo", "Tempo"), Kind::BadValue),
        (RECEIPT.replace("tempo", ""), Kind::EmptyField),
        (
            RECEIPT.replace("2026-01-29T12:00:00Z", "Jan 29 2026 12:00"),
            Kind::Syntax,
        ),
        (RECEIPT.replace("2026-01-29", "2026-02-30"), Kind::BadValue),
        (RECEIPT.replace("12:00:00Z", "12:00:00"), Kind::Syntax),
        (RECEIPT.replace("r1", ""), Kind::EmptyField),
        (RECEIPT.replace("\"r1\"", "null"), Kind::WrongType),
        (
            RECEIPT.replace("\"status\":\"success\",", ""),
            Kind::Missing,
        ),
        (RECEIPT.replace("\"method\":\"tempo\",", ""), Kind::Missing),
        (
            RECEIPT.replace("\"timestamp\":\"2026-01-29T12:00:00Z\",", ""),
            Kind::Missing,
        ),
        (RECEIPT.replace(",\"reference\":\"r1\"", ""), Kind::Missing),
        (
            RECEIPT.replace('}', ",\"status\":\"success\"}"),
            Kind::Duplicate,
        ),
        ("[]".into(), Kind::WrongType),
        ("not json".into(), Kind::Json),
    ] {
        let error = Receipt::from_header(&encode(&json)).expect_err(&json);
        assert_eq!(error.kind(), kind, "{json}: {error}");
    }
    for (value, kind) in [
        ("", Kind::Missing),
        ("e30==", Kind::Base64),
        ("not-valid!", Kind::Base64),
    ] {
        assert_eq!(
            Receipt::from_header(value).unwrap_err().kind(),
            kind,
            "{value}"
        );
    }
    let decoder = Decoder::STRICT.allow(Leniency::Base64Padding);
    let tolerant = Receipt::from_header_with(&(encode(RECEIPT) + "==="), &decoder).unwrap();
    assert_eq!(
        (tolerant.deviations.len(), tolerant.value.to_json()),
        (1, RECEIPT.into())
    );
    let receipt = Receipt::from_json(RECEIPT).unwrap();
    let mut buffer = [0; 64];
    assert_eq!(
        receipt.write_header(&mut buffer).unwrap_err().kind(),
        Kind::Limit
    );
    assert_eq!(
        receipt
            .with_member("method", "1".parse().unwrap())
            .unwrap_err()
            .kind(),
        Kind::Duplicate
    );
}

prop_compose! {
    fn challenge()(id in ".{1,20}", realm in ".{0,20}", members in prop::collection::btree_map(".{0,8}", ".{0,8}", 0..4)) -> String {
        let request = Base64::Url.encode(serde_json::to_string(&members).unwrap().as_bytes());
        serde_json::json!({"id": id, "realm": realm, "method": "tempo", "intent": "charge", "request": request}).to_string()
    }
}

fn json_object() -> impl Strategy<Value = String> {
    prop::collection::btree_map(".{0,8}", any::<Option<i64>>(), 0..5)
        .prop_map(|map| serde_json::to_string(&map).unwrap())
}

proptest! {
    #[test]
    fn credentials_round_trip(
        challenge in challenge(),
        payload in json_object(),
        source in proptest::option::of(".{1,20}"),
        long in 0_usize..600,
    ) {
        let source = source.map_or(String::new(), |source| format!(",\"source\":{}", serde_json::json!(source)));
        let json = format!(
            r#"{{"challenge":{challenge},"payload":{payload}{source},"long":"{}"}}"#, "x".repeat(long)
        );
        let value = header(&json);
        let credential = Credential::from_header(&value).unwrap();
        prop_assert_eq!(credential.payload_json(), &payload);
        let printed = credential.to_header();
        prop_assert!(!printed.contains(['=', '+', '/']));
        prop_assert_eq!(Credential::from_header(&printed).unwrap(), credential.clone());
        let mut buffer = vec![0; printed.len()];
        prop_assert_eq!(credential.write_header(&mut buffer).unwrap(), printed);
        let ours: serde_json::Value = serde_json::from_str(&credential.to_json()).unwrap();
        let theirs: serde_json::Value = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(ours, theirs);
    }

    #[test]
    fn receipts_round_trip(
        method in "[a-z][a-z0-9:_-]{0,10}",
        time in 0_i64..253_402_300_799,
        reference in ".{1,30}",
        extra in json_object(),
    ) {
        let time = Timestamp::from_unix(time).unwrap();
        let receipt = Receipt::new(method.parse::<MethodId>().unwrap(), time, reference.parse().unwrap())
            .with_member("extra", extra.parse().unwrap())
            .unwrap();
        prop_assert_eq!(&Receipt::from_header(&receipt.to_header()).unwrap(), &receipt);
        prop_assert_eq!(&receipt.to_json().parse::<Receipt>().unwrap(), &receipt);
        let serde: Receipt = serde_json::from_str(&serde_json::to_string(&receipt).unwrap()).unwrap();
        prop_assert_eq!(serde, receipt);
    }

    #[test]
    fn no_text_panics(text in "(Payment )?[A-Za-z0-9_=+/-]{0,60}", json in "[\\[\\]{}:,\"a-e01.\\\\ ]{0,40}") {
        let _ = Credential::from_header(&text);
        let _ = Receipt::from_header(&text);
        let _ = Credential::from_header(&header(&json));
        let _ = Receipt::from_header(&Base64::Url.encode(json.as_bytes()));
    }
}
