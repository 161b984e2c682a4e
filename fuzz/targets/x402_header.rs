#![no_main]

use http402::x402::v1::{PaymentPayload, SettlementResponse};
use http402::{Decoder, Leniency};
use http402_fuzz::through;
use libfuzzer_sys::fuzz_target;

const LENIENT: Decoder = Decoder::STRICT
    .allow(Leniency::NullMember)
    .allow(Leniency::MissingText)
    .allow(Leniency::Base64Padding)
    .allow(Leniency::Base64Alphabet)
    .allow(Leniency::IntegerAsNumber)
    .allow(Leniency::SnakeCase);

fuzz_target!(|text: &str| {
    reprint(text, PaymentPayload::from_header, PaymentPayload::to_header);
    reprint(text, SettlementResponse::from_header, SettlementResponse::to_header);
    // What a lenient parse takes prints as what a strict parse takes.
    if let Ok(tolerant) = PaymentPayload::from_header_with(text, &LENIENT) {
        let header = tolerant.value.to_header();
        assert_eq!(PaymentPayload::from_header(&header).unwrap().to_header(), header);
    }
});

/// Headers are ASCII: members kept as text come back with `\u` escapes, the same JSON in another
/// spelling. So the prints are compared, not the values.
fn reprint<T>(text: &str, parse: fn(&str) -> http402::Result<T>, print: fn(&T) -> String) {
    let printed = |text: &str| parse(text).map(|value| print(&value));
    through(text, printed, String::clone);
}
