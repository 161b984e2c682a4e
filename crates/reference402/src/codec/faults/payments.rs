//! Faults of the payment of x402.

use http402::Kind::{BadValue, Base64, EmptyField, Limit, Missing, Syntax, Unsupported, WrongType};
use serde_json::{Value, json};

use super::Deed::{Answers, Loses, Reads, Refuses, Takes};
use super::edit::{default, double, each, get, put, text};
use super::{Row, row};

/// Everything that holds a payment.
const PAYMENT: &[&str] = &[
    "x402.payment.*",
    "x402.verify-request.decode",
    "x402.mcp.payment.decode",
    "x402.a2a.metadata.decode",
];
const HEADER: &[&str] = &["x402.payment.decode"];

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("payment-version-text-taken", PAYMENT, Takes(&[WrongType], "*x402Version")),
    row("payment-version-defaulted", PAYMENT, Takes(&[Missing], "*x402Version")),
    row("payment-scheme-defaulted", PAYMENT, Takes(&[Missing], "*scheme")),
    row("payment-network-defaulted", PAYMENT, Takes(&[Missing], "*network")),
    row("payment-names-of-any-type", PAYMENT, Takes(&[WrongType], "*scheme")),
    row("payment-names-of-any-type", PAYMENT, Takes(&[WrongType], "*network")),
    row("payment-payload-optional", PAYMENT, Takes(&[Missing, WrongType], "*ayload")),
    row("authorization-text-parsed", PAYMENT, Takes(&[WrongType], "*authorization")),
    row("authorization-optional", PAYMENT, Takes(&[Missing], "*authorization")),
    row("authorization-members-optional", PAYMENT, Takes(&[Missing], "*authorization.*")),
    row("authorization-members-of-any-type", PAYMENT, Takes(&[WrongType], "*authorization.*")),
    row("authorization-value-number-taken", PAYMENT, Reads(|json| {
        each(json, "/payload/authorization/value", &mut |value| {
            if let Value::Number(number) = value {
                *value = json!(number.to_string());
            }
        });
    })),
    row("authorization-nonce-defaulted", PAYMENT, Reads(|json| {
        default(
            json,
            "/payload/authorization",
            "nonce",
            format!("0x{}", "00".repeat(32)),
        );
    })),
    row("authorization-valid-after-null-is-zero", PAYMENT, Reads(|json| {
        each(json, "/payload/authorization/validAfter", &mut |after| {
            if after.is_null() {
                *after = json!("0");
            }
        });
    })),
    row("signature-optional", PAYMENT, Takes(&[Missing, WrongType], "*payload.signature")),
    row("transaction-optional", PAYMENT, Takes(&[Missing, WrongType], "*payload.transaction")),
    row("authorization-lost", HEADER, Loses("/payload/authorization")),
    row("payment-version-two-taken", PAYMENT, Takes(&[Unsupported], "*x402Version")),
    row("payment-version-cut-to-32-bits", PAYMENT, Takes(&[BadValue], "*x402Version")),
    row("payment-payload-of-any-type", PAYMENT, Takes(&[WrongType], "payload")),
    row("payment-payload-of-any-type", PAYMENT, Takes(&[Missing], "payload.signature")),
    row("signature-without-prefix-taken", PAYMENT, Reads(|json| {
        text(json, "/payload/signature", |digits| {
            format!("0x{}", digits.trim_start_matches("0x")).into()
        });
    })),
    row("signature-odd-digits-padded", PAYMENT, Reads(|json| {
        text(json, "/payload/signature", |digits| {
            let pad = if digits.len() % 2 == 1 { "0x0" } else { "0x" };
            digits.replacen("0x", pad, 1).into()
        });
    })),
    row("signature-unchecked", PAYMENT, Takes(&[Syntax, EmptyField], "payload.signature")),
    row("signature-unchecked", &["signature.inspect"], Takes(&[Syntax, EmptyField], "*")),
    row("signature-of-65-bytes-only", HEADER, Refuses(Syntax, |json| {
        !matches!(get(json, "/payload/signature").len(), 0 | 132)
    })),
    row("signature-capital-digits-refused", HEADER,
        Refuses(Syntax, |json| capital(get(json, "/payload/signature")))),
    row("authorization-addresses-unchecked", PAYMENT, Takes(&[Syntax, EmptyField], "*.from")),
    row("authorization-addresses-unchecked", PAYMENT, Takes(&[Syntax, EmptyField], "*.to")),
    row("authorization-short-address-padded", PAYMENT, Reads(|json| {
        for path in ["/payload/authorization/from", "/payload/authorization/to"] {
            text(json, path, |address| padded(address, 40));
        }
    })),
    row("authorization-parties-lost", HEADER, Loses("/payload/authorization/from")),
    row("authorization-parties-lost", HEADER, Loses("/payload/authorization/to")),
    row("authorization-value-unchecked", PAYMENT,
        Takes(&[Syntax, BadValue, EmptyField], "*authorization.value")),
    row("authorization-value-hex-taken", PAYMENT, Reads(|json| {
        text(json, "/payload/authorization/value", |value| {
            let digits = value.strip_prefix("0x");
            let number = digits.and_then(|digits| u128::from_str_radix(digits, 16).ok());
            number.map_or_else(|| value.into(), |number| number.to_string().into())
        });
    })),
    row("authorization-value-empty-is-zero", PAYMENT, Reads(|json| {
        text(json, "/payload/authorization/value", |value| {
            if value.is_empty() {
                "0".into()
            } else {
                value.into()
            }
        });
    })),
    row("authorization-value-wraps", PAYMENT, Takes(&[BadValue], "*authorization.value")),
    row("authorization-value-zero-refused", HEADER, Refuses(BadValue, |json| {
        get(json, "/payload/authorization/value") == "0"
    })),
    row("authorization-value-as-double", HEADER, Answers(|_, payment| {
        text(payment, "/payload/authorization/value", |value| {
            double(value).into()
        });
    })),
    row("authorization-times-unchecked", PAYMENT,
        Takes(&[Syntax, BadValue, EmptyField], "*authorization.valid*")),
    row("authorization-time-exponent-taken", PAYMENT, Reads(|json| {
        for path in [
            "/payload/authorization/validAfter",
            "/payload/authorization/validBefore",
        ] {
            text(json, path, |time| match time.contains(['e', 'E']) {
                true => double(time).into(),
                false => time.into(),
            });
        }
    })),
    row("authorization-times-zero-left-out", HEADER, Answers(|_, payment| {
        lose_time(payment, |time| time == "0");
    })),
    row("authorization-times-cut-to-64-bits", HEADER, Answers(|_, payment| {
        lose_time(payment, |time| time.len() > 19);
    })),
    row("authorization-nonce-unchecked", PAYMENT, Takes(&[Syntax, EmptyField], "*authorization.nonce")),
    row("authorization-short-nonce-padded", PAYMENT, Reads(|json| {
        text(json, "/payload/authorization/nonce", |nonce| {
            padded(nonce, 64)
        });
    })),
    row("authorization-nonce-zero-refused", HEADER, Refuses(BadValue, |json| {
        let nonce = get(json, "/payload/authorization/nonce");
        nonce.len() == 66 && nonce.trim_matches(['0', 'x']).is_empty()
    })),
    row("authorization-nonce-capitals-refused", HEADER, Refuses(Syntax, |json| {
        capital(get(json, "/payload/authorization/nonce"))
    })),
    row(
        "solana-transaction-not-decoded",
        HEADER,
        Takes(
            &[Base64, Limit, BadValue, EmptyField],
            "payload.transaction",
        ),
    ),
    row("solana-transaction-lost", HEADER, Loses("/payload/transaction")),
    row("checksum-enforced-in-payments", HEADER, Refuses(BadValue, |json| {
        ["from", "to"].iter().any(|name| {
            let address = get(json, &format!("/payload/authorization/{name}"));
            wrong_checksum(address)
        })
    })),
    row("payment-written-with-note", &["x402.payment.encode"], Reads(|payment| {
        put(payment, "", "x-note", "sent twice");
    })),
];

/// Digits in capitals behind `0x`.
fn capital(digits: &str) -> bool {
    digits.starts_with("0x") && digits.contains(|c: char| c.is_ascii_uppercase())
}

fn padded(digits: &str, length: usize) -> Value {
    let short = digits.strip_prefix("0x").unwrap_or(digits);
    if short.len() < length && !short.is_empty() {
        return json!(format!("0x{short:0>length$}"));
    }
    digits.into()
}

fn lose_time(payment: &mut Value, goes: fn(&str) -> bool) {
    for name in ["validAfter", "validBefore"] {
        if goes(get(payment, &format!("/payload/authorization/{name}"))) {
            super::edit::lose(payment, &format!("/payload/authorization/{name}"));
        }
    }
}

/// Letters of both cases that are no EIP-55 checksum.
pub(super) fn wrong_checksum(address: &str) -> bool {
    let digits = address.trim_start_matches("0x");
    let mixed = digits.contains(|c: char| c.is_ascii_lowercase())
        && digits.contains(|c: char| c.is_ascii_uppercase());
    mixed && http402::primitives::Address::parse_checksummed(address).is_err()
}
