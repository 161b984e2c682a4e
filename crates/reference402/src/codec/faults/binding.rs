//! Faults of the challenge binding and of body digests.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http402::Kind::{BadValue, EmptyField, Mismatch, Signature, Syntax, Unsupported};
use http402::mpp::methods::testpay::ChargePayload;
use serde_json::{Value, json};

use super::Deed::{Answers, Reads, Refuses, Takes, Works};
use super::edit::{get, lose, put, text};
use super::frame::unbase64;
use super::{Row, row};
use crate::codec::input::Input;
use crate::codec::{Refusal, Result, mpp};

const BIND: &[&str] = &["challenge.id", "challenge.verify"];
const ID: &[&str] = &["challenge.id"];
const VERIFY: &[&str] = &["challenge.verify"];
const DIGEST: &[&str] = &["digest.compute"];
const DIGESTED: &[&str] = &["digest.verify"];

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("header-slot-last", ID, Works(|input| Ok(json!(joined(input, &HEADER_LAST))))),
    row("header-slot-last", VERIFY, Works(|input| verified(input, &HEADER_LAST))),
    row("header-slot-in-any-place", VERIFY, Works(|input| {
        mpp::challenge_verify(input).or_else(|_| verified(input, &HEADER_LAST))
    })),
    row("absent-slots-left-out", ID, Works(|input| Ok(json!(joined(input, &WITHOUT_ABSENT))))),
    row("absent-slots-left-out", VERIFY, Works(|input| verified(input, &WITHOUT_ABSENT))),
    row("binding-joined-by-newline", ID, Works(|input| Ok(json!(joined(input, &BY_LINE))))),
    row("binding-joined-by-newline", VERIFY, Works(|input| verified(input, &BY_LINE))),
    row("description-in-binding", ID, Works(|input| Ok(json!(joined(input, &DESCRIBED))))),
    row("description-in-binding", VERIFY, Works(|input| verified(input, &DESCRIBED))),
    row("header-slot-missing", BIND, Reads(|input| lose(input, "/challenge/header"))),
    row("header-slot-always", BIND, Reads(|input| {
        super::edit::default(input, "/challenge", "header", "Authorization");
    })),
    row("request-bound-decoded", BIND, Reads(|input| decoded(input, "/challenge/requestText"))),
    row("opaque-bound-decoded", BIND, Reads(|input| decoded(input, "/challenge/opaque"))),
    row("expires-bound-in-seconds", BIND, Reads(|input| {
        text(input, "/challenge/expires", |time| match time.parse::<http402::primitives::Timestamp>() {
            Ok(time) => time.unix().to_string().into(),
            Err(_) => time.into(),
        });
    })),
    row("digest-bound-as-rfc9530", BIND, Reads(|input| {
        text(input, "/challenge/digest", |digest| match digest.split_once('=') {
            Some((name, value)) if !value.starts_with(':') => format!("{name}=:{value}:").into(),
            _ => digest.into(),
        });
    })),
    row("binding-never-fails", VERIFY, Takes(&[Signature], "*")),
    row("id-compared-by-prefix", VERIFY, Works(|input| {
        let computed = mpp::challenge_id(input)?;
        let half = computed.as_str().and_then(|id| id.get(..20)).unwrap_or_default();
        let same = get(input.0, "/challenge/id").starts_with(half);
        same.then_some(json!(true)).ok_or(Refusal::Kind(Signature))
    })),
    row("id-compared-without-case", VERIFY, Works(|input| {
        let computed = mpp::challenge_id(input)?;
        let id = get(input.0, "/challenge/id").trim_end_matches('=');
        let same = computed.as_str().is_some_and(|computed| computed.eq_ignore_ascii_case(id));
        same.then_some(json!(true)).ok_or(Refusal::Kind(Signature))
    })),
    row("empty-secret-taken", ID, Takes(&[EmptyField], "*")),
    row("secret-cut-to-31-bytes", ID, Reads(|input| {
        text(input, "/secret", |secret| secret.get(..31).unwrap_or(secret).into());
    })),
    row("digest-in-hex", DIGEST, Answers(|_, digest| {
        text(digest, "", |digest| {
            let (name, value) = digest.split_once('=').unwrap_or_default();
            let bytes = unbase64(value.trim_matches(':'));
            format!("{name}={}", crate::codec::hex(&bytes)).into()
        });
    })),
    row("digest-never-mismatches", DIGESTED, Takes(&[Mismatch], "*")),
    row("digest-unchecked", DIGESTED, Takes(&[BadValue, EmptyField, Syntax, Unsupported], "*")),
    row("digest-always-mismatches", DIGESTED,
        Refuses(Mismatch, |input| get(input, "/digest").ends_with(':'))),
    row("bare-digest-refused", DIGESTED, Refuses(Syntax, |input| !get(input, "/digest").ends_with(':'))),
    row("short-secret-refused", ID, Refuses(BadValue, |input| get(input, "/secret").len() < 32)),
    row("id-shape-only", VERIFY, Works(|input| {
        let shaped = get(input.0, "/challenge/id").len() == 43;
        if shaped { Ok(json!(true)) } else { mpp::challenge_verify(input) }
    })),
    row("digest-bound-in-place-of-expiry", BIND, Reads(|input| {
        let digest = get(input, "/challenge/digest").to_owned();
        if !digest.is_empty() && get(input, "/challenge/expires").is_empty() {
            put(input, "/challenge", "expires", digest);
            lose(input, "/challenge/digest");
        }
    })),
    row("slots-normalised", BIND, Reads(|input| {
        canonical(input, "/challenge/requestText");
        canonical(input, "/challenge/opaque");
        text(input, "/challenge/expires", |time| time.to_uppercase().into());
    })),
    row("short-secret-doubled", ID, Reads(|input| {
        text(input, "/secret", |secret| match secret.len() < 32 {
            true => format!("{secret}{secret}").into(),
            false => secret.into(),
        });
    })),
    row("digest-verdict-as-text", DIGESTED, Answers(|_, verdict| *verdict = json!("equal"))),
];

/// How the slots behind the request are bound.
struct Binding {
    separator: &'static str,
    /// Always there, and empty where absent.
    fixed: &'static [&'static str],
    /// There where present.
    loose: &'static [&'static str],
}

const HEADER_LAST: Binding = Binding {
    separator: "|",
    fixed: &["/expires", "/digest", "/opaque"],
    loose: &["/header"],
};
const DESCRIBED: Binding = Binding {
    loose: &["/description"],
    ..HEADER_LAST
};
const BY_LINE: Binding = Binding {
    separator: "\n",
    ..HEADER_LAST
};
const WITHOUT_ABSENT: Binding = Binding {
    separator: "|",
    fixed: &[],
    loose: &["/expires", "/digest", "/header", "/opaque"],
};

/// The id under a binding of its own.
fn joined(input: Input<'_>, binding: &Binding) -> String {
    let challenge = &input.0["challenge"];
    let request = match get(challenge, "/requestText") {
        "" => BASE64_URL_SAFE_NO_PAD.encode(challenge["request"].to_string()),
        text => text.to_owned(),
    };
    let mut slots: Vec<_> = ["/realm", "/method", "/intent"]
        .map(|path| get(challenge, path))
        .into();
    slots.push(&request);
    slots.extend(binding.fixed.iter().map(|path| get(challenge, path)));
    let loose = binding.loose.iter().map(|path| get(challenge, path));
    slots.extend(loose.filter(|slot| !slot.is_empty()));
    // The proof of the test method is an HMAC-SHA256 of text.
    let secret = get(input.0, "/secret").as_bytes();
    let proof = ChargePayload::pay(secret, &slots.join(binding.separator)).proof;
    let digits = format!("0x{}", proof.to_string().trim_start_matches("0x"));
    let bytes = digits.parse::<http402::primitives::HexBytes>();
    let id = bytes.map(|bytes| BASE64_URL_SAFE_NO_PAD.encode(bytes.as_bytes()));
    id.unwrap_or_default()
}

fn verified(input: Input<'_>, binding: &Binding) -> Result<Value> {
    let same = get(input.0, "/challenge/id") == joined(input, binding);
    same.then_some(json!(true)).ok_or(Refusal::Kind(Signature))
}

fn decoded(input: &mut Value, path: &str) {
    text(input, path, |wire| {
        String::from_utf8_lossy(&unbase64(wire)).into_owned().into()
    });
}

fn canonical(input: &mut Value, path: &str) {
    text(input, path, |wire| {
        let json = String::from_utf8_lossy(&unbase64(wire)).into_owned();
        let canonical = http402::json::canonicalize(&json);
        canonical.map_or_else(
            |_| wire.into(),
            |json| BASE64_URL_SAFE_NO_PAD.encode(json).into(),
        )
    });
}
