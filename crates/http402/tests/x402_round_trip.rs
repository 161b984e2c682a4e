//! Every type of x402: what it prints, it parses to itself.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a failed step fails the test"
)]

use http402::json::{RawObject, RawValue};
use http402::primitives::{
    Address, B256, Base64Bytes, Signature, SolanaAddress, SolanaSignature, U256,
};
use http402::x402::account::AccountId;
use http402::x402::authorization::Authorization;
use http402::x402::network::{Chain, Network};
use http402::x402::scheme::Scheme;
use http402::x402::v1::a2a::{
    ErrorCode, PaymentMetadata, PaymentMetadataParts, PaymentStatus, Receipt,
};
use http402::x402::v1::discovery::{
    DiscoveredResource, DiscoveryResponse, LastUpdated, Pagination, ResourceName, ResourceType,
};
use http402::x402::v1::facilitator::{
    SupportedKind, SupportedResponse, VerifyRequest, VerifyResponse,
};
use http402::x402::v1::mcp::{
    PaymentMeta, PaymentRequiredResult, PaymentResponseMeta, find_payment_required,
};
use http402::x402::v1::{
    ErrorReason, ExactEvmExtra, ExactEvmPayload, ExactSvmExtra, ExactSvmPayload, Offers,
    PaymentPayload, PaymentRequired, PaymentRequirements, SchemePayload, SettlementResponse,
};
use http402::{Decoder, Leniency};
use proptest::prelude::*;

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z ]{1,12}",
        "\\PC{1,8}",
        any::<String>().prop_filter("empty", |text| !text.is_empty())
    ]
}

fn uint() -> impl Strategy<Value = U256> {
    prop_oneof![
        any::<u64>().prop_map(U256::from),
        any::<[u8; 32]>().prop_map(U256::from_be_bytes),
        Just(U256::ZERO),
        Just(U256::MAX),
    ]
}

fn address() -> impl Strategy<Value = Address> {
    "0x[0-9a-fA-F]{40}".prop_map(|text| text.parse().unwrap())
}

fn solana() -> impl Strategy<Value = SolanaAddress> {
    prop_oneof![
        any::<[u8; 32]>().prop_map(SolanaAddress::from_bytes),
        (any::<u8>(), 0..32_usize).prop_map(|(byte, at)| {
            let mut bytes = [0; 32];
            bytes[at] = byte;
            SolanaAddress::from_bytes(bytes)
        }),
    ]
}

fn network() -> impl Strategy<Value = Network> {
    let known: Vec<_> = Network::known().collect();
    prop_oneof![
        4 => prop::sample::select(known),
        1 => "[a-z0-9-]{1,12}".prop_map(|name| name.parse().unwrap()),
    ]
}

fn scheme() -> impl Strategy<Value = Scheme> {
    prop_oneof![3 => Just(Scheme::EXACT), 1 => text().prop_map(|name| name.parse().unwrap())]
}

fn account(network: &Network) -> BoxedStrategy<AccountId> {
    match network.info().map(|info| info.chain) {
        Some(Chain::Evm(_)) => address().prop_map(AccountId::from).boxed(),
        Some(_) => solana().prop_map(AccountId::from).boxed(),
        None => text().prop_map(|text| text.parse().unwrap()).boxed(),
    }
}

fn object() -> impl Strategy<Value = RawObject> {
    prop::collection::btree_map(text(), any::<Option<i64>>(), 0..3)
        .prop_map(|members| serde_json::to_string(&members).unwrap().parse().unwrap())
}

fn exact_evm_extra() -> impl Strategy<Value = ExactEvmExtra> {
    (text(), text()).prop_map(|(name, version)| ExactEvmExtra::new(&name, &version).unwrap())
}

fn extra(scheme: &Scheme, network: &Network) -> BoxedStrategy<Option<RawObject>> {
    match network
        .info()
        .filter(|_| *scheme == Scheme::EXACT)
        .map(|info| info.chain)
    {
        Some(Chain::Evm(_)) => exact_evm_extra()
            .prop_map(|extra| extra.to_json().parse().ok())
            .boxed(),
        Some(_) => solana()
            .prop_map(|key| ExactSvmExtra::new(key).to_json().parse().ok())
            .boxed(),
        None => prop::option::of(object()).boxed(),
    }
}

prop_compose! {
    fn offer_on(scheme: Scheme, network: Network)(
        asset in account(&network),
        pay_to in account(&network),
        extra in extra(&scheme, &network),
        amount in uint(),
        path in "[!-~]{1,12}",
        description in any::<String>(),
        mime_type in prop::option::of(any::<String>()),
        output_schema in prop::option::of(object()),
        seconds in 1..=u64::MAX,
        member in prop::option::of(any::<i32>()),
    ) -> PaymentRequirements {
        let mut builder = PaymentRequirements::builder(scheme.clone(), network.clone())
            .max_amount_required(amount)
            .asset(asset)
            .pay_to(pay_to)
            .resource(&format!("https://{path}"))
            .description(&description)
            .max_timeout_seconds(seconds);
        if let Some(mime_type) = mime_type {
            builder = builder.mime_type(&mime_type);
        }
        if let Some(schema) = output_schema {
            builder = builder.output_schema(schema);
        }
        if let Some(extra) = extra {
            builder = builder.extra(extra);
        }
        if let Some(member) = member {
            builder = builder.member("future", raw(&member.to_string())).unwrap();
        }
        builder.build().unwrap()
    }
}

fn raw(json: &str) -> RawValue {
    json.parse().unwrap()
}

fn offer() -> impl Strategy<Value = PaymentRequirements> {
    (scheme(), network()).prop_flat_map(|(scheme, network)| offer_on(scheme, network))
}

fn demand() -> impl Strategy<Value = PaymentRequired> {
    (text(), prop::collection::vec(offer(), 0..3))
        .prop_map(|(error, accepts)| PaymentRequired::new(&error, accepts).unwrap())
}

prop_compose! {
    fn exact_evm()(
        from in address(),
        to in address(),
        value in uint(),
        valid_after in uint(),
        valid_before in uint(),
        nonce in any::<[u8; 32]>(),
        signature in prop::collection::vec(any::<u8>(), 1..100),
    ) -> ExactEvmPayload {
        let nonce = B256::from_bytes(nonce);
        let authorization = Authorization::new(from, to, value, valid_after, valid_before, nonce);
        ExactEvmPayload::new(Signature::try_from(signature).unwrap(), authorization)
    }
}

fn payment() -> impl Strategy<Value = PaymentPayload> {
    (scheme(), network())
        .prop_flat_map(|(scheme, network)| {
            let payload = match network
                .info()
                .filter(|_| scheme == Scheme::EXACT)
                .map(|info| info.chain)
            {
                Some(Chain::Evm(_)) => exact_evm().prop_map(SchemePayload::ExactEvm).boxed(),
                Some(_) => prop::collection::vec(any::<u8>(), 1..2000)
                    .prop_map(|bytes| ExactSvmPayload::new(Base64Bytes::try_from(bytes).unwrap()))
                    .prop_map(SchemePayload::ExactSvm)
                    .boxed(),
                None => object().prop_map(SchemePayload::Other).boxed(),
            };
            (
                Just(scheme),
                Just(network),
                payload,
                prop::option::of(any::<i32>()),
            )
        })
        .prop_map(|(scheme, network, payload, member)| {
            let payment = PaymentPayload::new(scheme, network, payload).unwrap();
            match member {
                Some(member) => payment
                    .with_member("später", raw(&member.to_string()))
                    .unwrap(),
                None => payment,
            }
        })
}

fn reason() -> impl Strategy<Value = ErrorReason> {
    prop_oneof![
        prop::sample::select(ErrorReason::SPECIFIED.to_vec()),
        text().prop_map(|text| text.parse().unwrap()),
    ]
}

fn settlement() -> impl Strategy<Value = SettlementResponse> {
    (network(), any::<bool>(), reason()).prop_flat_map(|(network, success, reason)| {
        let transaction = match network.info().map(|info| info.chain) {
            Some(Chain::Evm(_)) => "0x[0-9a-fA-F]{64}".boxed(),
            Some(_) => (any::<[u8; 32]>(), any::<[u8; 32]>())
                .prop_map(|(left, right)| {
                    let bytes = [left, right].concat().try_into().unwrap();
                    SolanaSignature::from_bytes(bytes).to_string()
                })
                .boxed(),
            None => text().boxed(),
        };
        let payer = account(&network);
        (transaction, payer).prop_map(move |(transaction, payer)| {
            let (network, reason) = (network.clone(), reason.clone());
            if success {
                SettlementResponse::success(network, &transaction, payer).unwrap()
            } else {
                SettlementResponse::failure(reason, network, payer).unwrap()
            }
        })
    })
}

/// Through text, through serde, and through text with other white space.
macro_rules! holds {
    ($type:ty, $value:expr) => {{
        let value: &$type = &$value;
        let json = value.to_json();
        prop_assert_eq!(&<$type>::from_json(&json).unwrap(), value);
        prop_assert_eq!(&json.parse::<$type>().unwrap(), value);
        prop_assert_eq!(&serde_json::from_str::<$type>(&json).unwrap(), value);
        prop_assert_eq!(
            &serde_json::to_string(value)
                .unwrap()
                .parse::<$type>()
                .unwrap(),
            value
        );
        let every = lenient();
        let tolerant = <$type>::from_json_with(&json, &every).unwrap();
        prop_assert!(tolerant.deviations.is_empty(), "{:?}", tolerant.deviations);
        prop_assert_eq!(&tolerant.value, value);
    }};
}

fn lenient() -> Decoder {
    [
        Leniency::NullMember,
        Leniency::MissingText,
        Leniency::Base64Padding,
        Leniency::Base64Alphabet,
        Leniency::IntegerAsNumber,
        Leniency::SnakeCase,
        Leniency::RelativeUrl,
        Leniency::MissingExtra,
        Leniency::MissingPayer,
        Leniency::MissingVersion,
        Leniency::Caip2Network,
        Leniency::FailedTransaction,
        Leniency::TimeAsText,
        Leniency::PaymentAsText,
        Leniency::OldName,
    ]
    .into_iter()
    .fold(Decoder::STRICT, Decoder::allow)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn texts(scheme in scheme(), network in network(), reason in reason(), account in network().prop_flat_map(|n| account(&n))) {
        prop_assert_eq!(&scheme.to_string().parse::<Scheme>().unwrap(), &scheme);
        prop_assert_eq!(&network.to_string().parse::<Network>().unwrap(), &network);
        prop_assert_eq!(&reason.to_string().parse::<ErrorReason>().unwrap(), &reason);
        prop_assert_eq!(&account.to_string().parse::<AccountId>().unwrap(), &account);
        if let Some(id) = network.to_caip2() {
            prop_assert_eq!(Network::from_caip2(&id), Some(network));
        }
    }

    #[test]
    fn requirements(offer in offer()) {
        holds!(PaymentRequirements, offer);
    }

    #[test]
    fn demands(demand in demand()) {
        holds!(PaymentRequired, demand);
        let offers = Offers::from_json(&demand.to_json()).unwrap();
        prop_assert!(offers.usable().eq(demand.accepts()));
        let result = PaymentRequiredResult::new(demand.clone());
        holds!(PaymentRequiredResult, result);
        let found = find_payment_required(&result.to_json(), &Decoder::STRICT).unwrap();
        prop_assert_eq!(found.unwrap().value, demand);
    }

    #[test]
    fn payments(payment in payment()) {
        holds!(PaymentPayload, payment);
        let header = payment.to_header();
        // The header escapes what is not ASCII, also in JSON that is kept as text.
        let again = PaymentPayload::from_header(&header).unwrap().to_json();
        let canonical = |json: &str| http402::json::canonicalize(json).unwrap();
        prop_assert_eq!(canonical(&again), canonical(&payment.to_json()));
        let mut written = String::new();
        payment.write_header(&mut written).unwrap();
        prop_assert_eq!(written, header);
        let own: RawObject = r#"{"progressToken":"t"}"#.parse().unwrap();
        holds!(PaymentMeta, PaymentMeta::new(payment, Some(&own)).unwrap());
    }

    #[test]
    fn payment_members_in_any_order(payment in payment(), order in Just([0, 1, 2, 3]).prop_shuffle()) {
        let members: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&payment.to_json()).unwrap();
        let names = ["x402Version", "scheme", "network", "payload"];
        let rest = members.keys().filter(|name| !names.contains(&name.as_str()));
        let names = order.iter().map(|&at| names[at]).chain(rest.map(String::as_str));
        let shuffled: Vec<_> = names.map(|name| format!("{}:{}", serde_json::json!(name), members[name])).collect();
        let again = PaymentPayload::from_json(&format!("{{{}}}", shuffled.join(",")));
        let again = again.unwrap();
        prop_assert_eq!((again.scheme(), again.network()), (payment.scheme(), payment.network()));
        prop_assert_eq!(again.as_exact_evm(), payment.as_exact_evm());
        prop_assert_eq!(again.as_exact_svm(), payment.as_exact_svm());
    }

    #[test]
    fn settlements(settlement in settlement(), other in settlement(), code in text()) {
        holds!(SettlementResponse, settlement);
        prop_assert_eq!(&SettlementResponse::from_header(&settlement.to_header()).unwrap(), &settlement);
        holds!(PaymentResponseMeta, PaymentResponseMeta::new(settlement.clone(), None).unwrap());
        let status = if settlement.is_success() { PaymentStatus::PaymentCompleted } else { PaymentStatus::PaymentFailed };
        let mut parts = PaymentMetadataParts::new(status);
        parts.receipts = Some(vec![Receipt::from(other), Receipt::from(settlement)]);
        parts.error = Some(code.parse::<ErrorCode>().unwrap());
        holds!(PaymentMetadata, PaymentMetadata::try_from(parts).unwrap());
    }

    #[test]
    fn facilitator_messages(payment in payment(), offer in offer(), reason in prop::option::of(reason()), payer in network().prop_flat_map(|n| account(&n))) {
        holds!(VerifyRequest, VerifyRequest::new(payment.clone(), offer.clone()));
        let answer = match reason {
            Some(reason) => VerifyResponse::invalid(reason, payer),
            None => VerifyResponse::valid(payer),
        };
        holds!(VerifyResponse, answer);
        let kind = SupportedKind::v1(payment.scheme().clone(), payment.network(), offer.extra().cloned());
        prop_assert_eq!(&kind.to_network().unwrap(), payment.network());
        holds!(SupportedResponse, SupportedResponse::new(vec![kind]));
    }

    #[test]
    fn discovery(offers in prop::collection::vec(offer(), 0..2), name in text(), kind in text(), time: u64, metadata in prop::option::of(object()), limit in 1..=100_u64, total: u64) {
        let item = DiscoveredResource::new(
            name.parse::<ResourceName>().unwrap(),
            kind.parse::<ResourceType>().unwrap(),
            offers,
            LastUpdated::from(time),
            metadata,
        );
        let pagination = Pagination::new(limit.try_into().unwrap(), 0, total);
        holds!(DiscoveryResponse, DiscoveryResponse::new(vec![item], pagination));
    }

    /// Damage anywhere in a header is an error or another value, never a panic.
    #[test]
    fn damaged_headers(payment in payment(), at in any::<prop::sample::Index>(), letter in any::<char>()) {
        let header = payment.to_header();
        let at = at.index(header.len());
        let damaged = format!("{}{letter}{}", &header[..at], &header[at + 1..]);
        for decoder in [Decoder::STRICT, lenient()] {
            if let Ok(other) = PaymentPayload::from_header_with(&damaged, &decoder) {
                let _ = other.value.to_header();
            }
        }
    }
}
