#![no_main]

use http402::json::RawObject;
use http402::mpp::discovery::Discovery;
use http402::mpp::methods::{TYPED, TypedPayload, TypedReceipt, TypedRequest};
use http402::mpp::rpc::{RpcError, find_credential, find_payment_required, find_receipt};
use http402_fuzz::{round_trip, through};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(object) = text.parse::<RawObject>() else { return };
    for (method, intent) in TYPED {
        let parse = |text: &str| TypedRequest::parse(method, intent, &text.parse()?);
        through(text, parse, TypedRequest::to_json);
        let parse = |text: &str| TypedPayload::parse(method, intent, &text.parse()?);
        through(text, parse, TypedPayload::to_json);
        let parse = |text: &str| TypedReceipt::parse(method, intent, &text.parse()?);
        through(text, parse, TypedReceipt::to_json);
    }
    round_trip::<RpcError>(text);
    let _ = Discovery::from_json(text);
    let _ = (find_credential(&object), find_receipt(&object), find_payment_required(&object));
});
