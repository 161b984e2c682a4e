//! Conversions with `http::HeaderValue`.
#![cfg(feature = "http")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::too_many_lines,
    reason = "a panic is a failed test"
)]

use http::HeaderValue;
use http402::Kind;
use http402::mpp::{AcceptPayment, Challenge, Credential, Receipt};

const CHALLENGE: &str = r#"Payment id="c1", realm="r", method="tempo", intent="charge", request="e30", description="caf\u00e9""#;

#[test]
fn values_round_trip() {
    let challenge = Challenge::parse(CHALLENGE).unwrap();
    let value = HeaderValue::from(&challenge);
    assert_eq!(value, CHALLENGE);
    assert!(!value.is_sensitive());
    assert_eq!(Challenge::try_from(&value).unwrap(), challenge);

    let credential = Credential::new(&challenge, &"{}".parse().unwrap());
    let value = HeaderValue::from(&credential);
    assert!(value.is_sensitive());
    assert_eq!(Credential::try_from(&value).unwrap(), credential);

    let receipt = r#"{"status":"success","method":"tempo","timestamp":"2026-01-29T12:00:00Z","reference":"r"}"#;
    let receipt: Receipt = receipt.parse().unwrap();
    let value = HeaderValue::from(&receipt);
    assert!(value.is_sensitive());
    assert_eq!(Receipt::try_from(&value).unwrap(), receipt);

    let accept: AcceptPayment = "tempo/*, stripe/charge;q=0.5".parse().unwrap();
    let value = HeaderValue::from(&accept);
    assert_eq!(AcceptPayment::try_from(&value).unwrap(), accept);
}

#[test]
fn bytes_that_are_no_ascii() {
    let latin1 = CHALLENGE.replace("\\u00e9", "?");
    let bytes: Vec<u8> = latin1
        .bytes()
        .map(|byte| if byte == b'?' { 0xe9 } else { byte })
        .collect();
    let value = HeaderValue::from_bytes(&bytes).unwrap();
    assert_eq!(
        Challenge::try_from(&value).unwrap().description(),
        Some("café")
    );
    let value = HeaderValue::from_bytes(b"Payment \xff").unwrap();
    assert_eq!(
        Credential::try_from(&value).unwrap_err().kind(),
        Kind::Base64
    );
    assert_eq!(Receipt::try_from(&value).unwrap_err().kind(), Kind::Base64);
    assert_eq!(
        AcceptPayment::try_from(&value).unwrap_err().kind(),
        Kind::Syntax
    );
}
