//! Signing, recovery and verification against known answers.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a failed test is the report"
)]
#![cfg(feature = "recover")]

use http402::Kind;
use http402::eip712::tempo::ProofV3;
use http402::eip712::{
    Domain, PublicKey, SecretKey, SignatureParts, TransferWithAuthorization, keccak256,
    recover_address, verify,
};
use http402::primitives::{Address, B256, Signature};
use proptest::prelude::*;

fn parse<T: core::str::FromStr<Err = http402::Error>>(text: &str) -> T {
    text.parse().expect(text)
}

/// The order of the group, half of it rounded down, and that plus one.
const ORDER: &str = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
const HALF: &str = "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0";
const ABOVE_HALF: &str = "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1";

/// The signature that the x402 specification prints, in its three members.
const DIGEST: &str = "0xf256992871671abcb27ff92885a7afa46218724e5fc0bac35d050115aa1d22e6";
const R: &str = "2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a12832597641736";
const S: &str = "08a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b57";
const HIGH_S: &str = "f75d319b699bd1c88292572440a7c914fd99d3b7107defddd294fbf92121b5ea";
const SIGNER: &str = "0x857b06519E91e3A54538791bDbb0E22373e36b66";

fn signature(r: &str, s: &str, v: &str) -> Signature {
    parse(&format!("0x{r}{s}{v}"))
}

#[test]
fn the_printed_signature_is_genuine() {
    for v in ["1c", "01"] {
        let signature = signature(R, S, v);
        let recovered = recover_address(&parse(DIGEST), &signature).expect("genuine");
        assert_eq!(recovered, parse(SIGNER));
        verify(&parse(DIGEST), &signature, &parse(SIGNER)).expect("genuine");
    }
}

/// The high twin recovers the same address; contracts refuse it, and so does `verify`.
#[test]
fn the_high_twin_recovers_but_does_not_verify() {
    let twin = signature(R, HIGH_S, "1b");
    assert!(
        SignatureParts::try_from(&twin)
            .expect("well-formed")
            .is_high_s()
    );
    assert_eq!(
        recover_address(&parse(DIGEST), &twin).expect("a key"),
        parse(SIGNER)
    );
    let error = verify(&parse(DIGEST), &twin, &parse(SIGNER)).expect_err("high s");
    assert_eq!(error.kind(), Kind::Signature);
}

#[test]
fn high_s_begins_above_half_the_order() {
    for (s, high) in [(HALF, false), (ABOVE_HALF, true)] {
        let parts = SignatureParts::try_from(&signature(R, s, "1b")).expect("well-formed");
        assert_eq!(parts.is_high_s(), high);
    }
}

#[test]
fn parts_are_those_of_the_text() {
    for (v, byte, odd) in [
        ("00", 0, false),
        ("01", 1, true),
        ("1b", 27, false),
        ("1c", 28, true),
    ] {
        let parts = SignatureParts::try_from(&signature(R, S, v)).expect("well-formed");
        assert_eq!((parts.v(), parts.is_y_odd()), (byte, odd));
        assert_eq!(parts.r(), parse(&format!("0x{R}")));
        assert_eq!(parts.s(), parse(&format!("0x{S}")));
    }
}

#[test]
fn signatures_are_the_known_ones() {
    let anvil: SecretKey =
        parse("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
    assert_eq!(
        anvil.address(),
        parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266")
    );
    let ones = SecretKey::from_bytes(&[1; 32]).expect("in range");
    assert_eq!(
        ones.address(),
        parse("0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1")
    );
    let cow = SecretKey::from_bytes(keccak256(b"cow").as_bytes()).expect("in range");
    let known = [
        (
            &anvil,
            "0x50708d3bf7216e1aeabe7bf22081b9f36c7c287530f92510318f13a03d89dc86",
            "0xdc53a4a579de989368a0fae2ef2172ff2f474b4297013f865d171239f17ef4c3157b4b4030f1bebc53d55ace15c2377dff501a60e1e56c291f1000d6e78f082f1b",
        ),
        (
            &anvil,
            "0x7e9613714edd92ad20fa5b252ec168245031911a3438dd20225f083b6a688f8a",
            "0xa70a7d235fd4218a3ed6625525892efed6fd1ac6a193ba612bb9da921620bce74885a8f7f56d2dc2f46005b7d6a089ae3469455a911004b6c4a6ab600677f56c1c",
        ),
        (
            &ones,
            "0x3860a700a55e02ad3c2dc047e92489feceecbdb0a801d948e1d9f0b61ea9bc3f",
            "0x53f5d64d9f995e841b4212639b2e17e508e96752e10316df3814a16443dcbdb626c082190a4c3ecc3148101eb443d15bd83b579380b1be735a9c99f0df36c9fe1b",
        ),
        // The mail of EIP-712 itself.
        (
            &cow,
            "0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2",
            "0x4355c47d63924e8a72e509b65029052eb6c299d53a04e167c5775fd466751c9d07299936d304c153f6443dfa05f40ff007d72911b6f72307f996231605b915621c",
        ),
    ];
    for (key, digest, signature) in known {
        assert_eq!(key.sign_digest(&parse(digest)).to_string(), signature);
        verify(&parse(digest), &parse(signature), &key.address()).expect(digest);
    }
}

#[test]
fn signing_a_struct_is_signing_its_digest() {
    let key = SecretKey::from_bytes(&[1; 32]).expect("in range");
    let proof = ProofV3 {
        account: key.address(),
        challenge_id: "kM9xPqWvT2nJrHsY4aDfEb",
        realm: "api.example.com",
    };
    let digest = parse("0x3860a700a55e02ad3c2dc047e92489feceecbdb0a801d948e1d9f0b61ea9bc3f");
    let separator = ProofV3::domain(42431).separator();
    assert_eq!(key.sign(&separator, &proof), key.sign_digest(&digest));
}

#[test]
fn one_changed_member_is_another_signer() {
    let domain = Domain::new("USDC").with_version("2").with_chain_id(84532);
    let other = Domain::new("USDC").with_version("2").with_chain_id(8453);
    let key = SecretKey::from_bytes(&[1; 32]).expect("in range");
    let authorization = TransferWithAuthorization {
        from: key.address(),
        to: Address::ZERO,
        value: parse("10000"),
        valid_after: parse("0"),
        valid_before: parse("9999999999"),
        nonce: B256::ZERO,
    };
    let signature = key.sign(&domain.separator(), &authorization);
    let digest =
        |domain: &Domain<'_>| http402::eip712::signing_digest(&domain.separator(), &authorization);
    verify(&digest(&domain), &signature, &key.address()).expect("genuine");
    assert!(verify(&digest(&other), &signature, &key.address()).is_err());
}

/// What is refused before any curve arithmetic: text, kind, and the message.
#[test]
fn malformed_signatures_are_refused_by_name() {
    let refused = |signature: &Signature| {
        let error = recover_address(&parse(DIGEST), signature).expect_err("malformed");
        assert_eq!(
            SignatureParts::try_from(signature).expect_err("malformed"),
            error
        );
        (error.kind(), error)
    };
    let zero = "00".repeat(32);

    let (kind, error) = refused(&signature(R, S, "1d"));
    assert_eq!(kind, Kind::BadValue);
    insta::assert_snapshot!(error, @"v: expected 0, 1, 27 or 28, found another byte");

    let (kind, error) = refused(&signature(&zero, S, "1b"));
    assert_eq!(kind, Kind::BadValue);
    insta::assert_snapshot!(error, @"r: expected a number from 1 to n − 1, found another");

    let (kind, error) = refused(&signature(R, &zero, "1b"));
    assert_eq!(kind, Kind::BadValue);
    insta::assert_snapshot!(error, @"s: expected a number from 1 to n − 1, found another");
    assert_eq!(refused(&signature(ORDER, S, "1b")).0, Kind::BadValue);
    assert_eq!(refused(&signature(R, ORDER, "1b")).0, Kind::BadValue);

    let (kind, error) = refused(&parse(&format!("0x{R}{S}")));
    assert_eq!(kind, Kind::BadValue);
    insta::assert_snapshot!(error, @"expected the 65 bytes of an account's signature, found 64 bytes");
    assert_eq!(
        "0x".parse::<Signature>().unwrap_err().kind(),
        Kind::EmptyField
    );

    let (kind, error) = refused(&parse(&format!("0x{R}{S}1c{zero}")));
    assert_eq!(kind, Kind::Unsupported);
    insta::assert_snapshot!(error, @"expected the 65 bytes of an account's signature, found 97 bytes of a contract's");

    let wrapped = parse(&format!("0x{R}{S}1c{}", "6492".repeat(16)));
    let (kind, error) = refused(&wrapped);
    assert_eq!(kind, Kind::Unsupported);
    insta::assert_snapshot!(error, @"expected the 65 bytes of an account's signature, found an ERC-6492 wrapper");
    let error = verify(&parse(DIGEST), &wrapped, &parse(SIGNER)).expect_err("wrapped");
    assert_eq!(error.kind(), Kind::Unsupported);
}

/// `verify` says the same of every signature that is wrong, and names nothing.
#[test]
fn a_refusal_has_no_detail() {
    let wrong = [
        signature(R, S, "1b"),
        signature(R, S, "1d"),
        signature(R, HIGH_S, "1b"),
        signature(&"00".repeat(32), S, "1c"),
        parse(&format!("0x{R}{S}")),
    ];
    for signature in wrong {
        let error = verify(&parse(DIGEST), &signature, &parse(SIGNER)).expect_err("wrong");
        assert_eq!(error.kind(), Kind::Signature);
        insta::allow_duplicates! {
            insta::assert_snapshot!(error, @"expected a valid signature, found none");
        }
    }
}

/// 5 is the x coordinate of no point of the curve.
#[test]
fn an_r_off_the_curve_recovers_nobody() {
    let five = format!("{:064x}", 5);
    let error = recover_address(&parse(DIGEST), &signature(&five, S, "1b")).expect_err("no point");
    assert_eq!(error.kind(), Kind::Signature);
}

#[test]
fn secret_keys_are_checked_and_not_shown() {
    let zero = SecretKey::from_bytes(&[0; 32]).expect_err("zero");
    insta::assert_snapshot!(zero, @"expected a number from 1 to n − 1, found another");
    assert!(format!("0x{ORDER}").parse::<SecretKey>().is_err());
    let below = format!("0x{}40", &ORDER[..62]);
    assert_eq!(format!("{:?}", parse::<SecretKey>(&below)), "SecretKey(..)");
    let error = "0xac09".parse::<SecretKey>().expect_err("short");
    insta::assert_snapshot!(error, @"expected 64 hex digits after 0x, found 4 characters");
}

#[test]
fn public_keys_are_points() {
    let key = SecretKey::from_bytes(&[1; 32])
        .expect("in range")
        .public_key();
    let bytes = key.to_sec1_bytes();
    let mut compressed = vec![2 + (bytes[64] & 1)];
    compressed.extend(&bytes[1..33]);
    assert_eq!(
        PublicKey::from_sec1_bytes(&compressed).expect("a point"),
        key
    );
    assert_eq!(
        format!("{key:?}"),
        "PublicKey(0x1a642f0e3c3af545e7acbd38b07251b3990914f1)"
    );
    let mut off = bytes;
    off[64] ^= 1;
    let error = PublicKey::from_sec1_bytes(&off).expect_err("off the curve");
    insta::assert_snapshot!(error, @"expected a point of secp256k1, found other bytes");
    assert!(PublicKey::from_sec1_bytes(&[]).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn what_is_signed_verifies(
        secret in any::<[u8; 32]>(),
        digest in any::<[u8; 32]>(),
        bit in 0_usize..256,
    ) {
        let Ok(key) = SecretKey::from_bytes(&secret) else {
            return Ok(());
        };
        let signed = B256::from_bytes(digest);
        let signature = key.sign_digest(&signed);
        let parts = SignatureParts::try_from(&signature).expect("well-formed");
        prop_assert!(matches!(parts.v(), 27 | 28));
        prop_assert!(!parts.is_high_s());
        prop_assert_eq!(recover_address(&signed, &signature).expect("a key"), key.address());
        verify(&signed, &signature, &key.address()).expect("genuine");
        prop_assert_eq!(key.sign_digest(&signed), signature.clone());

        let mut changed = digest;
        changed[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(verify(&B256::from_bytes(changed), &signature, &key.address()).is_err());
    }
}
