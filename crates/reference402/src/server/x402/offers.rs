//! What a route costs.

use http402::json::RawObject;
use http402::primitives::{Address, SolanaAddress};
use http402::x402::account::AccountId;
use http402::x402::network::Network;
use http402::x402::scheme::Scheme;
use http402::x402::v1::{ExactSvmExtra, PaymentRequirements};
use serde_json::{Value, json};

use super::spoil;
use crate::Faults;
use crate::http::Request;
use crate::server::Options;
use crate::server::router::{Kind, Route, path};

/// One entry of `accepts`.
pub(super) struct Offer {
    pub(super) terms: PaymentRequirements,
    /// As it is sent.
    pub(super) wire: Value,
}

/// What all offers have in common.
pub(super) struct Terms {
    network: Network,
    pay_to: Address,
}

/// Accounts for the Solana offer that belong to nobody.
const SOLANA_PAY_TO: SolanaAddress = SolanaAddress::from_bytes([0x40; 32]);
const SOLANA_FEE_PAYER: SolanaAddress = SolanaAddress::from_bytes([0x2f; 32]);

impl Terms {
    pub(super) fn new(options: &Options) -> Result<Self, String> {
        let network =
            Network::new(&options.network).map_err(|error| format!("network: {error}"))?;
        let pay_to = options.pay_to.parse();
        let terms = Self {
            network,
            pay_to: pay_to.map_err(|error| format!("pay to: {error}"))?,
        };
        let trial = terms.exact_evm(&terms.network, "0.01", "http://127.0.0.1/", &Faults::NONE);
        trial
            .map(|_| terms)
            .map_err(|error| format!("network: {error}"))
    }

    /// The offers of a route, in order of preference.
    pub(super) fn offers(&self, route: &Route, request: &Request, faults: &Faults) -> Vec<Offer> {
        let host = request.fields.get("Host").unwrap_or("127.0.0.1");
        let query = request.target.split_once('?').map(|(_, query)| query);
        let resource = match query {
            Some(query) if faults.has("resource-with-query") => {
                format!("http://{host}{}?{query}", path(&request.target))
            }
            _ => format!("http://{host}{}", route.path),
        };
        let price = route.price;
        let mut offers = vec![
            self.exact_evm(&self.network, price, &resource, faults),
            exact_svm(price, &resource),
        ];
        if faults.has("several-offers") {
            offers.insert(
                1,
                self.exact_evm(&Network::AVALANCHE_FUJI, price, &resource, faults),
            );
        }
        if faults.has("foreign-offer-first") {
            offers.insert(0, foreign(&resource));
        }
        // `new` has tried them all.
        let offers = offers.into_iter().flatten().enumerate();
        let is_paid = matches!(route.kind, Kind::Paid | Kind::Body);
        offers
            .map(|(index, terms)| {
                let mut wire = serde_json::from_str(&terms.to_string()).unwrap_or_default();
                spoil::offer(&mut wire, index, is_paid, faults);
                if faults.has("amount-from-float") {
                    spoil::amount_from_float(&mut wire, price);
                }
                Offer { terms, wire }
            })
            .collect()
    }

    fn exact_evm(
        &self,
        network: &Network,
        price: &str,
        resource: &str,
        faults: &Faults,
    ) -> http402::Result<PaymentRequirements> {
        let pay_to = if faults.has("addresses-lower-case") {
            self.pay_to.to_lowercase()
        } else {
            self.pay_to
        };
        let mut builder = PaymentRequirements::builder(Scheme::EXACT, network.clone())
            .default_token()?
            .price(price)?
            .pay_to(pay_to)
            .resource(resource)
            .description(description(faults))
            .mime_type("application/json")
            .max_timeout_seconds(if faults.has("timeout-longer") {
                600
            } else {
                60
            });
        if faults.has("output-schema-object") {
            let schema = json!({
                "input": { "type": "http", "method": "GET", "discoverable": true },
                "output": { "content": "string" },
            });
            builder = builder.output_schema(RawObject::from_json(&schema.to_string())?);
        }
        builder.build()
    }
}

fn exact_svm(price: &str, resource: &str) -> http402::Result<PaymentRequirements> {
    PaymentRequirements::builder(Scheme::EXACT, Network::SOLANA_DEVNET)
        .default_token()?
        .price(price)?
        .pay_to(SOLANA_PAY_TO)
        .resource(resource)
        .description("A reading")
        .mime_type("application/json")
        .max_timeout_seconds(60)
        .exact_svm_extra(&ExactSvmExtra::new(SOLANA_FEE_PAYER))
        .build()
}

fn description(faults: &Faults) -> &'static str {
    if faults.has("description-empty") {
        ""
    } else {
        "A reading"
    }
}

/// An offer that no client knows.
fn foreign(resource: &str) -> http402::Result<PaymentRequirements> {
    let account: AccountId = "treasury.example".parse()?;
    PaymentRequirements::builder("deferred".parse()?, Network::new("example-ledger")?)
        .max_amount_required(http402::primitives::U256::from(7_u64))
        .asset(account.clone())
        .pay_to(account)
        .resource(resource)
        .description("A reading")
        .mime_type("application/json")
        .max_timeout_seconds(60)
        .build()
}
