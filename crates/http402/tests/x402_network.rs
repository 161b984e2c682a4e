//! The network table and the error codes of x402 version 1.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a failed step fails the test"
)]

use std::collections::HashSet;

use http402::Kind;
use http402::x402::account::AccountId;
use http402::x402::network::{Chain, Network};
use http402::x402::v1::{ErrorClass, ErrorReason};

#[test]
fn rows_are_consistent() {
    let mut names = HashSet::new();
    let mut ids = HashSet::new();
    for info in Network::KNOWN {
        let network: Network = info.name.parse().unwrap();
        assert_eq!(network.info(), Some(info));
        assert!(names.insert(info.name), "{}", info.name);
        let id = network.to_caip2().unwrap();
        assert_eq!(Network::from_caip2(&id), Some(network.clone()));
        assert!(id.parse::<Network>().is_err());
        assert!(ids.insert(id), "{}", info.name);
        assert!(!info.source.is_empty());
        match info.chain {
            Chain::Evm(chain) => {
                assert_eq!(network.chain_id(), Some(chain.id));
                assert_eq!(Network::from_chain_id(chain.id), Some(network.clone()));
                assert!(network.solana().is_none());
                if let Some(token) = chain.token {
                    let text = token.asset.to_string();
                    assert!(AccountId::on(&network, &text).unwrap().as_evm() == Some(&token.asset));
                    assert!(!token.name.is_empty() && !token.version.is_empty());
                }
            }
            Chain::Solana(cluster) => {
                assert_eq!(network.chain_id(), None);
                assert_eq!(cluster.genesis.len(), 32);
            }
            _ => panic!("{info:?}"),
        }
    }
    assert_eq!(Network::known().count(), Network::KNOWN.len());
    assert_eq!(Network::from_chain_id(0), None);
}

/// The texts of the catalogue, letter case included: the source has bare digits.
#[test]
fn tokens_print_as_published() {
    let asset = |network: &Network| network.evm().unwrap().token.unwrap().asset.to_string();
    for (network, text) in [
        (
            Network::BASE_SEPOLIA,
            "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
        ),
        (Network::BASE, "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"),
        (
            Network::AVALANCHE,
            "0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E",
        ),
        (
            Network::MEGAETH,
            "0xFAfDdbb3FC7688494971a79cc65DCa3EF82079E7",
        ),
    ] {
        assert_eq!(asset(&network), text);
    }
    let mint = |network: &Network| network.solana().unwrap().mint.unwrap().to_string();
    assert_eq!(
        mint(&Network::SOLANA),
        "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"
    );
    assert_eq!(
        mint(&Network::SOLANA_DEVNET),
        "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU"
    );
}

/// K4: the table's own separators, quoted from the chain, and two that are only computed.
#[cfg(feature = "eip712")]
#[test]
fn domain_separators() {
    let mut confirmed = 0;
    for network in Network::known() {
        let token = network.evm().and_then(|chain| chain.token);
        let Some(domain) = network.eip712_domain() else {
            assert!(token.is_none());
            continue;
        };
        let token = token.unwrap();
        assert!(token.asset.has_valid_checksum(), "{network}");
        if let Some(separator) = token.domain_separator {
            assert_eq!(domain.separator(), separator.into(), "{network}");
            confirmed += 1;
        }
    }
    assert_eq!(confirmed, 9);
    for (network, separator) in [
        (
            Network::SEI_TESTNET,
            "0x154bb5980ce1d584a1067dc67730720e6046d0364a2ade0b692dd488e71fe653",
        ),
        (
            Network::CELO,
            "0xb2ce31d2838445fa765a491f550e7c78ac7280ab0f3bc9d6063a86df9c3fb578",
        ),
    ] {
        assert_eq!(
            network.eip712_domain().unwrap().separator().to_string(),
            separator
        );
    }
}

#[test]
fn names() {
    for name in ["base", "my-testnet", "0", "-", "Base", "Testnet_2", "a/b~!"] {
        assert_eq!(name.parse::<Network>().unwrap().as_str(), name);
    }
    for (name, kind) in [
        ("", Kind::EmptyField),
        ("base sepolia", Kind::BadValue),
        (" base", Kind::BadValue),
        ("eip155:8453", Kind::BadValue),
        ("bäse", Kind::BadValue),
    ] {
        assert_eq!(name.parse::<Network>().unwrap_err().kind(), kind, "{name}");
    }
    for id in [
        "eip155:08453",
        "eip155:+8453",
        "eip155:",
        "eip155:0",
        "solana:",
        "solana:5eykt4",
        "base",
        "",
    ] {
        assert_eq!(Network::from_caip2(id), None, "{id}");
    }
}

#[test]
fn specified_codes_have_classes() {
    let classes: Vec<_> = ErrorReason::SPECIFIED
        .iter()
        .map(|reason| reason.class().unwrap().as_str())
        .collect();
    assert_eq!(
        classes,
        [
            "funds",
            "early",
            "expired",
            "amount",
            "signature",
            "recipient",
            "network",
            "shape",
            "shape",
            "scheme",
            "scheme",
            "version",
            "simulation",
            "internal",
            "internal",
        ]
    );
}

#[test]
fn codes_of_the_field() {
    for (code, class) in [
        ("payment_expired", ErrorClass::Expired),
        ("invalid_exact_evm_nonce_already_used", ErrorClass::Nonce),
        ("invalid_exact_svm_payload_transaction", ErrorClass::Svm),
        (
            "invalid_exact_solana_payload_mint_mismatch",
            ErrorClass::Svm,
        ),
        ("smart_wallet_deployment_failed", ErrorClass::Wallet),
    ] {
        assert_eq!(
            code.parse::<ErrorReason>().unwrap().class(),
            Some(class),
            "{code}"
        );
    }
    for code in [
        "invalid_exact_svm",
        "INSUFFICIENT_FUNDS",
        "insufficient_funds ",
        "x",
    ] {
        assert_eq!(code.parse::<ErrorReason>().unwrap().class(), None, "{code}");
    }
    // Two codes have a second class in one implementation.
    let unexpected: ErrorReason = "unexpected_error".parse().unwrap();
    assert!(
        unexpected.is_class(ErrorClass::Internal) && unexpected.is_class(ErrorClass::Signature)
    );
    assert!(ErrorReason::UNSUPPORTED_SCHEME.is_class(ErrorClass::Network));
    assert!(!ErrorReason::INSUFFICIENT_FUNDS.is_class(ErrorClass::Amount));
}
