//! The headers as `http::HeaderValue`.
#![cfg(feature = "http")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a failed step fails the test"
)]

use http::HeaderValue;
use http402::Kind;
use http402::x402::network::Network;
use http402::x402::v1::{
    ErrorReason, PaymentPayload, SettlementResponse, X_PAYMENT, X_PAYMENT_RESPONSE,
};

#[test]
fn payments_are_sensitive() {
    let payment = PaymentPayload::from_json(
        r#"{"x402Version":1,"scheme":"other","network":"base","payload":{"proof":"s3cret"}}"#,
    )
    .unwrap();
    let value = HeaderValue::from(&payment);
    assert!(value.is_sensitive());
    assert_eq!(value.to_str().unwrap(), payment.to_header());
    assert_eq!(PaymentPayload::try_from(&value).unwrap(), payment);
    assert_eq!(format!("{value:?}"), "Sensitive");
}

#[test]
fn settlements_are_not() {
    let payer = "0x857b06519E91e3A54538791bDbb0E22373e36b66"
        .parse()
        .unwrap();
    let failed =
        SettlementResponse::failure(ErrorReason::INSUFFICIENT_FUNDS, Network::BASE, payer).unwrap();
    let value = HeaderValue::from(&failed);
    assert!(!value.is_sensitive());
    assert_eq!(SettlementResponse::try_from(&value).unwrap(), failed);
}

#[test]
fn other_values_are_refused() {
    let bytes = HeaderValue::from_bytes(b"\xff").unwrap();
    let error = PaymentPayload::try_from(&bytes).unwrap_err();
    assert_eq!((error.kind(), error.field()), (Kind::Utf8, X_PAYMENT));
    let text = HeaderValue::from_static("e30 ");
    assert_eq!(
        SettlementResponse::try_from(&text).unwrap_err().kind(),
        Kind::Base64
    );
    for name in [X_PAYMENT, X_PAYMENT_RESPONSE] {
        assert!(name.parse::<http::HeaderName>().is_ok());
    }
}
