//! `testpay`.

use http402::mpp::methods::testpay::{ChargePayload, ChargeReceipt, ChargeRequest};

use crate::support::{message, object};

#[test]
fn objects() {
    object::<ChargeRequest>(
        r#"{"amount":"250","currency":"usd","recipient":"merchant"}"#,
        &["recipient"],
    );
    object::<ChargePayload>(
        r#"{"proof":"def86e46568805d8d39859e233fa49ec78e8217f4d05da52fe497dca2aa3eda9"}"#,
        &[],
    );
    object::<ChargeReceipt>(
        r#"{"status":"success","method":"testpay","timestamp":"2026-01-29T12:00:00Z","reference":"c1"}"#,
        &[],
    );
}

/// HMAC-SHA256 with the default key, computed with Python's `hmac`.
#[cfg(feature = "binding")]
#[test]
fn proof() {
    let key = ChargePayload::DEFAULT_KEY.as_bytes();
    let payload = ChargePayload::pay(key, "c1");
    assert_eq!(
        payload.proof.as_str(),
        "def86e46568805d8d39859e233fa49ec78e8217f4d05da52fe497dca2aa3eda9"
    );
    assert!(payload.verify(key, "c1").is_ok());
    for (key, id) in [
        (key, "c2"),
        (&b"another"[..], "c1"),
        (&[b'k'; 65][..], "c1"),
    ] {
        let error = payload.verify(key, id).unwrap_err();
        assert_eq!(error.to_string(), "expected a valid proof, found another");
    }
    let long = ChargePayload::pay(&[b'k'; 65], "c1");
    assert_eq!(
        long.proof.as_str(),
        "616bdd160e964f3af67bf86a1cb218b77201631a434ae6e4b7d8161c2516192e"
    );
}

#[test]
fn messages() {
    insta::assert_snapshot!(message::<ChargePayload>(r#"{"proof":"00"}"#), @"proof: expected 64 lower-case hex digits, found another form at byte 10");
    insta::assert_snapshot!(message::<ChargeRequest>(r#"{"amount":"","currency":"usd"}"#), @"amount: expected decimal digits, found an empty string at byte 11");
}
