#![no_main]

use http402::primitives::*;
use http402_fuzz::round_trip;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    round_trip::<Address>(text);
    round_trip::<B256>(text);
    round_trip::<HexBytes>(text);
    round_trip::<Signature>(text);
    round_trip::<Timestamp>(text);
    round_trip::<U256>(text);
    for decimals in [0, 6, 18, 77] {
        if let Ok(units) = U256::from_decimal(text, decimals) {
            assert_eq!(U256::from_decimal(&units.to_decimal(decimals), decimals), Ok(units));
        }
    }
});
