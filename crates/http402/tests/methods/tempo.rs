//! `tempo`.

use http402::Kind;
use http402::mpp::methods::tempo::{
    ChargeDetails, ChargePayload, ChargeReceipt, ChargeRequest, Split,
};

use crate::support::{accepts, message, object, refuses};
use http402::mpp::methods::tempo;

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
            r#"{"type":"Transaction","signature":"0x76f9"}"#,
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

#[test]
fn session_and_subscription_objects() {
    object::<tempo::SessionRequest>(
        r#"{"amount":"25","currency":"0x20c0000000000000000000000000000000000000","recipient":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","methodDetails":{"escrowContract":"0x20c0000000000000000000000000000000000000"},"unitType":"u","suggestedDeposit":"9","description":"d","externalId":"e"}"#,
        &["unitType", "suggestedDeposit", "description", "externalId"],
    );
    object::<tempo::SessionDetails>(
        r#"{"escrowContract":"0x20c0000000000000000000000000000000000000","channelId":"0x1111111111111111111111111111111111111111111111111111111111111111","minVoucherDelta":"1","chainId":4217,"operator":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","sessionProtocol":"v1","sessionSnapshot":{"acceptedCumulative":"1","chainId":4217,"channelId":"0x1111111111111111111111111111111111111111111111111111111111111111","deposit":"9","descriptor":{"payer":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","payee":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","operator":"0x20c0000000000000000000000000000000000000","token":"0x20c0000000000000000000000000000000000000","salt":"0x1111111111111111111111111111111111111111111111111111111111111111","authorizedSigner":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","expiringNonceHash":"0x1111111111111111111111111111111111111111111111111111111111111111"},"escrow":"0x20c0000000000000000000000000000000000000","requiredCumulative":"2","settled":"0","spent":"1","closeRequestedAt":"1736165100","units":3},"feePayer":true}"#,
        &[
            "channelId",
            "minVoucherDelta",
            "chainId",
            "operator",
            "sessionProtocol",
            "sessionSnapshot",
            "feePayer",
        ],
    );
    object::<tempo::SessionSnapshot>(
        r#"{"acceptedCumulative":"1","chainId":4217,"channelId":"0x1111111111111111111111111111111111111111111111111111111111111111","deposit":"9","descriptor":{"payer":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","payee":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","operator":"0x20c0000000000000000000000000000000000000","token":"0x20c0000000000000000000000000000000000000","salt":"0x1111111111111111111111111111111111111111111111111111111111111111","authorizedSigner":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","expiringNonceHash":"0x1111111111111111111111111111111111111111111111111111111111111111"},"escrow":"0x20c0000000000000000000000000000000000000","requiredCumulative":"2","settled":"0","spent":"1","closeRequestedAt":"1736165100","units":3}"#,
        &["closeRequestedAt", "units"],
    );
    object::<tempo::ChannelDescriptor>(
        r#"{"payer":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","payee":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","operator":"0x20c0000000000000000000000000000000000000","token":"0x20c0000000000000000000000000000000000000","salt":"0x1111111111111111111111111111111111111111111111111111111111111111","authorizedSigner":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","expiringNonceHash":"0x1111111111111111111111111111111111111111111111111111111111111111"}"#,
        &[],
    );
    object::<tempo::SessionPayload>(
        r#"{"action":"open","type":"transaction","channelId":"0x1111111111111111111111111111111111111111111111111111111111111111","transaction":"0x76f9","cumulativeAmount":"0","signature":"0x222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222221b","authorizedSigner":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","descriptor":{"payer":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","payee":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","operator":"0x20c0000000000000000000000000000000000000","token":"0x20c0000000000000000000000000000000000000","salt":"0x1111111111111111111111111111111111111111111111111111111111111111","authorizedSigner":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","expiringNonceHash":"0x1111111111111111111111111111111111111111111111111111111111111111"}}"#,
        &["authorizedSigner", "descriptor"],
    );
    object::<tempo::SessionPayload>(
        r#"{"action":"topUp","type":"transaction","channelId":"0x1111111111111111111111111111111111111111111111111111111111111111","transaction":"0x76f9","additionalDeposit":"5","descriptor":{"payer":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","payee":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","operator":"0x20c0000000000000000000000000000000000000","token":"0x20c0000000000000000000000000000000000000","salt":"0x1111111111111111111111111111111111111111111111111111111111111111","authorizedSigner":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","expiringNonceHash":"0x1111111111111111111111111111111111111111111111111111111111111111"}}"#,
        &["descriptor"],
    );
    object::<tempo::SessionPayload>(
        r#"{"action":"voucher","channelId":"0x1111111111111111111111111111111111111111111111111111111111111111","cumulativeAmount":"5","signature":"0x222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222221b","descriptor":{"payer":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","payee":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","operator":"0x20c0000000000000000000000000000000000000","token":"0x20c0000000000000000000000000000000000000","salt":"0x1111111111111111111111111111111111111111111111111111111111111111","authorizedSigner":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","expiringNonceHash":"0x1111111111111111111111111111111111111111111111111111111111111111"}}"#,
        &["descriptor"],
    );
    object::<tempo::SessionPayload>(
        r#"{"action":"close","channelId":"0x1111111111111111111111111111111111111111111111111111111111111111","cumulativeAmount":"5","signature":"0x222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222221b","descriptor":{"payer":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","payee":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","operator":"0x20c0000000000000000000000000000000000000","token":"0x20c0000000000000000000000000000000000000","salt":"0x1111111111111111111111111111111111111111111111111111111111111111","authorizedSigner":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","expiringNonceHash":"0x1111111111111111111111111111111111111111111111111111111111111111"},"closeSignature":"0x222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222221b"}"#,
        &["descriptor", "closeSignature"],
    );
    object::<tempo::SessionReceipt>(
        r#"{"method":"tempo","intent":"session","reference":"0x1111111111111111111111111111111111111111111111111111111111111111","challengeId":"c1","channelId":"0x1111111111111111111111111111111111111111111111111111111111111111","acceptedCumulative":"5","spent":"4","units":3,"txHash":"0x1111111111111111111111111111111111111111111111111111111111111111","status":"success","timestamp":"2026-01-29T12:00:00Z"}"#,
        &["units", "txHash"],
    );
    object::<tempo::NeedVoucher>(
        r#"{"channelId":"0x1111111111111111111111111111111111111111111111111111111111111111","requiredCumulative":"5","acceptedCumulative":"4","deposit":"9"}"#,
        &[],
    );
    object::<tempo::SubscriptionRequest>(
        r#"{"amount":"10","currency":"0x20c0000000000000000000000000000000000000","periodUnit":"day","periodCount":"30","subscriptionExpires":"2026-07-14T12:00:00Z","recipient":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","methodDetails":{"accessKey":{"accessKeyAddress":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","keyType":"p256"},"chainId":42431},"description":"d","externalId":"e"}"#,
        &["description", "externalId"],
    );
    object::<tempo::SubscriptionDetails>(
        r#"{"accessKey":{"accessKeyAddress":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","keyType":"webAuthn"},"chainId":42431}"#,
        &["chainId"],
    );
    object::<tempo::AccessKey>(
        r#"{"accessKeyAddress":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","keyType":"secp256k1"}"#,
        &[],
    );
    object::<tempo::SubscriptionPayload>(
        r#"{"type":"keyAuthorization","signature":"0xf8c1"}"#,
        &[],
    );
    object::<tempo::SubscriptionReceipt>(
        r#"{"method":"tempo","reference":"0x1111111111111111111111111111111111111111111111111111111111111111","subscriptionId":"c3Vi","externalId":"e","status":"success","timestamp":"2026-01-29T12:00:00Z"}"#,
        &["externalId"],
    );
}

const SNAPSHOT: &str = r#"{"acceptedCumulative":"1","chainId":4217,"channelId":"0x1111111111111111111111111111111111111111111111111111111111111111","deposit":"9","descriptor":{"payer":"0x742d35cc6634c0532925a3b844bc9e7595f8fe00","payee":"0x742d35cc6634c0532925a3b844bc9e7595f8fe00","operator":"0x0000000000000000000000000000000000000000","token":"0x20c0000000000000000000000000000000000000","salt":"0x1111111111111111111111111111111111111111111111111111111111111111","authorizedSigner":"0x0000000000000000000000000000000000000000","expiringNonceHash":"0x1111111111111111111111111111111111111111111111111111111111111111"},"escrow":"0x4d50500000000000000000000000000000000000","requiredCumulative":"2","settled":"0","spent":"1"}"#;

#[test]
fn session_rules() {
    let details = |more: &str| {
        format!(r#"{{"escrowContract":"0x4d50500000000000000000000000000000000000"{more}}}"#)
    };
    accepts::<tempo::SessionDetails>(&[
        &details(""),
        &details(r#","sessionProtocol":"v1""#),
        &details(r#","sessionProtocol":"v2","chainId":4217"#),
    ]);
    refuses::<tempo::SessionDetails>(&[
        (&details(r#","sessionProtocol":"v2""#), Kind::Missing),
        (
            &details(r#","sessionProtocol":"v3","chainId":4217"#),
            Kind::BadValue,
        ),
    ]);
    refuses::<tempo::SessionSnapshot>(&[(
        &SNAPSHOT.replace(
            r#""deposit":"9""#,
            r#""deposit":"79228162514264337593543950336""#,
        ),
        Kind::BadValue,
    )]);
    refuses::<tempo::SessionPayload>(&[
        ("{}", Kind::Missing),
        (r#"{"action":"settle"}"#, Kind::BadValue),
        (r#"{"action":"open","type":"hash"}"#, Kind::BadValue),
    ]);

    let snapshot: tempo::SessionSnapshot = SNAPSHOT.parse().unwrap();
    let header = snapshot.to_header();
    assert!(!header.contains('='));
    assert_eq!(
        tempo::SessionSnapshot::from_header(&header),
        Ok(snapshot.clone())
    );
    assert_eq!(
        tempo::SessionSnapshot::from_header(&format!("{header}="))
            .unwrap_err()
            .kind(),
        Kind::Base64
    );
    let request: tempo::SessionRequest = format!(
        r#"{{"amount":"25","currency":"0x20c0000000000000000000000000000000000000","recipient":"0x742d35cc6634c0532925a3b844bc9e7595f8fe00","methodDetails":{}}}"#,
        details(r#","sessionProtocol":"v2","chainId":4217"#)
    )
    .parse()
    .unwrap();
    assert!(snapshot.fits(&request));
    let mut other = request.clone();
    other.currency = http402::primitives::Address::ZERO;
    assert!(!snapshot.fits(&other));
}

#[test]
fn subscription_rules() {
    let request = |unit: &str, count: &str| {
        format!(
            r#"{{"amount":"10","currency":"0x20c0000000000000000000000000000000000000","periodUnit":"{unit}","periodCount":"{count}","subscriptionExpires":"2026-07-14T12:00:00Z","recipient":"0x742d35cc6634c0532925a3b844bc9e7595f8fe00","methodDetails":{{"accessKey":{{"accessKeyAddress":"0x742d35cc6634c0532925a3b844bc9e7595f8fe00","keyType":"p256"}}}}}}"#
        )
    };
    accepts::<tempo::SubscriptionRequest>(&[
        &request("day", "30"),
        &request("week", "1"),
        &request("day", "213503982334601"),
    ]);
    refuses::<tempo::SubscriptionRequest>(&[
        (&request("month", "1"), Kind::BadValue),
        (&request("day", "0"), Kind::BadValue),
        (&request("day", "01"), Kind::Syntax),
        (&request("day", "213503982334602"), Kind::Limit),
    ]);
    insta::assert_snapshot!(message::<tempo::SubscriptionRequest>(&request("month", "1")), @r#"periodUnit: expected "day" or "week", found "month""#);
    insta::assert_snapshot!(message::<tempo::SubscriptionRequest>(&request("day", "213503982334602")), @"periodCount: expected fewer than 2^64 seconds, found more");
}
