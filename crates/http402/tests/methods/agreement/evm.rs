//! `evm`.

use http402::mpp::methods::evm;
use serde_json::{Value, json};

use super::Side::{Payload, Request};
use super::{HASH, NOBODY, OTHER, PAYEE, PAYER, TOKEN, set, signature, table};

#[test]
fn evm_charge() {
    let request = json!({"amount": "100", "currency": TOKEN, "recipient": PAYEE, "methodDetails":
        {"chainId": 1, "credentialTypes": ["permit2", "authorization"]}});
    let check = evm::ChargeRequest::check_payload;
    let authorization = json!({"type": "authorization", "from": PAYER, "to": PAYEE, "value": "100",
        "validAfter": "0", "validBefore": "9", "nonce": HASH, "signature": "0x00"});
    table(
        &request,
        &authorization,
        check,
        &[
            (Payload, "/to", json!(OTHER), Some("to")),
            (Payload, "/value", json!("99"), Some("value")),
            (Payload, "/value", json!("101"), Some("value")),
            (
                Request,
                "/methodDetails/credentialTypes",
                json!(["permit2"]),
                Some("type"),
            ),
            (Request, "/methodDetails/credentialTypes", Value::Null, None),
            (
                Request,
                "/methodDetails/splits",
                json!([{"recipient": OTHER, "amount": "1"}]),
                Some("type"),
            ),
        ],
    );
    let mut plain = request.clone();
    set(&mut plain, "/methodDetails/credentialTypes", Value::Null);
    for payload in [
        json!({"type": "transaction", "signature": "0x02f8"}),
        json!({"type": "hash", "hash": HASH}),
    ] {
        table(
            &plain,
            &payload,
            check,
            &[
                (
                    Request,
                    "/methodDetails/credentialTypes",
                    json!(["permit2"]),
                    Some("type"),
                ),
                (
                    Request,
                    "/methodDetails/splits",
                    json!([{"recipient": OTHER, "amount": "1"}]),
                    Some("type"),
                ),
            ],
        );
    }
    let mut split = request;
    set(
        &mut split,
        "/methodDetails/splits",
        json!([{"recipient": OTHER, "amount": "30"}]),
    );
    set(&mut split, "/externalId", json!("e"));
    let permit = json!({"type": "permit2",
        "permit": {"permitted": [{"token": TOKEN, "amount": "70"}, {"token": TOKEN, "amount": "40"}],
            "nonce": "1", "deadline": "9"},
        "transferDetails": [{"to": PAYEE, "requestedAmount": "70"}, {"to": OTHER, "requestedAmount": "30"}],
        "witness": {"challengeHash": HASH, "externalId": "e"}, "signature": "0x00"});
    table(
        &split,
        &permit,
        check,
        &[
            (
                Payload,
                "/transferDetails/0/to",
                json!(OTHER),
                Some("transferDetails"),
            ),
            (
                Payload,
                "/transferDetails/0/requestedAmount",
                json!("69"),
                Some("transferDetails"),
            ),
            (
                Payload,
                "/transferDetails/1/to",
                json!(PAYEE),
                Some("transferDetails"),
            ),
            (
                Payload,
                "/transferDetails/1/requestedAmount",
                json!("31"),
                Some("transferDetails"),
            ),
            (
                Request,
                "/methodDetails/splits",
                Value::Null,
                Some("transferDetails"),
            ),
            (Request, "/amount", json!("101"), Some("transferDetails")),
            (
                Payload,
                "/permit/permitted/0/token",
                json!(OTHER),
                Some("permit.permitted.token"),
            ),
            (Payload, "/permit/permitted/1/amount", json!("30"), None),
            (
                Payload,
                "/permit/permitted/1/amount",
                json!("29"),
                Some("permit.permitted.amount"),
            ),
            (
                Payload,
                "/witness/externalId",
                Value::Null,
                Some("witness.externalId"),
            ),
            (
                Payload,
                "/witness/externalId",
                json!("f"),
                Some("witness.externalId"),
            ),
            (
                Request,
                "/externalId",
                Value::Null,
                Some("witness.externalId"),
            ),
        ],
    );
}

#[test]
fn evm_session() {
    let request = json!({"amount": "1", "currency": TOKEN, "recipient": PAYEE, "methodDetails":
        {"chainId": 1, "escrowContract": OTHER, "credentialTypes": ["authorization", "permit2"]}});
    let check = evm::SessionRequest::check_payload;
    let authorization = json!({"from": PAYER, "to": OTHER, "value": "5", "validAfter": "0",
        "validBefore": "9", "nonce": HASH});
    let open = json!({"action": "open", "type": "authorization", "channelId": HASH, "salt": HASH,
        "authorization": authorization, "signature": signature(), "cumulativeAmount": "0",
        "voucherSignature": signature()});
    table(
        &request,
        &open,
        check,
        &[
            (
                Payload,
                "/authorization/to",
                json!(PAYEE),
                Some("authorization.to"),
            ),
            (
                Request,
                "/methodDetails/credentialTypes",
                json!(["hash"]),
                Some("type"),
            ),
            (
                Request,
                "/methodDetails/credentialTypes",
                Value::Null,
                Some("type"),
            ),
        ],
    );
    let permit = json!({"from": PAYER, "permitted": {"token": TOKEN, "amount": "5"}, "nonce": "1",
        "deadline": "9", "witness": {"payee": PAYEE, "salt": HASH, "authorizedSigner": NOBODY}});
    let open = json!({"action": "open", "type": "permit2", "channelId": HASH, "salt": HASH,
        "authorization": permit, "signature": signature(), "cumulativeAmount": "0",
        "voucherSignature": signature()});
    table(
        &request,
        &open,
        check,
        &[
            (
                Payload,
                "/authorization/permitted/token",
                json!(OTHER),
                Some("authorization.permitted.token"),
            ),
            (
                Payload,
                "/authorization/witness/payee",
                json!(OTHER),
                Some("authorization.witness.payee"),
            ),
        ],
    );
    let added = json!({"from": PAYER, "permitted": {"token": TOKEN, "amount": "5"}, "nonce": "1",
        "deadline": "9", "witness": {"channelId": HASH}});
    let voucher = json!({"action": "voucher", "channelId": HASH, "cumulativeAmount": "5",
        "signature": signature(), "deposit": {"action": "topUp", "type": "permit2",
        "authorization": added, "signature": signature()}});
    table(
        &request,
        &voucher,
        check,
        &[
            (Payload, "/deposit", Value::Null, None),
            (
                Payload,
                "/channelId",
                json!(HASH.replace('1', "2")),
                Some("deposit.authorization.witness.channelId"),
            ),
            (
                Payload,
                "/deposit/authorization/permitted/token",
                json!(OTHER),
                Some("deposit.authorization.permitted.token"),
            ),
            (
                Request,
                "/methodDetails/credentialTypes",
                json!(["hash"]),
                Some("deposit.type"),
            ),
        ],
    );
    let hash = json!({"action": "topUp", "type": "hash", "channelId": HASH, "hash": HASH, "additionalDeposit": "5"});
    let mut plain = request;
    set(&mut plain, "/methodDetails/credentialTypes", Value::Null);
    table(
        &plain,
        &hash,
        check,
        &[(
            Request,
            "/methodDetails/credentialTypes",
            json!(["permit2"]),
            Some("type"),
        )],
    );
}
