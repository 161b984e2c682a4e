//! Faults of what sessions, proofs and subscriptions hash and compute.

use http402::Kind::{
    BadValue, EmptyField, Limit, Mismatch, Missing, Signature, Syntax, Unsupported, WrongType,
};

use http402::eip712::{Domain, Voucher, keccak256, signing_digest};
use http402::primitives::{B256, HexBytes, Timestamp};
use serde_json::{Value, json};

use super::Deed::{Answers, Reads, Refuses, Takes, Works};
use super::edit::{each, get, lose, put, text};
use super::{Row, row};
use crate::codec::Result;
use crate::codec::input::Input;
use crate::codec::{methods, session};

const CHANNEL: &[&str] = &["session.channel-id"];
const VOUCHER: &[&str] = &["session.voucher.digest"];
const CLOSE: &[&str] = &["session.close.digest"];
const PROOF: &[&str] = &["proof.digest"];
const BOUNDARY: &[&str] = &["subscription.boundary"];
const SOLANA: &[&str] = &["solana.voucher.encode"];
const MEMO: &[&str] = &["memo.encode"];

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("channel-id-packed", CHANNEL, Works(|input| {
        if input.str("version")? == "v1" { packed(input) } else { session::channel_id(input) }
    })),
    row("channel-id-without-chain", CHANNEL, Reads(|input| {
        if input["version"] == "v1" {
            put(input, "", "chainId", 0);
        }
    })),
    row("channel-id-without-operator", CHANNEL, Reads(|input| lose(input, "/operator"))),
    row("channel-id-of-other-chain", CHANNEL, Reads(|input| {
        if input["version"] == "v2" {
            put(input, "", "chainId", 1);
        }
    })),
    row("voucher-domain-of-v2", VOUCHER, Works(|input| {
        if input.str("domain")? == "tempo-v1" { reserve_voucher(input) } else { session::voucher_digest(input) }
    })),
    row("voucher-type-of-v1", VOUCHER, Works(|input| {
        if input.str("domain")? == "tempo-v2" { reserve_voucher(input) } else { session::voucher_digest(input) }
    })),
    row("voucher-amount-not-bounded", VOUCHER,
        Reads(|input| if input["domain"] == "tempo-v2" { cap(input, 96) })),
    row("voucher-v1-amount-not-bounded", VOUCHER,
        Reads(|input| if input["domain"] == "tempo-v1" { cap(input, 127) })),
    row("evm-voucher-domain-of-tempo", VOUCHER, Reads(|input| other_domain(input, "evm"))),
    row("evm-voucher-amount-not-bounded", VOUCHER,
        Reads(|input| if input["domain"] == "evm" { cap(input, 127) })),
    row("hedera-voucher-domain-of-tempo", VOUCHER, Reads(|input| other_domain(input, "hedera"))),
    row("hedera-voucher-amount-not-bounded", VOUCHER,
        Reads(|input| if input["domain"] == "hedera" { cap(input, 127) })),
    row("close-hashed-as-voucher", CLOSE, Works(reserve_voucher)),
    row("close-amount-not-bounded", CLOSE, Takes(&[BadValue], "*")),
    row("nonce-without-signer", &["session.nonce.open"], Works(unsigned_nonce)),
    row("top-up-nonce-packed", &["session.nonce.top-up"], Answers(|input, nonce| {
        *nonce = json!(keccak256(input.to_string().as_bytes()).to_string());
    })),
    row("proof-version-two", PROOF,
        Reads(|input| if input["version"] == "3" { put(input, "", "version", "2") })),
    row("proof-chain-one", PROOF, Reads(|input| put(input, "", "chainId", 1))),
    row("challenge-hash-with-separator", &["challenge.hash"], Reads(|input| {
        text(input, "/id", |id| format!("{id}:").into());
    })),
    row("usdc-nonce-without-intent", &["usdc.nonce"],
        Works(|input| usdc(input, &["id", "method", "realm", "requestHash"]))),
    row("usdc-nonce-not-canonical", &["usdc.nonce"], Works(|input| {
        usdc(input, &["id", "method", "realm", "intent", "requestHash"])
    })),
    row("solana-voucher-big-endian", SOLANA, Answers(|_, voucher| {
        text(voucher, "/hex", |digits| {
            let swapped = |from: usize| {
                let bytes = (0..8).rev().filter_map(|at| digits.get(from + at * 2..from + at * 2 + 2));
                bytes.collect::<String>()
            };
            let head = digits.get(..68).unwrap_or_default();
            format!("{head}{}{}", swapped(68), swapped(84)).into()
        });
    })),
    row("solana-voucher-without-tag", SOLANA, Answers(|_, voucher| {
        text(voucher, "/hex", |digits| digits.get(4..).unwrap_or_default().into());
    })),
    row("solana-voucher-unchecked", SOLANA, Takes(&[BadValue], "*")),
    row("solana-voucher-unchecked", &["payload.decode:solana/session"],
        Takes(&[BadValue], "*cumulativeAmount")),
    row("hash-inputs-unchecked", &["session.*", "proof.*", "memo.*", "solana.*"],
        Takes(&[EmptyField, Syntax, Missing, Unsupported, WrongType], "*")),
    row("memo-realm-only", &["memo.verify"], Takes(&[Mismatch, Signature, BadValue], "*")),
    row("memo-without-realm", MEMO, Reads(|input| put(input, "", "realm", ""))),
    row("memo-refused", &["memo.verify"], Refuses(Mismatch, |input| get(input, "/memo").len() == 66)),
    row("testpay-proof-in-capitals", &["testpay.proof"], Answers(|_, proof| {
        text(proof, "", |proof| proof.to_ascii_uppercase().into());
    })),
    row("months-chained", BOUNDARY, Works(chained)),
    row("months-overflow", BOUNDARY, Works(overflowing)),
    row("month-as-thirty-days", BOUNDARY, Reads(|input| {
        if input["periodUnit"] == "month" {
            let count = get(input, "/periodCount").parse::<u64>().unwrap_or_default() * 30;
            put(input, "", "periodCount", count.to_string());
            put(input, "", "periodUnit", "day");
        }
    })),
    row("boundary-one-late", BOUNDARY, Answers(|_, time| {
        text(time, "", |time| match time.parse::<Timestamp>().and_then(|time| Timestamp::from_unix(time.unix() + 1)) {
            Ok(late) => late.to_string().into(),
            Err(_) => time.into(),
        });
    })),
    row("period-of-day-one-late", BOUNDARY, Reads(|input| {
        if input["periodUnit"] != "month" {
            let index = input["index"].as_u64().or_else(|| get(input, "/index").parse().ok());
            put(input, "", "index", index.unwrap_or_default() + 1);
        }
    })),
    row("periods-unchecked", BOUNDARY, Takes(&[Limit, BadValue], "*")),
    row("period-counts-unchecked", BOUNDARY, Takes(&[BadValue, Syntax, EmptyField], "*")),
];

fn bytes(input: &Value, name: &str) -> Vec<u8> {
    let parsed = get(input, &format!("/{name}")).parse::<HexBytes>();
    parsed
        .map(|bytes| bytes.as_bytes().to_vec())
        .unwrap_or_default()
}

fn packed(input: Input<'_>) -> Result<Value> {
    session::channel_id(input)?;
    let names = [
        "payer",
        "payee",
        "token",
        "salt",
        "authorizedSigner",
        "escrow",
    ];
    let mut all: Vec<_> = names.iter().flat_map(|name| bytes(input.0, name)).collect();
    all.extend(input.integer("chainId")?.to_be_bytes());
    Ok(json!(keccak256(&all).to_string()))
}

fn unsigned_nonce(input: Input<'_>) -> Result<Value> {
    session::open_nonce(input)?;
    let mut all = Vec::new();
    for name in ["from", "payee", "token", "salt"] {
        let word = bytes(input.0, name);
        all.extend(vec![0; 32_usize.saturating_sub(word.len())]);
        all.extend(word);
    }
    Ok(json!(keccak256(&all).to_string()))
}

/// The voucher of version 1 under the domain of version 2.
fn reserve_voucher(input: Input<'_>) -> Result<Value> {
    let domain = Domain::tip20_channel_reserve(input.integer("chainId")?, input.parsed("escrow")?);
    let channel_id = input.parsed::<B256>("channelId")?;
    let voucher = Voucher {
        channel_id,
        cumulative_amount: session::amount(input)?,
    };
    Ok(json!(
        signing_digest(&domain.separator(), &voucher).to_string()
    ))
}

fn other_domain(input: &mut Value, domain: &str) {
    if input["domain"] == domain {
        put(input, "", "domain", "tempo-v1");
    }
}

/// Cuts the amount to so many bits.
fn cap(input: &mut Value, bits: u32) {
    text(input, "/cumulativeAmount", |amount| {
        let largest = (1_u128 << bits) - 1;
        match amount.parse::<u128>() {
            Ok(amount) if amount <= largest || bits == 127 => amount.to_string().into(),
            _ => largest.to_string().into(),
        }
    });
}

fn usdc(input: Input<'_>, names: &[&str]) -> Result<Value> {
    session::usdc_nonce(input)?;
    let members = names
        .iter()
        .map(|name| format!("{}:{}", json!(name), input.0[*name]));
    let text = format!("{{{}}}", members.collect::<Vec<_>>().join(","));
    Ok(json!(keccak256(text.as_bytes()).to_string()))
}

/// Goes from one boundary to the next.
fn chained(input: Input<'_>) -> Result<Value> {
    let mut step = input.0.clone();
    let index = input.integer("index")?.min(600);
    put(&mut step, "", "index", 1);
    for _ in 0..index {
        let next = methods::boundary(Input(&step))?;
        put(&mut step, "", "anchor", next);
    }
    Ok(step["anchor"].clone())
}

/// Takes the month from the calendar and the day from the anchor, however long the month is.
fn overflowing(input: Input<'_>) -> Result<Value> {
    let anchor = input.str("anchor")?;
    let day: i64 = anchor
        .get(8..10)
        .and_then(|day| day.parse().ok())
        .unwrap_or(1);
    let mut first = input.0.clone();
    each(&mut first, "/anchor", &mut |time| {
        if let Some((before, after)) = anchor.split_at_checked(10) {
            *time = json!(format!("{}01{after}", before.get(..8).unwrap_or_default()));
        }
    });
    let start = methods::boundary(Input(&first))?;
    let start: Timestamp = start.as_str().unwrap_or_default().parse()?;
    Ok(json!(
        Timestamp::from_unix(start.unix() + (day - 1) * 86_400)?.to_string()
    ))
}
