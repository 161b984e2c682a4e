//! `card`, `stellar`, `stripe` and `usdc`, and the choice of the method.

use http402::Kind;
use http402::mpp::methods::{TypedPayload, TypedRequest, card, stellar, stripe, usdc};
use serde_json::{Value, json};

use super::Side::{Payload, Request};
use super::{HASH, KEY, MINT, OTHER, PAYEE, PAYER, TOKEN, table};

/// A payload that is not typed may be a proof.
#[test]
fn debug_prints_no_unknown_payload() {
    let payload = r#"{"key":"hush"}"#.parse().unwrap();
    let payload = TypedPayload::parse("other", "charge", &payload).unwrap();
    assert_eq!(format!("{payload:?}"), "Other(14 bytes)");
}

#[test]
fn card_stellar_usdc() {
    let request = json!({"amount": "1", "currency": "usd", "methodDetails": {"acceptedNetworks":
        ["visa", "amex"], "merchantName": "m", "jwksUri": "https://a.example/k", "kid": "k"}});
    let payload = json!({"encryptedPayload": "a.b.c.d.e", "network": "visa", "panLastFour": "4242",
        "panExpirationMonth": "06", "panExpirationYear": "2028"});
    table(
        &request,
        &payload,
        card::ChargeRequest::check_payload,
        &[
            (Payload, "/network", json!("amex"), None),
            (Payload, "/network", json!("discover"), Some("network")),
        ],
    );

    let request = json!({"amount": "1", "currency": "CAEQSCIJBEEQSCIJBEEQSCIJBEEQSCIJBEEQSCIJBEEQSCIJBEEQTD2L",
        "recipient": "GAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAWHF",
        "methodDetails": {"network": "stellar:testnet"}});
    let check = stellar::ChargeRequest::check_payload;
    table(
        &request,
        &json!({"type": "hash", "hash": "0a".repeat(32)}),
        check,
        &[
            (
                Request,
                "/methodDetails/feePayer",
                json!(true),
                Some("type"),
            ),
            (Request, "/methodDetails/feePayer", json!(false), None),
        ],
    );
    table(
        &request,
        &json!({"type": "transaction", "transaction": "AQID"}),
        check,
        &[(Request, "/methodDetails/feePayer", json!(true), None)],
    );

    let check = usdc::ChargeRequest::check_payload;
    let evm = json!({"amount": "100", "currency": TOKEN, "recipient": PAYEE,
        "methodDetails": {"type": "evm", "evm": {"chainId": 1, "decimals": 6}}});
    let authorization = json!({"type": "authorization", "from": PAYER, "to": PAYEE, "value": "100",
        "validAfter": "0", "validBefore": "9", "nonce": HASH, "signature": "0x00"});
    let transaction = json!({"type": "transaction", "transaction": "AQID"});
    table(
        &evm,
        &authorization,
        check,
        &[
            (Payload, "/to", json!(OTHER), Some("to")),
            (Payload, "/value", json!("101"), Some("value")),
        ],
    );
    let refused = check(
        &evm.to_string().parse().unwrap(),
        &transaction.to_string().parse().unwrap(),
    );
    assert_eq!(refused.as_ref().unwrap_err().kind(), Kind::BadValue);
    insta::assert_snapshot!(refused.unwrap_err(), @r#"type: expected the type of the profile, found "transaction""#);
    let solana = json!({"amount": "100", "currency": MINT, "recipient": KEY, "methodDetails":
        {"type": "solana", "solana": {"network": "devnet", "decimals": 6,
        "tokenProgram": "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"}}});
    table(
        &solana,
        &transaction,
        check,
        &[(
            Payload,
            "/transactionFormat",
            json!("stacks_transaction_v1"),
            Some("transactionFormat"),
        )],
    );
    let gateway = json!({"amount": "100", "currency": "usdc", "recipient": KEY, "methodDetails":
        {"type": "gateway", "gateway": {"acceptedSources": ["eip155:1"],
        "destinationNetwork": "eip155:8453", "maxFee": "5"}}});
    let transfer = json!({"type": "transfer", "sourceNetwork": "eip155:1",
        "destinationNetwork": "eip155:8453", "maxFee": "5", "authorization": {}});
    table(
        &gateway,
        &transfer,
        check,
        &[
            (
                Payload,
                "/sourceNetwork",
                json!("eip155:10"),
                Some("sourceNetwork"),
            ),
            (
                Payload,
                "/destinationNetwork",
                json!("eip155:10"),
                Some("destinationNetwork"),
            ),
            (Payload, "/maxFee", json!("6"), Some("maxFee")),
            (Payload, "/maxFee", json!("4"), None),
        ],
    );
}

#[test]
fn stripe_charge() {
    let request = json!({"amount": "1", "currency": "usd", "externalId": "A-77",
        "methodDetails": {"networkId": "profile_1", "paymentMethodTypes": ["card"]}});
    table(
        &request,
        &json!({"spt": "spt_1", "externalId": "A-77"}),
        stripe::ChargeRequest::check_payload,
        &[
            (Payload, "/externalId", json!("B-13"), Some("externalId")),
            (Payload, "/externalId", Value::Null, Some("externalId")),
            (Request, "/externalId", Value::Null, None),
        ],
    );
}

#[test]
fn whatever_method() {
    let request = |method: &str, json: Value| {
        TypedRequest::parse(method, "charge", &json.to_string().parse().unwrap()).unwrap()
    };
    let payload = |method: &str, json: Value| {
        TypedPayload::parse(method, "charge", &json.to_string().parse().unwrap()).unwrap()
    };
    let stripe = request(
        "stripe",
        json!({"amount": "1", "currency": "usd", "externalId": "A-77",
            "methodDetails": {"networkId": "profile_1", "paymentMethodTypes": ["card"]}}),
    );
    let testpay = request("testpay", json!({"amount": "1", "currency": "usd"}));
    let unknown = request("barter", json!({}));
    let token = payload("stripe", json!({"spt": "spt_1"}));
    let proof = payload("testpay", json!({"proof": "0a".repeat(32)}));
    let goods = payload("barter", json!({}));
    assert_eq!(
        stripe.check_payload(&token).unwrap_err().field(),
        "externalId"
    );
    for (request, mine) in [(&testpay, &proof), (&unknown, &goods)] {
        for payload in [&token, &proof, &goods] {
            let refused = request.check_payload(payload).err();
            let expected = (payload != mine).then_some(Kind::Mismatch);
            assert_eq!(refused.map(|error| error.kind()), expected);
        }
    }
}
