//! The table: each operation, ours and the peer's side, and the goal it is held to.

use std::hint::black_box;

use http402::eip712::{
    Domain, DomainSeparator, SecretKey, TransferWithAuthorization, recover_address, signing_digest,
};
use http402::mpp::{BindingKey, Challenge, Credential, Receipt, SlotLayout};
use http402::primitives::{Address, B256, HexBytes, Signature};
use http402::x402::authorization::Authorization;
use http402::x402::v1::PaymentPayload;

use crate::inputs::*;
use crate::{Run, peers};

pub struct Op {
    pub name: &'static str,
    pub peer_name: &'static str,
    /// The goal for the time of ours over the peer's, portable back ends.
    pub ratio: &'static str,
    /// The goal in thousands of instructions.
    pub instructions: &'static str,
    /// The goal in allocations.
    pub allocations: &'static str,
    pub ours: fn() -> Run,
    pub peer: fn() -> Run,
}

pub const ALL: &[Op] = &[
    Op {
        name: "digest-cached",
        peer_name: "alloy-sol-types",
        ratio: "0.72",
        instructions: "19.5",
        allocations: "0",
        ours: digest_cached,
        peer: peers::digest_cached,
    },
    Op {
        name: "digest-full",
        peer_name: "alloy-sol-types",
        ratio: "0.75",
        instructions: "45.5",
        allocations: "0",
        ours: digest_full,
        peer: peers::digest_full,
    },
    Op {
        name: "digest-json",
        peer_name: "alloy-dyn-abi",
        ratio: "0.12",
        instructions: "18",
        allocations: "0",
        ours: digest_json,
        peer: peers::digest_json,
    },
    Op {
        name: "recover",
        peer_name: "alloy",
        ratio: "0.42",
        instructions: "905",
        allocations: "",
        ours: recover,
        peer: peers::recover,
    },
    Op {
        name: "recover-c",
        peer_name: "libsecp256k1",
        ratio: "",
        instructions: "",
        allocations: "",
        ours: recover,
        peer: peers::recover_libsecp256k1,
    },
    Op {
        name: "sign",
        peer_name: "alloy",
        ratio: "0.78",
        instructions: "",
        allocations: "",
        ours: sign,
        peer: peers::sign,
    },
    Op {
        name: "payment-decode",
        peer_name: "x402-types",
        ratio: "0.52",
        instructions: "9.6",
        allocations: "0",
        ours: payment_decode,
        peer: peers::payment_decode,
    },
    Op {
        name: "header-to-signer",
        peer_name: "x402-types + alloy",
        ratio: "0.42",
        instructions: "940",
        allocations: "",
        ours: header_to_signer,
        peer: peers::header_to_signer,
    },
    Op {
        name: "challenge-parse",
        peer_name: "mpp",
        ratio: "0.19",
        instructions: "9",
        allocations: "0",
        ours: challenge_parse,
        peer: peers::challenge_parse,
    },
    Op {
        name: "challenge-id",
        peer_name: "mpp",
        ratio: "0.74",
        instructions: "21",
        allocations: "0",
        ours: challenge_id,
        peer: peers::challenge_id,
    },
    Op {
        name: "credential-parse",
        peer_name: "mpp",
        ratio: "0.17",
        instructions: "12.8",
        allocations: "0",
        ours: credential_parse,
        peer: peers::credential_parse,
    },
    Op {
        name: "receipt-print",
        peer_name: "mpp",
        ratio: "0.45",
        instructions: "",
        allocations: "0",
        ours: receipt_print,
        peer: peers::receipt_print,
    },
];

fn message(authorization: &Authorization) -> TransferWithAuthorization {
    let Authorization { from, to, value, valid_after, valid_before, nonce, .. } = *authorization;
    TransferWithAuthorization { from, to, value, valid_after, valid_before, nonce }
}

fn transfer() -> TransferWithAuthorization {
    message(&AUTHORIZATION.parse().unwrap())
}

fn domain() -> Domain<'static> {
    Domain::new("USDC")
        .with_version("2")
        .with_chain_id(84532)
        .with_verifying_contract(ASSET.parse().unwrap())
}

fn digest_cached() -> Run {
    let (separator, transfer) = (domain().separator(), transfer());
    Box::new(move || {
        black_box(signing_digest(black_box(&separator), black_box(&transfer)));
    })
}

fn digest_full() -> Run {
    let (domain, transfer) = (domain(), transfer());
    Box::new(move || {
        black_box(signing_digest(&black_box(&domain).separator(), black_box(&transfer)));
    })
}

fn digest_json() -> Run {
    let separator = domain().separator();
    Box::new(move || {
        let authorization = Authorization::from_json(black_box(AUTHORIZATION)).unwrap();
        let transfer = message(&authorization);
        black_box(signing_digest(black_box(&separator), &transfer));
    })
}

fn recover() -> Run {
    let (digest, signature) = (DIGEST.parse::<B256>().unwrap(), SIGNATURE.parse::<Signature>().unwrap());
    Box::new(move || {
        black_box(recover_address(black_box(&digest), black_box(&signature)).unwrap());
    })
}

fn sign() -> Run {
    let key: HexBytes = KEY.parse().unwrap();
    let key = SecretKey::from_bytes(key.as_bytes().try_into().unwrap()).unwrap();
    let digest: B256 = DIGEST.parse().unwrap();
    Box::new(move || {
        black_box(key.sign_digest(black_box(&digest)));
    })
}

fn payment_decode() -> Run {
    Box::new(|| {
        black_box(PaymentPayload::from_header(black_box(X_PAYMENT)).unwrap());
    })
}

fn header_to_signer() -> Run {
    let separator = DomainSeparator::from(SEPARATOR.parse::<B256>().unwrap());
    let expected: Address = SIGNER.parse().unwrap();
    Box::new(move || {
        let payment = PaymentPayload::from_header(black_box(X_PAYMENT)).unwrap();
        let exact = payment.as_exact_evm().unwrap();
        let transfer = message(&exact.authorization);
        let digest = signing_digest(black_box(&separator), &transfer);
        let signer = recover_address(&digest, &exact.signature).unwrap();
        assert!(black_box(signer) == expected && signer == exact.authorization.from);
    })
}

fn challenge_parse() -> Run {
    Box::new(|| {
        black_box(Challenge::parse(black_box(CHALLENGE)).unwrap());
    })
}

fn challenge_id() -> Run {
    let key = BindingKey::new_strong(SECRET.as_bytes()).unwrap();
    let challenge = Challenge::parse(CHALLENGE).unwrap();
    Box::new(move || {
        black_box(key.compute(&black_box(&challenge).slots(), SlotLayout::Draft00));
    })
}

fn credential_parse() -> Run {
    let header = credential_header();
    let mut buffer = [0; 2048];
    Box::new(move || {
        black_box(Credential::from_header_in(black_box(&header), &mut buffer).unwrap());
    })
}

fn receipt_print() -> Run {
    let receipt = Receipt::from_header(RECEIPT).unwrap();
    let mut buffer = [0; 1024];
    Box::new(move || {
        black_box(black_box(&receipt).write_header(&mut buffer).unwrap());
    })
}

/// The credential of the inputs as its header.
pub fn credential_header() -> String {
    use base64::Engine;
    let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    format!("Payment {}", engine.encode(CREDENTIAL_JSON))
}
