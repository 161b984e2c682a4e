//! How a request is misread, and how a credential is written.

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE, BASE64_URL_SAFE_NO_PAD};
use http402::mpp::{Challenge, Credential, MethodId};
use http402::primitives::Timestamp;
use serde_json::{Map, Value};

use super::Context;
use super::read::NO_ID;
use crate::Faults;

/// The JSON of the request as a client with a fault takes it; otherwise as it is.
pub(super) fn misread_request(faults: &Faults, challenge: &Challenge<'_>) -> String {
    let text = challenge.request_json().as_str().to_owned();
    if faults.is_empty() {
        return text;
    }
    let Ok(Value::Object(mut request)) = serde_json::from_str(&text) else {
        return text;
    };
    let amount = request
        .get("amount")
        .and_then(Value::as_str)
        .map(str::to_owned);
    let mut changed = true;
    match amount.as_deref() {
        None if request.get("amount").is_none() && faults.has("charge-amount-absent-paid") => {
            request.insert("amount".to_owned(), "0".into());
        }
        Some(amount) if amount.starts_with('-') && faults.has("charge-amount-negative-paid") => {
            request.insert("amount".to_owned(), amount.trim_start_matches('-').into());
        }
        Some(amount) if amount.contains('.') && faults.has("charge-amount-fraction-paid") => {
            let whole = amount.split('.').next().unwrap_or_default();
            request.insert("amount".to_owned(), whole.into());
        }
        _ => changed = false,
    }
    let details = request
        .get_mut("methodDetails")
        .and_then(Value::as_object_mut);
    let evm = challenge.method() == MethodId::EVM.as_str();
    let unsummed =
        !evm && faults.has("splits-not-summed") || evm && faults.has("evm-splits-not-summed");
    if let Some(details) = details.filter(|_| unsummed) {
        changed |= details.remove("splits").is_some();
    }
    if changed {
        Value::Object(request).to_string()
    } else {
        text
    }
}

/// The field value of a credential that is not written as `http402` writes it.
pub(super) fn respelled(
    faults: &Faults,
    credential: &Credential<'_>,
    challenge: &Challenge<'_>,
    context: &Context<'_>,
) -> Option<String> {
    if faults.is_empty() {
        return None;
    }
    let honest = credential.to_json();
    let mut json: Value = serde_json::from_str(&honest).ok()?;
    let echo = json.get_mut("challenge")?.as_object_mut()?;
    misquote(faults, echo, challenge, context);
    if faults.has("credential-members-added") {
        json.as_object_mut()?
            .insert("client".to_owned(), "reference402".into());
    }
    if faults.has("credential-in-standard-base64") {
        // Without such characters, nothing would show.
        json.as_object_mut()?
            .insert("note".to_owned(), "???>>>".into());
    }
    let unchanged = serde_json::from_str::<Value>(&honest).ok()? == json;
    let text = if unchanged { honest } else { json.to_string() };
    Some(encode(faults, styled(faults, text, &json)))
}

/// What a value becomes.
type Edit<'a> = &'a dyn Fn(&str) -> Option<Value>;

/// Mistakes in the echo.
fn misquote(
    faults: &Faults,
    echo: &mut Map<String, Value>,
    challenge: &Challenge<'_>,
    context: &Context<'_>,
) {
    for (on, name) in [
        (faults.has("id-not-echoed"), "id"),
        (
            faults.has("absent-id-paid") && challenge.id() == NO_ID,
            "id",
        ),
        (faults.has("method-not-echoed"), "method"),
        (faults.has("intent-not-echoed"), "intent"),
        (faults.has("opaque-not-echoed"), "opaque"),
        (faults.has("expires-not-echoed"), "expires"),
        (faults.has("digest-not-echoed"), "digest"),
        (faults.has("description-not-echoed"), "description"),
        (faults.has("echo-without-header"), "header"),
    ] {
        if on {
            echo.remove(name);
        }
    }
    let host = Value::from(context.url.host());
    let respelled = |text: &str| Some(encoded(&object(text)?));
    let as_object = |text: &str| object(text);
    let doubles = |text: &str| Some(encoded(&through_doubles(object(text)?)));
    let lower = |text: &str| Some(text.to_ascii_lowercase().into());
    let other_time = |text: &str| {
        let time = text.parse::<Timestamp>().ok()?;
        let whole = Timestamp::from_unix(time.unix()).ok()?;
        let whole = whole.as_str().trim_end_matches('Z');
        Some(format!("{whole}.000Z").into())
    };
    let realm = |_: &str| Some(host.clone());
    let empty = |_: &str| Some("".into());
    let edits: [(bool, &str, Edit<'_>); 9] = [
        (faults.has("request-respelled"), "request", &respelled),
        (faults.has("request-through-doubles"), "request", &doubles),
        (
            faults.has("request-echoed-as-object"),
            "request",
            &as_object,
        ),
        (faults.has("id-echoed-in-lower-case"), "id", &lower),
        (
            faults.has("empty-id-paid") && challenge.id() == NO_ID,
            "id",
            &empty,
        ),
        (faults.has("realm-of-host"), "realm", &realm),
        (faults.has("opaque-respelled"), "opaque", &respelled),
        (faults.has("opaque-echoed-as-object"), "opaque", &as_object),
        (faults.has("expires-respelled"), "expires", &other_time),
    ];
    for (on, name, edit) in edits {
        let text = echo.get(name).and_then(Value::as_str).filter(|_| on);
        if let Some(value) = text.and_then(edit) {
            echo.insert(name.to_owned(), value);
        }
    }
    if faults.has("header-echoed-unasked") && challenge.header().is_none() {
        echo.insert("header".to_owned(), "Payment-Authorization".into());
    }
}

/// The object inside base64url.
pub(super) fn object(text: &str) -> Option<Value> {
    let bytes = BASE64_URL_SAFE_NO_PAD
        .decode(text.trim_end_matches('='))
        .ok()?;
    serde_json::from_slice(&bytes).ok()
}

fn encoded(value: &Value) -> Value {
    BASE64_URL_SAFE_NO_PAD.encode(sorted(value)).into()
}

/// Compact JSON with its members sorted.
fn sorted(value: &Value) -> String {
    let text = value.to_string();
    http402::json::canonicalize(&text).unwrap_or(text)
}

fn through_doubles(value: Value) -> Value {
    match value {
        Value::Number(number) => number.as_f64().map_or(Value::Number(number), Value::from),
        Value::Array(items) => items.into_iter().map(through_doubles).collect(),
        Value::Object(members) => {
            let members = members.into_iter();
            members
                .map(|(name, value)| (name, through_doubles(value)))
                .collect()
        }
        other => other,
    }
}

/// The same JSON in another style.
fn styled(faults: &Faults, text: String, json: &Value) -> String {
    if faults.has("credential-with-spaces") {
        return format!("{json:#}");
    }
    if faults.has("credential-with-escapes") {
        return text.replace("\"charge\"", "\"\\u0063harge\"");
    }
    if faults.has("echo-in-other-order") {
        let echo = json.get("challenge").and_then(Value::as_object);
        let members = echo.into_iter().flatten();
        let members = members.map(|(name, value)| format!("{}:{value}", Value::from(&**name)));
        let mut members: Vec<_> = members.collect();
        members.sort_by(|a, b| b.cmp(a));
        let payload = json.get("payload").unwrap_or(&Value::Null);
        let source = json.get("source");
        let source = source.map_or_else(String::new, |source| format!("\"source\":{source},"));
        let echo = members.join(",");
        return format!("{{{source}\"payload\":{payload},\"challenge\":{{{echo}}}}}");
    }
    text
}

fn encode(faults: &Faults, mut text: String) -> String {
    let padded = faults.has("credential-padded") || faults.has("credential-in-standard-base64");
    // Where no padding is due, nothing would show.
    while padded && text.len().is_multiple_of(3) {
        text.push(' ');
    }
    let token = if faults.has("credential-padded") {
        BASE64_URL_SAFE.encode(text)
    } else if faults.has("credential-in-standard-base64") {
        BASE64_STANDARD.encode(text)
    } else if faults.has("credential-as-json") {
        text
    } else {
        BASE64_URL_SAFE_NO_PAD.encode(text)
    };
    if faults.has("credential-bare") {
        return token;
    }
    let scheme = if faults.has("credential-as-bearer") {
        "Bearer"
    } else if faults.has("scheme-in-lower-case") {
        "payment"
    } else {
        "Payment"
    };
    format!("{scheme} {token}")
}
