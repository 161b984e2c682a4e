#![no_main]

use http402::mpp::Challenge;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let owned = |text: &str| Challenge::parse(text).map(Challenge::into_owned);
    http402_fuzz::through(text, owned, Challenge::to_string);
    let lines: Vec<&str> = text.split('\n').collect();
    let together: Vec<_> = Challenge::parse_all(lines.iter().copied()).collect();
    for challenge in together.into_iter().flatten() {
        let printed = challenge.to_string();
        assert_eq!(Challenge::parse(&printed), Ok(challenge));
    }
});
