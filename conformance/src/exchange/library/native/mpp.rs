use http402::eip712::{signing_digest, tempo};
use http402::mpp::{
    BindingKey, BodyDigest, Challenge, ChallengeBuilder, ChallengeEcho, Credential,
    DigestAlgorithm, DigestForm, Intent, MethodId, Receipt, SlotLayout, Slots,
};
use http402::primitives::Timestamp;
use serde_json::{Map, Value, json};

use super::{Operation, Refusal, integer, member, optional, parsed, text, value};
use crate::bytes;

pub(super) const OPERATIONS: &[(&str, Operation)] = &[
    ("challenge.decode", |input| {
        Ok(challenge(&Challenge::parse(text(input)?)?))
    }),
    ("challenge.encode", |input| {
        Ok(built(input)?.to_string().into())
    }),
    ("challenges.decode", |input| {
        let lines = input.get("lines").and_then(Value::as_array);
        let lines = lines.ok_or_else(|| Refusal::Input("in.lines: expected a list".to_owned()))?;
        let lines: Vec<_> = lines.iter().map(text).collect::<Result<_, _>>()?;
        let all = Challenge::parse_all(lines);
        let all: Vec<_> = all
            .map(|one| Ok(challenge(&one?)))
            .collect::<Result<_, Refusal>>()?;
        Ok(json!({ "challenges": all }))
    }),
    ("credential.decode", |input| {
        let credential = Credential::from_header(text(input)?)?;
        let mut members = Map::new();
        members.insert("challenge".to_owned(), echo(credential.challenge()));
        members.insert("payload".to_owned(), value(&credential.payload())?);
        if let Some(source) = credential.source() {
            members.insert("source".to_owned(), source.into());
        }
        Ok(Value::Object(members))
    }),
    ("credential.encode", |input| {
        let challenge = built(input.get("challenge").unwrap_or(&Value::Null))?;
        let payload = input.get("payload").unwrap_or(&Value::Null).to_string();
        let mut credential = Credential::new(&challenge, &payload.parse()?);
        if let Some(source) = optional(input, "source") {
            credential = credential.with_source(source)?;
        }
        Ok(credential.to_header().into())
    }),
    ("receipt.decode", |input| {
        value(&Receipt::from_header(text(input)?)?)
    }),
    ("receipt.encode", |input| {
        Ok(Receipt::from_json(&input.to_string())?.to_header().into())
    }),
    ("challenge.id", |input| {
        let key = BindingKey::new(member(input, "secret")?.as_bytes())?;
        let slot = |name| optional(input, name).unwrap_or_default();
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
        let layout = match optional(input, "layout") {
            Some("mpp-core-00") => SlotLayout::Draft00,
            _ => SlotLayout::Draft01,
        };
        Ok(json!({ "id": key.compute(&slots, layout).as_str() }))
    }),
    ("digest.compute", |input| {
        let body = body(input)?;
        let digest = BodyDigest::compute(DigestAlgorithm::Sha256, DigestForm::Rfc9530, &body);
        Ok(json!({ "digest": digest.to_string() }))
    }),
    ("digest.verify", |input| {
        let digest: BodyDigest = parsed(input, "digest")?;
        Ok(json!({ "match": digest.verify(&body(input)?).is_ok() }))
    }),
    ("jcs.canonicalize", |input| {
        Ok(http402::json::canonicalize(text(input)?)?.into())
    }),
    ("timestamp.parse", |input| {
        let timestamp: Timestamp = text(input)?.parse()?;
        Ok(json!({ "unix": timestamp.unix(), "nanoseconds": timestamp.subsec_nanos() }))
    }),
    ("proof.digest", |input| {
        let chain_id = integer(input, "chainId")?;
        let challenge_id = member(input, "challengeId")?;
        let digest = match member(input, "version")? {
            "1" => signing_digest(
                &tempo::ProofV1::domain(chain_id).separator(),
                &tempo::ProofV1 { challenge_id },
            ),
            "2" => signing_digest(
                &tempo::ProofV2::domain(chain_id).separator(),
                &tempo::ProofV2 {
                    challenge_id,
                    realm: member(input, "realm")?,
                },
            ),
            "3" => signing_digest(
                &tempo::ProofV3::domain(chain_id).separator(),
                &tempo::ProofV3 {
                    account: parsed(input, "account")?,
                    challenge_id,
                    realm: member(input, "realm")?,
                },
            ),
            _ => return Err(Refusal::Kind("unsupported")),
        };
        Ok(json!({ "digest": digest.to_string() }))
    }),
];

/// A challenge with its request decoded and as it was on the wire.
fn challenge(challenge: &Challenge<'_>) -> Value {
    let mut members = Map::new();
    let mut put = |name: &str, text: Option<&str>| {
        if let Some(text) = text {
            members.insert(name.to_owned(), text.into());
        }
    };
    put("id", Some(challenge.id()));
    put("realm", Some(challenge.realm()));
    put("method", Some(challenge.method()));
    put("intent", Some(challenge.intent()));
    put("requestText", Some(challenge.request()));
    put("expires", challenge.expires());
    put("digest", challenge.digest());
    put("opaque", challenge.opaque());
    put("description", challenge.description());
    put("header", challenge.header());
    for (name, text) in challenge.extensions() {
        put(name, Some(text));
    }
    let request = serde_json::from_str(challenge.request_json().as_str());
    members.insert("request".to_owned(), request.unwrap_or_default());
    Value::Object(members)
}

fn echo(echo: &ChallengeEcho<'_>) -> Value {
    let mut members = Map::new();
    for (name, text) in [
        ("id", Some(echo.id())),
        ("realm", Some(echo.realm())),
        ("method", Some(echo.method())),
        ("intent", Some(echo.intent())),
        ("requestText", Some(echo.request())),
        ("expires", echo.expires()),
        ("digest", echo.digest()),
        ("opaque", echo.opaque()),
        ("description", echo.description()),
        ("header", echo.header()),
    ] {
        if let Some(text) = text {
            members.insert(name.to_owned(), text.into());
        }
    }
    let request = bytes::from_base64url(echo.request().as_bytes());
    let request = request.and_then(|request| serde_json::from_slice(&request).ok());
    members.insert("request".to_owned(), request.unwrap_or_default());
    Value::Object(members)
}

/// A challenge from the members of a vector.
fn built(input: &Value) -> Result<Challenge<'static>, Refusal> {
    let method: MethodId = parsed(input, "method")?;
    let intent: Intent = parsed(input, "intent")?;
    let request = match optional(input, "requestText") {
        Some(text) => {
            let decoded = bytes::from_base64url(text.as_bytes()).ok_or(Refusal::Kind("base64"))?;
            String::from_utf8(decoded).map_err(|_| Refusal::Kind("utf8"))?
        }
        None => input.get("request").unwrap_or(&Value::Null).to_string(),
    };
    let mut builder =
        ChallengeBuilder::new(member(input, "realm")?, &method, &intent, &request.parse()?)?;
    if optional(input, "expires").is_some() {
        builder = builder.expires(&parsed(input, "expires")?);
    }
    if optional(input, "digest").is_some() {
        builder = builder.digest(&parsed(input, "digest")?);
    }
    if let Some(opaque) = optional(input, "opaque") {
        let decoded = bytes::from_base64url(opaque.as_bytes()).ok_or(Refusal::Kind("base64"))?;
        let members: alloc::collections::BTreeMap<String, String> =
            serde_json::from_slice(&decoded).map_err(|_| Refusal::Kind("wrong-type"))?;
        builder = builder.opaque(members.iter().map(|(name, text)| (&**name, &**text)))?;
    }
    if let Some(description) = optional(input, "description") {
        builder = builder.description(description)?;
    }
    match optional(input, "header") {
        None => {}
        Some("Payment-Authorization") => builder = builder.payment_authorization(),
        Some(_) => return Err(Refusal::Kind("unsupported")),
    }
    Ok(builder.with_id(member(input, "id")?)?)
}

fn body(input: &Value) -> Result<Vec<u8>, Refusal> {
    match input.get("body") {
        Some(Value::String(body)) => Ok(body.clone().into_bytes()),
        Some(Value::Object(members)) => {
            let hex = members
                .get("hex")
                .and_then(Value::as_str)
                .and_then(bytes::from_hex);
            hex.ok_or_else(|| Refusal::Input("in.body.hex: expected hexadecimal".to_owned()))
        }
        _ => Err(Refusal::Input("in.body: expected text".to_owned())),
    }
}
