use alloc::collections::BTreeSet;
use alloc::sync::Arc;
use core::time::Duration;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};

use super::http::{Answer, Fault, Handler, Limits, Response, Server};
use super::network::chain_id;
use super::payer::authorization;
use super::record::{Exchange, Log, Peer};
use crate::bytes;
use crate::crypto::{Address, Domain, Uint256, keccak256, recover};
use crate::vector::Stub;

/// One request that reached the stub.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Call {
    /// `verify`, `settle`, or what else was asked for, without leading slashes.
    pub endpoint: String,
    /// The path as it came.
    pub path: String,
    /// The request's JSON body, or null.
    pub request: Value,
    /// Whether the answer reported a settled payment.
    pub settled: bool,
}

/// The runner's facilitator: it really verifies, settles in memory, and misbehaves when told to.
#[derive(Debug)]
#[non_exhaustive]
pub struct Facilitator {
    state: Arc<State>,
    server: Server,
}

#[derive(Debug)]
struct State {
    log: Arc<Log>,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    case: String,
    stub: Stub,
    used: BTreeSet<(Address, [u8; 32])>,
    calls: Vec<Call>,
}

impl Facilitator {
    /// Starts to listen on a loopback port.
    ///
    /// # Errors
    ///
    /// Where no port can be had.
    pub fn start(log: Arc<Log>, limits: Limits) -> std::io::Result<Self> {
        let state = Arc::new(State {
            log,
            inner: Mutex::default(),
        });
        let handler: Arc<dyn Handler> = Arc::<State>::clone(&state);
        Ok(Self {
            server: Server::start(handler, limits)?,
            state,
        })
    }

    /// The base URL for the target's configuration.
    #[must_use]
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// Sets how to answer from now on, and for which case; forgets the calls.
    pub fn begin(&self, case: &str, stub: Stub) {
        let mut inner = self.state.lock();
        case.clone_into(&mut inner.case);
        inner.stub = stub;
        inner.calls.clear();
    }

    /// The calls since the last `begin`.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.state.lock().calls.clone()
    }
}

impl State {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Handler for State {
    fn answer(&self, request: &Response) -> Answer {
        let path = request.head.target.split('?').next().unwrap_or_default();
        // Slashes too many are reported, not punished: the payment stays a fair control.
        let endpoint = path.trim_start_matches('/').to_owned();
        let content = serde_json::from_slice(&request.body).unwrap_or(Value::Null);
        let mut inner = self.lock();
        let reply = match endpoint.as_str() {
            "verify" => inner.stub.verify.clone(),
            "settle" => inner.stub.settle.clone(),
            _ => None,
        };
        let (status, mut body) = match (request.head.method.as_str(), endpoint.as_str()) {
            ("POST", "verify") => (200, verify_answer(&inner.used, &content)),
            ("POST", "settle") => (200, settle_answer(&inner.used, &content)),
            ("GET", "supported") => (200, supported()),
            _ => (404, json!({ "error": "no such endpoint" })),
        };
        let mut answer = Answer {
            status,
            ..Answer::default()
        };
        let mut content_type = "application/json".to_owned();
        let mut text = None;
        if let Some(reply) = reply {
            answer.status = reply.status.unwrap_or(status);
            // A change that does not fit leaves the honest answer; `lint` proves that they fit.
            let _ = reply
                .change
                .iter()
                .try_for_each(|mutation| mutation.apply(&mut body));
            content_type = reply.r#type.clone().unwrap_or(content_type);
            answer.delay = Duration::from_secs_f64(reply.delay.clamp(0.0, 60.0));
            answer.drop = reply.drop;
            answer.missing = reply.missing;
            text = reply.text;
        }
        let settled = endpoint == "settle"
            && answer.status == 200
            && !answer.drop
            && text.is_none()
            && body.get("success") == Some(&Value::Bool(true));
        // What a script turned into a failure was not settled, and may be tried again.
        if settled && let Ok(spent) = verify(&inner.used, &content) {
            inner.used.insert(spent);
        }
        inner.calls.push(Call {
            endpoint,
            path: path.to_owned(),
            request: content,
            settled,
        });
        answer.body = text.unwrap_or_else(|| body.to_string()).into_bytes();
        if answer.missing > 0 {
            let keep = answer.body.len().saturating_sub(answer.missing);
            answer.body.truncate(keep);
        }
        answer.headers = vec![("Content-Type".to_owned(), content_type.into_bytes())];
        answer
    }

    fn finished(&self, received: Vec<u8>, sent: Vec<u8>, fault: Option<Fault>) {
        let case = self.lock().case.clone();
        self.log.add(Exchange {
            peer: Peer::Facilitator,
            case,
            sent,
            received,
            fault,
            milliseconds: 0,
        });
    }
}

fn verify_answer(used: &BTreeSet<(Address, [u8; 32])>, request: &Value) -> Value {
    let mut answer = Map::new();
    match verify(used, request) {
        Ok((payer, _)) => {
            answer.insert("isValid".to_owned(), true.into());
            answer.insert("payer".to_owned(), payer.to_string().into());
        }
        Err(reason) => {
            answer.insert("isValid".to_owned(), false.into());
            answer.insert("invalidReason".to_owned(), reason.into());
            answer.insert("payer".to_owned(), payer(request).into());
        }
    }
    Value::Object(answer)
}

fn settle_answer(used: &BTreeSet<(Address, [u8; 32])>, request: &Value) -> Value {
    let network = request
        .pointer("/paymentPayload/network")
        .and_then(Value::as_str)
        .unwrap_or("");
    match verify(used, request) {
        Ok((payer, nonce)) => {
            let transaction = bytes::to_0x(&keccak256(&nonce));
            json!({ "success": true, "transaction": transaction, "network": network, "payer": payer.to_string() })
        }
        Err(reason) => json!({
            "success": false, "errorReason": reason, "transaction": "", "network": network, "payer": payer(request)
        }),
    }
}

fn payer(request: &Value) -> String {
    let from = request.pointer("/paymentPayload/payload/authorization/from");
    from.and_then(Value::as_str).unwrap_or("").to_owned()
}

fn supported() -> Value {
    json!({ "kinds": [
        { "x402Version": 1, "scheme": "exact", "network": "base-sepolia" },
        { "x402Version": 1, "scheme": "exact", "network": "base" }
    ] })
}

/// What an honest facilitator checks, in the words of the specification's error codes.
fn verify(
    used: &BTreeSet<(Address, [u8; 32])>,
    request: &Value,
) -> Result<(Address, [u8; 32]), &'static str> {
    let payment = request.get("paymentPayload").ok_or("invalid_payload")?;
    let terms = request
        .get("paymentRequirements")
        .ok_or("invalid_payment_requirements")?;
    if payment.get("x402Version") != Some(&json!(1)) {
        return Err("invalid_x402_version");
    }
    let same = |name: &str| payment.get(name).is_some() && payment.get(name) == terms.get(name);
    if !same("scheme") || payment["scheme"] != json!("exact") {
        return Err("unsupported_scheme");
    }
    let text = |name: &str| terms.get(name).and_then(Value::as_str);
    let chain_id = text("network")
        .and_then(chain_id)
        .ok_or("invalid_network")?;
    if !same("network") {
        return Err("invalid_network");
    }
    let signed = payment
        .pointer("/payload/authorization")
        .and_then(authorization);
    let signed = signed.ok_or("invalid_payload")?;
    let required = "invalid_payment_requirements";
    let extra = |name: &str| terms.get("extra")?.get(name)?.as_str();
    let domain = Domain {
        name: extra("name").ok_or(required)?.to_owned(),
        version: extra("version").ok_or(required)?.to_owned(),
        chain_id,
        contract: text("asset").and_then(Address::parse).ok_or(required)?,
    };
    let signature = payment
        .pointer("/payload/signature")
        .and_then(Value::as_str);
    let signature = signature
        .and_then(bytes::from_hex)
        .ok_or("invalid_payload")?;
    if recover(&domain.digest(&signed.struct_hash()), &signature) != Some(signed.from) {
        return Err("invalid_exact_evm_payload_signature");
    }
    if text("payTo").and_then(Address::parse).ok_or(required)? != signed.to {
        return Err("invalid_exact_evm_payload_recipient_mismatch");
    }
    let amount = text("maxAmountRequired")
        .and_then(Uint256::from_decimal)
        .ok_or(required)?;
    if signed.value < amount {
        return Err("invalid_exact_evm_payload_authorization_value");
    }
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |now| now.as_secs());
    if signed.valid_before <= Uint256::from_u64(now) {
        return Err("invalid_exact_evm_payload_authorization_valid_before");
    }
    if signed.valid_after > Uint256::from_u64(now) {
        return Err("invalid_exact_evm_payload_authorization_valid_after");
    }
    if used.contains(&(signed.from, signed.nonce)) {
        return Err("invalid_transaction_state");
    }
    Ok((signed.from, signed.nonce))
}
