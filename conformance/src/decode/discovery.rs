use serde_json::{Map, Value, json};

/// Reads the payable operations of a discovery document: those with payment information, or with
/// a 402 among their answers.
///
/// Each is `{path, method, info, required, list, offers, terms}`: whether it has `x-payment-info`,
/// declares a 402 and lists its offers; the offers as they stand; and as a challenge says them.
///
/// # Errors
///
/// Where the text is no JSON object with `paths`.
pub fn operations(document: &[u8]) -> Result<Vec<Value>, String> {
    let document: Value =
        serde_json::from_slice(document).map_err(|error| format!("not JSON: {error}"))?;
    let paths = document.get("paths").and_then(Value::as_object);
    let paths = paths.ok_or("the document has no object paths")?;
    let mut all = Vec::new();
    for (path, item) in paths {
        for method in METHODS {
            let Some(operation) = item.get(method.to_ascii_lowercase()) else {
                continue;
            };
            let info = operation.get("x-payment-info");
            let required = operation.pointer("/responses/402").is_some();
            if info.is_none() && !required {
                continue;
            }
            let list = info.and_then(|info| info.get("offers"));
            let offers = match (list, info) {
                (Some(Value::Array(offers)), _) => offers.clone(),
                // The short form: payment information is the one offer.
                (None, Some(offer)) => vec![offer.clone()],
                _ => Vec::new(),
            };
            all.push(json!({
                "path": path,
                "method": method,
                "info": info.is_some_and(Value::is_object),
                "required": required,
                "list": list.is_some_and(Value::is_array),
                "terms": offers.iter().map(terms).collect::<Vec<_>>(),
                "offers": offers,
            }));
        }
    }
    Ok(all)
}

/// An offer in the shape of a challenge; what is null or absent is left open.
fn terms(offer: &Value) -> Value {
    let named = |names: &[&str]| {
        let stated = names.iter().filter_map(|name| {
            let value = offer.get(name).filter(|value| !value.is_null())?;
            Some(((*name).to_owned(), value.clone()))
        });
        stated.collect::<Map<_, _>>()
    };
    let mut terms = named(&["method", "intent"]);
    terms.insert("request".to_owned(), named(&["amount", "currency"]).into());
    Value::Object(terms)
}

const METHODS: [&str; 8] = [
    "GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE",
];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::operations;

    #[test]
    fn both_forms_and_what_is_not_priced() {
        let offer = json!({ "intent": "charge", "method": "testpay", "amount": null });
        let document = json!({ "paths": {
            "/free": { "get": { "responses": { "200": {} } } },
            "/a": { "get": { "responses": { "402": {} }, "x-payment-info": { "offers": [offer] } } },
            "/b": { "post": { "x-payment-info": offer } },
            "/c": { "get": { "responses": { "402": {} } } },
        } });
        let found = operations(document.to_string().as_bytes()).unwrap();
        let terms = json!([{ "method": "testpay", "intent": "charge", "request": {} }]);
        assert_eq!(
            found,
            [
                json!({ "path": "/a", "method": "GET", "info": true, "required": true, "list": true, "offers": [offer], "terms": terms }),
                json!({ "path": "/b", "method": "POST", "info": true, "required": false, "list": false, "offers": [offer], "terms": terms }),
                json!({ "path": "/c", "method": "GET", "info": false, "required": true, "list": false, "offers": [], "terms": [] }),
            ]
        );
        assert!(operations(b"{}").is_err());
    }
}
