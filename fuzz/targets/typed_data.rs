#![no_main]

use http402::eip712::TypedData;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(data) = TypedData::from_json(text) {
        let again = TypedData::from_json(data.as_object().as_str()).unwrap();
        assert_eq!(data.signing_digest(), again.signing_digest());
    }
});
