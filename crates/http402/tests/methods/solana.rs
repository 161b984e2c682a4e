//! `solana`.

use http402::mpp::methods::solana;
use http402::{Error, Kind};

use crate::support::{accepts, message, object, refuses};

const KEY: &str = "LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY";
const MINT: &str = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";
const TOKEN_2022: &str = "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb";
const ELGAMAL: &str = "BQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU=";

#[test]
fn objects() {
    object::<solana::ChargeRequest>(
        r#"{"amount":"100","currency":"sol","recipient":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","description":"d","externalId":"e","methodDetails":{"network":"mainnet"}}"#,
        &["description", "externalId", "methodDetails"],
    );
    object::<solana::ChargeDetails>(
        r#"{"network":"devnet","decimals":6,"tokenProgram":"TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb","feePayer":true,"feePayerKey":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","splits":[{"recipient":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","amount":"5"}],"recentBlockhash":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","confidential":true,"auditorElgamalPubkey":"BQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU=","recipientElgamalPubkey":"BQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU="}"#,
        &[
            "network",
            "decimals",
            "tokenProgram",
            "feePayer",
            "feePayerKey",
            "splits",
            "recentBlockhash",
            "confidential",
            "auditorElgamalPubkey",
            "recipientElgamalPubkey",
        ],
    );
    object::<solana::Split>(
        r#"{"recipient":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","amount":"5","memo":"m","ataCreationRequired":true}"#,
        &["memo", "ataCreationRequired"],
    );
    object::<solana::ChargePayload>(r#"{"type":"transaction","transaction":"AQID"}"#, &[]);
    object::<solana::ChargePayload>(
        r#"{"type":"signature","signature":"7z8GcFcMNwCGuiNX7AzpkXrzhnqenSpYoA6hdHqfmbKSezHczNJCuakboR7M9FVPVsC9XxpKe8W99CuWRMYdMH7"}"#,
        &[],
    );
    object::<solana::ChargePayload>(r#"{"type":"bundle","transactions":["AQID"]}"#, &[]);
    object::<solana::ChargeReceipt>(
        r#"{"method":"solana","challengeId":"c1","reference":"7z8GcFcMNwCGuiNX7AzpkXrzhnqenSpYoA6hdHqfmbKSezHczNJCuakboR7M9FVPVsC9XxpKe8W99CuWRMYdMH7","delivery":"pending","status":"success","timestamp":"2026-01-29T12:00:00Z"}"#,
        &["delivery"],
    );
    object::<solana::SessionRequest>(
        r#"{"amount":"25","currency":"EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v","recipient":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","methodDetails":{"network":"devnet","channelProgram":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","decimals":6,"recentBlockhash":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","recentSlot":"352114093","gracePeriodSeconds":900},"unitType":"u","suggestedDeposit":"9","minimumDeposit":"1","description":"d","externalId":"e"}"#,
        &[
            "unitType",
            "suggestedDeposit",
            "minimumDeposit",
            "description",
            "externalId",
        ],
    );
    object::<solana::SessionDetails>(
        r#"{"network":"devnet","channelProgram":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","decimals":6,"recentBlockhash":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","recentSlot":"352114093","gracePeriodSeconds":900,"tokenProgram":"TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA","feePayer":true,"feePayerKey":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","minVoucherDelta":"1","ttlSeconds":3600,"idleTimeoutOptionsSeconds":[30,600],"distributionSplits":[{"recipient":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","shareBps":100}],"voucherSigner":"operator","operator":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY"}"#,
        &[
            "tokenProgram",
            "feePayer",
            "minVoucherDelta",
            "ttlSeconds",
            "idleTimeoutOptionsSeconds",
            "distributionSplits",
            "voucherSigner",
        ],
    );
    object::<solana::DistributionSplit>(
        r#"{"recipient":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","shareBps":100}"#,
        &[],
    );
    object::<solana::SessionPayload>(
        r#"{"action":"open","channelId":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","payer":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","payee":"QWmroo4YnnMqYW3cnxWkFdaTxGD3P7vMSzwMHGbUzwF","mint":"EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v","authorizedSigner":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","salt":"42","depositAmount":"10","gracePeriodSeconds":900,"openSlot":"352114093","transaction":"AQID","idleTimeoutSeconds":600,"distributionSplits":[{"recipient":"QWmroo4YnnMqYW3cnxWkFdaTxGD3P7vMSzwMHGbUzwF","shareBps":100}],"authorizationPolicy":{},"authentication":{"type":"proof","challengeId":"c1","payer":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","signature":"7z8GcFcMNwCGuiNX7AzpkXrzhnqenSpYoA6hdHqfmbKSezHczNJCuakboR7M9FVPVsC9XxpKe8W99CuWRMYdMH7"},"capabilities":{}}"#,
        &[
            "idleTimeoutSeconds",
            "distributionSplits",
            "authorizationPolicy",
            "authentication",
            "capabilities",
        ],
    );
    object::<solana::SessionPayload>(
        r#"{"action":"voucher","channelId":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","voucher":{"voucher":{"channelId":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","cumulativeAmount":"5","expiresAt":9},"signer":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","signature":"7z8GcFcMNwCGuiNX7AzpkXrzhnqenSpYoA6hdHqfmbKSezHczNJCuakboR7M9FVPVsC9XxpKe8W99CuWRMYdMH7","signatureType":"ed25519"}}"#,
        &[],
    );
    object::<solana::SessionPayload>(
        r#"{"action":"use","channelId":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","authentication":{"type":"proof","challengeId":"c1","payer":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","signature":"7z8GcFcMNwCGuiNX7AzpkXrzhnqenSpYoA6hdHqfmbKSezHczNJCuakboR7M9FVPVsC9XxpKe8W99CuWRMYdMH7"}}"#,
        &[],
    );
    object::<solana::SessionPayload>(
        r#"{"action":"topUp","channelId":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","additionalAmount":"5","transaction":"AQID"}"#,
        &[],
    );
    object::<solana::SessionPayload>(
        r#"{"action":"close","channelId":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","voucher":{"voucher":{"channelId":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","cumulativeAmount":"5","expiresAt":9},"signer":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","signature":"7z8GcFcMNwCGuiNX7AzpkXrzhnqenSpYoA6hdHqfmbKSezHczNJCuakboR7M9FVPVsC9XxpKe8W99CuWRMYdMH7","signatureType":"ed25519"}}"#,
        &[],
    );
    object::<solana::SignedVoucher>(
        r#"{"voucher":{"channelId":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","cumulativeAmount":"5","expiresAt":9},"signer":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","signature":"7z8GcFcMNwCGuiNX7AzpkXrzhnqenSpYoA6hdHqfmbKSezHczNJCuakboR7M9FVPVsC9XxpKe8W99CuWRMYdMH7","signatureType":"ed25519"}"#,
        &[],
    );
    object::<solana::Voucher>(
        r#"{"channelId":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","cumulativeAmount":"5","expiresAt":-9}"#,
        &["expiresAt"],
    );
    object::<solana::Authentication>(
        r#"{"type":"proof","challengeId":"c1","payer":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","signature":"7z8GcFcMNwCGuiNX7AzpkXrzhnqenSpYoA6hdHqfmbKSezHczNJCuakboR7M9FVPVsC9XxpKe8W99CuWRMYdMH7"}"#,
        &[],
    );
    object::<solana::SessionReceipt>(
        r#"{"method":"solana","intent":"session","reference":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","acceptedCumulative":"5","spent":"4","idleTimeoutSeconds":600,"challengeId":"c1","txHash":"7z8GcFcMNwCGuiNX7AzpkXrzhnqenSpYoA6hdHqfmbKSezHczNJCuakboR7M9FVPVsC9XxpKe8W99CuWRMYdMH7","refunded":"1","status":"success","timestamp":"2026-01-29T12:00:00Z"}"#,
        &["challengeId", "txHash", "refunded"],
    );
}

/// Members of `methodDetails`, and whether a request for SOL and one for a token may have them.
#[test]
fn charge_rules() {
    let split = |amount: &str, more: &str| {
        format!(r#""splits":[{{"recipient":"{KEY}","amount":"{amount}"{more}}}]"#)
    };
    let key = format!(r#""feePayerKey":"{KEY}""#);
    let elgamal = format!(r#""auditorElgamalPubkey":"{ELGAMAL}""#);
    let confidential = format!(r#""confidential":true,"tokenProgram":"{TOKEN_2022}""#);
    let created = split("9", r#","ataCreationRequired":true"#);
    for (members, sol, token) in [
        ("", true, true),
        (r#""network":"localnet""#, true, true),
        (r#""network":"mainnet-beta""#, false, false),
        (&*format!(r#""tokenProgram":"{TOKEN_2022}""#), false, true),
        (r#""feePayer":true"#, false, false),
        (&*key, false, false),
        (&*format!(r#""feePayer":false,{key}"#), false, false),
        (&*format!(r#""feePayer":true,{key}"#), true, true),
        (&*split("99", ""), true, true),
        (&*split("100", ""), false, false),
        (&*created, false, true),
        (&*split("9", r#","ataCreationRequired":false"#), true, true),
        (r#""confidential":false"#, true, true),
        (r#""confidential":true"#, false, true),
        (&*confidential, false, true),
        (
            r#""confidential":true,"tokenProgram":"TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA""#,
            false,
            false,
        ),
        (
            &*format!(r#""confidential":true,{}"#, split("9", "")),
            false,
            false,
        ),
        (&*elgamal, false, false),
        (&*format!("{confidential},{elgamal}"), false, true),
    ] {
        for (currency, decimals, allowed) in [("sol", "", sol), (MINT, r#""decimals":6"#, token)] {
            let comma = if members.is_empty() || decimals.is_empty() {
                ""
            } else {
                ","
            };
            let text = format!(
                r#"{{"amount":"100","currency":"{currency}","recipient":"{KEY}","methodDetails":{{{decimals}{comma}{members}}}}}"#
            );
            let outcome = text.parse::<solana::ChargeRequest>();
            assert_eq!(outcome.is_ok(), allowed, "{text}: {outcome:?}");
        }
    }
    let request = |currency: &str, more: &str| {
        format!(r#"{{"amount":"100","currency":"{currency}","recipient":"{KEY}"{more}}}"#)
    };
    accepts::<solana::ChargeRequest>(&[&request("sol", "")]);
    refuses::<solana::ChargeRequest>(&[
        (&request(MINT, ""), Kind::Missing),
        (&request(MINT, r#","methodDetails":{}"#), Kind::Missing),
        (
            &request("sol", r#","methodDetails":{"decimals":9}"#),
            Kind::BadValue,
        ),
        (&request("SOL", ""), Kind::Syntax),
    ]);
    let nine = vec![format!(r#"{{"recipient":"{KEY}","amount":"1"}}"#); 9].join(",");
    let nine = request("sol", &format!(r#","methodDetails":{{"splits":[{nine}]}}"#));
    refuses::<solana::ChargeRequest>(&[(&nine, Kind::Limit)]);
    insta::assert_snapshot!(message::<solana::ChargeRequest>(&nine), @"methodDetails.splits: expected 8 or fewer elements, found 9");
    insta::assert_snapshot!(message::<solana::ChargeRequest>(&request(MINT, "")), @"methodDetails.decimals: expected a value, found nothing");
    insta::assert_snapshot!(message::<solana::ChargeRequest>(&request("sol", r#","methodDetails":{"decimals":9}"#)), @"methodDetails.decimals: expected nothing that only tokens have, found something");
    insta::assert_snapshot!(message::<solana::ChargeRequest>(&request("sol", &format!(r#","methodDetails":{{{key}}}"#))), @"methodDetails.feePayerKey: expected no such member unless feePayer is true, found one");
}

#[test]
fn session_rules() {
    let details = |members: &str| {
        format!(r#"{{"network":"devnet","channelProgram":"{KEY}","decimals":6{members}}}"#)
    };
    let new = format!(r#","recentBlockhash":"{KEY}","recentSlot":"5","gracePeriodSeconds":900"#);
    let resumed = format!(r#","channelId":"{KEY}","idleTimeoutSeconds":600"#);
    let split = |share: u32| format!(r#"{{"recipient":"{KEY}","shareBps":{share}}}"#);
    for (members, expected) in [
        (new.clone(), None),
        (resumed.clone(), None),
        (format!(r#"{resumed},"gracePeriodSeconds":900"#), None),
        (String::new(), Some(Kind::Missing)),
        (new.replace(r#","recentSlot":"5""#, ""), Some(Kind::Missing)),
        (
            new.replace(r#","gracePeriodSeconds":900"#, ""),
            Some(Kind::Missing),
        ),
        (
            format!(r#"{new},"idleTimeoutSeconds":600"#),
            Some(Kind::BadValue),
        ),
        (format!(r#","channelId":"{KEY}""#), Some(Kind::Missing)),
        (
            format!(r#"{resumed},"recentSlot":"5""#),
            Some(Kind::BadValue),
        ),
        (
            format!(r#"{resumed},"idleTimeoutOptionsSeconds":[30]"#),
            Some(Kind::BadValue),
        ),
        (
            format!(r#"{new},"idleTimeoutOptionsSeconds":[30,600]"#),
            None,
        ),
        (
            format!(r#"{new},"idleTimeoutOptionsSeconds":[]"#),
            Some(Kind::BadValue),
        ),
        (
            format!(r#"{new},"idleTimeoutOptionsSeconds":[30,30]"#),
            Some(Kind::BadValue),
        ),
        (
            format!(r#"{new},"idleTimeoutOptionsSeconds":[600,30]"#),
            Some(Kind::BadValue),
        ),
        (format!(r#"{new},"feePayer":true"#), Some(Kind::Missing)),
        (
            format!(r#"{new},"feePayer":true,"feePayerKey":"{KEY}""#),
            None,
        ),
        (
            format!(r#"{new},"voucherSigner":"operator""#),
            Some(Kind::Missing),
        ),
        (
            format!(r#"{new},"voucherSigner":"operator","operator":"{KEY}""#),
            None,
        ),
        (
            format!(r#"{new},"distributionSplits":[{}]"#, split(10_000)),
            None,
        ),
        (
            format!(r#"{new},"distributionSplits":[{},{}]"#, split(1), split(2)),
            Some(Kind::Duplicate),
        ),
        (
            format!(
                r#"{new},"distributionSplits":[{},{{"recipient":"{MINT}","shareBps":1}}]"#,
                split(10_000)
            ),
            Some(Kind::BadValue),
        ),
    ] {
        let text = details(&members);
        let outcome = text.parse::<solana::SessionDetails>();
        assert_eq!(
            outcome.as_ref().err().map(Error::kind),
            expected,
            "{text}: {outcome:?}"
        );
    }
    insta::assert_snapshot!(message::<solana::SessionDetails>(&details(&format!(r#"{new},"distributionSplits":[{},{}]"#, split(1), split(2)))), @"distributionSplits[1].recipient: expected a new recipient, found one named before");
    insta::assert_snapshot!(message::<solana::SessionDetails>(&details(&format!(r#"{resumed},"recentSlot":"5""#))), @"recentSlot: expected no such member unless channelId is absent, found one");
}

#[test]
fn payload_rules() {
    let signature = http402::mpp::values::Ed25519Signature::from([6; 64]);
    let proof = format!(
        r#","authentication":{{"type":"proof","challengeId":"c1","payer":"{KEY}","signature":"{signature}"}}"#
    );
    let voucher = format!(
        r#","voucher":{{"voucher":{{"channelId":"{KEY}","cumulativeAmount":"5"}},"signer":"{KEY}","signature":"{signature}","signatureType":"ed25519"}}"#
    );
    let close = |more: &str| format!(r#"{{"action":"close","channelId":"{KEY}"{more}}}"#);
    accepts::<solana::SessionPayload>(&[&close(&proof), &close(&voucher)]);
    refuses::<solana::SessionPayload>(&[
        (&close(""), Kind::Missing),
        (&close(&format!("{proof}{voucher}")), Kind::BadValue),
    ]);
    let open = |more: &str| {
        format!(
            r#"{{"action":"open","channelId":"{KEY}","payer":"{KEY}","payee":"{KEY}","mint":"{MINT}","authorizedSigner":"{KEY}","salt":"1","depositAmount":"5","gracePeriodSeconds":900,"openSlot":"5","transaction":"AQID"{more}}}"#
        )
    };
    accepts::<solana::SessionPayload>(&[&open(""), &open(&proof)]);
    refuses::<solana::SessionPayload>(&[
        (&open(r#","bump":255"#), Kind::BadValue),
        (&open(&voucher), Kind::BadValue),
    ]);
    insta::assert_snapshot!(message::<solana::SessionPayload>(&open(r#","bump":255"#)), @"bump: expected no such member, found one at byte 401");
    let parsed: solana::SessionPayload = open(&proof).parse().unwrap();
    assert!(!format!("{parsed:?}").contains(&signature.to_string()));
}

/// MPP-SO-004, laid out by hand.
#[test]
fn voucher_bytes() {
    let text = format!(
        r#"{{"channelId":"{KEY}","cumulativeAmount":"18446744073709551615","expiresAt":-2}}"#
    );
    let voucher: solana::Voucher = text.parse().unwrap();
    let mut expected = vec![0x56, 0x01];
    expected.extend([5; 32]);
    expected.extend([0xff; 8]);
    expected.extend([0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    assert_eq!(voucher.to_bytes()[..], expected);
}

/// The text of the draft's "Session Bearer Proof", against RFC 8785 with a name that needs escaping.
#[test]
fn proof_message() {
    let (channel, payer) = (KEY.parse().unwrap(), MINT.parse().unwrap());
    let message = solana::Authentication::message(&channel, &payer, &"c\"1".parse().unwrap());
    let canonical = format!(
        r#"{{"sessionChallengeId":"c\"1","payer":"{MINT}","domain":"mpp-session-auth-v1","channelId":"{KEY}"}}"#
    );
    assert_eq!(http402::json::canonicalize(&canonical), Ok(message));
}
