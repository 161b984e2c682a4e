#![no_main]

use http402::json::{RawValue, canonicalize};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    http402_fuzz::round_trip::<RawValue>(text);
    if let Ok(canonical) = canonicalize(text) {
        assert_eq!(canonicalize(&canonical).unwrap(), canonical);
    }
});
