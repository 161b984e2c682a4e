use http402::eip712::tempo::ProofV3;
use http402::eip712::{Domain, TransferWithAuthorization, Voucher, keccak256, signing_digest};
use http402::mpp::methods::testpay;
use http402::mpp::{BindingKey, SlotLayout, Slots};
use http402::primitives::{Address, U256};
use http402::x402::network::Network;
use serde_json::{Map, Value, json};

use super::{Order, apply, member, split, x402};
use crate::vector::Sign;

/// The field that a challenge wants its credential in.
pub(super) fn field(challenge: &Value) -> &'static str {
    match challenge.get("header").and_then(Value::as_str) {
        Some("Payment-Authorization") => "Payment-Authorization",
        _ => "Authorization",
    }
}

/// A credential for an MPP challenge, before it is written.
pub(super) fn message(order: &Order<'_>) -> Result<Value, String> {
    let mut credential = unproved(order)?;
    prove(order, &mut credential)?;
    proved(order, credential)
}

/// The echo of the challenge, altered where the proof covers that.
pub(super) fn unproved(order: &Order<'_>) -> Result<Value, String> {
    let mut credential = json!({ "challenge": echo(order.terms), "payload": {} });
    if order.sign == Sign::After {
        apply(&mut credential, &split(order.mutate, &is_proof).1)?;
        forge(order, &mut credential)?;
    }
    Ok(credential)
}

/// The credential with what is altered after it was proved.
pub(super) fn proved(order: &Order<'_>, mut credential: Value) -> Result<Value, String> {
    let (on_proof, on_challenge) = split(order.mutate, &is_proof);
    if order.sign == Sign::Before {
        apply(&mut credential, &on_challenge)?;
    }
    apply(&mut credential, &on_proof)?;
    Ok(credential)
}

fn is_proof(pointer: &str) -> bool {
    pointer.starts_with("/payload") || pointer.starts_with("/source")
}

/// Adds what proves a payment.
pub(super) fn insert(credential: &mut Value, payload: Value, source: Option<String>) {
    if let Some(members) = credential.as_object_mut() {
        members.insert("payload".to_owned(), payload);
        if let Some(source) = source {
            members.insert("source".to_owned(), source.into());
        }
    }
}

/// What the challenge said, as it stood on the wire.
pub(super) fn echo(challenge: &Value) -> Value {
    const ECHOED: [&str; 9] = [
        "id",
        "realm",
        "method",
        "intent",
        "expires",
        "digest",
        "opaque",
        "description",
        "header",
    ];
    let mut echo = Map::new();
    for name in ECHOED {
        if let Some(value) = challenge.get(name) {
            echo.insert(name.to_owned(), value.clone());
        }
    }
    let request = challenge.get("requestText").cloned().unwrap_or_default();
    echo.insert("request".to_owned(), request);
    Value::Object(echo)
}

/// Gives an altered challenge the id that the target itself would have given it.
fn forge(order: &Order<'_>, credential: &mut Value) -> Result<(), String> {
    let Some(forge) = order.forge else {
        return Ok(());
    };
    let id = {
        let slot = |name: &str| {
            credential
                .pointer(&format!("/challenge/{name}"))
                .and_then(Value::as_str)
                .unwrap_or("")
        };
        let slots = Slots {
            realm: slot("realm"),
            method: slot("method"),
            intent: slot("intent"),
            request: slot("request"),
            expires: slot("expires"),
            digest: slot("digest"),
            header: slot("header"),
            opaque: slot("opaque"),
        };
        let key = BindingKey::new(forge.secret.as_bytes()).map_err(|error| error.to_string())?;
        key.compute(&slots, SlotLayout::Draft01).as_str().to_owned()
    };
    if let Some(challenge) = credential
        .get_mut("challenge")
        .and_then(Value::as_object_mut)
    {
        challenge.insert("id".to_owned(), id.into());
    }
    Ok(())
}

/// Adds payload and source by the challenge's method.
fn prove(order: &Order<'_>, credential: &mut Value) -> Result<(), String> {
    let text = |name: &str| {
        let found = credential
            .pointer(&format!("/challenge/{name}"))
            .and_then(Value::as_str);
        found.unwrap_or_default().to_owned()
    };
    let (id, realm) = (text("id"), text("realm"));
    let request = order.terms.get("request").unwrap_or(&Value::Null);
    let (payload, source) = match member(order.terms, "method")? {
        "testpay" => {
            let paid = testpay::ChargePayload::pay(order.testpay_key.as_bytes(), &id);
            (
                serde_json::to_value(&paid).map_err(|error| error.to_string())?,
                None,
            )
        }
        "tempo" if text("intent") == "session" => voucher(order, request)?,
        "tempo" => tempo(order, request, &id, &realm)?,
        "evm" => (evm(order, request, &id, &realm)?, None),
        other => return Err(format!("no payer for the method {other:?}")),
    };
    insert(credential, payload, source);
    Ok(())
}

/// The proof of an account, which an amount of 0 asks for.
fn tempo(
    order: &Order<'_>,
    request: &Value,
    id: &str,
    realm: &str,
) -> Result<(Value, Option<String>), String> {
    if member(request, "amount")? != "0" {
        return Err("tempo is paid for an amount of 0 only".to_owned());
    }
    let chain_id = chain_id(order, request)?;
    let key = x402::key(order)?;
    let proof = ProofV3 {
        account: key.address(),
        challenge_id: id,
        realm,
    };
    let digest = signing_digest(&ProofV3::domain(chain_id).separator(), &proof);
    let payload = json!({ "type": "proof", "signature": key.sign_digest(&digest).to_string() });
    let source = format!(
        "did:pkh:eip155:{chain_id}:{}",
        key.address().to_checksummed()
    );
    Ok((payload, Some(source)))
}

/// A voucher of session protocol v1 on the channel that the challenge names: its amount in all.
fn voucher(order: &Order<'_>, request: &Value) -> Result<(Value, Option<String>), String> {
    let chain_id = chain_id(order, request)?;
    let details = request.get("methodDetails").unwrap_or(&Value::Null);
    let escrow = member(details, "escrowContract")?.parse();
    let escrow: Address = escrow.map_err(|_| "escrowContract: no address")?;
    let (channel, amount) = (member(details, "channelId")?, member(request, "amount")?);
    let signed = Voucher {
        channel_id: channel.parse().map_err(|_| "channelId: not 32 bytes")?,
        cumulative_amount: amount.parse().map_err(|_| "amount: no integer")?,
    };
    let key = x402::key(order)?;
    let domain = Domain::tempo_stream_channel(chain_id, escrow);
    let signature = key.sign_digest(&signing_digest(&domain.separator(), &signed));
    let payload = json!({
        "action": "voucher",
        "channelId": channel,
        "cumulativeAmount": amount,
        "signature": signature.to_string(),
    });
    let account = key.address().to_checksummed();
    Ok((
        payload,
        Some(format!("did:pkh:eip155:{chain_id}:{account}")),
    ))
}

/// An EIP-3009 authorization whose nonce is that of the challenge.
fn evm(order: &Order<'_>, request: &Value, id: &str, realm: &str) -> Result<Value, String> {
    let chain_id = chain_id(order, request)?;
    let token: Address = member(request, "currency")?
        .parse()
        .map_err(|_| "currency: no address")?;
    let chain = Network::from_chain_id(chain_id).and_then(|network| network.evm());
    let known = chain
        .and_then(|chain| chain.token)
        .filter(|known| known.asset == token);
    let known = known.ok_or("the token's EIP-712 domain is unknown")?;
    let text = |name: &str, honest: &'static str| match order.domain.get(name) {
        Some(Value::String(changed)) => changed.clone(),
        _ => honest.to_owned(),
    };
    let (name, version) = (text("name", known.name), text("version", known.version));
    let key = x402::key(order)?;
    let number = |text: &str| text.parse::<U256>().map_err(|error| error.to_string());
    let signed = TransferWithAuthorization {
        from: key.address(),
        to: member(request, "recipient")?
            .parse()
            .map_err(|_| "recipient: no address")?,
        value: number(member(request, "amount")?)?,
        valid_after: U256::from(order.now.saturating_sub(60)),
        valid_before: U256::from(order.now.saturating_add(300)),
        nonce: keccak256(&[id.as_bytes(), realm.as_bytes()].concat()),
    };
    let domain = Domain::new(&name)
        .with_version(&version)
        .with_chain_id(chain_id)
        .with_verifying_contract(token);
    let signature = key.sign_digest(&signing_digest(&domain.separator(), &signed));
    Ok(json!({
        "type": "authorization",
        "from": signed.from.to_string(),
        "to": signed.to.to_string(),
        "value": signed.value.to_string(),
        "validAfter": signed.valid_after.to_string(),
        "validBefore": signed.valid_before.to_string(),
        "nonce": signed.nonce.to_string(),
        "signature": signature.to_string(),
    }))
}

fn chain_id(order: &Order<'_>, request: &Value) -> Result<u64, String> {
    let changed = order.domain.get("chainId").and_then(Value::as_u64);
    let stated = request
        .pointer("/methodDetails/chainId")
        .and_then(Value::as_u64);
    changed
        .or(stated)
        .ok_or_else(|| "the request states no methodDetails.chainId".to_owned())
}
