//! `usdc`.

use http402::Kind;
use http402::mpp::methods::usdc;

use crate::support::{accepts, message, object, refuses};

#[test]
fn objects() {
    object::<usdc::ChargeRequest>(
        r#"{"amount":"100","currency":"0x20c0000000000000000000000000000000000000","recipient":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","methodDetails":{"type":"evm","evm":{"chainId":1,"decimals":6}},"description":"d","externalId":"e"}"#,
        &["description", "externalId"],
    );
    object::<usdc::ChargeRequest>(
        r#"{"amount":"100","currency":"EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v","recipient":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","methodDetails":{"type":"solana","solana":{"network":"devnet","decimals":6,"tokenProgram":"TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"}},"description":"d","externalId":"e"}"#,
        &["description", "externalId"],
    );
    object::<usdc::ChargeRequest>(
        r#"{"amount":"100","currency":"ST1PQ.usdcx::usdcx-token","recipient":"ST3F","methodDetails":{"type":"stacks","stacks":{"network":"testnet","chainId":"2147483648","contractAddress":"ST1PQ","contractName":"usdcx","assetName":"usdcx-token","functionName":"transfer","decimals":6}},"description":"d","externalId":"e"}"#,
        &["description", "externalId"],
    );
    object::<usdc::ChargeRequest>(
        r#"{"amount":"100","currency":"usdc","recipient":"LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY","methodDetails":{"type":"gateway","gateway":{"acceptedSources":["eip155:1"],"destinationNetwork":"eip155:8453","maxFee":"5"}},"description":"d","externalId":"e"}"#,
        &["description", "externalId"],
    );
    object::<usdc::EvmProfile>(
        r#"{"chainId":1,"decimals":6,"credentialTypes":["authorization"]}"#,
        &["credentialTypes"],
    );
    object::<usdc::SolanaProfile>(
        r#"{"network":"devnet","decimals":6,"tokenProgram":"TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA","feePayer":false}"#,
        &["feePayer"],
    );
    object::<usdc::StacksProfile>(
        r#"{"network":"mainnet","chainId":"1","contractAddress":"SP12","contractName":"usdcx","assetName":"usdcx-token","functionName":"transfer","decimals":6,"feePayer":false}"#,
        &["feePayer"],
    );
    object::<usdc::GatewayProfile>(
        r#"{"acceptedSources":["eip155:1"],"destinationNetwork":"eip155:8453","maxFee":"5","maxFeeBps":2.5,"credentialTypes":["transfer"]}"#,
        &["maxFeeBps", "credentialTypes"],
    );
    object::<usdc::ChargePayload>(
        r#"{"from":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","to":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","value":"5","validAfter":"0","validBefore":"9","nonce":"0x1111111111111111111111111111111111111111111111111111111111111111","type":"authorization","signature":"0x222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222221b"}"#,
        &[],
    );
    object::<usdc::ChargePayload>(
        r#"{"type":"transaction","transaction":"AQID","transactionFormat":"stacks_transaction_v1"}"#,
        &["transactionFormat"],
    );
    object::<usdc::ChargePayload>(
        r#"{"type":"transfer","sourceNetwork":"eip155:1","destinationNetwork":"eip155:8453","maxFee":"5","authorization":{"a":1}}"#,
        &[],
    );
    object::<usdc::ChargeReceipt>(
        r#"{"method":"usdc","type":"gateway","reference":"r","challengeId":"c1","network":"eip155:1","externalId":"e","gateway":{"transferId":"t"},"status":"success","timestamp":"2026-01-29T12:00:00Z"}"#,
        &["externalId", "gateway"],
    );
    object::<usdc::GatewayReceipt>(
        r#"{"transferId":"t","sourceNetwork":"eip155:1","destinationNetwork":"eip155:8453","transferSpecHash":"h"}"#,
        &[
            "transferId",
            "sourceNetwork",
            "destinationNetwork",
            "transferSpecHash",
        ],
    );
}

fn request(currency: &str, recipient: &str, details: &str) -> String {
    format!(
        r#"{{"amount":"100","currency":"{currency}","recipient":"{recipient}","methodDetails":{details}}}"#
    )
}

/// MPP-UC-002: the type names its sibling, and only that is there.
#[test]
fn rules() {
    let token = "0x20c0000000000000000000000000000000000000";
    let mint = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";
    let evm = r#"{"type":"evm","evm":{"chainId":1,"decimals":6}}"#;
    let stacks = r#"{"type":"stacks","stacks":{"network":"testnet","chainId":"2147483648","contractAddress":"ST1PQ","contractName":"usdcx","assetName":"usdcx-token","functionName":"transfer","decimals":6}}"#;
    let gateway = r#"{"type":"gateway","gateway":{"acceptedSources":["eip155:1"],"destinationNetwork":"eip155:8453","maxFee":"5"}}"#;
    let asset = "ST1PQ.usdcx::usdcx-token";
    accepts::<usdc::ChargeRequest>(&[
        &request(token, token, evm),
        &request(asset, "ST3F", stacks),
        &request("usdc", mint, gateway),
    ]);
    refuses::<usdc::ChargeRequest>(&[
        (&request(token, token, "{}"), Kind::Missing),
        (&request(token, token, r#"{"type":"evm"}"#), Kind::Missing),
        (
            &request(token, token, r#"{"type":"tron","tron":{}}"#),
            Kind::BadValue,
        ),
        (
            &request(token, token, &evm.replace("}}", r#"},"solana":{}}"#)),
            Kind::BadValue,
        ),
        (
            &request(token, token, &evm.replace(r#""evm":{"#, r#""gateway":{"#)),
            Kind::BadValue,
        ),
        (
            &request(token, token, &evm.replace('6', "18")),
            Kind::BadValue,
        ),
        (&request("usdc", token, evm), Kind::Syntax),
        (&request(token, mint, evm), Kind::Syntax),
        (
            &request(&asset.replace("usdcx-", "usdcy-"), "ST3F", stacks),
            Kind::Mismatch,
        ),
        (
            &request(asset, "ST3F", &stacks.replace("2147483648", "1")),
            Kind::BadValue,
        ),
        (
            &request(asset, "ST3F", &stacks.replace("\"transfer\"", "\"burn\"")),
            Kind::BadValue,
        ),
        (&request(token, mint, gateway), Kind::BadValue),
        (
            &request("usdc", mint, &gateway.replace(r#""eip155:1""#, "")),
            Kind::BadValue,
        ),
        (
            &request(token, token, evm).replace("\"100\"", "\"0\""),
            Kind::BadValue,
        ),
    ]);
    insta::assert_snapshot!(message::<usdc::ChargeRequest>(&request(token, token, &evm.replace("}}", r#"},"solana":{}}"#))), @"methodDetails.solana: expected no such member, found one at byte 201");
    insta::assert_snapshot!(message::<usdc::ChargeRequest>(&request("usdc", token, evm)), @"currency: expected 40 hex digits after 0x, found 4 characters without 0x");

    let solana = |more: &str| {
        format!(
            r#"{{"network":"devnet","decimals":6,"tokenProgram":"TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"{more}}}"#
        )
    };
    let key = format!(r#","feePayerKey":"{mint}""#);
    accepts::<usdc::SolanaProfile>(&[&solana(""), &solana(&format!(r#","feePayer":true{key}"#))]);
    refuses::<usdc::SolanaProfile>(&[
        (&solana(&key), Kind::BadValue),
        (&solana(r#","feePayer":true"#), Kind::Missing),
        (
            &solana("").replace(
                "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
                "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb",
            ),
            Kind::BadValue,
        ),
    ]);
    refuses::<usdc::ChargePayload>(&[(
        r#"{"type":"transaction","transaction":"AQID","transactionFormat":"v2"}"#,
        Kind::BadValue,
    )]);
}
