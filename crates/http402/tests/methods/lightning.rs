//! `lightning`.

use http402::Kind;
use http402::mpp::methods::lightning;

use crate::support::{accepts, message, object, refuses};

/// An invoice for 100 satoshi with the payment hash below, on the main network.
const HUNDRED: &str = "lnbc1u1p54twgqpp5fwcxlrjw8fm3t5sp64eap2jzxa3w2hdt6cdzcq3837jke3kjjnsqdqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqsduj0u";
/// SHA-256 of 32 bytes 0x07.
const HASH: &str = "4bb06f8e4e3a7715d201d573d0aa423762e55dabd61a2c02278fa56cc6d294e0";
/// An invoice for 300 satoshi with the same payment hash, on the regression test network.
const DEPOSIT: &str = "lnbcrt3u1p54twgqpp5fwcxlrjw8fm3t5sp64eap2jzxa3w2hdt6cdzcq3837jke3kjjnsqdqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqjgmgal";
/// An invoice without amount.
const RETURN: &str = "lnbcrt1p54twgqpp5y4uve7rytvk3msgvge00lpp4skts7wn7yg5k4yk264w53x38ypeqdqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq6getz7";

#[test]
fn objects() {
    object::<lightning::ChargeRequest>(
        r#"{"amount":"100","currency":"sat","methodDetails":{"invoice":"lnbc1u1p54twgqpp5fwcxlrjw8fm3t5sp64eap2jzxa3w2hdt6cdzcq3837jke3kjjnsqdqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqsduj0u"},"recipient":"r","description":"d","externalId":"e"}"#,
        &["recipient", "description", "externalId"],
    );
    object::<lightning::ChargeDetails>(
        r#"{"invoice":"lnbc1u1p54twgqpp5fwcxlrjw8fm3t5sp64eap2jzxa3w2hdt6cdzcq3837jke3kjjnsqdqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqsduj0u","paymentHash":"4bb06f8e4e3a7715d201d573d0aa423762e55dabd61a2c02278fa56cc6d294e0","network":"mainnet"}"#,
        &["paymentHash", "network"],
    );
    object::<lightning::ChargePayload>(
        r#"{"preimage":"0707070707070707070707070707070707070707070707070707070707070707"}"#,
        &[],
    );
    object::<lightning::ChargeReceipt>(
        r#"{"method":"lightning","challengeId":"c1","reference":"4bb06f8e4e3a7715d201d573d0aa423762e55dabd61a2c02278fa56cc6d294e0","status":"success","timestamp":"2026-01-29T12:00:00Z"}"#,
        &[],
    );
    object::<lightning::SessionRequest>(
        r#"{"amount":"2","currency":"sat","paymentHash":"4bb06f8e4e3a7715d201d573d0aa423762e55dabd61a2c02278fa56cc6d294e0","description":"d","unitType":"u","depositInvoice":"lnbcrt3u1p54twgqpp5fwcxlrjw8fm3t5sp64eap2jzxa3w2hdt6cdzcq3837jke3kjjnsqdqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqjgmgal","depositAmount":"300","idleTimeout":"300"}"#,
        &[
            "description",
            "unitType",
            "depositInvoice",
            "depositAmount",
            "idleTimeout",
        ],
    );
    object::<lightning::SessionPayload>(
        r#"{"action":"open","preimage":"0707070707070707070707070707070707070707070707070707070707070707","returnInvoice":"lnbcrt1p54twgqpp5y4uve7rytvk3msgvge00lpp4skts7wn7yg5k4yk264w53x38ypeqdqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq6getz7"}"#,
        &[],
    );
    object::<lightning::SessionPayload>(
        r#"{"action":"bearer","sessionId":"4bb06f8e4e3a7715d201d573d0aa423762e55dabd61a2c02278fa56cc6d294e0","preimage":"0707070707070707070707070707070707070707070707070707070707070707"}"#,
        &[],
    );
    object::<lightning::SessionPayload>(
        r#"{"action":"topUp","sessionId":"4bb06f8e4e3a7715d201d573d0aa423762e55dabd61a2c02278fa56cc6d294e0","topUpPreimage":"0707070707070707070707070707070707070707070707070707070707070707"}"#,
        &[],
    );
    object::<lightning::SessionPayload>(
        r#"{"action":"close","sessionId":"4bb06f8e4e3a7715d201d573d0aa423762e55dabd61a2c02278fa56cc6d294e0","preimage":"0707070707070707070707070707070707070707070707070707070707070707"}"#,
        &[],
    );
    object::<lightning::SessionReceipt>(
        r#"{"method":"lightning","reference":"4bb06f8e4e3a7715d201d573d0aa423762e55dabd61a2c02278fa56cc6d294e0","spent":160,"units":80,"status":"success","timestamp":"2026-01-29T12:00:00Z"}"#,
        &[],
    );
    object::<lightning::SessionReceipt>(
        r#"{"method":"lightning","reference":"4bb06f8e4e3a7715d201d573d0aa423762e55dabd61a2c02278fa56cc6d294e0","refundSats":140,"refundStatus":"succeeded","status":"success","timestamp":"2026-01-29T12:00:00Z"}"#,
        &[],
    );
    object::<lightning::BalanceNotice>(
        r#"{"sessionId":"4bb06f8e4e3a7715d201d573d0aa423762e55dabd61a2c02278fa56cc6d294e0","balanceSpent":300,"balanceRequired":2}"#,
        &[],
    );
}

/// MPP-LC-001: amount, payment hash and network are those of the invoice.
#[test]
fn charge_rules() {
    let request = |amount: &str, more: &str| {
        format!(
            r#"{{"amount":"{amount}","currency":"sat","methodDetails":{{"invoice":"{HUNDRED}"{more}}}}}"#
        )
    };
    let hash = format!(r#","paymentHash":"{HASH}""#);
    accepts::<lightning::ChargeRequest>(&[
        &request("100", ""),
        &request("0100", &hash),
        &request("100", r#","network":"mainnet""#),
    ]);
    let other = hash.replace("4bb0", "4bb1");
    refuses::<lightning::ChargeRequest>(&[
        (&request("0", ""), Kind::BadValue),
        (&request("99", ""), Kind::Mismatch),
        (
            &request(
                "10000000000000000000000000000000000000000000000000000000000000000000000000000",
                "",
            ),
            Kind::Mismatch,
        ),
        (&request("100", &other), Kind::Mismatch),
        (&request("100", r#","network":"regtest""#), Kind::Mismatch),
        (
            &request("100", "").replace("\"sat\"", "\"BTC\""),
            Kind::BadValue,
        ),
        (&request("100", "").replace(HUNDRED, RETURN), Kind::Mismatch),
    ]);
    insta::assert_snapshot!(message::<lightning::ChargeRequest>(&request("99", "")), @"amount: expected the value of the invoice, found another");
    insta::assert_snapshot!(message::<lightning::ChargeRequest>(&request("100", &other)), @"methodDetails.paymentHash: expected the value of the invoice, found another");
}

#[test]
fn session_rules() {
    let request =
        |more: &str| format!(r#"{{"amount":"2","currency":"sat","paymentHash":"{HASH}"{more}}}"#);
    let invoice = format!(r#","depositInvoice":"{DEPOSIT}""#);
    accepts::<lightning::SessionRequest>(&[
        &request(""),
        &request(&invoice),
        &request(&format!(r#"{invoice},"depositAmount":"300""#)),
    ]);
    refuses::<lightning::SessionRequest>(&[
        (
            &request(&format!(r#"{invoice},"depositAmount":"301""#)),
            Kind::Mismatch,
        ),
        (&request(&invoice.replace(DEPOSIT, RETURN)), Kind::Mismatch),
    ]);
    let open = |invoice: &str| {
        format!(r#"{{"action":"open","preimage":"{HASH}","returnInvoice":"{invoice}"}}"#)
    };
    accepts::<lightning::SessionPayload>(&[&open(RETURN)]);
    refuses::<lightning::SessionPayload>(&[(&open(DEPOSIT), Kind::BadValue)]);
    insta::assert_snapshot!(message::<lightning::SessionPayload>(&open(DEPOSIT)), @"returnInvoice: expected an invoice without amount, found one with an amount");
    let receipt = |more: &str| {
        format!(
            r#"{{"status":"success","method":"lightning","timestamp":"2026-01-29T12:00:00Z","reference":"{HASH}"{more}}}"#
        )
    };
    accepts::<lightning::SessionReceipt>(&[
        &receipt(""),
        &receipt(r#","refundSats":0,"refundStatus":"skipped""#),
        &receipt(r#","refundSats":1,"refundStatus":"failed""#),
        &receipt(r#","spent":2,"units":1"#),
    ]);
    refuses::<lightning::SessionReceipt>(&[
        (&receipt(r#","spent":2"#), Kind::Missing),
        (&receipt(r#","units":1"#), Kind::Missing),
        (&receipt(r#","refundSats":1"#), Kind::Missing),
        (&receipt(r#","refundStatus":"failed""#), Kind::Missing),
        (
            &receipt(r#","refundSats":1,"refundStatus":"skipped""#),
            Kind::Mismatch,
        ),
        (
            &receipt(r#","refundSats":0,"refundStatus":"succeeded""#),
            Kind::Mismatch,
        ),
    ]);
    insta::assert_snapshot!(message::<lightning::SessionReceipt>(&receipt(r#","refundSats":1,"refundStatus":"skipped""#)), @r#"refundStatus: expected "skipped" for 0 and another status for more, found "skipped""#);
}

/// MPP-LS-002. The draft's appendix prints a close body without `refundStatus`, its text has both.
#[test]
fn bodies() {
    object::<lightning::TopUpBody>(r#"{"status":"ok"}"#, &[]);
    object::<lightning::CloseBody>(
        r#"{"status":"closed","refundSats":140,"refundStatus":"succeeded"}"#,
        &[],
    );
    refuses::<lightning::CloseBody>(&[
        (r#"{"status":"closed","refundSats":140}"#, Kind::Missing),
        (
            r#"{"status":"closed","refundSats":0,"refundStatus":"failed"}"#,
            Kind::Mismatch,
        ),
        (
            r#"{"status":"open","refundSats":0,"refundStatus":"skipped"}"#,
            Kind::BadValue,
        ),
    ]);
}

/// MPP-LC-004.
#[cfg(feature = "binding")]
#[test]
fn preimages() {
    let hash = HASH
        .parse::<http402::mpp::values::Hash32>()
        .unwrap()
        .to_bytes();
    let payload = |digits: &str| -> lightning::ChargePayload {
        format!(r#"{{"preimage":"{}"}}"#, digits.repeat(32))
            .parse()
            .unwrap()
    };
    assert_eq!(payload("07").verify(&hash), Ok(()));
    let error = payload("08").verify(&hash).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected the preimage, found another value"
    );
    assert!(!format!("{:?}", payload("07")).contains("0707"));
}
