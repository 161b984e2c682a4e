//! Faults of settlements, of the facilitator's messages, and of x402 over MCP and A2A.

use http402::Kind::{
    BadValue, EmptyField, Json, Missing, Syntax, Trailing, Unsupported, WrongType,
};
use serde_json::{Value, json};

use super::Deed::{Answers, Empties, Loses, Reads, Refuses, Takes, Text};
use super::edit::{each, get, put};
use super::{Row, row};

const SETTLEMENT: &[&str] = &[
    "x402.settlement.*",
    "x402.settle-response.decode",
    "x402.mcp.settlement.decode",
    "x402.a2a.metadata.decode",
];
const SETTLED: &[&str] = &["x402.settlement.decode", "x402.settle-response.decode"];
const VERIFY: &[&str] = &["x402.verify-request.decode"];
const VERIFIED: &[&str] = &["x402.verify-response.decode"];
const SUPPORTED: &[&str] = &["x402.supported.decode"];
const DISCOVERY: &[&str] = &["x402.discovery.decode"];
const CODE: &[&str] = &["x402.error.class"];
const MCP_DEMAND: &[&str] = &["x402.mcp.required.decode"];
const MCP_PAYMENT: &[&str] = &["x402.mcp.payment.decode"];
const MCP_SETTLEMENT: &[&str] = &["x402.mcp.settlement.decode"];
const A2A: &[&str] = &["x402.a2a.metadata.decode"];

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("settlement-success-of-any-type", SETTLEMENT, Takes(&[Missing, WrongType], "*success")),
    row("settlement-success-lost", SETTLED, Loses("/success")),
    row("settlement-transaction-optional", SETTLEMENT, Takes(&[Missing, WrongType], "*transaction")),
    row("settlement-transaction-lost", SETTLED, Loses("/transaction")),
    row("settlement-network-optional", SETTLEMENT,
        Takes(&[Missing, WrongType, EmptyField, BadValue], "*network")),
    row("settlement-network-lost", SETTLED, Loses("/network")),
    row("settlement-payer-of-any-type", SETTLEMENT, Takes(&[WrongType], "*payer")),
    row("settlement-payer-lost", SETTLED, Loses("/payer")),
    row("settlement-reason-of-any-type", SETTLEMENT, Takes(&[WrongType], "*errorReason")),
    row("settlement-reason-lost", SETTLED, Loses("/errorReason")),
    row("settlement-payer-optional", SETTLED, Reads(|json| {
        super::edit::default(json, "", "payer", "");
    })),
    row("settle-answer-broken-is-empty", SETTLED, Takes(&[Json, WrongType], "")),
    row("verify-broken-is-empty", VERIFY, Takes(&[Json, Trailing, WrongType], "")),
    row("verify-members-optional", VERIFY, Takes(&[Missing, WrongType], "payment*")),
    row("verify-payment-lost", VERIFY, Loses("/paymentPayload")),
    row("facilitator-version-optional", VERIFY, Reads(|request| {
        super::edit::default(request, "", "x402Version", 1);
    })),
    row("verified-broken-is-empty", VERIFIED, Takes(&[Json, Trailing, WrongType], "")),
    row("verified-is-valid-optional", VERIFIED, Takes(&[Missing], "isValid")),
    row("verify-valid-number-taken", VERIFIED, Takes(&[WrongType], "isValid")),
    row("verified-texts-of-any-type", VERIFIED, Takes(&[WrongType], "invalidReason")),
    row("verified-texts-of-any-type", VERIFIED, Takes(&[WrongType], "payer")),
    row("verified-payer-lost", VERIFIED, Loses("/payer")),
    row("verified-negated", VERIFIED, Answers(|_, answer| {
        each(answer, "/isValid", &mut |valid| {
            *valid = json!(*valid == json!(false));
        });
    })),
    row("supported-broken-is-empty", SUPPORTED, Takes(&[Json, Trailing, WrongType], "")),
    row("supported-kinds-null-taken", SUPPORTED, Takes(&[Missing, WrongType], "kinds")),
    row("supported-kinds-unchecked", SUPPORTED,
        Takes(&[Missing, WrongType, Unsupported, BadValue], "kinds[]*")),
    row("supported-kinds-lost", SUPPORTED, Loses("/kinds")),
    row("discovery-page-unchecked", DISCOVERY, Takes(&[Json, WrongType, Trailing], "")),
    row("discovery-page-unchecked", DISCOVERY, Takes(&[Missing, WrongType], "x402Version")),
    row("discovery-page-unchecked", DISCOVERY, Takes(&[Missing, WrongType], "items")),
    row("discovery-page-unchecked", DISCOVERY, Takes(&[Missing, WrongType, BadValue], "pagination*")),
    row("discovery-items-unchecked", DISCOVERY, Takes(&[Missing, WrongType, BadValue], "items[]*")),
    row("discovery-items-lost", DISCOVERY, Loses("/items")),
    row("discovery-time-of-any-type", DISCOVERY, Takes(&[WrongType], "items[].lastUpdated")),
    row("discovery-zero-time-refused", DISCOVERY, Refuses(BadValue, |page| {
        page.pointer("/items/0/lastUpdated") == Some(&json!(0))
    })),
    row("discovery-zero-time-refused", DISCOVERY, Loses("/items/*/lastUpdated")),
    row("discovery-iso-time-taken", DISCOVERY, Reads(|page| {
        each(page, "/items/*/lastUpdated", &mut |time| {
            let parsed = time
                .as_str()
                .map(str::parse::<http402::primitives::Timestamp>);
            if let Some(Ok(parsed)) = parsed {
                *time = json!(parsed.unix());
            }
        });
    })),
    row("code-expired-classed-early", CODE, Answers(|_, answer| {
        if answer["class"] == "expired" {
            put(answer, "", "class", "early");
        }
    })),
    row("codes-without-class", CODE, Answers(|_, answer| put(answer, "", "class", Value::Null))),
    row("codes-of-the-field-unknown", CODE, Answers(|input, answer| {
        if !input.as_str().is_some_and(|code| CODES.contains(&code)) {
            put(answer, "", "class", Value::Null);
        }
    })),
    row("code-known-by-prefix", CODE, Text(|code| {
        let known = CODES.iter().find(|known| code.starts_with(**known));
        known.map_or(code, |known| known).to_owned()
    })),
    row("codes-unknown-are-payment-faults", CODE, Answers(|input, answer| {
        if !input.as_str().is_some_and(|code| CODES.contains(&code)) {
            put(answer, "", "class", "payload");
        }
    })),
    row("codes-unknown-left-out", SETTLED, Answers(|_, answer| lose_unknown(answer, "errorReason"))),
    row("codes-unknown-left-out", VERIFIED, Answers(|_, answer| lose_unknown(answer, "invalidReason"))),
    row("code-unexpected-error-is-signature", CODE, Answers(|input, answer| {
        if input == "unexpected_error" {
            put(answer, "", "class", "signature");
        }
    })),
    row("mcp-structured-of-any-type", MCP_DEMAND, Takes(&[WrongType], "")),
    row("mcp-structured-unread", MCP_DEMAND, Reads(|result| super::edit::lose(result, "/structuredContent"))),
    row("mcp-text-unread", MCP_DEMAND, Reads(|result| super::edit::lose(result, "/content"))),
    row("mcp-none-is-empty", MCP_DEMAND, Takes(&[Missing], "")),
    row("mcp-result-without-offers-taken", MCP_DEMAND, Takes(&[Missing], "")),
    row("mcp-text-first", MCP_DEMAND, Reads(|result| {
        if result.pointer("/content/0/text").is_some() {
            super::edit::lose(result, "/structuredContent");
        }
    })),
    row("mcp-payment-from-arguments", MCP_PAYMENT, Takes(&[Missing, WrongType], "*")),
    row("mcp-payment-lost", MCP_PAYMENT, Loses("/payload")),
    row("mcp-settlement-optional", MCP_SETTLEMENT, Takes(&[Missing, WrongType], "*")),
    row("mcp-settlement-lost", MCP_SETTLEMENT, Loses("/success")),
    row("a2a-demand-unchecked", A2A, Takes(&[Missing, WrongType], "x402.payment.required")),
    row("a2a-demand-unchecked", A2A, Takes(&[Missing, WrongType], "x402.payment.status")),
    row("a2a-demand-unchecked", A2A, Takes(&[WrongType], "")),
    row("a2a-demand-lost", A2A, Loses("/required")),
    row("a2a-payload-unchecked", A2A, Takes(&[Missing, WrongType], "x402.payment.payload")),
    row("a2a-payload-lost", A2A, Loses("/payload")),
    row("a2a-receipts-unchecked", A2A, Takes(&[Missing, WrongType], "x402.payment.receipts*")),
    row("a2a-receipts-lost", A2A, Loses("/receipts")),
    row("a2a-verified-unknown", A2A, Refuses(BadValue, |metadata| {
        metadata["x402.payment.status"] == "payment-verified"
    })),
    row("a2a-first-receipt-only", A2A, Answers(|_, metadata| {
        each(metadata, "/receipts", &mut |receipts| {
            if let Some(receipts) = receipts.as_array_mut() {
                receipts.truncate(1);
            }
        });
    })),
    row("a2a-error-unchecked", A2A, Takes(&[Missing, WrongType], "x402.payment.error")),
    row("a2a-error-lost", A2A, Loses("/error")),
    row("a2a-rejected-unknown", A2A, Refuses(BadValue, |metadata| {
        metadata["x402.payment.status"] == "payment-rejected"
    })),
    row("mcp-offers-lost", MCP_DEMAND, Loses("/accepts")),
    row("mcp-structured-blindly", MCP_DEMAND, Reads(|result| {
        if result.get("structuredContent").is_some() {
            super::edit::lose(result, "/content");
        }
    })),
    row("mcp-not-an-error-empties", MCP_DEMAND, Answers(|input, demand| {
        if !input.as_str().is_some_and(|json| json.contains("\"isError\":true")) {
            *demand = json!({});
        }
    })),
    row("settlement-transaction-wrong-empties", SETTLED,
        Empties(&[EmptyField, Missing, BadValue, Syntax], "transaction")),
    row("settlement-network-wrong-empties", SETTLED, Empties(&[BadValue], "network")),
    row("settlement-payer-wrong-empties", SETTLED, Empties(&[Missing, EmptyField], "payer")),
    row("settlement-payer-null-empties", SETTLED, Empties(&[WrongType], "payer")),
    row("settlement-reason-wrong-empties", SETTLED,
        Empties(&[WrongType, BadValue, EmptyField], "errorReason")),
    row("settlement-failure-lost", SETTLED, Answers(|_, answer| {
        if answer["success"] == false {
            *answer = json!({});
        }
    })),
    row("settle-older-form-empties", SETTLED, Empties(&[Missing], "network")),
    row("verify-version-wrong-empties", VERIFY,
        Empties(&[Missing, WrongType, Unsupported, BadValue], "x402Version")),
    row("verify-older-form-empties", VERIFY, Empties(&[Missing], "paymentPayload")),
    row("verified-texts-wrong-empties", VERIFIED,
        Empties(&[Missing, WrongType, BadValue, EmptyField], "invalidReason")),
    row("verified-texts-wrong-empties", VERIFIED, Empties(&[Missing, WrongType, EmptyField], "payer")),
    row("supported-version-wrong-empties", SUPPORTED, Empties(&[Missing], "kinds[].x402Version")),
    row("discovery-time-text-empties", DISCOVERY, Empties(&[WrongType], "items[].lastUpdated")),
    row("discovery-metadata-null-empties", DISCOVERY, Empties(&[WrongType], "items[].metadata")),
    row("a2a-status-unknown-empties", A2A, Empties(&[BadValue], "x402.payment.status")),
    row("a2a-status-capitals-empties", A2A, Empties(&[BadValue], "x402.payment.status")),
];

/// The codes of the text.
const CODES: &[&str] = &[
    "insufficient_funds",
    "invalid_exact_evm_payload_authorization_valid_after",
    "invalid_exact_evm_payload_authorization_valid_before",
    "invalid_exact_evm_payload_authorization_value",
    "invalid_exact_evm_payload_signature",
    "invalid_exact_evm_payload_recipient_mismatch",
    "invalid_network",
    "invalid_payload",
    "invalid_payment_requirements",
    "invalid_scheme",
    "unsupported_scheme",
    "invalid_x402_version",
    "invalid_transaction_state",
    "unexpected_verify_error",
    "unexpected_settle_error",
];

fn lose_unknown(answer: &mut Value, name: &str) {
    let path = format!("/{name}");
    if !CODES.contains(&get(answer, &path)) {
        super::edit::lose(answer, &path);
    }
}
