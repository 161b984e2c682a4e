//! Channel ids, nonces and memos against known answers; what is signed is in `eip712_structs.rs`.
//!
//! Values without a source of their own are laid out by hand here: `abi.encode` of static types is
//! one word each.

use http402::Kind;
use http402::eip712::tempo::{Uint96, VoucherV2};
use http402::eip712::{
    ReceiveWithAuthorization, TransferWithAuthorization, Voucher, challenge_hash, keccak256,
};
use http402::mpp::methods::{
    AttributionMemo, ChannelParameters, evm, hedera, tempo, top_up_nonce, usdc,
};
use http402::primitives::{Address, B256};

const CHANNEL: &str = "0x57e629663a75a0a49f8dc65c9f62ee38ab5dfa9124d7316d160766e4ecbc1227";
const PRECOMPILE: &str = "0x4d50500000000000000000000000000000000000";

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

fn hash(text: &str) -> B256 {
    text.parse().unwrap()
}

/// `abi.encode` of addresses, 32-byte values and numbers, hashed.
fn hash_of_words(words: &[&str]) -> B256 {
    let mut bytes = Vec::new();
    for word in words {
        let digits = word.trim_start_matches("0x");
        let word = format!("0x{digits:0>64}");
        bytes.extend_from_slice(hash(&word).as_bytes());
    }
    keccak256(&bytes)
}

/// mpp-rs `precompile_voucher.rs`.
#[test]
fn session_v2() {
    let descriptor: tempo::ChannelDescriptor = r#"{
        "payer":"0x3d6885f89100445ca9869d1b0a49c97cfdbafeee",
        "payee":"0xda2390fEE8d9744b39A8A855675649e95617aCd8",
        "operator":"0x0000000000000000000000000000000000000000",
        "token":"0x20C0000000000000000000000000000000000000",
        "salt":"0xfb05173ba9285aef8a91f275930f68ad3565a491edb810c07baa60b643fdd378",
        "authorizedSigner":"0xFE9d3D9cBb5f6FBe495b03f7Ec90d4Adc22126f5",
        "expiringNonceHash":"0x4e40183cda8c676032af4f7b038178505d877ae1c36b374239fe20ac3485c3ab"
    }"#
    .parse()
    .unwrap();
    let chain = 42431.try_into().unwrap();
    let id = hash("0xb3946b996bd166db3b61fba0f6af2918b6687bc054e2f4bae979edffc7bd0b4d");
    assert_eq!(descriptor.channel_id(&address(PRECOMPILE), chain), id);

    let snapshot = |channel: B256| -> tempo::SessionSnapshot {
        format!(
            r#"{{"acceptedCumulative":"1","chainId":42431,"channelId":"{channel}","deposit":"9","descriptor":{descriptor},"escrow":"{PRECOMPILE}","requiredCumulative":"2","settled":"0","spent":"1"}}"#
        )
        .parse()
        .unwrap()
    };
    assert_eq!(snapshot(id).verify(), Ok(()));
    let error = snapshot(B256::ZERO).verify().unwrap_err();
    insta::assert_snapshot!(error, @"channelId: expected the channel of descriptor, escrow and chainId, found another");
}

/// What a verifier looks for in logs and calls.
#[test]
fn topics_and_selectors() {
    for (signature, start) in [
        (
            "TransferWithMemo(address,address,uint256,bytes32)",
            "0x57bc7354aa85aed339e000bccffabbc529466af35f0772c8f8ee1145927de7f0",
        ),
        (
            "Transfer(address,address,uint256)",
            "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef",
        ),
        ("transfer(address,uint256)", "0xa9059cbb"),
        ("transferWithMemo(address,uint256,bytes32)", "0x95777d59"),
    ] {
        let hash = keccak256(signature.as_bytes()).to_string();
        assert!(hash.starts_with(start), "{signature}: {hash}");
    }
}

const PAYER: &str = "0xaabbccddee11223344556677889900aabbccddee";
const PAYEE: &str = "0x742d35cc6634c0532925a3b844bc9e7595f8fe00";
const TOKEN: &str = "0x74b7f16337b8972027f6196a17a631ac6de26d22";
const SALT: &str = "0xaaaa1234bbbb5678cccc9012dddd3456eeee7890ffff1234aaaa5678bbbb9012";
const SIGNER: &str = "0x1111111111111111111111111111111111111111";
const ESCROW: &str = "0x1234567890abcdef1234567890abcdef12345678";

/// MPP-TS-004, MPP-ES-004.
#[test]
fn channels_and_nonces() {
    let channel = ChannelParameters {
        payer: address(PAYER),
        payee: address(PAYEE),
        token: address(TOKEN),
        salt: hash(SALT),
        authorized_signer: address(SIGNER),
    };
    assert_eq!(
        channel.channel_id(&address(ESCROW), 196),
        hash_of_words(&[PAYER, PAYEE, TOKEN, SALT, SIGNER, ESCROW, "c4"])
    );
    assert_eq!(
        channel.open_nonce(),
        hash_of_words(&[PAYER, PAYEE, TOKEN, SALT, SIGNER])
    );
    assert_eq!(
        top_up_nonce(&hash(CHANNEL), u128::MAX, &address(PAYER), &hash(SALT)),
        hash_of_words(&[CHANNEL, &"f".repeat(32), PAYER, SALT])
    );
}

/// MPP-EC-005: the two texts follow each other without a separator.
#[test]
fn challenge_hashes() {
    assert_eq!(challenge_hash("id", "realm"), keccak256(b"idrealm"));
    assert_eq!(challenge_hash("é", ""), keccak256("é".as_bytes()));
}

/// mpp-tools `methods/tempo`; the draft's example memo has the right tag and version.
#[test]
fn attribution_memos() {
    let memo = AttributionMemo::new("api.example.com", "challenge-123");
    let bytes = hash("0xef1ed712011ece072f76bd8b82350e00000000000000000000eb18f2d4402269");
    assert_eq!(memo.to_b256(), bytes);
    assert_eq!(AttributionMemo::try_from(bytes), Ok(memo));
    assert!(memo.is_anonymous() && !memo.is_from("client"));
    let named = memo.with_client("client");
    assert!(!named.is_anonymous() && named.is_from("client") && !named.is_from("other"));
    assert_eq!(named.verify("api.example.com", "challenge-123"), Ok(()));
    assert_eq!(&keccak256(b"mpp").as_bytes()[..4], &bytes.as_bytes()[..4]);
    for (realm, id) in [
        ("api.example.org", "challenge-123"),
        ("api.example.com", "challenge-124"),
    ] {
        assert_eq!(memo.verify(realm, id).unwrap_err().kind(), Kind::Mismatch);
    }
    for wrong in [
        "0xef1ed712021ece072f76bd8b82350e00000000000000000000eb18f2d4402269",
        "0xef1ed713011ece072f76bd8b82350e00000000000000000000eb18f2d4402269",
    ] {
        assert_eq!(
            AttributionMemo::try_from(hash(wrong)).unwrap_err().kind(),
            Kind::BadValue
        );
    }
    insta::assert_snapshot!(AttributionMemo::try_from(B256::ZERO).unwrap_err(), @"expected an attribution memo, 0xef1ed71201…, found another memo");
    insta::assert_snapshot!(memo.verify("api.example.org", "challenge-123").unwrap_err(), @"expected the memo of this realm, found another");
    let draft = hash("0xef1ed71201a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6e7f8a9b0c1d2e3f4a5b6c7");
    assert!(AttributionMemo::try_from(draft).is_ok());
}

/// usdc charge, example A.1: the nonce that the draft prints.
#[test]
fn usdc_bindings() {
    let request = r#"{"amount":"1000000","currency":"0x3600000000000000000000000000000000000000","recipient":"0xc04193C50cD2E6a1C79593e46364496Fe5fcd9b6","description":"Arc Testnet USDC charge","externalId":"invoice-evm-001","methodDetails":{"type":"evm","evm":{"chainId":5042002,"decimals":6,"credentialTypes":["authorization"]}}}"#;
    let request = request.parse().unwrap();
    let nonce = usdc::authorization_nonce("usdc_evm_direct_001", "api.example.com", &request);
    assert_eq!(
        nonce,
        Ok(hash(
            "0x03e1d1aa38e2c56a0bb12e2d4562082c1c26496553f838064f3e6b4c3db9d2c2"
        ))
    );

    let transfer = usdc::GatewayTransfer {
        source_network: "eip155:5042002".parse().unwrap(),
        destination_network: "eip155:8453".parse().unwrap(),
        source_depositor: format!("eip155:5042002:{PAYER}").parse().unwrap(),
        source_signer: format!("eip155:5042002:{SIGNER}").parse().unwrap(),
        recipient: PAYEE.parse().unwrap(),
        destination_recipient: format!("eip155:8453:{PAYEE}").parse().unwrap(),
        amount: 25_000_000.try_into().unwrap(),
        max_fee: 500_000.try_into().unwrap(),
    };
    let canonical = http402::json::canonicalize(&format!(
        r#"{{"id":"g\"1","method":"usdc","realm":"r","intent":"charge","type":"gateway","requestHash":"{}","sourceNetwork":"eip155:5042002","destinationNetwork":"eip155:8453","sourceDepositor":"eip155:5042002:{PAYER}","sourceSigner":"eip155:5042002:{SIGNER}","recipient":"{PAYEE}","destinationRecipient":"eip155:8453:{PAYEE}","amount":"25000000","maxFee":"500000"}}"#,
        usdc::request_hash(&request).unwrap(),
    ))
    .unwrap();
    assert_eq!(
        transfer.salt("g\"1", "r", &request),
        Ok(keccak256(canonical.as_bytes()))
    );
}

/// The payloads lead to what was signed.
#[test]
fn signed_structs() {
    let signature = format!("0x{}1b", "22".repeat(64));
    let voucher = format!(
        r#"{{"action":"voucher","channelId":"{CHANNEL}","cumulativeAmount":"50","signature":"{signature}"}}"#
    );
    let expected = Voucher {
        channel_id: hash(CHANNEL),
        cumulative_amount: 50,
    };
    assert_eq!(
        Voucher::from(&voucher.parse::<tempo::VoucherPayload>().unwrap()),
        expected
    );
    assert_eq!(
        Voucher::from(&voucher.parse::<evm::VoucherPayload>().unwrap()),
        expected
    );
    assert_eq!(
        Voucher::from(&voucher.parse::<hedera::VoucherPayload>().unwrap()),
        expected
    );
    let v2 = VoucherV2::of(&expected).unwrap();
    assert_eq!(
        v2,
        VoucherV2 {
            channel_id: hash(CHANNEL),
            cumulative_amount: Uint96::new(50).unwrap()
        }
    );
    let beyond = Voucher {
        channel_id: hash(CHANNEL),
        cumulative_amount: 1 << 96,
    };
    insta::assert_snapshot!(VoucherV2::of(&beyond).unwrap_err(), @"cumulativeAmount: expected an integer below 2^96, found a larger one");

    let authorization = format!(
        r#"{{"type":"authorization","from":"{PAYER}","to":"{PAYEE}","value":"5","validAfter":"1","validBefore":"9","nonce":"{SALT}","signature":"{signature}"}}"#
    );
    let expected = TransferWithAuthorization {
        from: address(PAYER),
        to: address(PAYEE),
        value: "5".parse().unwrap(),
        valid_after: "1".parse().unwrap(),
        valid_before: "9".parse().unwrap(),
        nonce: hash(SALT),
    };
    let payload: evm::AuthorizationPayload = authorization.parse().unwrap();
    assert_eq!(TransferWithAuthorization::from(&payload), expected);
    let payload: usdc::AuthorizationPayload = authorization.parse().unwrap();
    assert_eq!(TransferWithAuthorization::from(&payload), expected);
    let deposit: evm::DepositAuthorization = authorization.parse().unwrap();
    let TransferWithAuthorization {
        from,
        to,
        value,
        valid_after,
        valid_before,
        nonce,
    } = expected;
    let expected = ReceiveWithAuthorization {
        from,
        to,
        value,
        valid_after,
        valid_before,
        nonce,
    };
    assert_eq!(ReceiveWithAuthorization::from(&deposit), expected);
}
