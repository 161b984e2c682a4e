//! Offers of methods that the server cannot be paid by, at `/offers/METHOD-INTENT`.
//!
//! A payment needs a chain, a node or a processor; what a challenge asks for is seen without. A
//! credential is refused here, whatever it holds.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::prelude::{BASE64_URL_SAFE, BASE64_URL_SAFE_NO_PAD};
use http402::json::RawObject;
use http402::mpp::header::{CACHE_CONTROL_CHALLENGE, WWW_AUTHENTICATE};
use http402::mpp::{ChallengeBuilder, Intent, MethodId, Problem, ProblemType};
use serde::Deserialize;
use serde_json::{Value, json};

use super::challenge::nonce;
use super::wire::Wire;
use super::{REALM, Visit};
use crate::Faults;
use crate::http::Response;
use crate::server::json::{put, remove};
use crate::server::router;

/// An offer: what a challenge of this method and intent asks for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shown {
    method: String,
    intent: String,
    request: Value,
    /// The state of a session, which tempo sends in a field of its own.
    snapshot: Option<Value>,
}

/// The offer at a request target.
pub(super) fn find(target: &str) -> Option<&'static Shown> {
    static ALL: LazyLock<Vec<Shown>> = LazyLock::new(|| {
        // The list is part of the program, and a test asks for each of its offers.
        serde_json::from_str(include_str!("shown.json")).unwrap_or_default()
    });
    let name = router::path(target).strip_prefix("/offers/")?;
    ALL.iter().find(|shown| shown.name() == name)
}

impl Shown {
    fn name(&self) -> String {
        format!("{}-{}", self.method, self.intent)
    }
}

impl Visit<'_> {
    /// The answer of a shown offer.
    pub(super) fn show(&self, shown: &Shown) -> Response {
        let faults = &self.site.faults;
        let (problem_type, detail) = if self.credentials().is_empty() {
            (ProblemType::PAYMENT_REQUIRED, "This resource costs money.")
        } else {
            let why = "No payment by this method can be verified here.";
            (ProblemType::VERIFICATION_FAILED, why)
        };
        let mut response = self
            .problem(402, Problem::new(problem_type, detail))
            .with("Cache-Control", CACHE_CONTROL_CHALLENGE);
        // Invariant: what the list holds can be issued.
        if let Ok(wire) = self.shown_challenge(shown) {
            response.fields.add(WWW_AUTHENTICATE, wire.print(faults));
        }
        if let Some(snapshot) = &shown.snapshot {
            let snapshot = snapshot_text(snapshot.clone(), faults);
            response.fields.add("Payment-Session-Snapshot", snapshot);
        }
        response
    }

    fn shown_challenge(&self, shown: &Shown) -> http402::Result<Wire> {
        let mut request = shown.request.clone();
        for (_, path, value) in strikes(&shown.name(), &self.site.faults)
            .into_iter()
            .filter(|(on, _, _)| *on)
        {
            match value {
                Value::Null => remove(&mut request, path),
                value => put(&mut request, path, value),
            }
        }
        let request = RawObject::from_json(&request.to_string())?;
        let (method, intent): (MethodId, Intent) = (shown.method.parse()?, shown.intent.parse()?);
        let challenge = ChallengeBuilder::new(REALM, &method, &intent, &request)?
            .expires(&self.site.clock.timestamp(300_000, false))
            .opaque([("nonce", nonce().as_str())])?
            .bind(&self.gate.key, self.gate.layout)?;
        let mut wire = Wire::of(&challenge);
        if shown.method == "card" && self.site.faults.has("card-ids-short") {
            wire.set("id", &nonce().chars().take(8).collect::<String>());
        }
        Ok(wire)
    }
}

fn snapshot_text(mut snapshot: Value, faults: &Faults) -> String {
    if faults.has("tempo-snapshot-member-missing") {
        remove(&mut snapshot, "spent");
    }
    let mut text = snapshot.to_string();
    if faults.has("tempo-snapshot-padded") {
        // Until there is something to pad.
        while text.len().is_multiple_of(3) {
            text.push(' ');
        }
        return BASE64_URL_SAFE.encode(text);
    }
    BASE64_URL_SAFE_NO_PAD.encode(text)
}

/// What faults put where in the request of an offer; null takes it away.
fn strikes(name: &str, faults: &Faults) -> Vec<(bool, &'static str, Value)> {
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

fn card(faults: &Faults) -> Vec<(bool, &'static str, Value)> {
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

fn lightning(name: &str, faults: &Faults) -> Vec<(bool, &'static str, Value)> {
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

fn solana(faults: &Faults) -> Vec<(bool, &'static str, Value)> {
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

fn subscription(name: &str, faults: &Faults) -> Vec<(bool, &'static str, Value)> {
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

fn session(faults: &Faults) -> Vec<(bool, &'static str, Value)> {
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
