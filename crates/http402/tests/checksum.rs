//! EIP-55, by its own examples.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a failed test is the report"
)]
#![cfg(feature = "eip712")]

use http402::Kind;
use http402::primitives::Address;

/// The test cases of EIP-55: two whose checksum is all capitals, two all small, four mixed.
const EXAMPLES: &[&str] = &[
    "0x52908400098527886E0F7030069857D2E4169EE7",
    "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
    "0xde709f2102306220921060314715629080e2fb77",
    "0x27b1fdb04752bbc536007a920d24acb045561c26",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
];

fn address(text: &str) -> Address {
    text.parse().expect(text)
}

#[test]
fn the_examples_carry_their_checksum() {
    for example in EXAMPLES {
        let lower = address(example).to_lowercase();
        assert_eq!(lower.to_checksummed().to_string(), *example);
        assert!(address(example).has_valid_checksum());
        assert!(Address::parse_checksummed(example).is_ok());
    }
}

/// Text in one letter case carries no checksum, so there is none to be wrong.
#[test]
fn one_letter_case_is_no_checksum() {
    for example in EXAMPLES {
        let upper = format!("0x{}", example[2..].to_uppercase());
        for text in [example.to_lowercase(), upper] {
            assert!(address(&text).has_valid_checksum(), "{text}");
            let strict = Address::parse_checksummed(&text).is_ok();
            assert_eq!(strict, text == *example, "{text}");
        }
    }
}

/// One letter in the other case breaks the checksum, wherever it stands.
#[test]
fn every_letter_counts() {
    for example in EXAMPLES.iter().skip(4) {
        for (index, letter) in example.char_indices().skip(2) {
            if !letter.is_ascii_alphabetic() {
                continue;
            }
            let mut bytes = example.as_bytes().to_vec();
            bytes[index] ^= 0x20;
            let wrong = String::from_utf8(bytes).expect("ASCII");
            assert!(!address(&wrong).has_valid_checksum(), "{wrong}");
            let error = Address::parse_checksummed(&wrong).expect_err(&wrong);
            assert_eq!(error.kind(), Kind::Mismatch);
        }
    }
}

#[test]
fn the_message_names_the_rule() {
    let error = Address::parse_checksummed(&EXAMPLES[4].to_lowercase()).expect_err("lower case");
    insta::assert_snapshot!(error, @"expected letters in the case of their EIP-55 checksum, found another case");
}
