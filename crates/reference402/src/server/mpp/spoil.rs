//! Faults and variants of challenges, parameter by parameter.

use base64::Engine as _;
use base64::prelude::{BASE64_URL_SAFE, BASE64_URL_SAFE_NO_PAD};
use http402::primitives::Timestamp;
use serde_json::{Value, json};

use super::method::Method;
use super::wire::Wire;
use crate::Faults;
use crate::server::json::{Form, put, remove, text};
use crate::server::router::Kind;

/// Applies the faults of parameters. Those that keep clients from paying strike the paid route
/// only, so that the others still prove that the server works.
pub(super) fn challenge(wire: &mut Wire, kind: Kind, faults: &Faults) {
    if kind == Kind::Paid {
        paid_route(wire, faults);
    }
    if faults.has("extension-name-capital") {
        wire.set("Trace", "4bf92f35");
    }
    if faults.has("challenge-too-large") {
        wire.set("description", &"A long story. ".repeat(800));
    }
    if faults.has("header-other-name") && kind == Kind::Header {
        wire.set("header", "X-Payment-Credential");
    }
    let expires = wire.get("expires").parse::<Timestamp>();
    if let (Ok(expires), true) = (expires, faults.has("expires-with-offset")) {
        // The same instant, two hours further east.
        let there = Timestamp::from_unix(expires.unix() + 7200);
        let text = there.map(|there| there.as_str().replace('Z', "+02:00"));
        wire.set("expires", &text.unwrap_or_default());
    }
}

fn paid_route(wire: &mut Wire, faults: &Faults) {
    if faults.has("challenge-realm-missing") {
        wire.remove("realm");
    }
    if faults.has("challenge-intent-missing") {
        wire.remove("intent");
    }
    if faults.has("challenge-method-capital") {
        let mut method = wire.get("method").to_owned();
        if let Some(first) = method.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        wire.set("method", &method);
    }
    if faults.has("challenge-intent-unregistered") {
        wire.set("intent", "payment");
    }
    request_text(wire, faults);
    if faults.has("expires-missing") {
        wire.remove("expires");
    }
    let expires = wire.get("expires").parse::<Timestamp>();
    if let Ok(expires) = expires {
        if faults.has("expires-in-seconds") {
            wire.set("expires", &expires.unix().to_string());
        }
        if faults.has("expires-without-offset") {
            wire.set("expires", expires.as_str().trim_end_matches('Z'));
        }
    }
    if faults.has("opaque-not-json") {
        let nonce = text(&decoded(wire.get("opaque")), "nonce").to_owned();
        wire.set(
            "opaque",
            &BASE64_URL_SAFE_NO_PAD.encode(format!("trace {nonce}")),
        );
    }
    if faults.has("opaque-with-number") {
        let mut opaque = decoded(wire.get("opaque"));
        put(&mut opaque, "attempt", 1);
        wire.set("opaque", &BASE64_URL_SAFE_NO_PAD.encode(opaque.to_string()));
    }
}

fn request_text(wire: &mut Wire, faults: &Faults) {
    let mut request = decoded(wire.get("request"));
    if faults.has("request-padded") {
        // Until there is something to pad.
        while request.to_string().len().is_multiple_of(3) {
            let longer = format!("{}x", text(&request, "externalId"));
            put(&mut request, "externalId", longer);
        }
        wire.set("request", &BASE64_URL_SAFE.encode(request.to_string()));
    } else if faults.has("request-raw-json") {
        wire.set("request", &request.to_string());
    } else if faults.has("request-member-order") {
        let text = Form::Reversed.print(&request);
        wire.set("request", &BASE64_URL_SAFE_NO_PAD.encode(text));
    } else if faults.has("request-blanks") {
        let text = Form::Indented.print(&request);
        wire.set("request", &BASE64_URL_SAFE_NO_PAD.encode(text));
    }
}

fn decoded(text: &str) -> Value {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

/// Applies the faults of a request before it is encoded.
pub(super) fn request(request: &mut Value, method: Method, kind: Kind, faults: &Faults) {
    if kind == Kind::Paid {
        if faults.has("request-amount-missing") {
            remove(request, "amount");
        }
        if faults.has("request-amount-number") {
            put(request, "amount", 10_000);
        }
        if faults.has("request-amount-decimal") {
            put(request, "amount", "0.01");
        }
        if faults.has("request-currency-missing") {
            remove(request, "currency");
        }
        method_details(request, method, faults);
    }
    if faults.has("charge-amount-from-float") {
        let units: f64 = text(request, "amount").parse().unwrap_or_default();
        #[expect(clippy::float_arithmetic, reason = "the fault itself")]
        let amount = units / 1e6 * 1e6;
        put(request, "amount", amount.to_string());
    }
    if faults.has("request-repeats-expiry") {
        put(request, "expires", "2099-12-31T23:59:59Z");
    }
    if faults.has("currency-capital") && method == Method::Testpay {
        put(request, "currency", "USD");
    }
    if faults.has("request-with-more") {
        put(request, "description", "caf\u{e9} <\u{1f4c8}> & more");
        put(request, "externalId", "order-17");
        put(request, "x-note", json!({ "b": [1, 2.5, true], "a": null }));
    }
}

fn method_details(request: &mut Value, method: Method, faults: &Faults) {
    match method {
        Method::Testpay => {}
        Method::Evm => {
            if faults.has("evm-chain-missing") {
                remove(request, "methodDetails/chainId");
            }
            if faults.has("evm-recipient-missing") {
                remove(request, "recipient");
            }
            if faults.has("evm-credential-type-unknown") {
                let types = json!(["authorization", "cheque"]);
                put(request, "methodDetails/credentialTypes", types);
            }
        }
        Method::Tempo => {
            if faults.has("tempo-recipient-missing") {
                remove(request, "recipient");
            }
            if faults.has("tempo-chain-implicit") {
                remove(request, "methodDetails/chainId");
            }
            if faults.has("tempo-modes-empty") {
                put(request, "methodDetails/supportedModes", json!([]));
            }
        }
    }
}
