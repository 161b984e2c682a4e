//! The payment methods: what they ask for, and what proves that it was paid.

mod evm;
pub(super) mod tempo;
mod testpay;

use http402::json::RawValue;
use http402::mpp::{Credential, MethodId};
use http402::primitives::{Address, U256};
use http402::x402::network::{EvmToken, Network};
use serde_json::{Value, json};

use super::refusal::Refusal;
use super::{Visit, spoil};
use crate::Faults;
use crate::server::Options;
use crate::server::router::{Kind, Route};

pub(super) use evm::signature;

/// A payment method, all with the intent `charge`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Testpay,
    Evm,
    Tempo,
}

impl Method {
    /// In the server's order of preference.
    pub(super) const ALL: [Self; 3] = [Self::Testpay, Self::Evm, Self::Tempo];

    pub(super) fn id(self) -> MethodId {
        match self {
            Self::Testpay => MethodId::TESTPAY,
            Self::Evm => MethodId::EVM,
            Self::Tempo => MethodId::TEMPO,
        }
    }

    pub(super) fn is_accepted(name: &str) -> bool {
        Self::ALL.iter().any(|method| method.id().as_str() == name)
    }
}

/// How the methods are set up.
pub(super) struct Methods {
    testpay_key: Vec<u8>,
    pay_to: Address,
    chain_id: u64,
    token: EvmToken,
}

/// A payment that was verified.
pub(super) struct Payment {
    /// What the receipt refers to.
    pub(super) reference: String,
    /// What the method adds to the receipt.
    pub(super) members: Vec<(&'static str, RawValue)>,
}

impl Payment {
    /// A payment with nothing to add.
    pub(super) fn of(reference: &str) -> Self {
        Self {
            reference: reference.to_owned(),
            members: Vec::new(),
        }
    }
}

impl Methods {
    pub(super) fn new(options: &Options) -> Result<Self, String> {
        let network =
            Network::new(&options.network).map_err(|error| format!("network: {error}"))?;
        let unknown = || "network: expected an EVM network with a known token".to_owned();
        let chain = network.evm().ok_or_else(unknown)?;
        Ok(Self {
            testpay_key: options.testpay_key.clone().into_bytes(),
            pay_to: options
                .pay_to
                .parse()
                .map_err(|error| format!("pay to: {error}"))?,
            chain_id: chain.id,
            token: chain.token.ok_or_else(unknown)?,
        })
    }

    /// What a challenge of this method asks for.
    pub(super) fn request(&self, method: Method, route: &Route, faults: &Faults) -> Value {
        let amount = amount(route).to_string();
        let mut request = match method {
            Method::Testpay => {
                json!({ "amount": amount, "currency": "usd", "recipient": "reference402" })
            }
            Method::Evm => json!({
                "amount": amount,
                "currency": self.token.asset.to_string(),
                "recipient": self.pay_to.to_string(),
                "methodDetails": {
                    "chainId": self.chain_id,
                    "credentialTypes": ["authorization"],
                    "decimals": self.token.decimals,
                },
            }),
            // Nothing moves: the payer proves to have an account.
            Method::Tempo => json!({
                "amount": "0",
                "currency": tempo::TOKEN,
                "recipient": self.pay_to.to_lowercase().to_string(),
                "methodDetails": { "chainId": tempo::CHAIN_ID },
            }),
        };
        if method == Method::Evm && route.kind == Kind::Split {
            evm::split(&mut request);
        }
        spoil::request(&mut request, method, route.kind, faults);
        request
    }
}

/// The price of a route in base units.
pub(super) fn amount(route: &Route) -> U256 {
    // Invariant: every price of the table has at most six decimals.
    U256::from_decimal(route.price, 6).unwrap_or(U256::MAX)
}

impl Visit<'_> {
    /// Checks what proves the payment.
    pub(super) fn verify(
        &self,
        method: Method,
        credential: &Credential<'_>,
    ) -> Result<Payment, Refusal> {
        match method {
            Method::Testpay => self.verify_testpay(credential),
            Method::Evm => self.verify_evm(credential),
            Method::Tempo => self.verify_tempo(credential),
        }
    }
}
