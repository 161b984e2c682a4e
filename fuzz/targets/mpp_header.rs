#![no_main]

use http402::mpp::{AcceptPayment, BodyDigest, Credential, Problem, Receipt};
use http402_fuzz::{round_trip, through};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    through(text, Credential::from_header, Credential::to_header);
    let owned = |text: &str| Credential::from_json(text).map(Credential::into_owned);
    through(text, owned, Credential::to_json);
    through(text, Receipt::from_header, Receipt::to_header);
    round_trip::<Receipt>(text);
    round_trip::<BodyDigest>(text);
    round_trip::<AcceptPayment>(text);
    round_trip::<Problem>(text);
    // The borrowing parse agrees with the owning one.
    let mut buffer = [0; 8192];
    let borrowed = Credential::from_header_in(text, &mut buffer);
    assert_eq!(borrowed.map(Credential::into_owned).ok(), Credential::from_header(text).ok());
});
