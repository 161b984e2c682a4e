use serde_json::Value;

use crate::vector::{Scenario, Step};

/// Whether a scenario has to have the target for itself: it counts what cannot be told from the
/// doings of others.
///
/// Handler runs have no owner. Calls to the stub have one where the step pays with the payer and
/// the nonce that the runner chose; everything else about the stub is exclusive.
#[must_use]
pub fn is_exclusive(scenario: &Scenario) -> bool {
    scenario.steps.iter().any(|step| {
        let stub = step.facilitator.as_ref();
        let down = stub.is_some_and(|stub| stub.get("down").is_some());
        let watches = step.asks("facilitator") || stub.is_some();
        let again = step.send.pointer("/pay/reuse").and_then(Value::as_str);
        let first = again.and_then(|id| scenario.steps.iter().find(|step| step.id == id));
        let owned = keeps_its_key(step) && first.is_none_or(keeps_its_key);
        down || step.asks("handler") || (watches && !owned)
    })
}

/// Whether the payments of a step can be told from others, by payer and nonce.
fn keeps_its_key(step: &Step) -> bool {
    step.send.get("pay").is_some_and(|pay| {
        !hides_key(pay) && !step.each.iter().any(|row| row.values().any(hides_key))
    })
}

/// Whether a mutation in here may reach payer or nonce.
fn hides_key(value: &Value) -> bool {
    const KEY: [&str; 3] = [
        "/payload/authorization/from",
        "/payload/authorization/nonce",
        "/payload/transaction",
    ];
    match value {
        Value::Object(members) => {
            let at = members.get("at").and_then(Value::as_str);
            let reaches = |at: &str| {
                at.contains("${")
                    || KEY
                        .iter()
                        .any(|key| key.starts_with(at) || at.starts_with(key))
            };
            members.contains_key("in") || at.is_some_and(reaches) || members.values().any(hides_key)
        }
        Value::Array(items) => items.iter().any(hides_key),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::is_exclusive;
    use crate::vector::Scenario;

    #[test]
    fn what_has_no_owner_is_exclusive() {
        let exclusive = |step: serde_json::Value| {
            let scenario = json!({
                "format": 1, "id": "x402-v1/server/x", "role": "server", "spec": "x402-v1", "steps": [step]
            });
            is_exclusive(&serde_json::from_value::<Scenario>(scenario).unwrap())
        };
        let calls = json!({ "facilitator": { "verify_calls": 0 } });
        let pay = |mutate: serde_json::Value| json!({ "path": "/", "pay": { "mutate": mutate } });
        let value = json!([{ "at": "/payload/authorization/value", "add": 1 }]);
        for (step, wanted) in [
            (
                json!({ "id": "a", "send": { "path": "/" }, "expect": { "status": 402 } }),
                false,
            ),
            (
                json!({ "id": "a", "send": { "path": "/" }, "expect": calls }),
                true,
            ),
            (
                json!({ "id": "a", "send": pay(json!([])), "expect": calls }),
                false,
            ),
            (
                json!({ "id": "a", "send": pay(value), "expect": calls }),
                false,
            ),
            (
                json!({ "id": "a", "send": pay(json!([{ "at": "/payload", "remove": true }])), "expect": calls }),
                true,
            ),
            (
                json!({ "id": "a", "send": pay(json!([{ "in": "header", "append": "x" }])), "expect": calls }),
                true,
            ),
            (
                json!({ "id": "a", "send": pay(json!("${each.m}")), "expect": calls, "each": [{ "id": "x", "m": [{ "in": "json", "append": "x" }] }] }),
                true,
            ),
            (
                json!({ "id": "a", "send": pay(json!([])), "expect": { "handler": { "runs": 1 } } }),
                true,
            ),
            (
                json!({ "id": "a", "send": pay(json!([])), "facilitator": { "down": true }, "expect": calls }),
                true,
            ),
        ] {
            assert_eq!(exclusive(step.clone()), wanted, "{step}");
        }
    }
}
