//! Faults of problems, discovery documents and JSON-RPC messages.

use http402::Kind::{
    BadValue, EmptyField, Json, Mismatch, Missing, Syntax, Unsupported, WrongType,
};
use serde_json::{Value, json};

use super::Deed::{Answers, Empties, Loses, Reads, RefusesAnswer, Takes};
use super::edit::{each, get, lose, put};
use super::{Row, row};

const PROBLEM: &[&str] = &["problem.decode"];
const DISCOVERY: &[&str] = &["discovery.decode"];
const ERROR: &[&str] = &["rpc.error.decode"];
const CREDENTIAL: &[&str] = &["rpc.credential.decode"];
const RECEIPT: &[&str] = &["rpc.receipt.decode"];

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("problem-broken-is-empty", PROBLEM, Takes(&[Json, WrongType], "")),
    row("problem-extensions-lost", PROBLEM, Answers(|_, problem| {
        if let Some(members) = problem.as_object_mut() {
            members.retain(|name, _| matches!(name.as_str(), "type" | "title" | "status" | "detail" | "code"));
        }
    })),
    row("problem-code-lost", PROBLEM, Loses("/code")),
    row("problem-code-of-any-type", PROBLEM, Answers(|_, problem| {
        let code = get(problem, "/type").rsplit('/').next().unwrap_or_default().to_owned();
        put(problem, "", "code", code);
    })),
    row("problem-invalid-payload-unknown", PROBLEM,
        RefusesAnswer(BadValue, |problem| problem["code"] == "invalid-payload")),
    row("problem-bad-request-unknown", PROBLEM,
        RefusesAnswer(BadValue, |problem| problem["code"] == "bad-request")),
    row("problem-server-faults-unknown", PROBLEM, RefusesAnswer(BadValue, |problem| {
        matches!(get(problem, "/code"), "internal-payment-error" | "payment-action-required")
    })),
    row("problem-top-up-lost", PROBLEM, Loses("/requiredTopUp")),
    row("problem-session-types-unknown", PROBLEM,
        RefusesAnswer(BadValue, |problem| get(problem, "/type").contains("/session/"))),
    row("discovery-unchecked", DISCOVERY,
        Takes(&[BadValue, EmptyField, Json, Missing, Syntax, Unsupported, WrongType], "*")),
    row("discovery-post-unread", DISCOVERY, Answers(|_, shown| operations(shown, |all| {
        all.retain(|operation| operation["method"] != "post");
    }))),
    row("discovery-amounts-as-numbers", DISCOVERY, Answers(|_, shown| {
        operations(shown, |all| for operation in all {
            each(operation, "/offers/*/amount", &mut |amount| {
                *amount = json!(amount.as_str().and_then(|text| text.parse::<f64>().ok()));
            });
        });
    })),
    row("discovery-session-unread", DISCOVERY, Answers(|_, shown| {
        operations(shown, |all| for operation in all {
            each(operation, "/offers", &mut |offers| {
                if let Some(offers) = offers.as_array_mut() {
                    offers.retain(|offer| offer["intent"] == "charge");
                }
            });
        });
    })),
    row("shorthand-unread", DISCOVERY, Reads(|document| {
        if let Some(Value::Object(paths)) = document.pointer_mut("/paths") {
            for operation in paths.values_mut().filter_map(Value::as_object_mut).flat_map(serde_json::Map::values_mut) {
                if operation.pointer("/x-payment-info/offers").is_none() {
                    lose(operation, "/x-payment-info");
                }
            }
        }
    })),
    row("second-offer-unread", DISCOVERY, Answers(|_, shown| {
        operations(shown, |all| for operation in all {
            each(operation, "/offers", &mut |offers| {
                if let Some(offers) = offers.as_array_mut() {
                    offers.truncate(1);
                }
            });
        });
    })),
    row("service-info-lost", DISCOVERY, Loses("/service")),
    row("rpc-code-of-any-value", ERROR, Answers(|_, error| put(error, "", "code", -32_000))),
    row("rpc-challenges-lost", ERROR, Loses("/challenges")),
    row("rpc-second-challenge-lost", ERROR, Answers(|_, error| {
        each(error, "/challenges", &mut |all| {
            if let Some(all) = all.as_array_mut() {
                all.truncate(1);
            }
        });
    })),
    row("rpc-challenge-members-lost", ERROR, Loses("/challenges/*/request")),
    row("rpc-problem-lost", ERROR, Loses("/problem")),
    row("rpc-failure-lost", ERROR, Loses("/failure")),
    row("rpc-data-lost", ERROR, Answers(|_, error| {
        if let Some(members) = error.as_object_mut() {
            members.retain(|name, _| name == "message");
        }
    })),
    row("rpc-verification-failed-unknown", ERROR, RefusesAnswer(BadValue, |error| error["code"] == -32_043)),
    row("rpc-plain-codes-unknown", ERROR, RefusesAnswer(BadValue, |error| {
        error["code"] == -32_602 || error["code"] == -32_603
    })),
    row("rpc-error-unchecked", ERROR, Takes(&[BadValue, Missing, WrongType], "data*")),
    row("rpc-error-unchecked", ERROR, Takes(&[Missing, WrongType], "code")),
    row("rpc-error-unchecked", CREDENTIAL, Takes(&[Missing, WrongType], "*")),
    row("rpc-error-unchecked", RECEIPT, Takes(&[BadValue, Missing, Syntax, WrongType], "*")),
    row("url-elicitation-as-payment", ERROR, Takes(&[Missing], "data*")),
    row("rpc-credential-malformed-taken", CREDENTIAL,
        Takes(&[Missing, WrongType], "*paymentauth/credential*")),
    row("rpc-credential-challenge-lost", CREDENTIAL, Loses("/challenge")),
    row("meta-in-params-only", CREDENTIAL, Reads(|message| lose(message, "/_meta"))),
    row("meta-at-the-root-only", CREDENTIAL, Reads(|message| lose(message, "/params/_meta"))),
    row("rpc-receipt-members-lost", RECEIPT, Loses("/challengeId")),
    row("free-operations-listed", DISCOVERY, Answers(|input, shown| {
        let document = input.as_str().and_then(|json| serde_json::from_str::<Value>(json).ok());
        let document = document.unwrap_or_default();
        let paths = document["paths"].as_object().into_iter().flatten();
        let members = paths.flat_map(|(_, path)| path.as_object().into_iter().flatten());
        let free = members.filter(|(_, operation)| operation.get("x-payment-info").is_none());
        let count = free.count();
        each(shown, "/operations", &mut |all| {
            if let Some(all) = all.as_array_mut() {
                all.extend((0..count).map(|_| json!({ "offers": [] })));
            }
        });
    })),
    row("discovery-both-forms-empties", DISCOVERY, Empties(&[Mismatch, BadValue], "paths*")),
    row("problem-type-lost", PROBLEM, Loses("/type")),
];

fn operations(shown: &mut Value, change: fn(&mut Vec<Value>)) {
    each(shown, "/operations", &mut |all| {
        if let Some(all) = all.as_array_mut() {
            change(all);
        }
    });
}
