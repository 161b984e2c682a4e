//! base64 against an engine of its own: the same with and without the feature `simd`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a failed step fails the test"
)]

use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use http402::{Base64, Kind};
use proptest::prelude::*;

fn oracle(base64: Base64) -> GeneralPurpose {
    let config = GeneralPurposeConfig::new();
    match base64 {
        Base64::Standard => GeneralPurpose::new(
            &alphabet::STANDARD,
            config.with_decode_padding_mode(DecodePaddingMode::RequireCanonical),
        ),
        Base64::Url => GeneralPurpose::new(
            &alphabet::URL_SAFE,
            config
                .with_encode_padding(false)
                .with_decode_padding_mode(DecodePaddingMode::RequireNone),
        ),
    }
}

const BOTH: [Base64; 2] = [Base64::Standard, Base64::Url];

fn agree(base64: Base64, text: &str) -> Result<(), TestCaseError> {
    let ours = base64.decode(text);
    let theirs = oracle(base64).decode(text);
    prop_assert_eq!(ours.is_ok(), theirs.is_ok(), "{:?} {:?}", base64, text);
    if let (Ok(ours), Ok(theirs)) = (&ours, &theirs) {
        prop_assert_eq!(ours, theirs);
    }
    if let Err(error) = ours {
        prop_assert!(
            matches!(error.kind(), Kind::Base64 | Kind::EmptyField),
            "{}",
            error
        );
    }
    Ok(())
}

proptest! {
    #[test]
    fn round_trips(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for base64 in BOTH {
            let text = base64.encode(&bytes);
            prop_assert_eq!(&text, &oracle(base64).encode(&bytes));
            prop_assert_eq!(&base64.decode(&text).unwrap(), &bytes);
        }
    }

    /// Valid text with one character changed, added or taken away.
    #[test]
    fn agrees_on_damaged_text(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        at in any::<prop::sample::Index>(),
        letter in "[A-Za-z0-9+/=_ \\n-]",
        change in 0..3,
    ) {
        for base64 in BOTH {
            let mut text = base64.encode(&bytes);
            let at = at.index(text.len() + 1);
            match change {
                0 => text.insert_str(at, &letter),
                1 if at < text.len() => text.replace_range(at..=at, &letter),
                2 if at < text.len() => drop(text.remove(at)),
                _ => {}
            }
            agree(base64, &text)?;
        }
    }

    #[test]
    fn agrees_on_any_text(text in "[A-Za-z+/_-]{0,9}={0,3}") {
        for base64 in BOTH {
            agree(base64, &text)?;
        }
    }
}

#[test]
fn agrees_on_every_last_character() {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_";
    for padding in ["", "=", "=="] {
        for head in [
            "",
            "A",
            "AA",
            "AAAAA",
            "AAAAAA",
            &"A".repeat(65),
            &"A".repeat(66),
        ] {
            for &last in alphabet {
                for base64 in BOTH {
                    agree(base64, &format!("{head}{}{padding}", char::from(last))).unwrap();
                }
            }
        }
    }
}
