//! Faults of hashing, signing and comparing.

use http402::Kind::{
    BadValue, EmptyField, Json, Missing, Signature, Syntax, Unsupported, WrongType,
};
use http402::eip712::keccak256;
use http402::primitives::HexBytes;
use serde_json::{Value, json};

use super::Deed::{Answers, Empties, Loses, Reads, Refuses, RefusesText, Takes, Works};
use super::edit::{double, each, get, lose, put, text};
use super::{Row, row};
use crate::codec::Result;
use crate::codec::input::Input;

const SEPARATOR: &[&str] = &["eip712.domain.separator"];
const AUTHORIZATION: &[&str] = &["eip712.authorization.digest"];
const REQUIREMENTS: &[&str] = &["eip712.requirements.digest"];
/// Whatever hashes an authorization.
const SIGNED: &[&str] = &["eip712.authorization.digest", "eip712.requirements.digest"];
const TYPED: &[&str] = &["eip712.typed-data.digest"];
const RECOVER: &[&str] = &["eip712.recover"];
const SIGN: &[&str] = &["eip712.sign"];
const INSPECT: &[&str] = &["signature.inspect"];
const COMPARE: &[&str] = &["uint256.compare"];

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("domain-version-always-two", SEPARATOR, Reads(|domain| put(domain, "", "version", "2"))),
    row("domain-version-always-two", AUTHORIZATION, Reads(|input| put(input, "/domain", "version", "2"))),
    row("domain-version-always-two", REQUIREMENTS, Reads(|input| {
        put(input, "/requirements/extra", "version", "2");
    })),
    row("domain-without-contract", SEPARATOR, Reads(|domain| lose(domain, "/verifyingContract"))),
    row("domain-without-contract", AUTHORIZATION, Reads(|input| lose(input, "/domain/verifyingContract"))),
    row("domain-of-recipient", REQUIREMENTS, Reads(|input| {
        let payee = get(input, "/requirements/payTo").to_owned();
        put(input, "/requirements", "asset", payee);
    })),
    row("domain-from-token-table", REQUIREMENTS, Reads(|input| {
        let name = match get(input, "/requirements/network") {
            "base" | "avalanche" => "USD Coin",
            _ => "USDC",
        };
        put(input, "/requirements/extra", "name", name);
    })),
    row("domain-empty-name-left-out", SEPARATOR, Reads(|domain| {
        if domain["name"] == "" {
            lose(domain, "/name");
        }
    })),
    row("domain-chain-as-double", SEPARATOR, Reads(|domain| {
        text(domain, "/chainId", |chain| double(chain).into());
    })),
    row("domain-members-unchecked", SEPARATOR, Takes(&[Syntax, BadValue, EmptyField], "*")),
    row("domain-of-unknown-network-guessed", REQUIREMENTS, Takes(&[Unsupported, Missing], "*")),
    row("network-unknown-is-chain-one", &["x402.network.lookup"], Takes(&[Unsupported], "*")),
    row("domain-name-lowered", SEPARATOR, Reads(|domain| {
        text(domain, "/name", |name| name.to_lowercase().into());
    })),
    row("domain-version-number-taken", SEPARATOR, Reads(|domain| as_text(domain, "/version"))),
    row("domain-version-number-taken", AUTHORIZATION, Reads(|input| as_text(input, "/domain/version"))),
    row("domain-version-number-taken", TYPED, Reads(|data| as_text(data, "/domain/version"))),
    row("domain-version-number-taken", &["x402.*", "eip712.*"], Takes(&[WrongType], "*extra.version")),
    row("struct-parties-exchanged", SIGNED, Reads(|input| {
        let from = get(input, "/authorization/from").to_owned();
        let to = get(input, "/authorization/to").to_owned();
        put(input, "/authorization", "from", to);
        put(input, "/authorization", "to", from);
    })),
    row("struct-nonce-hashed", AUTHORIZATION, Reads(|input| hash_nonce(input, "/authorization"))),
    row("struct-nonce-hashed", TYPED, Reads(|data| hash_nonce(data, "/message"))),
    row("struct-value-cut-to-64-bits", SIGNED, Reads(|input| {
        text(input, "/authorization/value", |value| {
            let value = value
                .parse::<u128>()
                .map(|value| value & u128::from(u64::MAX));
            value.unwrap_or_default().to_string().into()
        });
    })),
    row("struct-zero-valid-after-defaulted", SIGNED, Reads(|input| {
        let before = get(input, "/authorization/validBefore")
            .parse::<u64>()
            .unwrap_or_default();
        if get(input, "/authorization/validAfter") == "0" {
            let after = before.saturating_sub(600).to_string();
            put(input, "/authorization", "validAfter", after);
        }
    })),
    row("struct-members-unchecked", AUTHORIZATION,
        Takes(&[Missing, Syntax, BadValue, WrongType, EmptyField], "*")),
    row("struct-members-unchecked", RECOVER, Takes(&[Syntax], "")),
    row("amounts-compared-as-text", COMPARE, Answers(|input, order| {
        *order = ordering(get(input, "/a").cmp(get(input, "/b")));
    })),
    row("amounts-compared-as-doubles", COMPARE, Answers(|input, order| {
        let [a, b] = ["/a", "/b"].map(|path| double(get(input, path)));
        *order = ordering(a.len().cmp(&b.len()).then(a.cmp(&b)));
    })),
    row("amounts-compared-backwards", COMPARE, Reads(|input| {
        let a = get(input, "/a").to_owned();
        let b = get(input, "/b").to_owned();
        put(input, "", "a", b);
        put(input, "", "b", a);
    })),
    row("amounts-compared-by-sign", COMPARE, Answers(|input, order| {
        *order = json!(i32::from(input["a"] != input["b"]));
    })),
    row("amounts-compared-unchecked", COMPARE, Takes(&[Syntax, BadValue], "*")),
    row("amounts-cut-to-15-digits", &["x402.payment.*", "x402.requirements.decode"], Reads(|json| {
        for path in ["/payload/authorization/value", "/maxAmountRequired"] {
            text(json, path, |amount| {
                amount.get(..15).unwrap_or(amount).into()
            });
        }
    })),
    row("erc6492-after-length", INSPECT, Answers(|input, answer| {
        if input.as_str().is_some_and(|digits| digits.len() == 132) {
            put(answer, "", "kind", "account");
        }
    })),
    row("erc6492-unknown", INSPECT, Answers(|_, answer| {
        if answer["kind"] == "erc6492" {
            put(answer, "", "kind", "contract");
        }
    })),
    row("inspect-v-lost", INSPECT, Loses("/v")),
    row("inspect-v-one-less", INSPECT, Answers(|_, answer| {
        each(answer, "/v", &mut |v| {
            *v = json!(v.as_u64().unwrap_or_default().saturating_sub(27));
        });
    })),
    row("typed-data-domain-forgotten", TYPED, Reads(|data| {
        put(data, "", "domain", json!({}));
        put(data, "/types", "EIP712Domain", json!([]));
    })),
    row("typed-data-chain-forgotten", TYPED, Reads(|data| lose(data, "/domain/chainId"))),
    row(
        "typed-data-unchecked",
        TYPED,
        Takes(
            &[
                BadValue,
                Json,
                Missing,
                Syntax,
                WrongType,
                EmptyField,
                Unsupported,
            ],
            "*",
        ),
    ),
    row("domain-members-always-four", SEPARATOR, Reads(|domain| {
        for (name, other) in [
            ("name", json!("")),
            ("version", json!("")),
            ("chainId", json!("1")),
            ("verifyingContract", json!(format!("0x{}", "00".repeat(20)))),
        ] {
            if domain.get(name).is_none() {
                put(domain, "", name, other);
            }
        }
    })),
    row("domain-empty-taken", SEPARATOR, Takes(&[Missing], "*")),
    row("recover-any-v", RECOVER, Reads(|input| {
        last_byte(input, |v| 27 + v.checked_sub(27).unwrap_or(v) % 2);
    })),
    row("recover-malformed-is-zero", RECOVER, Takes(&[Syntax, EmptyField, Unsupported, BadValue], "")),
    row("recover-malformed-is-zero", RECOVER, Takes(&[BadValue], "v")),
    row("recover-failed-is-zero", RECOVER, Takes(&[BadValue], "r")),
    row("recover-failed-is-zero", RECOVER, Takes(&[BadValue], "s")),
    row("recover-failed-is-zero", RECOVER, Takes(&[Signature], "*")),
    row("sign-unchecked", SIGN, Takes(&[Syntax, BadValue, EmptyField], "*")),
    row("high-s-not-noticed", &["eip712.recover", "signature.inspect"], Answers(|_, answer| {
        put(answer, "", "highS", false);
    })),
    row("recover-refuses-parity-v", RECOVER, Refuses(BadValue, |input| {
        let signature = get(input, "/signature");
        signature.ends_with("00") || signature.ends_with("01")
    })),
    row("recover-v27-taken-as-28", RECOVER, Reads(|input| {
        last_byte(input, |v| match v {
            27 => 28,
            28 => 27,
            other => other,
        });
    })),
    row("sign-leaves-s-high", SIGN, Answers(|_, signature| {
        text(signature, "", |digits| {
            high(digits).unwrap_or_default().into()
        });
    })),
    row("typed-data-wide-integers", TYPED, Works(wide_integers)),
    row("contract-signatures-refused", INSPECT,
        RefusesText(Syntax, |digits| digits.len() > 132 && !digits.ends_with("6492"))),
    row("inspect-v-flipped", INSPECT, Answers(|_, answer| {
        each(answer, "/v", &mut |v| *v = json!(if *v == json!(27) { 28 } else { 27 }));
    })),
    row("domain-version-number-taken", SEPARATOR, Takes(&[WrongType], "*")),
    row("domain-salt-left-out", SEPARATOR, Reads(|domain| lose(domain, "/salt"))),
    row("network-listed-only", REQUIREMENTS, Refuses(Unsupported, |input| {
        let network = get(input, "/requirements/network");
        !["base", "base-sepolia", "avalanche", "avalanche-fuji"].contains(&network)
    })),
    row("short-signatures-empty", INSPECT, Empties(&[BadValue], "*")),
];

fn as_text(value: &mut Value, path: &str) {
    each(value, path, &mut |at| {
        if at.is_number() {
            *at = json!(at.to_string());
        }
    });
}

fn hash_nonce(value: &mut Value, path: &str) {
    text(value, &format!("{path}/nonce"), |nonce| {
        keccak256(nonce.as_bytes()).to_string().into()
    });
}

fn ordering(order: core::cmp::Ordering) -> Value {
    json!(match order {
        core::cmp::Ordering::Less => "less",
        core::cmp::Ordering::Equal => "equal",
        core::cmp::Ordering::Greater => "greater",
    })
}

/// Changes the v of a signature.
fn last_byte(input: &mut Value, change: fn(u8) -> u8) {
    text(input, "/signature", |digits| {
        let Some((rest, last)) = digits.split_at_checked(digits.len().saturating_sub(2)) else {
            return digits.into();
        };
        let v = u8::from_str_radix(last, 16);
        v.map_or_else(
            |_| digits.into(),
            |v| format!("{rest}{:02x}", change(v)).into(),
        )
    });
}

/// The other of the two signatures that recover to the same account: n - s, and the other v.
fn high(digits: &str) -> Option<String> {
    const ORDER: &str = "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    let bytes = |text: &str| Some(text.parse::<HexBytes>().ok()?.as_bytes().to_vec());
    let (order, mut signature) = (bytes(ORDER)?, bytes(digits)?);
    let mut borrow = false;
    for (place, order) in signature.get_mut(32..64)?.iter_mut().zip(order).rev() {
        let (low, first) = order.overflowing_sub(*place);
        let (low, second) = low.overflowing_sub(u8::from(borrow));
        *place = low;
        borrow = first || second;
    }
    let v = signature.last_mut()?;
    *v = 27 + *v % 2;
    Some(HexBytes::from(signature).to_string())
}

/// Reads every integer type as the widest one.
fn wide_integers(input: Input<'_>) -> Result<Value> {
    let json = input.text()?.into_owned();
    let wide = ["uint8", "uint16", "uint32", "uint64", "uint96", "uint128"];
    let json = wide.iter().fold(json, |json, narrow| {
        json.replace(&format!("\"{narrow}\""), "\"uint256\"")
    });
    super::super::eip712::typed_data_digest(Input(&json.into()))
}
