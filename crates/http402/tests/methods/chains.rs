//! `stellar`, `hedera` and `nearintents`.

use http402::Kind;
use http402::mpp::methods::{hedera, nearintents, stellar};

use crate::support::{accepts, message, object, refuses};

#[test]
fn stellar_objects() {
    object::<stellar::ChargeRequest>(
        r#"{"amount":"0","currency":"CAEQSCIJBEEQSCIJBEEQSCIJBEEQSCIJBEEQSCIJBEEQSCIJBEEQTD2L","recipient":"GAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAWHF","methodDetails":{"network":"stellar:testnet"},"description":"d","externalId":"e"}"#,
        &["description", "externalId"],
    );
    object::<stellar::ChargeDetails>(
        r#"{"network":"stellar:pubnet","feePayer":true}"#,
        &["feePayer"],
    );
    object::<stellar::ChargePayload>(r#"{"type":"transaction","transaction":"AQID"}"#, &[]);
    object::<stellar::ChargePayload>(
        r#"{"type":"hash","hash":"0aB10aB10aB10aB10aB10aB10aB10aB10aB10aB10aB10aB10aB10aB10aB10aB1"}"#,
        &[],
    );
    object::<stellar::ChargeReceipt>(
        r#"{"method":"stellar","reference":"0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a","externalId":"e","status":"success","timestamp":"2026-01-29T12:00:00Z"}"#,
        &["externalId"],
    );
}

#[test]
fn hedera_objects() {
    object::<hedera::ChargeRequest>(
        r#"{"amount":"105","currency":"0.0.456858","recipient":"0.0.12345","splits":[{"recipient":"0.0.67890","amount":"5"}],"methodDetails":{"chainId":295},"description":"d","externalId":"e"}"#,
        &["description", "externalId", "splits", "methodDetails"],
    );
    object::<hedera::ChargeDetails>(r#"{"chainId":296}"#, &["chainId"]);
    object::<hedera::Split>(r#"{"recipient":"0.0.67890","amount":"5"}"#, &[]);
    object::<hedera::ChargePayload>(r#"{"type":"transaction","transaction":"AQID"}"#, &[]);
    object::<hedera::ChargePayload>(
        r#"{"type":"hash","transactionId":"0.0.12345@1681234567.123456789"}"#,
        &[],
    );
    object::<hedera::ChargeReceipt>(
        r#"{"method":"hedera","reference":"0.0.12345@1681234567.123456789","status":"success","timestamp":"2026-01-29T12:00:00Z"}"#,
        &[],
    );
    object::<hedera::SessionRequest>(
        r#"{"amount":"25","currency":"0x20c0000000000000000000000000000000000000","recipient":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","methodDetails":{"escrowContract":"0x20c0000000000000000000000000000000000000"},"unitType":"u","suggestedDeposit":"9","description":"d","externalId":"e"}"#,
        &["unitType", "suggestedDeposit", "description", "externalId"],
    );
    object::<hedera::SessionDetails>(
        r#"{"escrowContract":"0x20c0000000000000000000000000000000000000","channelId":"0x1111111111111111111111111111111111111111111111111111111111111111","minVoucherDelta":"1","chainId":295}"#,
        &["channelId", "minVoucherDelta", "chainId"],
    );
    object::<hedera::SessionPayload>(
        r#"{"action":"open","channelId":"0x1111111111111111111111111111111111111111111111111111111111111111","txHash":"0x1111111111111111111111111111111111111111111111111111111111111111","cumulativeAmount":"0","signature":"0x222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222221b"}"#,
        &[],
    );
    object::<hedera::SessionPayload>(
        r#"{"action":"topUp","channelId":"0x1111111111111111111111111111111111111111111111111111111111111111","txHash":"0x1111111111111111111111111111111111111111111111111111111111111111","additionalDeposit":"5"}"#,
        &[],
    );
    object::<hedera::SessionPayload>(
        r#"{"action":"voucher","channelId":"0x1111111111111111111111111111111111111111111111111111111111111111","cumulativeAmount":"5","signature":"0x222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222221b"}"#,
        &[],
    );
    object::<hedera::SessionPayload>(
        r#"{"action":"close","channelId":"0x1111111111111111111111111111111111111111111111111111111111111111","cumulativeAmount":"5","signature":"0x222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222221b"}"#,
        &[],
    );
    object::<hedera::SessionReceipt>(
        r#"{"method":"hedera","intent":"session","reference":"0x1111111111111111111111111111111111111111111111111111111111111111","challengeId":"c1","channelId":"0x1111111111111111111111111111111111111111111111111111111111111111","acceptedCumulative":"5","spent":"4","units":3,"txHash":"0x1111111111111111111111111111111111111111111111111111111111111111","status":"success","timestamp":"2026-01-29T12:00:00Z"}"#,
        &["units", "txHash"],
    );
}

#[test]
fn nearintents_objects() {
    object::<nearintents::ChargeRequest>(
        r#"{"amount":"1005000","currency":"eip155:1/erc20:0x6b17","recipient":"0x76b4","methodDetails":{"originNetwork":"eip155:1","destinationNetwork":"near:mainnet","destinationAsset":"near:mainnet/nep141:usdc.near","destinationRecipient":"m.near","amountOut":"1000000","minAmountIn":"1000000","refundTo":"0x76b4"},"description":"d","externalId":"e"}"#,
        &["description", "externalId"],
    );
    object::<nearintents::ChargeDetails>(
        r#"{"originNetwork":"eip155:1","destinationNetwork":"near:mainnet","destinationAsset":"near:mainnet/nep141:usdc.near","destinationRecipient":"m.near","amountOut":"1000000","minAmountIn":"1000000","refundTo":"0x76b4","depositMemo":"m","slippageTolerance":100,"timeEstimate":45.5,"settlementBackend":"near-intents","credentialTypes":["hash"]}"#,
        &[
            "depositMemo",
            "slippageTolerance",
            "timeEstimate",
            "settlementBackend",
            "credentialTypes",
        ],
    );
    object::<nearintents::ChargePayload>(r#"{"type":"hash","hash":"0x9b"}"#, &[]);
    object::<nearintents::ChargeReceipt>(
        r#"{"method":"nearintents","challengeId":"c1","reference":"r","originTxHash":"0x9b","destinationNetwork":"near:mainnet","externalId":"e","status":"success","timestamp":"2026-01-29T12:00:00Z"}"#,
        &["destinationNetwork", "externalId"],
    );
}

#[test]
fn hedera_rules() {
    let request = |amount: &str, splits: &str| {
        format!(
            r#"{{"amount":"{amount}","currency":"0.0.456858","recipient":"0.0.12345","splits":[{splits}]}}"#
        )
    };
    let split = r#"{"recipient":"0.0.67890","amount":"5"}"#;
    accepts::<hedera::ChargeRequest>(&[
        &request("1", ""),
        &request("6", split),
        &request("9223372036854775807", &[split; 9].join(",")),
    ]);
    refuses::<hedera::ChargeRequest>(&[
        (&request("0", ""), Kind::BadValue),
        (&request("9223372036854775808", ""), Kind::BadValue),
        (&request("5", split), Kind::Mismatch),
        (&request("100", &[split; 10].join(",")), Kind::Limit),
        (&request("1", "").replace("0.0.12345", "0x12"), Kind::Syntax),
    ]);
    insta::assert_snapshot!(message::<hedera::ChargeRequest>(&request("5", split)), @"splits: expected a sum below the amount, found the amount or more");
    refuses::<hedera::ChargeDetails>(&[(r#"{"chainId":1}"#, Kind::BadValue)]);
}

#[test]
fn nearintents_rules() {
    let request = |currency: &str, destination: &str, memo: &str| {
        format!(
            r#"{{"amount":"1","currency":"{currency}","recipient":"0x76b4","methodDetails":{{"originNetwork":"eip155:1","destinationNetwork":"near:mainnet","destinationAsset":"{destination}","destinationRecipient":"m.near","amountOut":"1","minAmountIn":"1","refundTo":"0x76b4"{memo}}}}}"#
        )
    };
    let (origin, near) = ("eip155:1/erc20:0x6b17", "near:mainnet/nep141:usdc.near");
    accepts::<nearintents::ChargeRequest>(&[
        &request(origin, near, ""),
        &request(origin, near, r#","depositMemo":null"#),
        &request(origin, near, r#","depositMemo":"m""#),
    ]);
    refuses::<nearintents::ChargeRequest>(&[
        (&request(near, near, ""), Kind::Mismatch),
        (&request(origin, origin, ""), Kind::Mismatch),
        (&request("eip155:10/erc20:0x6b17", near, ""), Kind::Mismatch),
        (&request("BTC", near, ""), Kind::Syntax),
        (
            &request(origin, near, r#","depositMemo":1"#),
            Kind::WrongType,
        ),
        (
            &request(origin, near, r#","refundTo":null"#),
            Kind::Duplicate,
        ),
    ]);
    insta::assert_snapshot!(message::<nearintents::ChargeRequest>(&request(origin, origin, "")), @"methodDetails.destinationAsset: expected an asset of the network named, found one of another");
}

#[test]
fn stellar_rules() {
    refuses::<stellar::ChargePayload>(&[
        (r#"{"type":"signature"}"#, Kind::BadValue),
        (r#"{"type":"hash","hash":"0a"}"#, Kind::Syntax),
    ]);
    insta::assert_snapshot!(message::<stellar::ChargePayload>(r#"{"type":"signature"}"#), @r#"type: expected "transaction" or "hash", found "signature""#);
}
