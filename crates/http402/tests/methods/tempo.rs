//! `tempo`.

use http402::Kind;
use http402::mpp::methods::tempo::{
    ChargeDetails, ChargePayload, ChargeReceipt, ChargeRequest, Split,
};

use crate::support::{accepts, message, object, refuses};

#[test]
fn charge_objects() {
    object::<ChargeRequest>(
        r#"{"amount":"1000000","currency":"0x20c0000000000000000000000000000000000000","recipient":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","description":"d","externalId":"e","methodDetails":{"chainId":4217}}"#,
        &["description", "externalId", "methodDetails"],
    );
    object::<ChargeDetails>(
        r#"{"chainId":4217,"feePayer":true,"memo":"0x00000000000000000000000000000000000000000000000000000000deadbeef","splits":[{"amount":"50000","recipient":"0xA1B2C3D4E5F6A1B2C3D4E5F6A1B2C3D4E5F6A1B2"}],"supportedModes":["pull","push"]}"#,
        &["chainId", "feePayer", "memo", "splits", "supportedModes"],
    );
    object::<Split>(
        r#"{"amount":"50000","recipient":"0xA1B2C3D4E5F6A1B2C3D4E5F6A1B2C3D4E5F6A1B2","memo":"0x00000000000000000000000000000000000000000000000000000000deadbeef"}"#,
        &["memo"],
    );
    object::<ChargePayload>(r#"{"type":"transaction","signature":"0x76f901"}"#, &[]);
    object::<ChargePayload>(
        r#"{"type":"hash","hash":"0x1a2b3c4d5e6f7890abcdef1234567890abcdef1234567890abcdef1234567890"}"#,
        &[],
    );
    object::<ChargePayload>(r#"{"type":"proof","signature":"0xabcdef1234567890"}"#, &[]);
    object::<ChargeReceipt>(
        r#"{"status":"success","method":"tempo","timestamp":"2026-01-29T12:00:00Z","reference":"0x1a2b3c4d5e6f7890abcdef1234567890abcdef1234567890abcdef1234567890","externalId":"e"}"#,
        &["externalId"],
    );
}

fn with_details(details: &str) -> String {
    format!(
        r#"{{"amount":"100","currency":"0x20c0000000000000000000000000000000000000","recipient":"0x742d35cc6634c0532925a3b844bc9e7595f8fe00","methodDetails":{details}}}"#
    )
}

fn with_splits(amounts: &[&str]) -> String {
    let recipient = "0xA1B2C3D4E5F6A1B2C3D4E5F6A1B2C3D4E5F6A1B2";
    let splits: Vec<_> = amounts
        .iter()
        .map(|amount| format!(r#"{{"amount":"{amount}","recipient":"{recipient}"}}"#))
        .collect();
    with_details(&format!(r#"{{"splits":[{}]}}"#, splits.join(",")))
}

/// MPP-TC-015: at least one split, each above zero, their sum below the amount.
#[test]
fn splits() {
    accepts::<ChargeRequest>(&[&with_splits(&["99"]), &with_splits(&["50", "49"])]);
    let most = "115792089237316195423570985008687907853269984665640564039457584007913129639935";
    refuses::<ChargeRequest>(&[
        (&with_splits(&[]), Kind::BadValue),
        (&with_splits(&["0"]), Kind::BadValue),
        (&with_splits(&["100"]), Kind::Mismatch),
        (&with_splits(&["50", "50"]), Kind::Mismatch),
        (&with_splits(&[most, "2"]), Kind::Mismatch),
        (&with_splits(&["1.5"]), Kind::Syntax),
    ]);
    let request: ChargeRequest = with_splits(&["99"]).parse().unwrap();
    let mut parts = request.into_parts();
    parts.amount = 99.try_into().unwrap();
    assert_eq!(
        ChargeRequest::try_from(parts).unwrap_err().kind(),
        Kind::Mismatch
    );
}

#[test]
fn details() {
    accepts::<ChargeRequest>(&[
        &with_details("{}"),
        &with_details(r#"{"supportedModes":["push"]}"#),
        &with_details(r#"{"chainId":18446744073709551615}"#),
    ]);
    refuses::<ChargeRequest>(&[
        (&with_details(r#"{"supportedModes":[]}"#), Kind::BadValue),
        (
            &with_details(r#"{"supportedModes":["Pull"]}"#),
            Kind::BadValue,
        ),
        (&with_details(r#"{"chainId":0}"#), Kind::BadValue),
        (&with_details(r#"{"chainId":"4217"}"#), Kind::WrongType),
        (&with_details(r#"{"chainId":4217.0}"#), Kind::BadValue),
        (&with_details(r#"{"chainId":-1}"#), Kind::BadValue),
        (&with_details(r#"{"feePayer":"true"}"#), Kind::WrongType),
        (&with_details(r#"{"memo":"0xdeadbeef"}"#), Kind::Syntax),
    ]);
}

#[test]
fn payloads() {
    refuses::<ChargePayload>(&[
        ("{}", Kind::Missing),
        (
            r#"{"type":"Transaction","signature":"0x76"}"#,
            Kind::BadValue,
        ),
        (
            r#"{"type":"transaction","signature":"0x02f8"}"#,
            Kind::BadValue,
        ),
        (r#"{"type":"transaction","signature":"76f9"}"#, Kind::Syntax),
        (r#"{"type":"transaction","hash":"0x76f9"}"#, Kind::Missing),
        (r#"{"type":"hash","hash":"0x76f9"}"#, Kind::Syntax),
        (r#"{"type":"proof","signature":"0x"}"#, Kind::BadValue),
        (r#"{"type":"hash","type":"proof"}"#, Kind::Duplicate),
    ]);
}

#[test]
fn messages() {
    insta::assert_snapshot!(message::<ChargeRequest>(&with_splits(&["100"])), @"methodDetails.splits: expected a sum below the amount, found the amount or more");
    insta::assert_snapshot!(message::<ChargeRequest>(&with_splits(&[])), @"methodDetails.splits: expected 1 or more elements, found 0");
    insta::assert_snapshot!(message::<ChargeRequest>(&with_splits(&["1", "0"])), @"methodDetails.splits[1].amount: expected at least 1, found a smaller integer at byte 239");
    insta::assert_snapshot!(message::<ChargeRequest>(&with_details(r#"{"chainId":0}"#)), @"methodDetails.chainId: expected an integer from 1 to 18446744073709551615, found 0 at byte 156");
    insta::assert_snapshot!(message::<ChargePayload>(r#"{"type":"cash"}"#), @r#"type: expected "transaction" or "hash" or "proof", found "cash""#);
    insta::assert_snapshot!(message::<ChargePayload>(r#"{"type":"transaction","signature":"0x02"}"#), @"signature: expected a transaction of type 0x76, found other bytes, 1 in number at byte 35");
    insta::assert_snapshot!(message::<ChargePayload>("{}"), @"type: expected a value, found nothing");
    insta::assert_snapshot!(message::<ChargeReceipt>(r#"{"status":"failed"}"#), @r#"status: expected "success", found "failed" at byte 11"#);
}
