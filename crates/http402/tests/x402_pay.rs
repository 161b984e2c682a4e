//! Paying and checking: known answers K2, K5 and K7, and every difference that makes a payment
//! worthless, each beside a payment that is good.
#![cfg(feature = "recover")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a failed step fails the test"
)]

use http402::Kind;
use http402::eip712::{SecretKey, keccak256};
use http402::primitives::{B256, Signature, U256};
use http402::x402::authorization::Authorization;
use http402::x402::network::Network;
use http402::x402::scheme::Scheme;
use http402::x402::v1::{
    ErrorReason, ExactEvmExtra, ExactEvmPayload, PaymentPayload, PaymentRequirements,
};
use proptest::prelude::*;

/// Within the window of K2.
const NOW: u64 = 1_740_672_100;

const K2_SIGNATURE: &str = "0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c";

type Change = fn(&mut Authorization);

fn parse<T: core::str::FromStr<Err = http402::Error>>(text: &str) -> T {
    text.parse().unwrap()
}

/// The offer of the core text.
fn offer() -> PaymentRequirements {
    offer_with(Network::BASE_SEPOLIA, "2")
}

fn offer_with(network: Network, version: &str) -> PaymentRequirements {
    let payee: http402::primitives::Address = parse("0x209693Bc6afc0C5328bA36FaF03C514EF312287C");
    PaymentRequirements::builder(Scheme::EXACT, network)
        .default_token()
        .unwrap()
        .exact_evm_extra(&ExactEvmExtra::new("USDC", version).unwrap())
        .price("0.01")
        .unwrap()
        .pay_to(payee)
        .resource("https://api.example.com/premium-data")
        .description("Access to premium market data")
        .max_timeout_seconds(60)
        .build()
        .unwrap()
}

fn authorization() -> Authorization {
    Authorization::new(
        parse("0x857b06519E91e3A54538791bDbb0E22373e36b66"),
        parse("0x209693Bc6afc0C5328bA36FaF03C514EF312287C"),
        parse("10000"),
        parse("1740672089"),
        parse("1740672154"),
        parse("0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"),
    )
}

fn payment(signature: &str) -> PaymentPayload {
    let payload = ExactEvmPayload::new(parse::<Signature>(signature), authorization());
    PaymentPayload::exact_evm(Network::BASE_SEPOLIA, payload).unwrap()
}

#[test]
fn k2_is_genuine() {
    let token = offer().eip712_domain().unwrap().separator();
    assert_eq!(
        authorization().signing_digest(&token).to_string(),
        "0xf256992871671abcb27ff92885a7afa46218724e5fc0bac35d050115aa1d22e6"
    );
    let payer = payment(K2_SIGNATURE).verify(&offer(), NOW).unwrap();
    assert_eq!(
        payer.to_string(),
        "0x857b06519E91e3A54538791bDbb0E22373e36b66"
    );
}

/// K5: v as 0 or 1 recovers, the twin with a high s is refused as tokens refuse it, and a domain
/// with another version, network or contract gives another signer.
#[test]
fn k5_derived_negatives() {
    let with_v = |v: &str| payment(&format!("{}{v}", &K2_SIGNATURE[..130])).verify(&offer(), NOW);
    assert!(with_v("1c").is_ok() && with_v("01").is_ok());
    let refused = Err(ErrorReason::INVALID_EXACT_EVM_PAYLOAD_SIGNATURE);
    for v in ["1b", "00", "1d", "ff"] {
        assert_eq!(with_v(v), refused, "{v}");
    }
    let high = "f75d319b699bd1c88292572440a7c914fd99d3b7107defddd294fbf92121b5ea";
    let twin = format!("{}{high}1b", &K2_SIGNATURE[..66]);
    assert_eq!(payment(&twin).verify(&offer(), NOW), refused);
    assert_eq!(
        payment(K2_SIGNATURE).verify(&offer_with(Network::BASE_SEPOLIA, "1"), NOW),
        refused
    );
    for long in [
        format!("{K2_SIGNATURE}00"),
        format!("{K2_SIGNATURE}{}", "6492".repeat(16)),
        "0xab".into(),
    ] {
        assert_eq!(payment(&long).verify(&offer(), NOW), refused);
        assert!(payment(&long).check_parameters(&offer(), NOW).is_ok());
    }
}

/// K7: the published test key signs the authorization with its own address.
#[test]
fn k7_signs_the_published_bytes() {
    let key: SecretKey =
        parse("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
    let mut own = authorization();
    own.from = parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
    for (network, signature) in [
        (
            Network::BASE_SEPOLIA,
            "0xdc53a4a579de989368a0fae2ef2172ff2f474b4297013f865d171239f17ef4c3157b4b4030f1bebc53d55ace15c2377dff501a60e1e56c291f1000d6e78f082f1b",
        ),
        (
            Network::BASE,
            "0xa70a7d235fd4218a3ed6625525892efed6fd1ac6a193ba612bb9da921620bce74885a8f7f56d2dc2f46005b7d6a089ae3469455a911004b6c4a6ab600677f56c1c",
        ),
    ] {
        let token = network.eip712_domain().unwrap().separator();
        let payload = ExactEvmPayload::sign(own.clone(), &token, &key);
        assert_eq!(payload.signature.to_string(), signature);
        payload.verify(&token).unwrap();
    }
}

/// One difference each; the signature is renewed, so that only the parameter is wrong.
#[test]
fn parameters() {
    let key = SecretKey::from_bytes(keccak256(b"payer").as_bytes()).unwrap();
    let token = offer().eip712_domain().unwrap().separator();
    let verdict = |change: Change| {
        let mut own = offer()
            .authorization(key.address(), NOW, B256::ZERO)
            .unwrap();
        change(&mut own);
        let payload = ExactEvmPayload::sign(own, &token, &key);
        let payment = PaymentPayload::exact_evm(Network::BASE_SEPOLIA, payload).unwrap();
        payment
            .verify(&offer(), NOW)
            .map(|payer| assert_eq!(payer, key.address()))
    };
    let accepted: [Change; 5] = [
        |_| {},
        |own| own.value = U256::MAX,
        |own| own.valid_before = U256::from(NOW + 1),
        |own| own.valid_after = U256::from(NOW),
        |own| own.to = own.to.to_lowercase(),
    ];
    for change in accepted {
        assert_eq!(verdict(change), Ok(()));
    }
    let refused: [(Change, ErrorReason); 6] = [
        (
            |own| own.value = parse("9999"),
            ErrorReason::INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALUE,
        ),
        (
            |own| own.value = U256::ZERO,
            ErrorReason::INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALUE,
        ),
        (
            |own| own.to = own.from,
            ErrorReason::INVALID_EXACT_EVM_PAYLOAD_RECIPIENT_MISMATCH,
        ),
        (
            |own| own.valid_before = U256::from(NOW),
            ErrorReason::INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALID_BEFORE,
        ),
        (
            |own| own.valid_after = U256::from(NOW + 1),
            ErrorReason::INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALID_AFTER,
        ),
        (
            |own| own.from = own.to,
            ErrorReason::INVALID_EXACT_EVM_PAYLOAD_SIGNATURE,
        ),
    ];
    for (change, reason) in refused {
        assert_eq!(verdict(change), Err(reason));
    }
}

/// A window beyond 64 bits compares as integers do (X402-EVM-018).
#[test]
fn huge_times() {
    let mut own = authorization();
    own.valid_before = U256::MAX;
    own.valid_after = U256::ZERO;
    let payload = ExactEvmPayload::new(parse(K2_SIGNATURE), own);
    let payment = PaymentPayload::exact_evm(Network::BASE_SEPOLIA, payload).unwrap();
    assert_eq!(payment.check_parameters(&offer(), u64::MAX), Ok(()));
}

#[test]
fn other_schemes_and_networks() {
    let good = payment(K2_SIGNATURE);
    let elsewhere = offer_with(Network::BASE, "2");
    assert_eq!(
        good.verify(&elsewhere, NOW),
        Err(ErrorReason::INVALID_NETWORK)
    );
    let other = PaymentRequirements::from_json(&offer().to_json().replace("\"exact\"", "\"upto\""))
        .unwrap();
    assert_eq!(good.verify(&other, NOW), Err(ErrorReason::INVALID_SCHEME));
    let payment: PaymentPayload = parse(&good.to_json().replace("\"exact\"", "\"upto\""));
    assert_eq!(
        payment.verify(&other, NOW),
        Err(ErrorReason::UNSUPPORTED_SCHEME)
    );
    let unknown = |text: String| text.replace("base-sepolia", "my-testnet");
    let payment: PaymentPayload = parse(&unknown(good.to_json()));
    let offer: PaymentRequirements = parse(&unknown(offer().to_json()));
    assert_eq!(
        payment.verify(&offer, NOW),
        Err(ErrorReason::UNSUPPORTED_SCHEME)
    );
    let key = SecretKey::from_bytes(keccak256(b"payer").as_bytes()).unwrap();
    for offer in [&offer, &other] {
        let error = PaymentPayload::sign(offer, &key, NOW, B256::ZERO).unwrap_err();
        assert_eq!(error.kind(), Kind::Unsupported);
    }
    insta::assert_snapshot!(PaymentPayload::sign(&offer, &key, NOW, B256::ZERO).unwrap_err(), @r#"expected the scheme exact on a known EVM chain, found "exact" on "my-testnet""#);
}

/// Nothing is signed, and nothing accepted, where the domain of the token is not known.
#[test]
fn missing_extra() {
    let text = offer()
        .to_json()
        .replace(r#","extra":{"name":"USDC","version":"2"}"#, "");
    let decoder = http402::Decoder::STRICT.allow(http402::Leniency::MissingExtra);
    let offer = PaymentRequirements::from_json_with(&text, &decoder)
        .unwrap()
        .value;
    let key = SecretKey::from_bytes(keccak256(b"payer").as_bytes()).unwrap();
    let error = PaymentPayload::sign(&offer, &key, NOW, B256::ZERO).unwrap_err();
    assert_eq!((error.kind(), error.field()), (Kind::Missing, "extra"));
    assert_eq!(
        payment(K2_SIGNATURE).verify(&offer, NOW),
        Err(ErrorReason::INVALID_PAYMENT_REQUIREMENTS)
    );
}

#[test]
fn a_window_never_wraps() {
    let offer =
        PaymentRequirements::from_json(&offer().to_json().replace(":60", ":18446744073709551615"))
            .unwrap();
    let own = offer
        .authorization(
            parse("0x857b06519E91e3A54538791bDbb0E22373e36b66"),
            5,
            B256::ZERO,
        )
        .unwrap();
    assert_eq!(
        (own.valid_after, own.valid_before),
        (U256::ZERO, U256::from(u64::MAX))
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// What is signed verifies, also through the header, and one changed byte spoils it.
    #[test]
    fn signed_payments_verify(seed: [u8; 32], nonce: [u8; 32], now in 1_000_u64..u64::from(u32::MAX), at in 0..65_usize, bit in 0..8_u8) {
        let key = SecretKey::from_bytes(keccak256(&seed).as_bytes()).unwrap();
        let payment = PaymentPayload::sign(&offer(), &key, now, B256::from_bytes(nonce)).unwrap();
        let received = PaymentPayload::from_header(&payment.to_header()).unwrap();
        prop_assert_eq!(received.verify(&offer(), now), Ok(key.address()));
        let payload = received.as_exact_evm().unwrap().clone();
        let mut bytes = *payload.signature.as_account().unwrap();
        bytes[at] ^= 1 << bit;
        let spoilt = ExactEvmPayload::new(Signature::from_account(bytes), payload.authorization);
        let spoilt = PaymentPayload::exact_evm(Network::BASE_SEPOLIA, spoilt).unwrap();
        prop_assert_eq!(spoilt.verify(&offer(), now), Err(ErrorReason::INVALID_EXACT_EVM_PAYLOAD_SIGNATURE));
    }
}
