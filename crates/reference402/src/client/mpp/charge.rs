//! What a challenge charges, and the proof that pays it, method by method.

use http402::eip712::tempo::ProofV3;
use http402::eip712::{Domain, TransferWithAuthorization, challenge_hash, keccak256};
use http402::mpp::methods::evm::CredentialType;
use http402::mpp::methods::{evm, tempo, testpay};
use http402::mpp::values::DidPkh;
use http402::mpp::{Challenge, Intent, MethodId};
use http402::primitives::{Address, U256};
use http402::x402::network::{EvmToken, Network};
use serde_json::{Value, json};

use super::edit;
use crate::client::outcome::Refusal;
use crate::client::{Client, random};

/// A charge that this client knows how to pay.
pub(super) enum Charge {
    Testpay {
        amount: U256,
    },
    /// Of amount 0.
    Tempo {
        amount: U256,
        chain_id: u64,
        recipient: Address,
    },
    Evm {
        request: Box<evm::ChargeRequest>,
        chain_id: u64,
        token: EvmToken,
    },
}

/// The payload, and who pays.
pub(super) struct Proof {
    pub(super) payload: String,
    pub(super) source: Option<String>,
}

impl Charge {
    /// Reads the request of a challenge.
    pub(super) fn of(client: &Client, challenge: &Challenge<'_>) -> Result<Self, String> {
        let faults = &client.faults;
        if challenge.intent() != Intent::CHARGE.as_str() && !faults.has("unknown-intent-paid") {
            return Err("another intent than charge".to_owned());
        }
        let request = edit::misread_request(faults, challenge);
        let read = |error: http402::Error| format!("request: {error}");
        match challenge.method() {
            method if method == MethodId::TESTPAY.as_str() => {
                let request: testpay::ChargeRequest = request.parse().map_err(read)?;
                Ok(Self::Testpay {
                    amount: request.amount.get(),
                })
            }
            method if method == MethodId::TEMPO.as_str() => {
                let request: tempo::ChargeRequest = request.parse().map_err(read)?;
                Self::tempo(client, &request)
            }
            method if method == MethodId::EVM.as_str() => {
                let request: evm::ChargeRequest = request.parse().map_err(read)?;
                Self::evm(client, request)
            }
            _ if faults.has("unknown-method-paid") => Ok(Self::Testpay { amount: U256::ZERO }),
            _ => Err("a method that this client does not know".to_owned()),
        }
    }

    fn tempo(client: &Client, request: &tempo::ChargeRequest) -> Result<Self, String> {
        let amount = request.amount.get();
        if !amount.is_zero() && !client.faults.has("tempo-proof-for-amount") {
            return Err("a tempo transfer, which this client does not make".to_owned());
        }
        let details = request.method_details.as_ref();
        let chain_id = details.and_then(|details| details.chain_id.as_ref());
        Ok(Self::Tempo {
            amount,
            chain_id: chain_id.map_or(TEMPO_TESTNET, |id| id.get()),
            recipient: request.recipient,
        })
    }

    fn evm(client: &Client, request: evm::ChargeRequest) -> Result<Self, String> {
        let details = &request.method_details;
        let types = details.credential_types.as_deref().unwrap_or_default();
        let advertised = types.contains(&CredentialType::Authorization);
        if !advertised && !client.faults.has("evm-type-not-advertised") {
            return Err("no authorization is taken".to_owned());
        }
        if details.splits.is_some() {
            return Err("splits, which an authorization cannot pay".to_owned());
        }
        let chain_id = details.chain_id.get();
        let any_chain = client.faults.has("evm-any-chain-paid");
        if !any_chain && !client.options.chain_ids().any(|own| own == chain_id) {
            return Err("a chain that this wallet does not pay on".to_owned());
        }
        let mut network = Network::from_chain_id(chain_id);
        if any_chain {
            network = Some(Network::BASE_SEPOLIA);
        }
        let token = network.and_then(|network| network.evm()?.token);
        match token.filter(|token| token.asset == request.currency) {
            Some(token) => Ok(Self::Evm {
                request: Box::new(request),
                chain_id,
                token,
            }),
            None => Err("a token whose domain is not known".to_owned()),
        }
    }

    /// The price in the smallest unit.
    pub(super) fn amount(&self) -> U256 {
        match self {
            Self::Testpay { amount } | Self::Tempo { amount, .. } => *amount,
            Self::Evm { request, .. } => request.amount.get(),
        }
    }

    /// Proves the payment.
    pub(super) fn prove(
        &self,
        client: &Client,
        challenge: &Challenge<'_>,
    ) -> Result<Proof, Refusal> {
        let payer = client.options.wallet_key.address();
        let named = client.faults.has("source-named");
        match self {
            Self::Testpay { .. } => {
                let key = client.options.testpay_key.as_bytes();
                Ok(Proof {
                    payload: testpay::ChargePayload::pay(key, challenge.id()).to_json(),
                    source: named.then(|| DidPkh::from_eip155(1, &payer).to_string()),
                })
            }
            Self::Tempo {
                chain_id,
                recipient,
                ..
            } => Ok(proof(client, challenge, *chain_id, recipient)),
            Self::Evm {
                request,
                chain_id,
                token,
            } => Ok(Proof {
                payload: authorization(client, challenge, request, *chain_id, token)?,
                source: named.then(|| DidPkh::from_eip155(*chain_id, &payer).to_string()),
            }),
        }
    }
}

/// The proof of an account that the method `tempo` takes for an amount of 0.
fn proof(client: &Client, challenge: &Challenge<'_>, chain_id: u64, recipient: &Address) -> Proof {
    let faults = &client.faults;
    let key = &client.options.wallet_key;
    let account = key.address();
    let message = ProofV3 {
        account,
        challenge_id: challenge.id(),
        realm: challenge.realm(),
    };
    let signature = key.sign(&ProofV3::domain(chain_id).separator(), &message);
    let mut payload = json!({ "type": "proof", "signature": signature.to_string() });
    if faults.has("tempo-hash-for-zero") {
        let hash = keccak256(challenge.id().as_bytes()).to_string();
        payload = json!({ "type": "hash", "hash": hash });
    }
    let source = if faults.has("proof-source-on-other-chain") {
        DidPkh::from_eip155(1, &account).to_string()
    } else if faults.has("proof-source-of-recipient") {
        DidPkh::from_eip155(chain_id, recipient).to_string()
    } else if faults.has("proof-source-bare") {
        account.to_string()
    } else {
        DidPkh::from_eip155(chain_id, &account).to_string()
    };
    Proof {
        payload: payload.to_string(),
        source: Some(source).filter(|_| !faults.has("proof-without-source")),
    }
}

/// The authorization that the method `evm` takes: its nonce is the hash of the challenge.
fn authorization(
    client: &Client,
    challenge: &Challenge<'_>,
    request: &evm::ChargeRequest,
    chain_id: u64,
    token: &EvmToken,
) -> Result<String, Refusal> {
    let faults = &client.faults;
    let key = &client.options.wallet_key;
    let now = client.now();
    let ends = challenge
        .expires_at()
        .map_or(now.saturating_add(300), |expires| expires.unix());
    let seconds = |time: i64| U256::from(u64::try_from(time).unwrap_or_default());
    let amount = request.amount.get();
    let mut message = TransferWithAuthorization {
        from: key.address(),
        to: request.recipient,
        value: amount,
        valid_after: seconds(now.saturating_sub(600)),
        valid_before: seconds(ends),
        nonce: challenge_hash(challenge.id(), challenge.realm()),
    };
    if faults.has("evm-nonce-random") {
        message.nonce = random()?;
    }
    if faults.has("evm-nonce-of-id") {
        message.nonce = keccak256(challenge.id().as_bytes());
    }
    if faults.has("evm-value-above") {
        message.value = amount.checked_add(U256::ONE).unwrap_or(amount);
    }
    if faults.has("evm-value-short") {
        message.value = amount.checked_sub(U256::ONE).unwrap_or(amount);
    }
    if faults.has("evm-pays-the-currency") {
        message.to = request.currency;
    }
    if faults.has("evm-window-wide") {
        message.valid_after = U256::ZERO;
    }
    let domain = Domain::new(token.name)
        .with_version(token.version)
        .with_chain_id(chain_id)
        .with_verifying_contract(request.currency);
    let signature = key.sign(&domain.separator(), &message);
    let text = |value: &dyn core::fmt::Display| Value::String(value.to_string());
    let payload = json!({
        "type": "authorization",
        "from": text(&message.from),
        "to": text(&message.to),
        "value": text(&message.value),
        "validAfter": text(&message.valid_after),
        "validBefore": text(&message.valid_before),
        "nonce": text(&message.nonce),
        "signature": text(&signature),
    });
    Ok(payload.to_string())
}

/// The chain of a request that names none.
const TEMPO_TESTNET: u64 = 42_431;
