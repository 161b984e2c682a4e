//! The `Payment` scheme: challenge, credential, receipt, binding, digest.

use http402::json::RawObject;
use http402::mpp::discovery::Discovery;
use http402::mpp::{
    AcceptPayment, BindingKey, BodyDigest, Challenge, ChallengeBuilder, Credential,
    DigestAlgorithm, DigestForm, Intent, MethodId, Problem, Receipt, SlotLayout, Slots, rpc,
};
use http402::{Base64, Error, Kind};
use serde_json::{Map, Value, json};

use super::input::Input;
use super::{Refusal, Result, Table, object, reread};

pub(super) const OPERATIONS: Table = &[
    ("challenge.decode", challenge_decode),
    ("challenges.decode", challenges_decode),
    ("challenge.encode", challenge_encode),
    ("credential.decode", credential_decode),
    ("credential.encode", credential_encode),
    ("receipt.decode", receipt_decode),
    ("receipt.encode", receipt_encode),
    ("challenge.id", challenge_id),
    ("challenge.verify", challenge_verify),
    ("digest.compute", digest_compute),
    ("digest.verify", digest_verify),
    ("accept-payment.decode", accept_decode),
    ("accept-payment.rank", accept_rank),
    ("problem.decode", problem),
    ("discovery.decode", discovery),
    ("rpc.error.decode", rpc_error),
    ("rpc.credential.decode", rpc_credential),
    ("rpc.receipt.decode", rpc_receipt),
];

/// A challenge as the operations show it: `request` decoded, `requestText` as on the wire.
fn show(challenge: &Challenge<'_>) -> Value {
    let mut shown = Map::new();
    let mut put = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            shown.insert(name.to_owned(), value.into());
        }
    };
    put("id", Some(challenge.id()));
    put("realm", Some(challenge.realm()));
    put("method", Some(challenge.method()));
    put("intent", Some(challenge.intent()));
    put("requestText", Some(challenge.request()));
    put("expires", challenge.expires());
    put("digest", challenge.digest());
    put("description", challenge.description());
    put("opaque", challenge.opaque());
    put("header", challenge.header());
    shown.insert("request".to_owned(), object(&challenge.request_json()));
    let extensions: Map<_, _> = challenge
        .extensions()
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect();
    if !extensions.is_empty() {
        shown.insert("extensions".to_owned(), extensions.into());
    }
    shown.into()
}

fn challenge_decode(input: Input<'_>) -> Result<Value> {
    Ok(show(&Challenge::parse(&input.text()?)?))
}

fn challenges_decode(input: Input<'_>) -> Result<Value> {
    let lines = input
        .elements("lines")?
        .map(Input::text)
        .collect::<Result<Vec<_>>>()?;
    let challenges = Challenge::parse_all(lines.iter().map(AsRef::as_ref));
    let shown = challenges.map(|challenge| challenge.map(|challenge| show(&challenge)));
    Ok(json!({ "challenges": shown.collect::<Result<Vec<_>, Error>>()? }))
}

fn challenge_encode(input: Input<'_>) -> Result<Value> {
    let mut builder = builder(input)?;
    if let Some(description) = input.str_optional("description")? {
        builder = builder.description(description)?;
    }
    if let Some(Value::Object(extensions)) = input.optional("extensions").map(|input| input.0) {
        for (name, value) in extensions {
            let value = value.as_str().ok_or(Refusal::Kind(Kind::WrongType))?;
            builder = builder.extension(name, value)?;
        }
    }
    Ok(json!(builder.with_id(input.str("id")?)?.to_string()))
}

/// The parameters that a binding covers.
fn builder(input: Input<'_>) -> Result<ChallengeBuilder> {
    let request = match input.str_optional("requestText")? {
        Some(text) => decode_object(text)?,
        None => RawObject::from_json(&input.member("request")?.to_json())?,
    };
    let (method, intent) = (
        input.parsed::<MethodId>("method")?,
        input.parsed::<Intent>("intent")?,
    );
    let mut builder = ChallengeBuilder::new(input.str("realm")?, &method, &intent, &request)?;
    if input.optional("expires").is_some() {
        builder = builder.expires(&input.parsed("expires")?);
    }
    if input.optional("digest").is_some() {
        builder = builder.digest(&input.parsed("digest")?);
    }
    if let Some(text) = input.str_optional("opaque")? {
        let opaque = decode_object(text)?.members();
        let pairs = opaque
            .iter()
            .map(|(name, value)| Some((name, value.as_string()?)));
        let pairs: Option<Vec<_>> = pairs.collect();
        let pairs = pairs.ok_or(Refusal::Kind(Kind::WrongType))?;
        builder = builder.opaque(pairs.iter().map(|(name, value)| (*name, &**value)))?;
    }
    match input.str_optional("header")? {
        None => {}
        Some("Payment-Authorization") => builder = builder.payment_authorization(),
        Some(_) => return Err(Refusal::Kind(Kind::Unsupported)),
    }
    Ok(builder)
}

fn decode_object(text: &str) -> Result<RawObject> {
    let bytes = Base64::Url.decode(text)?;
    let json = core::str::from_utf8(&bytes).map_err(|_| Refusal::Kind(Kind::Utf8))?;
    Ok(RawObject::from_json(json)?)
}

fn credential_decode(input: Input<'_>) -> Result<Value> {
    let credential = Credential::from_header(&input.text()?)?;
    reread(&credential.to_json())
}

fn credential_encode(input: Input<'_>) -> Result<Value> {
    Ok(json!(Credential::from_json(&input.to_json())?.to_header()))
}

fn receipt_decode(input: Input<'_>) -> Result<Value> {
    Ok(object(&Receipt::from_header(&input.text()?)?))
}

fn receipt_encode(input: Input<'_>) -> Result<Value> {
    Ok(json!(Receipt::from_json(&input.to_json())?.to_header()))
}

fn layout(input: Input<'_>) -> Result<SlotLayout> {
    match input.str("layout")? {
        "00" => Ok(SlotLayout::Draft00),
        "01" => Ok(SlotLayout::Draft01),
        other => Err(Refusal::Usage(format!(
            "expected layout 00 or 01, found {other:?}"
        ))),
    }
}

/// Computes or verifies the id over the wire strings of the challenge.
fn with_slots<T>(
    input: Input<'_>,
    bind: impl FnOnce(&BindingKey, &Slots<'_>, SlotLayout) -> Result<T>,
) -> Result<T> {
    let key = BindingKey::new(input.str("secret")?.as_bytes())?;
    let challenge = input.member("challenge")?;
    let request = if let Some(text) = challenge.str_optional("requestText")? {
        text.to_owned()
    } else {
        let request = challenge.member("request")?.to_json();
        Base64::Url.encode(http402::json::canonicalize(&request)?.as_bytes())
    };
    let slot = |name| challenge.str_optional(name).map(Option::unwrap_or_default);
    let slots = Slots {
        realm: challenge.str("realm")?,
        method: challenge.str("method")?,
        intent: challenge.str("intent")?,
        request: &request,
        expires: slot("expires")?,
        digest: slot("digest")?,
        header: slot("header")?,
        opaque: slot("opaque")?,
    };
    bind(&key, &slots, layout(input)?)
}

pub(super) fn challenge_id(input: Input<'_>) -> Result<Value> {
    with_slots(input, |key, slots, layout| {
        Ok(json!(key.compute(slots, layout).as_str()))
    })
}

pub(super) fn challenge_verify(input: Input<'_>) -> Result<Value> {
    let id = input.member("challenge")?.str("id")?;
    with_slots(input, |key, slots, layout| {
        key.verify(id, slots, layout)?;
        Ok(json!(true))
    })
}

fn digest_compute(input: Input<'_>) -> Result<Value> {
    let form = match input.str("form")? {
        "rfc9530" => DigestForm::Rfc9530,
        "bare" => DigestForm::Bare,
        other => {
            return Err(Refusal::Usage(format!(
                "expected rfc9530 or bare, found {other:?}"
            )));
        }
    };
    let body = input.member("body")?.bytes()?;
    Ok(json!(
        BodyDigest::compute(DigestAlgorithm::Sha256, form, &body).to_string()
    ))
}

fn digest_verify(input: Input<'_>) -> Result<Value> {
    let digest = input.parsed::<BodyDigest>("digest")?;
    digest.verify(&input.member("body")?.bytes()?)?;
    Ok(json!(true))
}

pub(super) fn accept_decode(input: Input<'_>) -> Result<Value> {
    let accept = input.parse::<AcceptPayment>()?;
    let ranges = accept.ranges().iter().map(|range| {
        let name = |name: Option<&str>| name.unwrap_or("*").to_owned();
        json!({
            "method": name(range.method().map(MethodId::as_str)),
            "intent": name(range.intent().map(Intent::as_str)),
            "q": thousandths(range.weight()),
        })
    });
    Ok(json!({ "ranges": ranges.collect::<Vec<_>>() }))
}

/// 500 as 0.5, by way of the decimal text: no float is computed.
fn thousandths(weight: u16) -> Value {
    let text = http402::primitives::U256::from(u64::from(weight)).to_decimal(3);
    serde_json::from_str(&text).unwrap_or_default()
}

pub(super) fn accept_rank(input: Input<'_>) -> Result<Value> {
    let offers = input
        .elements("offers")?
        .map(Input::text)
        .collect::<Result<Vec<_>>>()?;
    let Some(header) = input.str_optional("header")? else {
        return Ok(json!({ "offers": offers }));
    };
    let ranked = header
        .parse::<AcceptPayment>()?
        .rank(offers, |offer| offer.split_once('/').unwrap_or((offer, "")));
    Ok(json!({ "offers": ranked }))
}

fn problem(input: Input<'_>) -> Result<Value> {
    let problem = input.parse::<Problem>()?;
    let mut shown = object(&problem);
    if let (Some(shown), Some(known)) = (shown.as_object_mut(), problem.problem_type()) {
        shown.insert("code".to_owned(), known.code().into());
    }
    Ok(shown)
}

fn discovery(input: Input<'_>) -> Result<Value> {
    let discovery = Discovery::from_json(&input.text()?)?;
    let operations = discovery.operations().iter().map(|operation| {
        let offers: Vec<_> = operation.payment().offers().iter().map(object).collect();
        json!({ "path": operation.path(), "method": operation.method(), "offers": offers })
    });
    let mut shown = json!({ "operations": operations.collect::<Vec<_>>() });
    if let (Some(shown), Some(service)) = (shown.as_object_mut(), discovery.service()) {
        shown.insert("service".to_owned(), object(service));
    }
    Ok(shown)
}

fn rpc_error(input: Input<'_>) -> Result<Value> {
    let mut error = object(&input.parse::<rpc::RpcError>()?);
    let data = error.as_object_mut().and_then(|error| error.remove("data"));
    if let (Some(error), Some(Value::Object(data))) = (error.as_object_mut(), data) {
        error.extend(data);
    }
    Ok(error)
}

fn rpc_credential(input: Input<'_>) -> Result<Value> {
    let found = rpc::find_credential(&input.parse()?)?;
    Ok(object(&found.ok_or(Refusal::Kind(Kind::Missing))?))
}

fn rpc_receipt(input: Input<'_>) -> Result<Value> {
    let found = rpc::find_receipt(&input.parse()?)?;
    Ok(object(&found.ok_or(Refusal::Kind(Kind::Missing))?))
}
