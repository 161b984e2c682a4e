#![no_main]

use http402::x402::v1::a2a::{AgentCard, PaymentMetadata};
use http402::x402::v1::discovery::DiscoveryResponse;
use http402::x402::v1::facilitator::{SupportedResponse, VerifyRequest, VerifyResponse};
use http402::x402::v1::mcp::{PaymentMeta, PaymentRequiredResult, PaymentResponseMeta};
use http402::x402::v1::*;
use http402_fuzz::round_trip;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    round_trip::<PaymentRequired>(text);
    round_trip::<PaymentRequirements>(text);
    round_trip::<PaymentPayload>(text);
    round_trip::<SettlementResponse>(text);
    round_trip::<VerifyRequest>(text);
    round_trip::<VerifyResponse>(text);
    round_trip::<SupportedResponse>(text);
    round_trip::<DiscoveryResponse>(text);
    round_trip::<PaymentMeta>(text);
    round_trip::<PaymentResponseMeta>(text);
    round_trip::<PaymentRequiredResult>(text);
    round_trip::<PaymentMetadata>(text);
    round_trip::<AgentCard>(text);
    let _ = Offers::from_json(text);
});
