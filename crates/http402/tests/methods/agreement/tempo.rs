//! `tempo`.

use http402::mpp::methods::tempo;
use serde_json::{Value, json};

use super::Side::{Payload, Request};
use super::{HASH, NOBODY, OTHER, PAYEE, PAYER, TOKEN, set, signature, table};

#[test]
fn tempo_charge() {
    let request =
        json!({"amount": "100", "currency": TOKEN, "recipient": PAYEE, "methodDetails": {}});
    let check = tempo::ChargeRequest::check_payload;
    let transaction = json!({"type": "transaction", "signature": "0x76f9"});
    table(
        &request,
        &transaction,
        check,
        &[
            (Request, "/amount", json!("0"), Some("type")),
            (Request, "/methodDetails", Value::Null, None),
            (
                Request,
                "/methodDetails/supportedModes",
                json!(["pull"]),
                None,
            ),
            (
                Request,
                "/methodDetails/supportedModes",
                json!(["pull", "push"]),
                None,
            ),
            (
                Request,
                "/methodDetails/supportedModes",
                json!(["push"]),
                Some("type"),
            ),
            (Request, "/methodDetails/feePayer", json!(true), None),
        ],
    );
    table(
        &request,
        &json!({"type": "hash", "hash": HASH}),
        check,
        &[
            (Request, "/amount", json!("0"), Some("type")),
            (
                Request,
                "/methodDetails/supportedModes",
                json!(["push"]),
                None,
            ),
            (
                Request,
                "/methodDetails/supportedModes",
                json!(["pull"]),
                Some("type"),
            ),
            (
                Request,
                "/methodDetails/feePayer",
                json!(true),
                Some("type"),
            ),
            (Request, "/methodDetails/feePayer", json!(false), None),
        ],
    );
    let mut free = request;
    set(&mut free, "/amount", json!("0"));
    table(
        &free,
        &json!({"type": "proof", "signature": "0x00"}),
        check,
        &[
            (Request, "/amount", json!("1"), Some("type")),
            (
                Request,
                "/methodDetails/supportedModes",
                json!(["push"]),
                None,
            ),
        ],
    );
}

#[test]
fn tempo_session() {
    let request = json!({"amount": "1", "currency": TOKEN, "recipient": PAYEE, "methodDetails":
        {"escrowContract": OTHER, "chainId": 4217, "sessionProtocol": "v2"}});
    let descriptor = json!({"payer": PAYER, "payee": PAYEE, "operator": NOBODY, "token": TOKEN,
        "salt": HASH, "authorizedSigner": PAYER, "expiringNonceHash": HASH});
    let check = tempo::SessionRequest::check_payload;
    let most = json!("79228162514264337593543950335");
    let beyond = json!("79228162514264337593543950336");
    let voucher = json!({"action": "voucher", "channelId": HASH, "cumulativeAmount": "5",
        "signature": signature(), "descriptor": descriptor});
    table(
        &request,
        &voucher,
        check,
        &[
            (Payload, "/descriptor", Value::Null, Some("descriptor")),
            (
                Request,
                "/methodDetails/operator",
                json!(OTHER),
                Some("descriptor.operator"),
            ),
            (
                Payload,
                "/descriptor/operator",
                json!(OTHER),
                Some("descriptor.operator"),
            ),
            (
                Payload,
                "/descriptor/payee",
                json!(OTHER),
                Some("descriptor.payee"),
            ),
            (
                Payload,
                "/descriptor/token",
                json!(OTHER),
                Some("descriptor.token"),
            ),
            (Payload, "/cumulativeAmount", most, None),
            (
                Payload,
                "/cumulativeAmount",
                beyond.clone(),
                Some("cumulativeAmount"),
            ),
        ],
    );
    let mut old = request.clone();
    set(&mut old, "/methodDetails/sessionProtocol", json!("v1"));
    let mut bare = voucher;
    set(&mut bare, "/descriptor", Value::Null);
    table(
        &old,
        &bare,
        check,
        &[(Payload, "/cumulativeAmount", beyond.clone(), None)],
    );
    let open = json!({"action": "open", "type": "transaction", "channelId": HASH, "transaction": "0x76f9",
        "cumulativeAmount": "0", "signature": signature(), "descriptor": descriptor});
    table(
        &request,
        &open,
        check,
        &[
            (Payload, "/authorizedSigner", json!(PAYER), None),
            (
                Payload,
                "/authorizedSigner",
                json!(OTHER),
                Some("authorizedSigner"),
            ),
            (Payload, "/descriptor", Value::Null, Some("descriptor")),
        ],
    );
    let top_up = json!({"action": "topUp", "type": "transaction", "channelId": HASH,
        "transaction": "0x76f9", "additionalDeposit": "5", "descriptor": descriptor});
    table(
        &request,
        &top_up,
        check,
        &[
            (
                Payload,
                "/additionalDeposit",
                beyond,
                Some("additionalDeposit"),
            ),
            (
                Payload,
                "/descriptor/token",
                json!(OTHER),
                Some("descriptor.token"),
            ),
        ],
    );
}
