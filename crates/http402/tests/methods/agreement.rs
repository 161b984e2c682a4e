//! `check_payload`: each row changes one member of a request or payload that agree, and says which
//! member is then refused, if any.

use http402::mpp::methods::{card, evm, solana, stellar, tempo, usdc};
use http402::{Error, Kind};
use serde_json::{Value, json};

use Side::{Payload, Request};

#[derive(Clone, Copy)]
enum Side {
    Request,
    Payload,
}

/// Side, JSON pointer, new value (`null` removes the member), member refused.
type Row = (Side, &'static str, Value, Option<&'static str>);

fn set(document: &mut Value, pointer: &str, value: Value) {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = document.pointer_mut(parent).unwrap();
    match (parent, value) {
        (Value::Object(members), Value::Null) => drop(members.remove(name)),
        (Value::Object(members), value) => drop(members.insert(name.into(), value)),
        (parent, value) => parent[name.parse::<usize>().unwrap()] = value,
    }
}

fn table<R, P>(
    request: &Value,
    payload: &Value,
    check: fn(&R, &P) -> Result<(), Error>,
    rows: &[Row],
) where
    R: core::str::FromStr<Err = Error>,
    P: core::str::FromStr<Err = Error>,
{
    let outcome = |request: &Value, payload: &Value| {
        let request: R = request
            .to_string()
            .parse()
            .unwrap_or_else(|e| panic!("{request}: {e}"));
        let payload: P = payload
            .to_string()
            .parse()
            .unwrap_or_else(|e| panic!("{payload}: {e}"));
        check(&request, &payload)
    };
    assert_eq!(outcome(request, payload), Ok(()), "the control");
    for (side, pointer, value, refused) in rows {
        let (mut request, mut payload) = (request.clone(), payload.clone());
        match side {
            Request => set(&mut request, pointer, value.clone()),
            Payload => set(&mut payload, pointer, value.clone()),
        }
        match (outcome(&request, &payload), refused) {
            (Ok(()), None) => {}
            (Err(error), Some(member)) => assert_eq!(error.field(), *member, "{pointer} {value}"),
            (outcome, _) => panic!("{pointer} {value}: {outcome:?}"),
        }
    }
}

const TOKEN: &str = "0x20c0000000000000000000000000000000000000";
const PAYEE: &str = "0x742d35cc6634c0532925a3b844bc9e7595f8fe00";
const PAYER: &str = "0xaabbccddee11223344556677889900aabbccddee";
const OTHER: &str = "0x1111111111111111111111111111111111111111";
const NOBODY: &str = "0x0000000000000000000000000000000000000000";
const HASH: &str = "0x1111111111111111111111111111111111111111111111111111111111111111";

fn signature() -> String {
    format!("0x{}1b", "22".repeat(64))
}

#[test]
fn tempo_charge() {
    let request =
        json!({"amount": "100", "currency": TOKEN, "recipient": PAYEE, "methodDetails": {}});
    let check = tempo::ChargeRequest::check_payload;
    let transaction = json!({"type": "transaction", "signature": "0x76"});
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
    let open = json!({"action": "open", "type": "transaction", "channelId": HASH, "transaction": "0x76",
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
        "transaction": "0x76", "additionalDeposit": "5", "descriptor": descriptor});
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
            (
                Request,
                "/methodDetails/credentialTypes",
                Value::Null,
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
    let mut plain = request.clone();
    set(&mut plain, "/methodDetails/credentialTypes", Value::Null);
    for payload in [
        json!({"type": "transaction", "signature": "0x02"}),
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

const KEY: &str = "LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY";
const MINT: &str = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";

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
