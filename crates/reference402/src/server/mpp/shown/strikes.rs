//! What faults do to the requests that are shown.

use serde_json::{Value, json};

use crate::Faults;

/// Whether it strikes, where, and what it puts there; null takes away.
type Strike = (bool, &'static str, Value);

/// The strikes of an offer.
pub(super) fn strikes(name: &str, faults: &Faults) -> Vec<Strike> {
    match name {
        "card-charge" => card(faults),
        "lightning-charge" | "lightning-session" => lightning(name, faults),
        "nearintents-charge" => vec![
            (
                faults.has("nearintents-network-short"),
                "methodDetails/originNetwork",
                json!("arb"),
            ),
            (
                faults.has("nearintents-type-unknown"),
                "methodDetails/credentialTypes",
                json!(["hash", "transaction"]),
            ),
            (
                faults.has("nearintents-asset-bare"),
                "methodDetails/destinationAsset",
                json!("usdc.atlas.near"),
            ),
        ],
        "solana-charge" => solana(faults),
        "stellar-charge" => vec![(
            faults.has("stellar-network-bare"),
            "methodDetails/network",
            json!("testnet"),
        )],
        "stripe-charge" => vec![
            (
                faults.has("stripe-network-missing"),
                "methodDetails/networkId",
                Value::Null,
            ),
            (
                faults.has("stripe-types-text"),
                "methodDetails/paymentMethodTypes",
                json!("card"),
            ),
            (
                faults.has("stripe-connect-told"),
                "methodDetails/application_fee_amount",
                json!("250"),
            ),
        ],
        "stripe-subscription" | "tempo-subscription" => subscription(name, faults),
        "tempo-charge" => vec![
            (
                faults.has("tempo-currency-as-symbol"),
                "currency",
                json!("pathUSD"),
            ),
            (
                faults.has("tempo-splits-empty"),
                "methodDetails/splits",
                json!([]),
            ),
            (
                faults.has("tempo-split-of-nothing"),
                "methodDetails/splits",
                json!([{ "amount": "0", "recipient": "0xa2a79951ba672178ef553c1c24fc2c01634d604e" }]),
            ),
        ],
        "tempo-session" => session(faults),
        "usdc-charge" => vec![
            (
                faults.has("usdc-two-profiles"),
                "methodDetails/solana",
                json!({ "network": "devnet", "decimals": 6 }),
            ),
            (
                faults.has("usdc-type-differs"),
                "methodDetails/type",
                json!("gateway"),
            ),
        ],
        _ => Vec::new(),
    }
}

fn card(faults: &Faults) -> Vec<Strike> {
    vec![
        (
            faults.has("card-two-keys"),
            "methodDetails/jwksUri",
            json!("https://reference402.example/keys.json"),
        ),
        (
            faults.has("card-key-for-signing"),
            "methodDetails/encryptionJwk/use",
            json!("sig"),
        ),
        (
            faults.has("card-key-short"),
            "methodDetails/encryptionJwk/n",
            json!("q".repeat(171)),
        ),
    ]
}

fn lightning(name: &str, faults: &Faults) -> Vec<Strike> {
    if name == "lightning-session" {
        return vec![
            (
                faults.has("lightning-session-without-hash"),
                "paymentHash",
                Value::Null,
            ),
            (
                faults.has("lightning-session-invoice-missing"),
                "depositInvoice",
                Value::Null,
            ),
            (
                faults.has("lightning-session-amount-number"),
                "amount",
                json!(2),
            ),
        ];
    }
    vec![
        (
            faults.has("lightning-network-unknown"),
            "methodDetails/network",
            json!("testnet4"),
        ),
        (
            faults.has("lightning-currency-btc"),
            "currency",
            json!("BTC"),
        ),
        (
            faults.has("lightning-invoice-missing"),
            "methodDetails/invoice",
            Value::Null,
        ),
    ]
}

fn solana(faults: &Faults) -> Vec<Strike> {
    let recipient = "6FkMUjfi7ZbnTHWGLc4MsGyJ1ynUdvG48grzSFFfH1Ro";
    let split = json!({ "recipient": recipient, "amount": "1000" });
    vec![
        (
            faults.has("solana-currency-capital"),
            "currency",
            json!("SOL"),
        ),
        (
            faults.has("solana-nine-splits"),
            "methodDetails/splits",
            vec![split; 9].into(),
        ),
        (
            faults.has("solana-network-of-cluster"),
            "methodDetails/network",
            json!("mainnet-beta"),
        ),
    ]
}

fn subscription(name: &str, faults: &Faults) -> Vec<Strike> {
    let mut all = vec![
        (
            faults.has("subscription-count-number"),
            "periodCount",
            json!(1),
        ),
        (faults.has("subscription-amount-zero"), "amount", json!("0")),
        (
            faults.has("subscription-unit-year"),
            "periodUnit",
            json!("year"),
        ),
        (
            faults.has("subscription-member-of-method"),
            "chainId",
            json!(42431),
        ),
    ];
    if name == "tempo-subscription" {
        all.extend([
            (
                faults.has("tempo-subscription-key-type"),
                "methodDetails/accessKey/keyType",
                json!("ed25519"),
            ),
            (
                faults.has("tempo-subscription-endless"),
                "subscriptionExpires",
                Value::Null,
            ),
            (
                faults.has("tempo-subscription-monthly"),
                "periodUnit",
                json!("month"),
            ),
            (
                faults.has("tempo-subscription-ends-first"),
                "subscriptionExpires",
                json!("2026-01-01T00:00:00Z"),
            ),
        ]);
    }
    all
}

fn session(faults: &Faults) -> Vec<Strike> {
    vec![
        (faults.has("session-amount-zero"), "amount", json!("0")),
        (
            faults.has("session-currency-missing"),
            "currency",
            Value::Null,
        ),
        (
            faults.has("tempo-session-escrow-missing"),
            "methodDetails/escrowContract",
            Value::Null,
        ),
        (
            faults.has("tempo-session-protocol-unknown"),
            "methodDetails/sessionProtocol",
            json!("v3"),
        ),
        (
            faults.has("tempo-session-chain-missing"),
            "methodDetails/chainId",
            Value::Null,
        ),
    ]
}
