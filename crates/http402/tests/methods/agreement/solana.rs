//! `solana`.

use http402::Kind;
use http402::mpp::methods::solana;
use serde_json::{Value, json};

use super::Side::{Payload, Request};
use super::{KEY, MINT, set, table};

#[test]
fn solana_charge() {
    let request = json!({"amount": "100", "currency": MINT, "recipient": KEY, "methodDetails": {"decimals": 6}});
    let check = solana::ChargeRequest::check_payload;
    table(
        &request,
        &json!({"type": "transaction", "transaction": "AQID"}),
        check,
        &[(
            Request,
            "/methodDetails/confidential",
            json!(true),
            Some("type"),
        )],
    );
    let signature = http402::primitives::SolanaSignature::from_bytes([6; 64]).to_string();
    table(
        &request,
        &json!({"type": "signature", "signature": signature}),
        check,
        &[
            (
                Request,
                "/methodDetails/confidential",
                json!(true),
                Some("type"),
            ),
            (
                Request,
                "/methodDetails",
                json!({"decimals": 6, "feePayer": true, "feePayerKey": KEY}),
                Some("type"),
            ),
        ],
    );
    let mut hidden = request;
    set(&mut hidden, "/methodDetails/confidential", json!(true));
    table(
        &hidden,
        &json!({"type": "bundle", "transactions": ["AQID"]}),
        check,
        &[(
            Request,
            "/methodDetails/confidential",
            Value::Null,
            Some("type"),
        )],
    );
}

#[test]
fn solana_session() {
    let signature = http402::mpp::values::Ed25519Signature::from([6; 64]).to_string();
    let proof = json!({"type": "proof", "challengeId": "c1", "payer": KEY, "signature": signature});
    let split = json!([{"recipient": MINT, "shareBps": 100}]);
    let request = json!({"amount": "1", "currency": MINT, "recipient": KEY, "minimumDeposit": "10",
        "methodDetails": {"network": "devnet", "channelProgram": KEY, "decimals": 6,
        "recentBlockhash": KEY, "recentSlot": "50", "gracePeriodSeconds": 900,
        "idleTimeoutOptionsSeconds": [30, 600], "distributionSplits": split}});
    let open = json!({"action": "open", "channelId": KEY, "payer": KEY, "payee": KEY, "mint": MINT,
        "authorizedSigner": KEY, "salt": "1", "depositAmount": "10", "gracePeriodSeconds": 900,
        "openSlot": "50", "transaction": "AQID", "idleTimeoutSeconds": 30, "distributionSplits": split});
    let check = solana::SessionRequest::check_payload;
    table(
        &request,
        &open,
        check,
        &[
            (Payload, "/payee", json!(MINT), Some("payee")),
            (Payload, "/mint", json!(KEY), Some("mint")),
            (Payload, "/depositAmount", json!("9"), Some("depositAmount")),
            (Request, "/minimumDeposit", Value::Null, None),
            (
                Payload,
                "/gracePeriodSeconds",
                json!(901),
                Some("gracePeriodSeconds"),
            ),
            (Payload, "/openSlot", json!("51"), Some("openSlot")),
            (Payload, "/openSlot", json!("49"), None),
            (
                Payload,
                "/idleTimeoutSeconds",
                json!(31),
                Some("idleTimeoutSeconds"),
            ),
            (Payload, "/idleTimeoutSeconds", Value::Null, None),
            (
                Request,
                "/methodDetails/idleTimeoutOptionsSeconds",
                Value::Null,
                Some("idleTimeoutSeconds"),
            ),
            (
                Payload,
                "/distributionSplits",
                Value::Null,
                Some("distributionSplits"),
            ),
            (
                Payload,
                "/distributionSplits",
                json!([{"recipient": MINT, "shareBps": 101}]),
                Some("distributionSplits"),
            ),
            (
                Payload,
                "/authentication",
                proof.clone(),
                Some("authentication"),
            ),
        ],
    );
    let mut operated = request.clone();
    set(&mut operated, "/methodDetails/operator", json!(KEY));
    set(
        &mut operated,
        "/methodDetails/voucherSigner",
        json!("operator"),
    );
    let mut proven = open;
    set(&mut proven, "/authentication", proof.clone());
    table(
        &operated,
        &proven,
        check,
        &[
            (
                Payload,
                "/authentication",
                Value::Null,
                Some("authentication"),
            ),
            (
                Payload,
                "/authorizedSigner",
                json!(MINT),
                Some("authorizedSigner"),
            ),
            (
                Request,
                "/methodDetails/voucherSigner",
                Value::Null,
                Some("authentication"),
            ),
        ],
    );
    let usage = json!({"action": "use", "channelId": KEY, "authentication": proof});
    table(
        &operated,
        &usage,
        check,
        &[(
            Request,
            "/methodDetails/voucherSigner",
            json!("client"),
            Some("action"),
        )],
    );
    let signed = json!({"voucher": {"channelId": KEY, "cumulativeAmount": "5"}, "signer": KEY,
        "signature": signature, "signatureType": "ed25519"});
    let voucher = json!({"action": "voucher", "channelId": KEY, "voucher": signed});
    table(
        &request,
        &voucher,
        check,
        &[(Request, "/methodDetails/operator", json!(KEY), None)],
    );
    let close = json!({"action": "close", "channelId": KEY, "voucher": signed});
    table(&request, &close, check, &[]);
    let outcome = check(
        &operated.to_string().parse().unwrap(),
        &close.to_string().parse().unwrap(),
    );
    assert_eq!(outcome.unwrap_err().kind(), Kind::Missing);
}
