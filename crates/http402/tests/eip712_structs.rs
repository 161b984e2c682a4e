//! Every struct that the protocols sign: type hashes, separators and digests against known answers.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a failed test is the report"
)]
#![cfg(feature = "eip712")]

use http402::Kind;
use http402::eip712::permit2::{
    ChannelOpenWitness, ChannelTopUpWitness, PERMIT2, PaymentWitness,
    PermitBatchWitnessTransferFrom, PermitWitnessTransferFrom, TokenPermissions,
};
use http402::eip712::tempo::{self, ProofV1, ProofV2, ProofV3, Uint96, VoucherV2};
use http402::eip712::{
    Domain, DomainSeparator, ReceiveWithAuthorization, Struct, TransferWithAuthorization, Voucher,
    evm, keccak256, signing_digest,
};
use http402::primitives::{Address, B256, U256};
use http402::x402::authorization::Authorization;
use http402::x402::network::Network;
use http402::x402::v1::PaymentRequirements;

fn parse<T: core::str::FromStr<Err = http402::Error>>(text: &str) -> T {
    text.parse().expect(text)
}

#[test]
fn type_hashes_are_the_hashes_of_the_type_strings() {
    fn check<T: Struct>() {
        assert_eq!(keccak256(T::TYPE.as_bytes()), T::TYPE_HASH, "{}", T::TYPE);
    }
    check::<TransferWithAuthorization>();
    check::<ReceiveWithAuthorization>();
    check::<Voucher>();
    check::<ProofV1<'_>>();
    check::<ProofV2<'_>>();
    check::<ProofV3<'_>>();
    check::<VoucherV2>();
    check::<tempo::CloseAuthorization>();
    check::<evm::SettleAuthorization>();
    check::<evm::CloseAuthorization>();
    check::<TokenPermissions>();
    check::<PaymentWitness<'_>>();
    check::<ChannelOpenWitness>();
    check::<ChannelTopUpWitness>();
    check::<PermitWitnessTransferFrom<PaymentWitness<'_>>>();
    check::<PermitWitnessTransferFrom<ChannelOpenWitness>>();
    check::<PermitWitnessTransferFrom<ChannelTopUpWitness>>();
    check::<PermitBatchWitnessTransferFrom<'_>>();
}

/// The type string of a permit ends with the witness's and `TokenPermissions`, by name.
#[test]
fn permit_types_are_composed_of_their_parts() {
    fn check<W: http402::eip712::permit2::Witness>() {
        let (_, members) = W::TYPE.split_once('(').expect("a struct");
        let name = W::TYPE
            .strip_suffix(members)
            .expect("its name")
            .trim_end_matches('(');
        assert_eq!(
            W::PERMIT_TYPE,
            format!(
                "PermitWitnessTransferFrom(TokenPermissions permitted,address spender,\
                 uint256 nonce,uint256 deadline,{name} witness){}{}",
                W::TYPE,
                TokenPermissions::TYPE,
            )
        );
    }
    check::<PaymentWitness<'_>>();
    check::<ChannelOpenWitness>();
    check::<ChannelTopUpWitness>();
    assert_eq!(
        PermitBatchWitnessTransferFrom::TYPE,
        <PermitWitnessTransferFrom<PaymentWitness<'_>> as Struct>::TYPE
            .replace("PermitWitness", "PermitBatchWitness")
            .replace("TokenPermissions permitted", "TokenPermissions[] permitted"),
    );
}

/// Chain id, contract, name, version, separator: the eleven that are confirmed on chain or quoted.
const SEPARATORS: &[(u64, &str, &str, &str, &str)] = &[
    (
        84532,
        "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
        "USDC",
        "2",
        "0x71f17a3b2ff373b803d70a5a07c046c1a2bc8e89c09ef722fcb047abe94c9818",
    ),
    (
        8453,
        "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
        "USD Coin",
        "2",
        "0x02fa7265e7c5d81118673727957699e4d68f74cd74b7db77da710fe8a2c7834f",
    ),
    (
        43113,
        "0x5425890298aed601595a70AB815c96711a31Bc65",
        "USD Coin",
        "2",
        "0xfe9fa105a0e9629446730e544caa6b8d05d8d4fc93451750dc50e2ddd6d374b3",
    ),
    (
        43114,
        "0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E",
        "USD Coin",
        "2",
        "0xbbea200329a938bc3438984a49cb0732e66d66d7bd59c127abacc1710e77f7b3",
    ),
    (
        137,
        "0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359",
        "USD Coin",
        "2",
        "0xcaa2ce1a5703ccbe253a34eb3166df60a705c561b44b192061e28f2a985be2ca",
    ),
    (
        80002,
        "0x41E94Eb019C0762f9Bfcf9Fb1E58725BfB0e7582",
        "USDC",
        "2",
        "0x5cddc98319864e897e4469bd1d13c2288c677047b54b8cca12bd342adb6be9eb",
    ),
    (
        1329,
        "0xe15fC38F6D8c56aF07bbCBe3BAf5708A2Bf42392",
        "USDC",
        "2",
        "0x0a19136106ae98d2c245cbbd451f3cb2bbbb1670e1ee191abacb5a5e255c0255",
    ),
    (
        1,
        "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48",
        "USD Coin",
        "2",
        "0x06c37168a7db5138defc7866392bb87a741f9b3d104deb5094588ce041cae335",
    ),
    (
        1328,
        "0x4fCF1784B31630811181f670Aea7A7bEF803eaED",
        "USDC",
        "2",
        "0x154bb5980ce1d584a1067dc67730720e6046d0364a2ade0b692dd488e71fe653",
    ),
    (
        42220,
        "0xcebA9300f2b948710d2653dD7B07f33A8B32118C",
        "USDC",
        "2",
        "0xb2ce31d2838445fa765a491f550e7c78ac7280ab0f3bc9d6063a86df9c3fb578",
    ),
    (
        143,
        "0x754704Bc059F8C67012fEd69BC8A327a5aafb603",
        "USDC",
        "2",
        "0xfe22123edc0dd4aeb912eb7948c5f0e531592c2053b3067612f427db342c93c6",
    ),
];

#[test]
fn token_separators_are_the_ones_on_chain() {
    for &(chain_id, contract, name, version, separator) in SEPARATORS {
        let domain = Domain::new(name)
            .with_version(version)
            .with_chain_id(chain_id)
            .with_verifying_contract(parse(contract));
        assert_eq!(domain.separator().to_string(), separator, "{chain_id}");
    }
}

/// The type string follows from the members, and the separator from both, for all 31 domains.
#[test]
fn every_domain_is_the_hash_of_its_members() {
    let contract: Address = parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e");
    let salt = keccak256(b"salt");
    let members: [(&str, [u8; 32]); 5] = [
        ("string name", *keccak256(b"USDC").as_bytes()),
        ("string version", *keccak256(b"2").as_bytes()),
        ("uint256 chainId", U256::from(84532_u64).to_be_bytes()),
        ("address verifyingContract", {
            let mut word = [0; 32];
            word[12..].copy_from_slice(contract.as_bytes());
            word
        }),
        ("bytes32 salt", *salt.as_bytes()),
    ];
    for mask in 0_u8..32 {
        let has = |bit: u8| mask >> bit & 1 == 1;
        let domain = Domain::from_members(
            has(0).then_some("USDC"),
            has(1).then_some("2"),
            has(2).then(|| U256::from(84532_u64)),
            has(3).then_some(contract),
            has(4).then_some(salt),
        );
        if mask == 0 {
            let error = domain.expect_err("no members");
            assert_eq!(error.kind(), Kind::Missing);
            insta::assert_snapshot!(error, @"expected at least one member, found none");
            continue;
        }
        let domain = domain.expect("members");
        let present: Vec<_> = (0..5).filter(|&bit| has(bit)).collect();
        let names: Vec<_> = present
            .iter()
            .map(|&bit| members[usize::from(bit)].0)
            .collect();
        let text = format!("EIP712Domain({})", names.join(","));
        assert_eq!(domain.encode_type(), text);
        let mut encoded = keccak256(text.as_bytes()).as_bytes().to_vec();
        for &bit in &present {
            encoded.extend(members[usize::from(bit)].1);
        }
        assert_eq!(
            B256::from(domain.separator()),
            keccak256(&encoded),
            "{text}"
        );
    }
}

fn base_sepolia() -> DomainSeparator {
    DomainSeparator::from(parse::<B256>(SEPARATORS[0].4))
}

fn k2() -> TransferWithAuthorization {
    TransferWithAuthorization {
        from: parse("0x857b06519E91e3A54538791bDbb0E22373e36b66"),
        to: parse("0x209693Bc6afc0C5328bA36FaF03C514EF312287C"),
        value: parse("10000"),
        valid_after: parse("1740672089"),
        valid_before: parse("1740672154"),
        nonce: parse("0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"),
    }
}

/// Known answers: the struct hash where there is one, and the digest.
#[test]
fn authorizations_have_the_known_digests() {
    let base = DomainSeparator::from(parse::<B256>(SEPARATORS[1].4));
    let k6 = TransferWithAuthorization {
        from: parse("0x1234567890123456789012345678901234567890"),
        to: parse("0x9876543210987654321098765432109876543210"),
        value: parse("1000000"),
        valid_after: U256::ZERO,
        valid_before: parse("9999999999"),
        nonce: parse("0x0000000000000000000000000000000000000000000000000000000000000001"),
    };
    let k7 = TransferWithAuthorization {
        from: parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
        ..k2()
    };
    let lower = TransferWithAuthorization {
        from: k2().from.to_lowercase(),
        to: k2().to.to_lowercase(),
        ..k2()
    };
    assert_eq!(
        k2().hash_struct().to_string(),
        "0x49ad644555c7bdf3ea4fc022a4940ae5589b230b1dde0065c5504fa19bbe39a4"
    );
    assert_eq!(
        k6.hash_struct().to_string(),
        "0xa37e2efabdcc0837c3ab51061988f24a42ff9ce671506c5613d4818f220cbbfd"
    );
    let known = [
        (
            base_sepolia(),
            k2(),
            "0xf256992871671abcb27ff92885a7afa46218724e5fc0bac35d050115aa1d22e6",
        ),
        (
            base_sepolia(),
            lower,
            "0xf256992871671abcb27ff92885a7afa46218724e5fc0bac35d050115aa1d22e6",
        ),
        (
            base,
            k6,
            "0x85c207d3ba0a06e935c158ca65d4f4cbf97312fdb1317150584c53de04203a54",
        ),
        (
            base_sepolia(),
            k7,
            "0x50708d3bf7216e1aeabe7bf22081b9f36c7c287530f92510318f13a03d89dc86",
        ),
        (
            base,
            k7,
            "0x7e9613714edd92ad20fa5b252ec168245031911a3438dd20225f083b6a688f8a",
        ),
    ];
    for (separator, authorization, digest) in known {
        assert_eq!(
            signing_digest(&separator, &authorization).to_string(),
            digest
        );
    }
    let usdc = Domain::new("USD Coin")
        .with_version("2")
        .with_chain_id(84532)
        .with_verifying_contract(parse(SEPARATORS[1].1));
    assert_eq!(
        signing_digest(&usdc.separator(), &k6).to_string(),
        "0xec8c6d9fb7fb9f1f09e6eac51b82c48d0c7706e53c833ffba0946accdfa4a9e8"
    );
}

/// A version that is the number 2 is signed by deployed libraries as the one byte 02: another
/// domain, another digest. That is why offers must state it as text (X402-EVM-016).
#[test]
fn a_numeric_version_is_another_domain() {
    let domain = Domain::new("USDC")
        .with_version("\u{2}")
        .with_chain_id(84532)
        .with_verifying_contract(parse(SEPARATORS[0].1));
    assert_eq!(
        signing_digest(&domain.separator(), &k2()).to_string(),
        "0xc358bf147a6ad27348558af8e77880562a9fe03cb3266f7c121f13cfdc116bb3"
    );
}

#[test]
fn proofs_have_the_known_digests() {
    let (challenge_id, realm) = ("kM9xPqWvT2nJrHsY4aDfEb", "api.example.com");
    let account = parse("0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1");
    let v1 = ProofV1 { challenge_id };
    let v2 = ProofV2 {
        challenge_id,
        realm,
    };
    let v3 = ProofV3 {
        account,
        challenge_id,
        realm,
    };
    let digests = [
        signing_digest(&ProofV1::domain(42431).separator(), &v1),
        signing_digest(&ProofV2::domain(42431).separator(), &v2),
        signing_digest(&ProofV3::domain(42431).separator(), &v3),
    ];
    let known = [
        "0xc5c155e34a264f8a8ff363f3e989f402356697303a4e1102d512c25b1b2afb11",
        "0x1b38d25baec744e627498efd0344b919a4f867b158029d69cc586b7626d0e4f6",
        "0x3860a700a55e02ad3c2dc047e92489feceecbdb0a801d948e1d9f0b61ea9bc3f",
    ];
    assert_eq!(digests.map(|digest| digest.to_string()), known);
}

#[test]
fn channel_messages_have_the_known_digests() {
    let precompile = parse("0x4d50500000000000000000000000000000000000");
    let separator = Domain::tip20_channel_reserve(42431, precompile).separator();
    let channel_id = parse("0x57e629663a75a0a49f8dc65c9f62ee38ab5dfa9124d7316d160766e4ecbc1227");
    let cumulative_amount = Uint96::new(50).expect("96 bits");
    let voucher = VoucherV2 {
        channel_id,
        cumulative_amount,
    };
    let close = tempo::CloseAuthorization {
        channel_id,
        cumulative_amount,
    };
    assert_eq!(
        signing_digest(&separator, &voucher).to_string(),
        "0x41a23f1573d302acae1dcec60d237f78d2514768faf670ef27458931c38b5db3"
    );
    assert_eq!(
        signing_digest(&separator, &close).to_string(),
        "0x223b6a6cbf14199a5c3cbf882d847396b680bab705d0597f3d4d7227bc24e887"
    );
}

/// The four channel domains differ in their name alone.
#[test]
fn channel_domains_are_named_by_their_drafts() {
    let escrow = parse("0x33b901018174DDabE4841042ab76ba85D4e24f25");
    let domains = [
        (
            "Tempo Stream Channel",
            Domain::tempo_stream_channel(295, escrow),
        ),
        (
            "TIP20 Channel Reserve",
            Domain::tip20_channel_reserve(295, escrow),
        ),
        (
            "EVM Payment Channel",
            Domain::evm_payment_channel(295, escrow),
        ),
        (
            "Hedera Stream Channel",
            Domain::hedera_stream_channel(295, escrow),
        ),
    ];
    for (name, domain) in domains {
        let expected = Domain::new(name)
            .with_version("1")
            .with_chain_id(295)
            .with_verifying_contract(escrow);
        assert_eq!(domain, expected);
    }
}

/// The draft prints the witness with a space after the comma; canonical `encodeType` has none.
#[test]
fn the_payment_witness_is_hashed_as_printed() {
    assert_eq!(
        PaymentWitness::TYPE_HASH.to_string(),
        "0xe3b1f171490aceafafe7bbe5355fc9dffa6b7677563f496ae0fed59439b8a373"
    );
    let canonical = PaymentWitness::TYPE.replace(", ", ",");
    assert_ne!(keccak256(canonical.as_bytes()), PaymentWitness::TYPE_HASH);
}

/// A permit is its six words; a batch hashes the list of its transfers in third place.
#[test]
fn permits_are_hashed_word_by_word() {
    let token: Address = parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e");
    let spender: Address = parse("0x209693Bc6afc0C5328bA36FaF03C514EF312287C");
    let padded = |address: &Address| {
        let mut word = [0; 32];
        word[12..].copy_from_slice(address.as_bytes());
        word
    };
    let (nonce, deadline) = (U256::from(7_u64), U256::from(1_743_523_500_u64));
    let witness = PaymentWitness {
        challenge_hash: keccak256(b"aB3cDeF4gHiJkLmNapi.example.com"),
        external_id: "order-1",
    };
    let witness_words = [
        *PaymentWitness::TYPE_HASH.as_bytes(),
        *witness.challenge_hash.as_bytes(),
        *keccak256(b"order-1").as_bytes(),
    ];
    let transfers = [1000_u64, 20].map(|amount| TokenPermissions {
        token,
        amount: amount.into(),
    });
    let transfer_hashes = transfers.map(|transfer| {
        let words = [
            *TokenPermissions::TYPE_HASH.as_bytes(),
            padded(&token),
            transfer.amount.to_be_bytes(),
        ];
        *keccak256(words.as_flattened()).as_bytes()
    });
    let expected = |type_hash: B256, permitted: [u8; 32]| {
        let words = [
            *type_hash.as_bytes(),
            permitted,
            padded(&spender),
            nonce.to_be_bytes(),
            deadline.to_be_bytes(),
            *keccak256(witness_words.as_flattened()).as_bytes(),
        ];
        keccak256(words.as_flattened())
    };
    let [permitted, _] = transfers;
    let single = PermitWitnessTransferFrom {
        permitted,
        spender,
        nonce,
        deadline,
        witness,
    };
    let type_hash = PermitWitnessTransferFrom::<PaymentWitness<'_>>::TYPE_HASH;
    assert_eq!(
        single.hash_struct(),
        expected(type_hash, transfer_hashes[0])
    );
    let permitted = transfers.as_slice();
    let batch = PermitBatchWitnessTransferFrom {
        permitted,
        spender,
        nonce,
        deadline,
        witness,
    };
    let hash = *keccak256(transfer_hashes.as_flattened()).as_bytes();
    assert_eq!(
        batch.hash_struct(),
        expected(PermitBatchWitnessTransferFrom::TYPE_HASH, hash)
    );
    assert_eq!(
        PERMIT2.to_checksummed().to_string(),
        "0x000000000022D473030F116dDEE9F6B43aC78BA3"
    );
}

#[test]
fn uint96_ends_at_its_range() {
    assert_eq!(Uint96::MAX.to_string(), "79228162514264337593543950335");
    assert_eq!(
        "79228162514264337593543950335"
            .parse::<Uint96>()
            .expect("the greatest"),
        Uint96::MAX
    );
    assert!(Uint96::try_from(U256::MAX).is_err());
    let error = Uint96::new(1 << 96).expect_err("too large");
    assert_eq!(error.kind(), Kind::BadValue);
    insta::assert_snapshot!(error, @"expected an integer below 2^96, found a larger one");
}

/// The network table states separators; each is the hash of the row's own token.
#[test]
fn the_network_table_agrees_with_itself() {
    let mut stated = 0;
    for network in Network::known() {
        let token = network.evm().and_then(|chain| chain.token);
        let domain = network.eip712_domain();
        assert_eq!(token.is_some(), domain.is_some(), "{network}");
        if let Some(separator) = token.and_then(|token| token.domain_separator) {
            assert_eq!(
                domain.map(|domain| domain.separator().into()),
                Some(separator),
                "{network}"
            );
            stated += 1;
        }
    }
    assert!(stated >= 9, "{stated}");
}

/// The chain of a payment: offer to domain, payment to struct, both to the digest.
#[test]
fn a_payment_leads_to_its_digest() {
    let offer: PaymentRequirements = parse(
        r#"{"scheme":"exact","network":"base-sepolia","maxAmountRequired":"10000","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","resource":"https://api.example.com/premium-data","description":"","maxTimeoutSeconds":60,"extra":{"name":"USDC","version":"2"}}"#,
    );
    let authorization: Authorization = parse(
        r#"{"from":"0x857b06519E91e3A54538791bDbb0E22373e36b66","to":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","value":"10000","validAfter":"1740672089","validBefore":"1740672154","nonce":"0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"}"#,
    );
    let separator = offer
        .eip712_domain()
        .expect("an exact offer on a known chain")
        .separator();
    let message = TransferWithAuthorization::from(&authorization);
    assert_eq!(message, k2());
    assert_eq!(
        signing_digest(&separator, &message).to_string(),
        "0xf256992871671abcb27ff92885a7afa46218724e5fc0bac35d050115aa1d22e6"
    );
}
