//! The known answers of x402 version 1, K1 and K3, and every example of the specification: read
//! as the text has it, or refused for the reason stated here.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a failed step fails the test"
)]

use http402::json::RawObject;
use http402::x402::account::AccountId;
use http402::x402::network::Network;
use http402::x402::v1::a2a::{AgentCard, PaymentMetadata};
use http402::x402::v1::discovery::DiscoveryResponse;
use http402::x402::v1::facilitator::{SupportedResponse, VerifyRequest, VerifyResponse};
use http402::x402::v1::mcp::{PaymentMeta, PaymentRequiredResult, PaymentResponseMeta};
use http402::x402::v1::{
    ErrorReason, ExactEvmPayload, PaymentPayload, PaymentRequired, PaymentRequirements,
    SettlementResponse,
};
use http402::{Error, Kind};

/// K1: transport HTTP, Payment Payload Transmission.
const K1: &str = "eyJ4NDAyVmVyc2lvbiI6MSwic2NoZW1lIjoiZXhhY3QiLCJuZXR3b3JrIjoiYmFzZS1zZXBvbGlhIiwicGF5bG9hZCI6eyJzaWduYXR1cmUiOiIweDJkNmE3NTg4ZDZhY2NhNTA1Y2JmMGQ5YTRhMjI3ZTBjNTJjNmMzNDAwOGM4ZTg5ODZhMTI4MzI1OTc2NDE3MzYwOGEyY2U2NDk2NjQyZTM3N2Q2ZGE4ZGJiZjU4MzZlOWJkMTUwOTJmOWVjYWIwNWRlZDNkNjI5M2FmMTQ4YjU3MWMiLCJhdXRob3JpemF0aW9uIjp7ImZyb20iOiIweDg1N2IwNjUxOUU5MWUzQTU0NTM4NzkxYkRiYjBFMjIzNzNlMzZiNjYiLCJ0byI6IjB4MjA5NjkzQmM2YWZjMEM1MzI4YkEzNkZhRjAzQzUxNEVGMzEyMjg3QyIsInZhbHVlIjoiMTAwMDAiLCJ2YWxpZEFmdGVyIjoiMTc0MDY3MjA4OSIsInZhbGlkQmVmb3JlIjoiMTc0MDY3MjE1NCIsIm5vbmNlIjoiMHhmMzc0NjYxM2MyZDkyMGI1ZmRhYmMwODU2ZjJhZWIyZDRmODhlZTYwMzdiOGNjNWQwNGE3MWE0NDYyZjEzNDgwIn19fQ==";

/// K3: transport HTTP, Settlement Response Delivery.
const SUCCESS: &str = "eyJzdWNjZXNzIjp0cnVlLCJ0cmFuc2FjdGlvbiI6IjB4MTIzNDU2Nzg5MGFiY2RlZjEyMzQ1Njc4OTBhYmNkZWYxMjM0NTY3ODkwYWJjZGVmMTIzNDU2Nzg5MGFiY2RlZiIsIm5ldHdvcmsiOiJiYXNlLXNlcG9saWEiLCJwYXllciI6IjB4ODU3YjA2NTE5RTkxZTNBNTQ1Mzg3OTFiRGJiMEUyMjM3M2UzNmI2NiJ9";
const FAILURE: &str = "eyJzdWNjZXNzIjpmYWxzZSwiZXJyb3JSZWFzb24iOiJpbnN1ZmZpY2llbnRfZnVuZHMiLCJ0cmFuc2FjdGlvbiI6IiIsIm5ldHdvcmsiOiJiYXNlLXNlcG9saWEiLCJwYXllciI6IjB4ODU3YjA2NTE5RTkxZTNBNTQ1Mzg3OTFiRGJiMEUyMjM3M2UzNmI2NiJ9";

const PAYER: &str = "0x857b06519E91e3A54538791bDbb0E22373e36b66";

fn refusal<T: core::fmt::Debug>(outcome: Result<T, Error>) -> (Kind, String) {
    let error = outcome.expect_err("a refusal");
    (error.kind(), error.field().to_owned())
}

#[test]
fn k1_round_trips_byte_for_byte() {
    let payment = PaymentPayload::from_header(K1).unwrap();
    assert_eq!(payment.network(), &Network::BASE_SEPOLIA);
    let payload = payment.as_exact_evm().unwrap();
    let authorization = &payload.authorization;
    assert_eq!(authorization.from.to_string(), PAYER);
    assert_eq!(authorization.value.to_string(), "10000");
    assert_eq!(authorization.valid_after.to_string(), "1740672089");
    assert_eq!(authorization.valid_before.to_string(), "1740672154");
    assert_eq!(payload.signature.as_account().unwrap()[64], 28);
    assert_eq!((K1.len(), payment.to_json().len()), (648, 484));
    assert_eq!(payment.to_header(), K1);
    let mut header = String::new();
    payment.write_header(&mut header).unwrap();
    assert_eq!(header, K1);
    let again = PaymentPayload::from_json(&payment.to_json()).unwrap();
    assert_eq!(again, payment);
}

#[test]
fn k3_round_trips_byte_for_byte() {
    let success = SettlementResponse::from_header(SUCCESS).unwrap();
    assert!(success.is_success());
    assert_eq!(
        success.transaction().unwrap().as_str(),
        "0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef"
    );
    assert_eq!(success.payer().unwrap().to_string(), PAYER);
    assert_eq!((SUCCESS.len(), success.to_json().len()), (236, 177));
    assert_eq!(success.to_header(), SUCCESS);

    let failure = SettlementResponse::from_header(FAILURE).unwrap();
    assert!(!failure.is_success());
    assert_eq!(
        failure.error_reason(),
        Some(&ErrorReason::INSUFFICIENT_FUNDS)
    );
    assert_eq!(failure.transaction(), None);
    assert_eq!((FAILURE.len(), failure.to_json().len()), (196, 147));
    assert_eq!(failure.to_header(), FAILURE);
}

/// The offer that the core, HTTP and MCP examples share, with or without `outputSchema`.
fn offer(resource: &str, output_schema: &str) -> String {
    format!(
        r#"{{"scheme":"exact","network":"base-sepolia","maxAmountRequired":"10000","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","resource":"{resource}","description":"Access to premium market data","mimeType":"application/json",{output_schema}"maxTimeoutSeconds":60,"extra":{{"name":"USDC","version":"2"}}}}"#
    )
}

const DATA: &str = "https://api.example.com/premium-data";

/// Core 5.1.1 and transport HTTP: `outputSchema` is null, against the table of 5.1.2.
#[test]
fn payment_required_of_the_core_text() {
    let text = format!(
        r#"{{"x402Version":1,"error":"X-PAYMENT header is required","accepts":[{}]}}"#,
        offer(DATA, r#""outputSchema":null,"#)
    );
    let demand = PaymentRequired::from_json(&text).unwrap();
    let printed = demand.to_json();
    assert_eq!(printed, text.replace(r#""outputSchema":null,"#, ""));
    assert_eq!(PaymentRequired::from_json(&printed).unwrap(), demand);
}

/// Core 5.1.1 without its null prints as it came.
#[test]
fn requirements_keep_the_order_of_the_text() {
    let text = offer(DATA, r#""outputSchema":{},"#);
    let offer = PaymentRequirements::from_json(&text).unwrap();
    assert_eq!(offer.to_json(), text);
    assert_eq!(offer.network().chain_id(), Some(84532));
    assert_eq!(offer.exact_evm_extra().unwrap().version(), "2");
    assert_eq!(offer.mime_type(), Some("application/json"));
    assert!(matches!(offer.asset(), AccountId::Evm(_)));
}

/// Core 5.2.1, scheme `exact` on EVM.
#[test]
fn payment_of_the_core_text() {
    let payment = PaymentPayload::from_header(K1).unwrap();
    let payload = payment.as_exact_evm().unwrap();
    assert_eq!(
        &ExactEvmPayload::from_json(&payload.to_json()).unwrap(),
        payload
    );
    let spaced = payment
        .to_json()
        .replace(',', " ,\n\t ")
        .replace(':', " : ");
    assert_eq!(PaymentPayload::from_json(&spaced).unwrap(), payment);
}

/// Core 7.1: the example with actual data abbreviates signature and addresses.
#[test]
fn verify_of_the_core_text() {
    let payment = PaymentPayload::from_header(K1).unwrap();
    let request = format!(
        r#"{{"x402Version":1,"paymentPayload":{},"paymentRequirements":{}}}"#,
        payment.to_json(),
        offer(DATA, "")
    );
    assert_eq!(
        VerifyRequest::from_json(&request).unwrap().to_json(),
        request
    );
    let abbreviated = request.replace(PAYER, "0x...");
    let refused = refusal(VerifyRequest::from_json(&abbreviated));
    let field = "paymentPayload.payload.authorization.from".to_owned();
    assert_eq!(refused, (Kind::Syntax, field));

    for text in [
        format!(r#"{{"isValid":true,"payer":"{PAYER}"}}"#),
        format!(r#"{{"isValid":false,"invalidReason":"insufficient_funds","payer":"{PAYER}"}}"#),
    ] {
        assert_eq!(VerifyResponse::from_json(&text).unwrap().to_json(), text);
    }
}

/// Core 7.2: the members come in another order there.
#[test]
fn settle_of_the_core_text() {
    let success = format!(
        r#"{{"success":true,"payer":"{PAYER}","transaction":"0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef","network":"base-sepolia"}}"#
    );
    let settled = SettlementResponse::from_json(&success).unwrap();
    assert_eq!(settled.to_header(), SUCCESS);
    let failure = format!(
        r#"{{"success":false,"errorReason":"insufficient_funds","payer":"{PAYER}","transaction":"","network":"base-sepolia"}}"#
    );
    let failed = SettlementResponse::from_json(&failure).unwrap();
    assert_eq!(failed.to_header(), FAILURE);
}

/// Core 7.3.
#[test]
fn supported_of_the_core_text() {
    let names = [
        "base-sepolia",
        "base",
        "avalanche-fuji",
        "avalanche",
        "iotex",
    ];
    let kinds =
        names.map(|name| format!(r#"{{"x402Version":1,"scheme":"exact","network":"{name}"}}"#));
    let text = format!(r#"{{"kinds":[{}]}}"#, kinds.join(","));
    let supported = SupportedResponse::from_json(&text).unwrap();
    assert_eq!(supported.to_json(), text);
    assert!(
        supported
            .kinds
            .iter()
            .all(|kind| kind.to_network().unwrap().chain_id().is_some())
    );
}

/// Core 8.1.
#[test]
fn discovery_of_the_core_text() {
    let text = format!(
        r#"{{"x402Version":1,"items":[{{"resource":"{DATA}","type":"http","x402Version":1,"accepts":[{}],"lastUpdated":1703123456,"metadata":{{"category":"finance","provider":"Example Corp"}}}}],"pagination":{{"limit":10,"offset":0,"total":1}}}}"#,
        offer(DATA, "")
    );
    let page = DiscoveryResponse::from_json(&text).unwrap();
    assert_eq!(page.to_json(), text);
    assert_eq!(page.items[0].last_updated().unix(), 1_703_123_456);
}

/// Scheme `exact` on SVM: the offer has a null, the transaction is abbreviated, the answer is no
/// JSON.
#[test]
fn solana_of_the_scheme_text() {
    let text = r#"{"scheme":"exact","network":"solana","maxAmountRequired":"1000","asset":"EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v","payTo":"2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4","resource":"https://example.com/weather","description":"Access to protected content","mimeType":"application/json","maxTimeoutSeconds":60,"outputSchema":null,"extra":{"feePayer":"EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwGd"}}"#;
    let offer = PaymentRequirements::from_json(text).unwrap();
    assert_eq!(offer.to_json(), text.replace(r#""outputSchema":null,"#, ""));
    let fee_payer = offer.exact_svm_extra().unwrap().fee_payer;
    assert_eq!(
        fee_payer.to_string(),
        "EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwGd"
    );

    let text = r#"{"x402Version":1,"scheme":"exact","network":"solana","payload":{"transaction":"AAAAAAAAAAAAA...AAAAAAAAAAAAA="}}"#;
    let refused = refusal(PaymentPayload::from_json(text));
    assert_eq!(refused, (Kind::Base64, "payload.transaction".into()));
    let payment = PaymentPayload::from_json(&text.replace("...AAAAAAAAAAAAA=", "AA=")).unwrap();
    assert!(payment.as_exact_svm().is_some());

    let text = r#"{"success": true | false,"transaction":"base58 encoded transaction signature"}"#;
    assert_eq!(refusal(SettlementResponse::from_json(text)).0, Kind::Json);
}

/// Transport MCP.
#[test]
fn mcp_of_the_transport_text() {
    let demand = format!(
        r#"{{"x402Version":1,"error":"Settlement failed","accepts":[{}]}}"#,
        offer("mcp://tool/financial_analysis", "")
    );
    let result = |text: &str| {
        let text = serde_json::to_string(text).unwrap();
        format!(
            r#"{{"isError":true,"structuredContent":{demand},"content":[{{"type":"text","text":{text}}}]}}"#
        )
    };
    // Both of its results abbreviate the text, the first one shows another object besides.
    for text in [
        r#"{"x402/error":{"code":402,"message":"Payment required","data":{...}}}"#,
        r#"{"x402Version":1,"error":"Settlement failed","accepts":[...]}"#,
    ] {
        let refused = refusal(PaymentRequiredResult::from_json(&result(text)));
        assert_eq!(refused, (Kind::Mismatch, "content[0].text".into()));
    }
    let whole = PaymentRequiredResult::from_json(&result(&demand)).unwrap();
    assert_eq!(whole.to_json(), result(&demand));
    assert_eq!(
        PaymentRequiredResult::new(whole.payment_required().clone()),
        whole
    );

    let payment = PaymentPayload::from_header(K1).unwrap();
    let text = format!(
        r#"{{"x402/payment":{},"progressToken":7}}"#,
        payment.to_json()
    );
    let meta = PaymentMeta::from_json(&text).unwrap();
    assert_eq!((meta.payment(), meta.to_json()), (&payment, text));
    let own: RawObject = r#"{"progressToken":7}"#.parse().unwrap();
    assert_eq!(PaymentMeta::new(payment, Some(&own)).unwrap(), meta);

    let settled = SettlementResponse::from_header(SUCCESS).unwrap();
    let text = format!(r#"{{"x402/payment-response":{}}}"#, settled.to_json());
    let meta = PaymentResponseMeta::from_json(&text).unwrap();
    assert_eq!((meta.payment_response(), meta.to_json()), (&settled, text));
}

/// Transport A2A, payment required: the payee is a placeholder, and `extra.version` is a number.
/// The specification's own examples have `outputSchema: null`, which is never printed.
#[test]
fn mcp_results_print_the_demand_twice_alike() {
    let demand = format!(
        r#"{{"x402Version":1,"error":"pay","accepts":[{}]}}"#,
        offer("mcp://tool/a", r#""outputSchema":null,"#)
    );
    let text = serde_json::to_string(&demand).unwrap();
    let result = format!(
        r#"{{"isError":true,"structuredContent":{demand},"content":[{{"type":"text","text":{text}}}]}}"#
    );
    let result = PaymentRequiredResult::from_json(&result).unwrap();
    assert!(result.to_json() != demand && !result.to_json().contains("null"));
    assert_eq!(
        PaymentRequiredResult::from_json(&result.to_json()),
        Ok(result)
    );
}

/// The payload of a scheme that is not known is worth money all the same.
#[test]
fn debug_prints_no_unknown_payload() {
    let payment =
        r#"{"x402Version":1,"scheme":"stream","network":"base","payload":{"key":"hush"}}"#;
    let payment = PaymentPayload::from_json(payment).unwrap();
    assert!(!format!("{payment:?}").contains("hush"));
}

#[test]
fn a2a_demand_of_the_transport_text() {
    let text = r#"{"x402.payment.status":"payment-required","x402.payment.required":{"x402Version":1,"error":"Payment required to access this resource","accepts":[{"scheme":"exact","network":"base","resource":"https://api.example.com/generate-image","description":"Generate an image","mimeType":"application/json","outputSchema":{},"asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bda02913","payTo":"0xServerWalletAddressHere","maxAmountRequired":"48240000","maxTimeoutSeconds":600,"extra":{"name":"USD Coin","version":2}}]}}"#;
    let at = |field: &str| format!("x402.payment.required.accepts[0].{field}");
    let refused = refusal(PaymentMetadata::from_json(text));
    assert_eq!(refused, (Kind::Syntax, at("payTo")));
    let text = text.replace(
        "0xServerWalletAddressHere",
        "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
    );
    let refused = refusal(PaymentMetadata::from_json(&text));
    assert_eq!(refused, (Kind::WrongType, at("extra.version")));
    let text = text.replace(r#""version":2"#, r#""version":"2""#);
    let metadata = PaymentMetadata::from_json(&text).unwrap();
    let offer = &metadata.required.as_ref().unwrap().accepts()[0];
    assert_eq!(offer.network(), &Network::BASE);
}

/// Transport A2A, the other examples.
#[test]
fn a2a_outcomes_of_the_transport_text() {
    let payment = PaymentPayload::from_header(K1).unwrap().to_json();
    let submitted = format!(
        r#"{{"x402.payment.status":"payment-submitted","x402.payment.payload":{payment}}}"#
    );
    assert_eq!(
        PaymentMetadata::from_json(&submitted).unwrap().to_json(),
        submitted
    );
    let placeholder = submitted.replace(
        "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        "0xServerWalletAddressHere",
    );
    let field = "x402.payment.payload.payload.authorization.to".to_owned();
    assert_eq!(
        refusal(PaymentMetadata::from_json(&placeholder)),
        (Kind::Syntax, field)
    );

    let completed = format!(
        r#"{{"x402.payment.status":"payment-completed","x402.payment.receipts":[{{"success":true,"transaction":"0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef","network":"base","payer":"{PAYER}"}}]}}"#
    );
    assert_eq!(
        PaymentMetadata::from_json(&completed).unwrap().to_json(),
        completed
    );

    for (code, reason) in [
        (
            "EXPIRED_PAYMENT",
            "Payment authorization was submitted after its 'validBefore' timestamp.",
        ),
        (
            "INSUFFICIENT_FUNDS",
            "The client's wallet has insufficient funds to cover the payment.",
        ),
    ] {
        let failed = format!(
            r#"{{"x402.payment.status":"payment-failed","x402.payment.error":"{code}","x402.payment.receipts":[{{"success":false,"errorReason":"{reason}","network":"base","transaction":""}}]}}"#
        );
        let metadata = PaymentMetadata::from_json(&failed).unwrap();
        let receipt = metadata.receipts.as_ref().unwrap()[0].settlement();
        assert_eq!(receipt.payer(), None);
        assert_eq!(receipt.error_reason().unwrap().as_str(), reason);
        assert_eq!(
            PaymentMetadata::from_json(&metadata.to_json()).unwrap(),
            metadata
        );
    }

    let card = r#"{"capabilities":{"extensions":[{"uri":"https://github.com/google-a2a/a2a-x402/v0.1","description":"Supports payments using the x402 protocol for on-chain settlement.","required":true}]}}"#;
    assert_eq!(AgentCard::from_json(card).unwrap().to_json(), card);
    let other = card.replace("a2a-x402", "another");
    assert_eq!(
        refusal(AgentCard::from_json(&other)),
        (Kind::BadValue, "capabilities.extensions".into())
    );
}
