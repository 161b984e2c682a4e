//! Each leniency: refused without it, read with it, reported, and nothing else tolerated.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a failed step fails the test"
)]

use http402::x402::v1::a2a::PaymentMetadata;
use http402::x402::v1::discovery::DiscoveryResponse;
use http402::x402::v1::facilitator::{VerifyRequest, VerifyResponse};
use http402::x402::v1::mcp::{PaymentMeta, PaymentResponseMeta};
use http402::x402::v1::{
    Offers, PaymentPayload, PaymentRequired, PaymentRequirements, SettlementResponse,
};
use http402::{Decoder, Kind, Leniency, Result, Tolerant};

const OFFER: &str = r#"{"scheme":"exact","network":"base-sepolia","maxAmountRequired":"10000","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","resource":"https://api.example.com/data","description":"Data","mimeType":"application/json","maxTimeoutSeconds":60,"extra":{"name":"USDC","version":"2"}}"#;
const PAYMENT: &str = r#"{"x402Version":1,"scheme":"exact","network":"base-sepolia","payload":{"signature":"0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c","authorization":{"from":"0x857b06519E91e3A54538791bDbb0E22373e36b66","to":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","value":"10000","validAfter":"1740672089","validBefore":"1740672154","nonce":"0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"}}}"#;
const SETTLED: &str = r#"{"success":true,"transaction":"0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef","network":"base-sepolia","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66"}"#;
const FAILED: &str = r#"{"success":false,"errorReason":"insufficient_funds","transaction":"","network":"base-sepolia","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66"}"#;

/// Reads `text` with the leniencies needed, and with all but one of them; gives the deviations.
fn tolerated<T: core::fmt::Debug>(
    parse: fn(&str, &Decoder) -> Result<Tolerant<T>>,
    text: &str,
    needed: &[Leniency],
) -> (T, String) {
    for left_out in needed {
        let rest = needed.iter().filter(|leniency| *leniency != left_out);
        let decoder = rest.fold(Decoder::STRICT, |decoder, leniency| {
            decoder.allow(*leniency)
        });
        parse(text, &decoder).expect_err("a leniency that is not needed");
    }
    let decoder = needed.iter().fold(Decoder::STRICT, |decoder, leniency| {
        decoder.allow(*leniency)
    });
    let tolerant = parse(text, &decoder).unwrap();
    let deviations: Vec<_> = tolerant
        .deviations
        .iter()
        .map(ToString::to_string)
        .collect();
    (tolerant.value, deviations.join("; "))
}

#[test]
fn null_members_of_offers() {
    let text = OFFER
        .replace(r#""application/json""#, "null,\"outputSchema\":null")
        .replace(r#""exact""#, r#""other""#)
        .replace(r#"{"name":"USDC","version":"2"}"#, "null");
    let (offer, deviations) = tolerated(
        PaymentRequirements::from_json_with,
        &text,
        &[Leniency::NullMember],
    );
    insta::assert_snapshot!(deviations, @"mimeType: NullMember");
    assert_eq!((offer.mime_type(), offer.extra()), (None, None));
    assert_eq!(offer.output_schema(), None);
}

#[test]
fn missing_texts() {
    let text = format!(
        r#"{{"x402Version":1,"accepts":[{}]}}"#,
        OFFER.replace(
            r#""resource":"https://api.example.com/data","description":"Data","#,
            r#""description":null,"#
        )
    );
    let (demand, deviations) = tolerated(
        PaymentRequired::from_json_with,
        &text,
        &[Leniency::MissingText],
    );
    insta::assert_snapshot!(deviations, @"accepts[0].resource: MissingText; accepts[0].description: MissingText; error: MissingText");
    assert_eq!((demand.error(), demand.accepts()[0].resource()), ("", ""));
}

#[test]
fn relative_resource() {
    let text = OFFER.replace("https://api.example.com", "");
    let (offer, deviations) = tolerated(
        PaymentRequirements::from_json_with,
        &text,
        &[Leniency::RelativeUrl],
    );
    insta::assert_snapshot!(deviations, @"resource: RelativeUrl");
    assert_eq!(offer.resource(), "/data");
}

#[test]
fn missing_extra() {
    for extra in [r#","extra":{"name":"USDC"}"#, r#","extra":null"#, ""] {
        let text = OFFER.replace(r#","extra":{"name":"USDC","version":"2"}"#, extra);
        let (offer, deviations) = tolerated(
            PaymentRequirements::from_json_with,
            &text,
            &[Leniency::MissingExtra],
        );
        assert_eq!(deviations, "extra: MissingExtra");
        assert_eq!(offer.exact_evm_extra(), None);
    }
    // A version of another type is never tolerated.
    let both = [Leniency::NullMember, Leniency::MissingExtra];
    let text = OFFER.replace(r#""version":"2""#, r#""version":2"#);
    let decoder = both.iter().fold(Decoder::STRICT, |decoder, leniency| {
        decoder.allow(*leniency)
    });
    let error = PaymentRequirements::from_json_with(&text, &decoder).unwrap_err();
    assert_eq!(error.kind(), Kind::WrongType);
}

#[test]
fn integers_as_numbers() {
    let text = OFFER.replace(r#""10000""#, "10000");
    let (offer, deviations) = tolerated(
        PaymentRequirements::from_json_with,
        &text,
        &[Leniency::IntegerAsNumber],
    );
    insta::assert_snapshot!(deviations, @"maxAmountRequired: IntegerAsNumber");
    assert_eq!(offer.max_amount_required().to_string(), "10000");
    let text = PAYMENT.replace(r#""1740672154""#, "1740672154");
    let (_, deviations) = tolerated(
        PaymentPayload::from_json_with,
        &text,
        &[Leniency::IntegerAsNumber],
    );
    insta::assert_snapshot!(deviations, @"payload.authorization.validBefore: IntegerAsNumber");
    let decoder = Decoder::STRICT.allow(Leniency::IntegerAsNumber);
    for number in ["1.0", "1e4", "-1", "true"] {
        let text = OFFER.replace(r#""10000""#, number);
        PaymentRequirements::from_json_with(&text, &decoder).expect_err(number);
    }
}

#[test]
fn snake_case() {
    let text = OFFER
        .replace("payTo", "pay_to")
        .replace("maxAmountRequired", "max_amount_required");
    let (offer, deviations) = tolerated(
        PaymentRequirements::from_json_with,
        &text,
        &[Leniency::SnakeCase],
    );
    insta::assert_snapshot!(deviations, @"max_amount_required: SnakeCase; pay_to: SnakeCase");
    assert!(offer.to_json().contains("payTo"));
    // Two spellings of one member are a duplicate, in either order; other names are left alone.
    let decoder = Decoder::STRICT.allow(Leniency::SnakeCase);
    for twice in [
        OFFER.replace(
            r#""payTo""#,
            r#""pay_to":"0x0000000000000000000000000000000000000000","payTo""#,
        ),
        OFFER.replace(
            r#""resource""#,
            r#""pay_to":"0x0000000000000000000000000000000000000000","resource""#,
        ),
    ] {
        let error = PaymentRequirements::from_json_with(&twice, &decoder).unwrap_err();
        assert_eq!(error.kind(), Kind::Duplicate);
    }
    let other = OFFER.replace(r#""scheme""#, r#""time_zone":1,"scheme""#);
    let tolerant = PaymentRequirements::from_json_with(&other, &decoder).unwrap();
    assert!(tolerant.deviations.is_empty());
    assert!(tolerant.value.members().get("time_zone").is_some());
    let text = FAILED.replace("errorReason", "error_reason");
    let (failed, deviations) = tolerated(
        |text, decoder| {
            let tolerant = SettlementResponse::from_json_with(text, decoder)?;
            // Strictly the member is another one, so that the reason is not known.
            match tolerant.value.error_reason() {
                Some(_) => Ok(tolerant),
                None => Err("".parse::<SettlementResponse>().unwrap_err()),
            }
        },
        &text,
        &[Leniency::SnakeCase],
    );
    insta::assert_snapshot!(deviations, @"error_reason: SnakeCase");
    assert_eq!(failed.to_json(), FAILED);
}

#[test]
fn caip2_networks() {
    let text = SETTLED.replace("base-sepolia", "eip155:84532");
    let (settled, deviations) = tolerated(
        SettlementResponse::from_json_with,
        &text,
        &[Leniency::Caip2Network],
    );
    insta::assert_snapshot!(deviations, @"network: Caip2Network");
    assert_eq!(settled.to_json(), SETTLED);
    let decoder = Decoder::STRICT.allow(Leniency::Caip2Network);
    for unknown in [
        "eip155:999999",
        "eip155:084532",
        "eip155:+84532",
        "cosmos:base",
        "solana:x",
    ] {
        let text = SETTLED.replace("base-sepolia", unknown);
        SettlementResponse::from_json_with(&text, &decoder).expect_err(unknown);
    }
}

#[test]
fn settlements() {
    let text = FAILED.replace(
        r#","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66""#,
        "",
    );
    let (_, deviations) = tolerated(
        SettlementResponse::from_json_with,
        &text,
        &[Leniency::MissingPayer],
    );
    insta::assert_snapshot!(deviations, @"payer: MissingPayer");
    let text = FAILED.replace("0x857b06519E91e3A54538791bDbb0E22373e36b66", "");
    let (failed, deviations) = tolerated(
        SettlementResponse::from_json_with,
        &text,
        &[Leniency::MissingPayer],
    );
    insta::assert_snapshot!(deviations, @"payer: MissingPayer");
    assert_eq!(failed.payer(), None);

    // What one library sends of a failure.
    let text = r#"{"success":false,"error_reason":"insufficient_funds","network":"base-sepolia"}"#;
    let needed = [Leniency::MissingText, Leniency::MissingPayer];
    let (_, deviations) = tolerated(SettlementResponse::from_json_with, text, &needed);
    assert_eq!(deviations, "transaction: MissingText; payer: MissingPayer");

    let hash = "0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef";
    let text = FAILED.replace(r#""transaction":"""#, &format!(r#""transaction":"{hash}""#));
    let (failed, deviations) = tolerated(
        SettlementResponse::from_json_with,
        &text,
        &[Leniency::FailedTransaction],
    );
    insta::assert_snapshot!(deviations, @"transaction: FailedTransaction");
    assert_eq!(failed.transaction().unwrap().as_str(), hash);

    let text = SETTLED.replace(r#""success""#, r#""errorReason":null,"success""#);
    let (_, deviations) = tolerated(
        SettlementResponse::from_json_with,
        &text,
        &[Leniency::NullMember],
    );
    insta::assert_snapshot!(deviations, @"errorReason: NullMember");
}

/// The answers that the first description of the facilitator gives.
#[test]
fn old_names() {
    let old = r#"{"success":false,"error":"insufficient_funds","txHash":null,"networkId":"base-sepolia"}"#;
    let needed = [
        Leniency::OldName,
        Leniency::NullMember,
        Leniency::MissingPayer,
    ];
    let (failed, deviations) = tolerated(SettlementResponse::from_json_with, old, &needed);
    insta::assert_snapshot!(deviations, @"error: OldName; txHash: OldName; txHash: NullMember; networkId: OldName; payer: MissingPayer");
    assert_eq!(
        failed.error_reason().unwrap().as_str(),
        "insufficient_funds"
    );
    let old = SETTLED
        .replace("transaction", "txHash")
        .replace(r#""network""#, r#""networkId""#);
    let (settled, deviations) = tolerated(
        SettlementResponse::from_json_with,
        &old,
        &[Leniency::OldName],
    );
    insta::assert_snapshot!(deviations, @"txHash: OldName; networkId: OldName");
    assert_eq!(settled.to_json(), SETTLED);
    let twice = SETTLED.replace(r#""payer""#, r#""txHash":"0x00","payer""#);
    let decoder = Decoder::STRICT.allow(Leniency::OldName);
    let error = SettlementResponse::from_json_with(&twice, &decoder).unwrap_err();
    assert_eq!(error.kind(), Kind::Duplicate);
}

#[test]
fn facilitator_messages() {
    let request = format!(r#"{{"paymentPayload":{PAYMENT},"paymentRequirements":{OFFER}}}"#);
    let (_, deviations) = tolerated(
        VerifyRequest::from_json_with,
        &request,
        &[Leniency::MissingVersion],
    );
    insta::assert_snapshot!(deviations, @"x402Version: MissingVersion");
    let header = PaymentPayload::from_json(PAYMENT).unwrap().to_header();
    let request =
        format!(r#"{{"x402Version":1,"paymentHeader":"{header}","paymentRequirements":{OFFER}}}"#);
    let needed = [Leniency::OldName, Leniency::PaymentAsText];
    let (request, deviations) = tolerated(VerifyRequest::from_json_with, &request, &needed);
    insta::assert_snapshot!(deviations, @"paymentHeader: OldName; paymentHeader: PaymentAsText");
    assert_eq!(request.payment_payload.to_json(), PAYMENT);

    let answer = r#"{"isValid":true,"invalidReason":null}"#;
    let needed = [Leniency::NullMember, Leniency::MissingPayer];
    let (answer, deviations) = tolerated(VerifyResponse::from_json_with, answer, &needed);
    insta::assert_snapshot!(deviations, @"invalidReason: NullMember; payer: MissingPayer");
    assert!(answer.is_valid());
    // Never taken for valid: a reason beside `true`, no reason beside `false`.
    for text in [
        r#"{"isValid":false,"invalidReason":null}"#,
        r#"{"isValid":true,"invalidReason":"x"}"#,
        r#"{"isValid":"true"}"#,
    ] {
        let decoder = needed.iter().fold(Decoder::STRICT, |decoder, leniency| {
            decoder.allow(*leniency)
        });
        VerifyResponse::from_json_with(text, &decoder).expect_err(text);
    }
}

#[test]
fn times_as_text() {
    let text = r#"{"x402Version":1,"items":[{"resource":"r","type":"http","x402Version":1,"accepts":[],"lastUpdated":"2023-12-21T01:50:56.789Z"}],"pagination":{"limit":1,"offset":0,"total":1}}"#;
    let (page, deviations) = tolerated(
        DiscoveryResponse::from_json_with,
        text,
        &[Leniency::TimeAsText],
    );
    insta::assert_snapshot!(deviations, @"items[0].lastUpdated: TimeAsText");
    assert_eq!(page.items[0].last_updated().unix(), 1_703_123_456);
    assert!(page.to_json().contains(r#""lastUpdated":1703123456"#));
    for (number, seconds) in [
        ("0", Some(0)),
        ("1.9", Some(1)),
        ("1.7e9", Some(1_700_000_000)),
        ("-1", None),
        ("1e30", None),
    ] {
        let text = text.replace(r#""2023-12-21T01:50:56.789Z""#, number);
        let found = DiscoveryResponse::from_json(&text).ok();
        assert_eq!(
            found.map(|page| page.items[0].last_updated().unix()),
            seconds,
            "{number}"
        );
    }
}

#[test]
fn payments_as_text() {
    let header = PaymentPayload::from_json(PAYMENT).unwrap().to_header();
    let meta = format!(r#"{{"x402/payment":"{header}"}}"#);
    let (meta, deviations) = tolerated(
        PaymentMeta::from_json_with,
        &meta,
        &[Leniency::PaymentAsText],
    );
    insta::assert_snapshot!(deviations, @"x402/payment: PaymentAsText");
    assert_eq!(meta.payment().to_json(), PAYMENT);
    let meta = format!(r#"{{"x402.payment":"{header}"}}"#);
    let needed = [Leniency::PaymentAsText, Leniency::OldName];
    let (_, deviations) = tolerated(PaymentMeta::from_json_with, &meta, &needed);
    insta::assert_snapshot!(deviations, @"x402.payment: OldName; x402.payment: PaymentAsText");
    let meta = format!(r#"{{"x402.payment-response":{SETTLED}}}"#);
    let (_, deviations) = tolerated(
        PaymentResponseMeta::from_json_with,
        &meta,
        &[Leniency::OldName],
    );
    insta::assert_snapshot!(deviations, @"x402.payment-response: OldName");
}

#[test]
fn headers() {
    // Long enough runs of '>' and '?' give '+' and '/' at every alignment.
    let text = PAYMENT.replace(r#"{"x402Version""#, r#"{"m":">>>>>??????","x402Version""#);
    let header = PaymentPayload::from_json(&text).unwrap().to_header();
    let bare = header.trim_end_matches('=');
    assert_ne!(bare, header);
    let (_, deviations) = tolerated(
        PaymentPayload::from_header_with,
        bare,
        &[Leniency::Base64Padding],
    );
    insta::assert_snapshot!(deviations, @"X-PAYMENT: Base64Padding");
    let url = header.replace('+', "-").replace('/', "_");
    assert_ne!(url, header);
    let (_, deviations) = tolerated(
        PaymentPayload::from_header_with,
        &url,
        &[Leniency::Base64Alphabet],
    );
    insta::assert_snapshot!(deviations, @"X-PAYMENT: Base64Alphabet");
    let both = [Leniency::Base64Padding, Leniency::Base64Alphabet];
    let (_, deviations) = tolerated(
        PaymentPayload::from_header_with,
        url.trim_end_matches('='),
        &both,
    );
    insta::assert_snapshot!(deviations, @"X-PAYMENT: Base64Alphabet; X-PAYMENT: Base64Padding");
}

/// One bad offer does not spoil the others, and its deviations go with it.
#[test]
fn offers_one_by_one() {
    let bad = [
        OFFER.replace(r#""10000""#, "\"-1\""),
        OFFER.replace("base-sepolia", "solana"),
        OFFER
            .replace(r#""description":"Data","#, "")
            .replace(r#""10000""#, "true"),
        "7".to_owned(),
        "null".to_owned(),
    ];
    let text = format!(
        r#"{{"x402Version":1,"error":"pay","accepts":[{},{OFFER}]}}"#,
        bad.join(",")
    );
    PaymentRequired::from_json(&text).unwrap_err();
    let decoder = Decoder::STRICT.allow(Leniency::MissingText);
    let offers = Offers::from_json_with(&text, &decoder).unwrap();
    assert_eq!(offers.value.usable().count(), 1);
    assert!(offers.deviations.is_empty());
    let errors: Vec<_> = offers
        .value
        .accepts()
        .iter()
        .filter_map(|offer| offer.as_ref().err())
        .map(|error| format!("{}: {}", error.field(), error.kind()))
        .collect();
    insta::assert_snapshot!(errors.join("\n"), @r#"
        accepts[0].maxAmountRequired: syntax
        accepts[1].asset: syntax
        accepts[2].maxAmountRequired: wrong-type
        accepts[3]: wrong-type
        accepts[4]: wrong-type
        "#);
    // Outside the offers nothing is tolerated.
    for broken in [
        text.replace("\"error\":\"pay\",", "\"error\":7,"),
        text.replace(":1,", ":2,"),
        text.replace("null", "nul"),
    ] {
        Offers::from_json(&broken).unwrap_err();
    }
}

/// A2A receipts take leniencies like any settlement.
#[test]
fn receipts() {
    let text = format!(
        r#"{{"x402.payment.status":"payment-completed","x402.payment.receipts":[{}]}}"#,
        SETTLED.replace("base-sepolia", "eip155:84532")
    );
    let (_, deviations) = tolerated(
        PaymentMetadata::from_json_with,
        &text,
        &[Leniency::Caip2Network],
    );
    insta::assert_snapshot!(deviations, @"x402.payment.receipts[0].network: Caip2Network");
}
