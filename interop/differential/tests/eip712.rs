//! EIP-712, EIP-55 and ECDSA against alloy.
#![allow(missing_docs, reason = "a test")]

#[path = "cases/eip712.rs"]
mod cases;

use alloy_dyn_abi::TypedData as AlloyTypedData;
use alloy_primitives::{Address as AlloyAddress, Bytes, Signature as AlloySignature};
use alloy_primitives::{FixedBytes, U256 as AlloyU256, Uint};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::{Eip712Domain, SolStruct, sol};
use cases::{CHANGED_MAILS, MAIL, MEMBERS};
use http402::eip712::permit2::{
    ChannelOpenWitness as OurOpenWitness, ChannelTopUpWitness as OurTopUpWitness,
    PaymentWitness as OurPaymentWitness, PermitBatchWitnessTransferFrom as OurBatch,
    PermitWitnessTransferFrom as OurPermit, TokenPermissions as OurPermissions,
};
use http402::eip712::{
    self, Domain, SecretKey, Struct, TypedData, keccak256, recover_address, signing_digest,
};
use http402::primitives::{Address, B256, Signature, U256};
use http402_differential::Comparison;
use proptest::prelude::*;

mod uint128 {
    alloy_sol_types::sol! {
        struct Voucher { bytes32 channelId; uint128 cumulativeAmount; }
        struct CloseAuthorization {
            bytes32 channelId; uint128 cumulativeAmount; uint256 nonce; uint256 deadline;
        }
        struct SettleAuthorization {
            bytes32 channelId; uint128 cumulativeAmount; uint256 nonce; uint256 deadline;
        }
    }
}

mod uint96 {
    alloy_sol_types::sol! {
        struct Voucher { bytes32 channelId; uint96 cumulativeAmount; }
        struct CloseAuthorization { bytes32 channelId; uint96 cumulativeAmount; }
    }
}

mod proof {
    pub mod v1 {
        alloy_sol_types::sol! { struct Proof { string challengeId; } }
    }
    pub mod v2 {
        alloy_sol_types::sol! { struct Proof { string challengeId; string realm; } }
    }
    pub mod v3 {
        alloy_sol_types::sol! { struct Proof { address account; string challengeId; string realm; } }
    }
}

mod open {
    alloy_sol_types::sol! {
        struct TokenPermissions { address token; uint256 amount; }
        struct ChannelOpenWitness { address payee; bytes32 salt; address authorizedSigner; }
        struct PermitWitnessTransferFrom {
            TokenPermissions permitted; address spender; uint256 nonce; uint256 deadline;
            ChannelOpenWitness witness;
        }
    }
}

mod top_up {
    alloy_sol_types::sol! {
        struct TokenPermissions { address token; uint256 amount; }
        struct ChannelTopUpWitness { bytes32 channelId; }
        struct PermitWitnessTransferFrom {
            TokenPermissions permitted; address spender; uint256 nonce; uint256 deadline;
            ChannelTopUpWitness witness;
        }
    }
}

mod charge {
    alloy_sol_types::sol! {
        struct TokenPermissions { address token; uint256 amount; }
        struct PaymentWitness { bytes32 challengeHash; string externalId; }
        struct PermitWitnessTransferFrom {
            TokenPermissions permitted; address spender; uint256 nonce; uint256 deadline;
            PaymentWitness witness;
        }
        struct PermitBatchWitnessTransferFrom {
            TokenPermissions[] permitted; address spender; uint256 nonce; uint256 deadline;
            PaymentWitness witness;
        }
    }
}

sol! {
    struct TransferWithAuthorization {
        address from; address to; uint256 value; uint256 validAfter; uint256 validBefore;
        bytes32 nonce;
    }
}

type Word = [u8; 32];

/// The five optional members of a domain, for both sides.
#[derive(Clone, Debug)]
struct Members {
    name: Option<String>,
    version: Option<String>,
    chain_id: Option<Word>,
    contract: Option<[u8; 20]>,
    salt: Option<Word>,
}

impl Members {
    fn ours(&self) -> http402::Result<Domain<'_>> {
        Domain::from_members(
            self.name.as_deref(),
            self.version.as_deref(),
            self.chain_id.map(U256::from_be_bytes),
            self.contract.map(Address::from_bytes),
            self.salt.map(B256::from_bytes),
        )
    }

    fn theirs(&self) -> Eip712Domain {
        Eip712Domain {
            name: self.name.clone().map(Into::into),
            version: self.version.clone().map(Into::into),
            chain_id: self.chain_id.map(AlloyU256::from_be_bytes),
            verifying_contract: self.contract.map(AlloyAddress::from),
            salt: self.salt.map(FixedBytes::from),
        }
    }
}

prop_compose! {
    fn domains()(
        name in any::<Option<String>>(),
        version in any::<Option<String>>(),
        chain_id in any::<Option<Word>>(),
        contract in any::<Option<[u8; 20]>>(),
        salt in any::<Option<Word>>(),
    ) -> Members {
        Members { name, version, chain_id, contract, salt }
    }
}

/// The same digest from both sides.
fn agree(domain: &Members, ours: &impl Struct, theirs: &impl SolStruct) {
    let Ok(separator) = domain.ours().map(|domain| domain.separator()) else {
        return; // no members: see the table
    };
    let digest = theirs.eip712_signing_hash(&domain.theirs());
    assert_eq!(*signing_digest(&separator, ours).as_bytes(), digest.0);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn every_struct_has_one_digest(
        domain in domains(),
        addresses in any::<[[u8; 20]; 3]>(),
        words in any::<[Word; 4]>(),
        amount in any::<u128>(),
        texts in any::<[String; 2]>(),
    ) {
        let [a, b, c] = addresses;
        let [w, x, y, z] = words;
        let (ours, theirs) = (Address::from_bytes, AlloyAddress::from);
        let (word, bytes) = (B256::from_bytes, FixedBytes::<32>::from);
        let (number, uint) = (U256::from_be_bytes, AlloyU256::from_be_bytes::<32>);
        let [challenge_id, realm] = &texts;
        let small = amount >> 32;

        agree(
            &domain,
            &eip712::TransferWithAuthorization {
                from: ours(a), to: ours(b), value: number(x), valid_after: number(y),
                valid_before: number(z), nonce: word(w),
            },
            &TransferWithAuthorization {
                from: theirs(a), to: theirs(b), value: uint(x), validAfter: uint(y),
                validBefore: uint(z), nonce: bytes(w),
            },
        );
        agree(
            &domain,
            &eip712::Voucher { channel_id: word(w), cumulative_amount: amount },
            &uint128::Voucher { channelId: bytes(w), cumulativeAmount: amount },
        );
        agree(
            &domain,
            &eip712::evm::CloseAuthorization {
                channel_id: word(w), cumulative_amount: amount, nonce: number(x),
                deadline: number(y),
            },
            &uint128::CloseAuthorization {
                channelId: bytes(w), cumulativeAmount: amount, nonce: uint(x), deadline: uint(y),
            },
        );
        agree(
            &domain,
            &eip712::evm::SettleAuthorization {
                channel_id: word(w), cumulative_amount: amount, nonce: number(x),
                deadline: number(y),
            },
            &uint128::SettleAuthorization {
                channelId: bytes(w), cumulativeAmount: amount, nonce: uint(x), deadline: uint(y),
            },
        );
        let cumulative_amount = eip712::tempo::Uint96::new(small).expect("96 bits");
        agree(
            &domain,
            &eip712::tempo::VoucherV2 { channel_id: word(w), cumulative_amount },
            &uint96::Voucher { channelId: bytes(w), cumulativeAmount: Uint::from(small) },
        );
        agree(
            &domain,
            &eip712::tempo::CloseAuthorization { channel_id: word(w), cumulative_amount },
            &uint96::CloseAuthorization { channelId: bytes(w), cumulativeAmount: Uint::from(small) },
        );
        agree(
            &domain,
            &eip712::tempo::ProofV1 { challenge_id },
            &proof::v1::Proof { challengeId: challenge_id.clone() },
        );
        agree(
            &domain,
            &eip712::tempo::ProofV2 { challenge_id, realm },
            &proof::v2::Proof { challengeId: challenge_id.clone(), realm: realm.clone() },
        );
        agree(
            &domain,
            &eip712::tempo::ProofV3 { account: ours(a), challenge_id, realm },
            &proof::v3::Proof {
                account: theirs(a), challengeId: challenge_id.clone(), realm: realm.clone(),
            },
        );
        let permitted = OurPermissions { token: ours(c), amount: number(x) };
        let (spender, nonce, deadline) = (ours(b), number(y), number(z));
        agree(
            &domain,
            &OurPermit {
                permitted, spender, nonce, deadline,
                witness: OurOpenWitness {
                    payee: ours(a), salt: word(w), authorized_signer: ours(c),
                },
            },
            &open::PermitWitnessTransferFrom {
                permitted: open::TokenPermissions { token: theirs(c), amount: uint(x) },
                spender: theirs(b), nonce: uint(y), deadline: uint(z),
                witness: open::ChannelOpenWitness {
                    payee: theirs(a), salt: bytes(w), authorizedSigner: theirs(c),
                },
            },
        );
        agree(
            &domain,
            &OurPermit {
                permitted, spender, nonce, deadline,
                witness: OurTopUpWitness { channel_id: word(w) },
            },
            &top_up::PermitWitnessTransferFrom {
                permitted: top_up::TokenPermissions { token: theirs(c), amount: uint(x) },
                spender: theirs(b), nonce: uint(y), deadline: uint(z),
                witness: top_up::ChannelTopUpWitness { channelId: bytes(w) },
            },
        );
    }

    #[test]
    fn checksums_agree(bytes in any::<[u8; 20]>(), flip in 0_usize..40) {
        let text = Address::from_bytes(bytes).to_checksummed().to_string();
        prop_assert_eq!(&text, &AlloyAddress::from(bytes).to_checksum(None));
        let mut changed = text.into_bytes();
        if changed[flip + 2].is_ascii_alphabetic() {
            changed[flip + 2] ^= 0x20;
        }
        let changed = String::from_utf8(changed).expect("ASCII");
        prop_assert_eq!(
            Address::parse_checksummed(&changed).is_ok(),
            AlloyAddress::parse_checksummed(&changed, None).is_ok()
        );
    }

    #[test]
    fn signatures_and_signers_agree(secret in any::<Word>(), digest in any::<Word>()) {
        let ours = SecretKey::from_bytes(&secret);
        let theirs = PrivateKeySigner::from_bytes(&secret.into());
        prop_assert_eq!(ours.is_ok(), theirs.is_ok());
        let (Ok(ours), Ok(theirs)) = (ours, theirs) else {
            return Ok(());
        };
        prop_assert_eq!(*ours.address().as_bytes(), theirs.address().into_array());
        let signature = ours.sign_digest(&B256::from_bytes(digest));
        let reference = theirs.sign_hash_sync(&digest.into()).expect("a signature").as_bytes();
        prop_assert_eq!(signature.as_bytes(), reference);
    }

    /// Any numbers: about half are the signature of nobody.
    #[test]
    fn recovery_agrees(
        digest in any::<Word>(),
        rs in any::<[Word; 2]>(),
        v in prop::sample::select(&[0_u8, 1, 27, 28][..]),
    ) {
        let mut bytes = [v; 65];
        bytes[..64].copy_from_slice(rs.as_flattened());
        let ours = recover_address(&B256::from_bytes(digest), &Signature::from_account(bytes));
        let theirs = AlloySignature::from_raw(&bytes)
            .and_then(|signature| signature.recover_address_from_prehash(&digest.into()));
        prop_assert_eq!(
            ours.ok().map(|address| *address.as_bytes()),
            theirs.ok().map(|address| address.into_array())
        );
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Fixed inputs on which the two may part ways.
#[test]
fn differences_are_the_known_ones() {
    let mut comparison = Comparison::new("eip712");
    for (case, text) in documents() {
        let ours = text.parse::<TypedData>();
        let theirs = serde_json::from_str::<AlloyTypedData>(&text).map_err(|e| e.to_string());
        let theirs = theirs.and_then(|data| data.eip712_signing_hash().map_err(|e| e.to_string()));
        comparison.case(
            &format!("typed-data/{case}"),
            ours.map(|data| hex(data.signing_digest().as_bytes())),
            theirs.map(|digest| hex(&digest.0)),
        );
    }
    for (case, text) in signatures() {
        let digest = "0xf256992871671abcb27ff92885a7afa46218724e5fc0bac35d050115aa1d22e6";
        let digest: B256 = digest.parse().expect("a digest");
        let ours = text
            .parse::<Signature>()
            .and_then(|s| recover_address(&digest, &s));
        let theirs = text.parse::<Bytes>().map_err(|e| e.to_string());
        let theirs = theirs.and_then(|bytes| {
            AlloySignature::try_from(bytes.as_ref())
                .and_then(|s| s.recover_address_from_prehash(&(*digest.as_bytes()).into()))
                .map_err(|e| e.to_string())
        });
        comparison.case(
            &format!("recover/{case}"),
            ours.map(|address| hex(address.as_bytes())),
            theirs.map(|address| hex(address.as_slice())),
        );
    }
    let empty = Members {
        name: None,
        version: None,
        chain_id: None,
        contract: None,
        salt: None,
    };
    comparison.case(
        "domain/empty",
        empty
            .ours()
            .map(|domain| hex(domain.separator().as_bytes())),
        Ok::<_, String>(hex(&empty.theirs().separator().0)),
    );
    comparison.case(
        "permit2/charge-single",
        Ok::<_, String>(hex(
            <OurPermit<OurPaymentWitness<'_>> as Struct>::TYPE_HASH.as_bytes()
        )),
        Ok::<_, String>(hex(keccak256(
            charge::PermitWitnessTransferFrom::eip712_encode_type().as_bytes(),
        )
        .as_bytes())),
    );
    comparison.case(
        "permit2/charge-batch",
        Ok::<_, String>(hex(OurBatch::TYPE_HASH.as_bytes())),
        Ok::<_, String>(hex(keccak256(
            charge::PermitBatchWitnessTransferFrom::eip712_encode_type().as_bytes(),
        )
        .as_bytes())),
    );
    comparison.finish();
}

/// The signature that the x402 specification prints, and its kin.
fn signatures() -> Vec<(&'static str, String)> {
    const R: &str = "2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a12832597641736";
    const S: &str = "08a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b57";
    const HIGH: &str = "f75d319b699bd1c88292572440a7c914fd99d3b7107defddd294fbf92121b5ea";
    const ORDER: &str = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    let zero = "0".repeat(64);
    let suffix = "6492".repeat(16);
    let list = [
        ("v-28", format!("0x{R}{S}1c")),
        ("v-27", format!("0x{R}{S}1b")),
        ("v-1", format!("0x{R}{S}01")),
        ("v-0", format!("0x{R}{S}00")),
        ("v-2", format!("0x{R}{S}02")),
        ("v-26", format!("0x{R}{S}1a")),
        ("v-29", format!("0x{R}{S}1d")),
        ("v-37", format!("0x{R}{S}25")),
        ("v-255", format!("0x{R}{S}ff")),
        ("high-s", format!("0x{R}{HIGH}1b")),
        ("r-zero", format!("0x{zero}{S}1c")),
        ("s-zero", format!("0x{R}{zero}1c")),
        ("r-order", format!("0x{ORDER}{S}1c")),
        ("s-order", format!("0x{R}{ORDER}1c")),
        ("r-off-curve", format!("0x{:064x}{S}1c", 5)),
        ("compact-64", format!("0x{R}{S}")),
        ("contract-97", format!("0x{R}{S}1c{zero}")),
        ("erc-6492", format!("0x{R}{S}1c{suffix}")),
        ("empty", "0x".to_owned()),
        (
            "upper-case",
            format!("0x{}1C", format!("{R}{S}").to_uppercase()),
        ),
        ("no-prefix", format!("{R}{S}1c")),
        ("odd", format!("0x{R}{S}1")),
    ];
    list.into()
}

/// Every document, with its case.
fn documents() -> Vec<(String, String)> {
    let mails = CHANGED_MAILS.iter().map(|(case, from, to)| {
        assert!(MAIL.contains(from), "{case}");
        ((*case).to_owned(), MAIL.replacen(from, to, 1))
    });
    let members = MEMBERS.iter().map(|(kind, value)| {
        let text = format!(
            r#"{{"types":{{"T":[{{"name":"v","type":"{kind}"}}]}},"primaryType":"T","domain":{{"name":"n"}},"message":{{"v":{value}}}}}"#
        );
        (format!("{kind} = {value}"), text)
    });
    let nested = |levels: usize| {
        let (open, close) = ("[".repeat(levels), "]".repeat(levels));
        let kind = format!("uint8{}", "[]".repeat(levels));
        (
            format!("{levels}-dimensions"),
            format!(
                r#"{{"types":{{"T":[{{"name":"v","type":"{kind}"}}]}},"primaryType":"T","domain":{{"name":"n"}},"message":{{"v":{open}{close}}}}}"#
            ),
        )
    };
    let others = [
        (
            "colon",
            r#"{"types":{"A:B":[{"name":"v","type":"uint8"}]},"primaryType":"A:B","domain":{"name":"n"},"message":{"v":1}}"#,
        ),
        (
            "recursive-array",
            r#"{"types":{"T":[{"name":"v","type":"uint8"},{"name":"t","type":"T[]"}]},"primaryType":"T","domain":{"name":"n"},"message":{"v":1,"t":[{"v":2,"t":[]}]}}"#,
        ),
        (
            "mutual-arrays",
            r#"{"types":{"A":[{"name":"b","type":"B[]"}],"B":[{"name":"a","type":"A[]"}]},"primaryType":"A","domain":{"name":"n"},"message":{"b":[]}}"#,
        ),
        (
            "recursive-null",
            r#"{"types":{"T":[{"name":"t","type":"T"}]},"primaryType":"T","domain":{"name":"n"},"message":{"t":null}}"#,
        ),
        (
            "empty-struct",
            r#"{"types":{"T":[]},"primaryType":"T","domain":{"name":"n"},"message":{}}"#,
        ),
        (
            "diamond",
            r#"{"types":{"Z":[{"name":"b","type":"B"},{"name":"a","type":"A"}],"A":[{"name":"c","type":"C"}],"B":[{"name":"c","type":"C"}],"C":[{"name":"v","type":"uint8"}]},"primaryType":"Z","domain":{"name":"n"},"message":{"a":{"c":{"v":1}},"b":{"c":{"v":2}}}}"#,
        ),
        (
            "lower-case-types-sort-last",
            r#"{"types":{"T":[{"name":"a","type":"a"},{"name":"b","type":"B"}],"a":[{"name":"v","type":"uint8"}],"B":[{"name":"v","type":"uint8"}]},"primaryType":"T","domain":{"name":"n"},"message":{"a":{"v":1},"b":{"v":2}}}"#,
        ),
        ("not-an-object", "[]"),
        ("json-within-a-string", r#""{}""#),
    ];
    let others = others.map(|(case, text)| (case.to_owned(), text.to_owned()));
    mails
        .chain(members)
        .chain(others)
        .chain([nested(30), nested(31)])
        .collect()
}
