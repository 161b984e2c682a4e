//! `evm`.

use http402::Kind;
use http402::mpp::methods::evm;

use crate::support::{accepts, message, object, refuses};

#[test]
fn objects() {
    object::<evm::ChargeRequest>(
        r#"{"amount":"105","currency":"0x20c0000000000000000000000000000000000000","recipient":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","methodDetails":{"chainId":1},"description":"d","externalId":"e"}"#,
        &["description", "externalId"],
    );
    object::<evm::ChargeDetails>(
        r#"{"chainId":1,"permit2Address":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","credentialTypes":["permit2","authorization","transaction","hash"],"decimals":6,"splits":[{"recipient":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","amount":"5","memo":"m"}]}"#,
        &["permit2Address", "credentialTypes", "decimals", "splits"],
    );
    object::<evm::Split>(
        r#"{"recipient":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","amount":"5","memo":"m"}"#,
        &["memo"],
    );
    object::<evm::ChargePayload>(
        r#"{"type":"permit2","permit":{"permitted":[{"token":"0x20c0000000000000000000000000000000000000","amount":"5"}],"nonce":"1","deadline":"9"},"transferDetails":[{"to":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","requestedAmount":"5"}],"witness":{"challengeHash":"0x1111111111111111111111111111111111111111111111111111111111111111","externalId":"e"},"signature":"0x222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222221b"}"#,
        &[],
    );
    object::<evm::Permit>(
        r#"{"permitted":[{"token":"0x20c0000000000000000000000000000000000000","amount":"5"}],"nonce":"1","deadline":"9"}"#,
        &[],
    );
    object::<evm::PaymentWitness>(
        r#"{"challengeHash":"0x1111111111111111111111111111111111111111111111111111111111111111","externalId":"e"}"#,
        &["externalId"],
    );
    object::<evm::ChargePayload>(
        r#"{"from":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","to":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","value":"5","validAfter":"0","validBefore":"9","nonce":"0x1111111111111111111111111111111111111111111111111111111111111111","type":"authorization","signature":"0x222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222221b"}"#,
        &[],
    );
    object::<evm::ChargePayload>(r#"{"type":"transaction","signature":"0x02f8"}"#, &[]);
    object::<evm::ChargePayload>(
        r#"{"type":"hash","hash":"0x1111111111111111111111111111111111111111111111111111111111111111"}"#,
        &[],
    );
    object::<evm::ChargeReceipt>(
        r#"{"method":"evm","challengeId":"c1","reference":"0x1111111111111111111111111111111111111111111111111111111111111111","chainId":1,"externalId":"e","status":"success","timestamp":"2026-01-29T12:00:00Z"}"#,
        &["externalId"],
    );
    object::<evm::SessionRequest>(
        r#"{"amount":"25","currency":"0x20c0000000000000000000000000000000000000","recipient":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","methodDetails":{"escrowContract":"0x20c0000000000000000000000000000000000000","chainId":1},"unitType":"u","suggestedDeposit":"9","description":"d","externalId":"e"}"#,
        &["unitType", "suggestedDeposit", "description", "externalId"],
    );
    object::<evm::SessionDetails>(
        r#"{"chainId":1,"escrowContract":"0x20c0000000000000000000000000000000000000","channelId":"0x1111111111111111111111111111111111111111111111111111111111111111","minVoucherDelta":"1","feePayer":true,"credentialTypes":["permit2","authorization","hash"],"permit2Contract":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00"}"#,
        &[
            "channelId",
            "minVoucherDelta",
            "feePayer",
            "credentialTypes",
            "permit2Contract",
        ],
    );
    object::<evm::SessionPayload>(
        r#"{"action":"open","type":"hash","channelId":"0x1111111111111111111111111111111111111111111111111111111111111111","hash":"0x1111111111111111111111111111111111111111111111111111111111111111","salt":"0x1111111111111111111111111111111111111111111111111111111111111111","cumulativeAmount":"0","signature":"0x222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222221b","authorizedSigner":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00"}"#,
        &["authorizedSigner"],
    );
    object::<evm::SessionPayload>(
        r#"{"action":"open","type":"authorization","channelId":"0x1111111111111111111111111111111111111111111111111111111111111111","salt":"0x1111111111111111111111111111111111111111111111111111111111111111","authorization":{"from":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","to":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","value":"5","validAfter":"0","validBefore":"9","nonce":"0x1111111111111111111111111111111111111111111111111111111111111111"},"signature":"0x222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222221b","cumulativeAmount":"0","voucherSignature":"0x222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222221b","authorizedSigner":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00"}"#,
        &["authorizedSigner"],
    );
    object::<evm::OpenPayload>(
        r#"{"action":"open","type":"permit2","channelId":"0x1111111111111111111111111111111111111111111111111111111111111111","salt":"0x1111111111111111111111111111111111111111111111111111111111111111","authorization":{"from":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","permitted":{"token":"0x20c0000000000000000000000000000000000000","amount":"5"},"nonce":"1","deadline":"9","witness":{"payee":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","salt":"0x1111111111111111111111111111111111111111111111111111111111111111","authorizedSigner":"0x0000000000000000000000000000000000000000"}},"signature":"0x222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222221b","cumulativeAmount":"0","voucherSignature":"0x222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222221b"}"#,
        &[],
    );
    object::<evm::SessionPayload>(
        r#"{"action":"topUp","type":"hash","channelId":"0x1111111111111111111111111111111111111111111111111111111111111111","hash":"0x1111111111111111111111111111111111111111111111111111111111111111","additionalDeposit":"5"}"#,
        &[],
    );
    object::<evm::SessionPayload>(
        r#"{"action":"topUp","type":"authorization","channelId":"0x1111111111111111111111111111111111111111111111111111111111111111","salt":"0x1111111111111111111111111111111111111111111111111111111111111111","authorization":{"from":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","to":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","value":"5","validAfter":"0","validBefore":"9","nonce":"0x1111111111111111111111111111111111111111111111111111111111111111"},"signature":"0x222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222221b","additionalDeposit":"5"}"#,
        &[],
    );
    object::<evm::TopUpPayload>(
        r#"{"action":"topUp","type":"permit2","channelId":"0x1111111111111111111111111111111111111111111111111111111111111111","authorization":{"from":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","permitted":{"token":"0x20c0000000000000000000000000000000000000","amount":"5"},"nonce":"1","deadline":"9","witness":{"channelId":"0x1111111111111111111111111111111111111111111111111111111111111111"}},"signature":"0x222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222221b","additionalDeposit":"5"}"#,
        &[],
    );
    object::<evm::SessionPayload>(
        r#"{"action":"voucher","channelId":"0x1111111111111111111111111111111111111111111111111111111111111111","cumulativeAmount":"5","signature":"0x222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222221b","deposit":{"action":"topUp","type":"permit2","authorization":{"from":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","permitted":{"token":"0x20c0000000000000000000000000000000000000","amount":"5"},"nonce":"1","deadline":"9","witness":{"channelId":"0x1111111111111111111111111111111111111111111111111111111111111111"}},"signature":"0x222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222221b"}}"#,
        &["deposit"],
    );
    object::<evm::Deposit>(
        r#"{"action":"open","type":"authorization","salt":"0x1111111111111111111111111111111111111111111111111111111111111111","authorization":{"from":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","to":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","value":"5","validAfter":"0","validBefore":"9","nonce":"0x1111111111111111111111111111111111111111111111111111111111111111"},"signature":"0x222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222221b","authorizedSigner":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00"}"#,
        &["authorizedSigner"],
    );
    object::<evm::Deposit>(
        r#"{"action":"open","type":"permit2","salt":"0x1111111111111111111111111111111111111111111111111111111111111111","authorization":{"from":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","permitted":{"token":"0x20c0000000000000000000000000000000000000","amount":"5"},"nonce":"1","deadline":"9","witness":{"payee":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","salt":"0x1111111111111111111111111111111111111111111111111111111111111111","authorizedSigner":"0x0000000000000000000000000000000000000000"}},"signature":"0x222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222221b"}"#,
        &[],
    );
    object::<evm::Deposit>(
        r#"{"action":"topUp","type":"authorization","salt":"0x1111111111111111111111111111111111111111111111111111111111111111","authorization":{"from":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","to":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","value":"5","validAfter":"0","validBefore":"9","nonce":"0x1111111111111111111111111111111111111111111111111111111111111111"},"signature":"0x222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222221b"}"#,
        &[],
    );
    object::<evm::Deposit>(
        r#"{"action":"topUp","type":"permit2","authorization":{"from":"0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00","permitted":{"token":"0x20c0000000000000000000000000000000000000","amount":"5"},"nonce":"1","deadline":"9","witness":{"channelId":"0x1111111111111111111111111111111111111111111111111111111111111111"}},"signature":"0x222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222221b"}"#,
        &[],
    );
    object::<evm::SessionPayload>(
        r#"{"action":"close","channelId":"0x1111111111111111111111111111111111111111111111111111111111111111","cumulativeAmount":"5","signature":"0x222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222221b"}"#,
        &[],
    );
    object::<evm::SessionReceipt>(
        r#"{"method":"evm","intent":"session","reference":"0x1111111111111111111111111111111111111111111111111111111111111111","challengeId":"c1","channelId":"0x1111111111111111111111111111111111111111111111111111111111111111","acceptedCumulative":"5","spent":"4","chainId":1,"units":3,"txHash":"0x1111111111111111111111111111111111111111111111111111111111111111","confirmations":2,"status":"success","timestamp":"2026-01-29T12:00:00Z"}"#,
        &["units", "txHash", "confirmations"],
    );
}

#[test]
fn rules() {
    let splits = |amount: &str, parts: &str| {
        format!(
            r#"{{"amount":"{amount}","currency":"0x20c0000000000000000000000000000000000000","recipient":"0x742d35cc6634c0532925a3b844bc9e7595f8fe00","methodDetails":{{"chainId":1,"splits":[{parts}]}}}}"#
        )
    };
    let part = r#"{"recipient":"0x742d35cc6634c0532925a3b844bc9e7595f8fe00","amount":"50"}"#;
    accepts::<evm::ChargeRequest>(&[
        &splits("51", part),
        &splits("101", &format!("{part},{part}")),
    ]);
    refuses::<evm::ChargeRequest>(&[
        (&splits("50", part), Kind::Mismatch),
        (&splits("100", &format!("{part},{part}")), Kind::Mismatch),
        (&splits("1", ""), Kind::BadValue),
    ]);

    let permit = |permitted: usize, transfers: usize| {
        let permitted = vec![
            r#"{"token":"0x20c0000000000000000000000000000000000000","amount":"5"}"#;
            permitted
        ]
        .join(",");
        let transfers = vec![
            r#"{"to":"0x20c0000000000000000000000000000000000000","requestedAmount":"5"}"#;
            transfers
        ]
        .join(",");
        format!(
            r#"{{"type":"permit2","permit":{{"permitted":[{permitted}],"nonce":"1","deadline":"9"}},"transferDetails":[{transfers}],"witness":{{"challengeHash":"0x1111111111111111111111111111111111111111111111111111111111111111"}},"signature":"0x00"}}"#
        )
    };
    accepts::<evm::ChargePayload>(&[&permit(1, 1), &permit(3, 3)]);
    refuses::<evm::ChargePayload>(&[
        (&permit(1, 2), Kind::Mismatch),
        (&permit(2, 1), Kind::Mismatch),
        (&permit(0, 0), Kind::BadValue),
        (r#"{"type":"cash"}"#, Kind::BadValue),
    ]);
    insta::assert_snapshot!(message::<evm::ChargePayload>(&permit(1, 2)), @"transferDetails: expected as many elements as permit.permitted has, 1, found 2");
}

/// A Permit2 open whose witness has this salt and signer; the payload has `0x11…` and `signer`.
fn open(salt: &str, witness: &str, signer: &str) -> String {
    format!(
        r#"{{"action":"open","type":"permit2","channelId":"0x{0}","salt":"0x{0}","authorization":{{"from":"0x{1}","permitted":{{"token":"0x{1}","amount":"5"}},"nonce":"1","deadline":"9","witness":{{"payee":"0x{1}","salt":"0x{2}","authorizedSigner":"0x{3}"}}}},"signature":"0x{4}","cumulativeAmount":"0","voucherSignature":"0x{4}"{5}}}"#,
        "11".repeat(32),
        "aa".repeat(20),
        salt.repeat(32),
        witness.repeat(20),
        "22".repeat(65),
        signer,
    )
}

#[test]
fn session_rules() {
    let signer = format!(r#","authorizedSigner":"0x{}""#, "bb".repeat(20));
    accepts::<evm::SessionPayload>(&[&open("11", "00", ""), &open("11", "bb", &signer)]);
    refuses::<evm::SessionPayload>(&[
        (&open("12", "00", ""), Kind::Mismatch),
        (&open("11", "bb", ""), Kind::Mismatch),
        (&open("11", "00", &signer), Kind::Mismatch),
        (&open("11", "aa", &signer), Kind::Mismatch),
        (r#"{"action":"open","type":"transaction"}"#, Kind::BadValue),
        (r#"{"action":"open"}"#, Kind::Missing),
    ]);
    insta::assert_snapshot!(message::<evm::SessionPayload>(&open("12", "00", "")), @"authorization.witness.salt: expected the value of the payload, found another");

    let top_up = |channel: &str, amount: &str| {
        format!(
            r#"{{"action":"topUp","type":"permit2","channelId":"0x{0}","authorization":{{"from":"0x{1}","permitted":{{"token":"0x{1}","amount":"5"}},"nonce":"1","deadline":"9","witness":{{"channelId":"0x{2}"}}}},"signature":"0x{3}","additionalDeposit":"{amount}"}}"#,
            "11".repeat(32),
            "aa".repeat(20),
            channel.repeat(32),
            "22".repeat(65),
        )
    };
    accepts::<evm::SessionPayload>(&[&top_up("11", "5")]);
    refuses::<evm::SessionPayload>(&[
        (&top_up("12", "5"), Kind::Mismatch),
        (&top_up("11", "6"), Kind::Mismatch),
    ]);
    let authorized = |amount: &str| {
        format!(
            r#"{{"action":"topUp","type":"authorization","channelId":"0x{0}","salt":"0x{0}","authorization":{{"from":"0x{1}","to":"0x{1}","value":"5","validAfter":"0","validBefore":"9","nonce":"0x{0}"}},"signature":"0x{2}","additionalDeposit":"{amount}"}}"#,
            "11".repeat(32),
            "aa".repeat(20),
            "22".repeat(65),
        )
    };
    accepts::<evm::SessionPayload>(&[&authorized("5")]);
    refuses::<evm::SessionPayload>(&[(&authorized("4"), Kind::Mismatch)]);
    insta::assert_snapshot!(message::<evm::SessionPayload>(&authorized("4")), @"additionalDeposit: expected the amount of the authorization, found another");
}
