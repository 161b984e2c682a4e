//! Binding and body digests: every bound parameter counts, nothing else does.
#![cfg(feature = "binding")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::too_many_lines,
    reason = "a panic is a failed test"
)]

use http402::Kind;
use http402::mpp::{
    BindingKey, BindingKeys, BodyDigest, Challenge, ChallengeBuilder, Credential, DigestAlgorithm,
    DigestForm, Intent, MethodId, SlotLayout, Slots,
};
use proptest::prelude::*;

const LAYOUTS: [SlotLayout; 2] = [SlotLayout::Draft00, SlotLayout::Draft01];

fn key(secret: &str) -> BindingKey {
    BindingKey::new(secret.as_bytes()).unwrap()
}

fn full() -> ChallengeBuilder {
    let request = r#"{"amount":"1000"}"#.parse().unwrap();
    ChallengeBuilder::new(
        "api.example.com",
        &MethodId::TEMPO,
        &Intent::CHARGE,
        &request,
    )
    .unwrap()
    .expires(&"2025-01-15T12:05:00Z".parse().unwrap())
    .digest(
        &"sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"
            .parse()
            .unwrap(),
    )
    .opaque([("nonce", "1")])
    .unwrap()
    .payment_authorization()
}

#[test]
fn keys() {
    assert_eq!(BindingKey::new(b"").unwrap_err().kind(), Kind::EmptyField);
    assert!(BindingKey::new(b"x").is_ok());
    assert_eq!(
        BindingKey::new_strong(&[7; 31]).unwrap_err().kind(),
        Kind::BadValue
    );
    assert!(BindingKey::new_strong(&[7; 32]).is_ok());
    assert!(BindingKey::new(&[7; 200]).is_ok());
    let debug = format!(
        "{:?} {:?}",
        key("hunter2"),
        BindingKeys::new(key("hunter2"))
    );
    assert!(!debug.contains("hunter") && debug.contains('…'), "{debug}");
}

/// MPP-BIND-002 and MPP-BIND-003.
#[test]
fn every_bound_parameter_counts() {
    let key = key("secret");
    for layout in LAYOUTS {
        let challenge = full().description("d").unwrap().bind(&key, layout).unwrap();
        assert!(key.verify_challenge(&challenge, layout).is_ok());
        let json = Credential::new(&challenge, &"{}".parse().unwrap()).to_json();
        let credential: serde_json::Value = serde_json::from_str(&json).unwrap();
        let verify = |credential: &serde_json::Value| {
            let json = credential.to_string();
            key.verify_echo(Credential::from_json(&json).unwrap().challenge(), layout)
        };
        assert!(verify(&credential).is_ok());
        let required = ["id", "realm", "method", "intent", "request"];
        for name in ["expires", "digest", "opaque", "header", "description"]
            .iter()
            .chain(&required)
        {
            let bound = match *name {
                "description" => false,
                "header" => layout == SlotLayout::Draft01,
                _ => true,
            };
            let mut changed = credential.clone();
            changed["challenge"][name] = "other".into();
            let mut removed = credential.clone();
            removed["challenge"].as_object_mut().unwrap().remove(*name);
            for altered in [Some(changed), (!required.contains(name)).then_some(removed)]
                .iter()
                .flatten()
            {
                let kind = verify(altered).map_err(|error| error.kind());
                assert_eq!(
                    kind,
                    if bound { Err(Kind::Signature) } else { Ok(()) },
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn ids_have_one_spelling() {
    let key = key("secret");
    let challenge = full().bind(&key, SlotLayout::Draft01).unwrap();
    let id = challenge.id().to_owned();
    assert_eq!(id.len(), 43);
    let verify = |id: &str| key.verify(id, &challenge.slots(), SlotLayout::Draft01);
    assert!(verify(&id).is_ok());
    assert!(verify(&format!("{id}=")).is_err());
    assert!(verify("").is_err());
    assert!(verify(&id[..42]).is_err());
    assert!(verify(&format!("{id}AAAA")).is_err());
    // The last character carries four bits; the two others must be zero.
    for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".chars() {
        let other = format!("{}{last}", &id[..42]);
        assert_eq!(verify(&other).is_ok(), other == id, "{other}");
    }
}

/// The delimiter inside a slot would let one HMAC stand for two challenges.
#[test]
fn slots_cannot_be_shifted() {
    let key = key("secret");
    let honest = Slots {
        realm: "r|tempo",
        method: "charge",
        intent: "e30",
        request: "",
        ..Slots::default()
    };
    let shifted = Slots {
        realm: "r",
        method: "tempo",
        intent: "charge",
        request: "e30|",
        ..Slots::default()
    };
    for layout in LAYOUTS {
        let id = key.compute(&honest, layout);
        assert_eq!(
            key.verify(id.as_str(), &honest, layout).unwrap_err().kind(),
            Kind::Signature
        );
        assert_eq!(
            key.verify(id.as_str(), &shifted, layout)
                .unwrap_err()
                .kind(),
            Kind::Signature
        );
    }
    let request = "{}".parse().unwrap();
    let builder =
        ChallengeBuilder::new("a|b", &MethodId::TEMPO, &Intent::CHARGE, &request).unwrap();
    let error = builder.clone().bind(&key, SlotLayout::Draft01).unwrap_err();
    assert_eq!((error.kind(), error.field()), (Kind::BadValue, "realm"));
    assert!(builder.with_id("remembered").is_ok());
}

#[test]
fn rotation() {
    let (old, new) = (key("old"), key("new"));
    let keys = BindingKeys::new(new.clone()).with_former(old.clone());
    for (issuer, known) in [(&new, true), (&old, true), (&key("other"), false)] {
        let challenge = full().bind(issuer, SlotLayout::Draft01).unwrap();
        let credential = Credential::new(&challenge, &"{}".parse().unwrap());
        let outcome = keys.verify_echo(credential.challenge(), SlotLayout::Draft01);
        assert_eq!(outcome.is_ok(), known);
        let outcome = keys.verify_challenge(&challenge, SlotLayout::Draft01);
        assert_eq!(outcome.is_ok(), known);
    }
    let challenge = full().bind(keys.current(), SlotLayout::Draft01).unwrap();
    assert!(
        new.verify_challenge(&challenge, SlotLayout::Draft01)
            .is_ok()
    );
    assert!(
        old.verify_challenge(&challenge, SlotLayout::Draft01)
            .is_err()
    );
}

#[test]
fn digests() {
    let sha256 = "X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE";
    for (text, form) in [
        (format!("sha-256=:{sha256}=:"), DigestForm::Rfc9530),
        (format!("sha-256=:{sha256}:"), DigestForm::Rfc9530),
        (format!("sha-256={sha256}="), DigestForm::Bare),
        (format!("sha-256={sha256}"), DigestForm::Bare),
    ] {
        let digest: BodyDigest = text.parse().unwrap();
        assert_eq!(
            (digest.algorithm(), digest.form()),
            (DigestAlgorithm::Sha256, form)
        );
        assert_eq!(digest.to_string().parse::<BodyDigest>().unwrap(), digest);
        assert!(digest.verify(br#"{"hello": "world"}"#).is_ok());
        assert_eq!(digest.verify(b"").unwrap_err().kind(), Kind::Mismatch);
    }
    for (text, kind) in [
        (String::new(), Kind::EmptyField),
        ("sha-256".into(), Kind::Syntax),
        (format!("=:{sha256}=:"), Kind::Unsupported),
        (format!("md5=:{sha256}=:"), Kind::Unsupported),
        (format!("SHA-256=:{sha256}=:"), Kind::Unsupported),
        (format!("sha-256=:{sha256}="), Kind::Syntax),
        (format!("sha-256={sha256}=:"), Kind::Base64),
        (format!("sha-256=:{sha256}==:"), Kind::Base64),
        (format!("sha-256=:{sha256}=:, sha-512=:YQ==:"), Kind::Base64),
        ("sha-256=".into(), Kind::BadValue),
        ("sha-256=:YQ==:".into(), Kind::BadValue),
        (format!("sha-512=:{sha256}=:"), Kind::BadValue),
        ("sha-256=:-_8=:".into(), Kind::Base64),
    ] {
        let error = text.parse::<BodyDigest>().expect_err(&text);
        assert_eq!(error.kind(), kind, "{text}: {error}");
    }
    assert_eq!(
        BodyDigest::new(DigestAlgorithm::Sha512, DigestForm::Bare, &[0; 32])
            .unwrap_err()
            .kind(),
        Kind::BadValue
    );
}

proptest! {
    #[test]
    fn digests_round_trip(body in prop::collection::vec(any::<u8>(), 0..200), long in any::<bool>(), bare in any::<bool>()) {
        let algorithm = if long { DigestAlgorithm::Sha512 } else { DigestAlgorithm::Sha256 };
        let form = if bare { DigestForm::Bare } else { DigestForm::Rfc9530 };
        let digest = BodyDigest::compute(algorithm, form, &body);
        prop_assert_eq!(digest.to_string().parse::<BodyDigest>().unwrap(), digest);
        prop_assert_eq!(BodyDigest::new(algorithm, form, digest.as_bytes()).unwrap(), digest);
        prop_assert!(digest.verify(&body).is_ok());
        let mut other = body;
        other.push(0);
        prop_assert!(digest.verify(&other).is_err());
    }

    #[test]
    fn bound_challenges_verify_after_the_wire(secret in "\\PC{1,80}", realm in "[^|\\x00-\\x1f\\x7f]{0,20}", nonce in ".{0,10}") {
        let key = key(&secret);
        let request = "{}".parse().unwrap();
        let challenge = ChallengeBuilder::new(&realm, &MethodId::TEMPO, &Intent::CHARGE, &request)
            .unwrap()
            .opaque([("nonce", &*nonce)])
            .unwrap()
            .bind(&key, SlotLayout::Draft01)
            .unwrap();
        let text = challenge.to_string();
        let received = Challenge::parse(&text).unwrap();
        let value = Credential::new(&received, &"{}".parse().unwrap()).to_header();
        let credential = Credential::from_header(&value).unwrap();
        prop_assert!(key.verify_echo(credential.challenge(), SlotLayout::Draft01).is_ok());
    }
}
