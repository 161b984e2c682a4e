//! The JSON layer against RFC 8259, RFC 8785 and serde_json.

use http402::json::{RawObject, RawValue, canonicalize};
use http402::mpp::Receipt;
use http402::x402::v1::SettlementResponse;
use http402::{Base64, Decoder, Kind, Limits};
use proptest::prelude::*;

/// Text and the kind of refusal it must get.
const REFUSED: &[(&str, Kind)] = &[
    ("", Kind::Json),
    ("{", Kind::Json),
    ("{\"a\":1,}", Kind::Json),
    ("[1,]", Kind::Json),
    ("01", Kind::Json),
    ("1.", Kind::Json),
    ("1e", Kind::Json),
    ("-", Kind::Json),
    ("+1", Kind::Json),
    ("nul", Kind::Json),
    ("'a'", Kind::Json),
    ("\"a", Kind::Json),
    ("\"\n\"", Kind::Json),
    ("\"\\x\"", Kind::Json),
    ("\"\\u12g4\"", Kind::Json),
    ("\"\\ud800\"", Kind::Utf8),
    ("\"\\udc00\\ud800\"", Kind::Utf8),
    ("{} {}", Kind::Trailing),
    ("{\"a\":1,\"a\":2}", Kind::Duplicate),
    ("{\"a\":1,\"\\u0061\":2}", Kind::Duplicate),
    ("{\"x\":{\"a\":1,\"a\":2}}", Kind::Duplicate),
];

#[test]
fn refuses() {
    for (text, kind) in REFUSED {
        let error = text.parse::<RawValue>().expect_err(text);
        assert_eq!(error.kind(), *kind, "{text}: {error}");
    }
}

#[test]
fn limits_hold() {
    let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    assert!(nested(32).parse::<RawValue>().is_ok());
    assert_eq!(
        nested(33).parse::<RawValue>().unwrap_err().kind(),
        Kind::Limit
    );
    let members = |count: usize| {
        let members: Vec<_> = (0..count).map(|index| format!("\"m{index}\":0")).collect();
        format!("{{{}}}", members.join(","))
    };
    assert!(members(1024).parse::<RawObject>().is_ok());
    assert_eq!(
        members(1025).parse::<RawObject>().unwrap_err().kind(),
        Kind::Limit
    );
    let decoder = Decoder::STRICT.with_limits(Limits::DEFAULT.with_bytes(4));
    assert!(RawValue::from_json_with("1234", &decoder).is_ok());
    assert_eq!(
        RawValue::from_json_with("12345", &decoder)
            .unwrap_err()
            .kind(),
        Kind::Limit
    );
}

/// The limit holds for the text before base64 decoding, not only for the JSON inside, which is a
/// quarter shorter.
#[test]
fn limits_hold_for_headers() {
    let within = |bytes| Decoder::STRICT.with_limits(Limits::DEFAULT.with_bytes(bytes));
    let settled = r#"{"success":false,"errorReason":"invalid_payload","transaction":"","network":"base","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66"}"#;
    let header = Base64::Standard.encode(settled.as_bytes());
    let read = |bytes| SettlementResponse::from_header_with(&header, &within(bytes));
    assert!(read(header.len()).is_ok());
    assert_eq!(read(header.len() - 9).unwrap_err().kind(), Kind::Limit);
    let receipt = r#"{"status":"success","method":"tempo","timestamp":"2026-01-29T12:00:00Z","reference":"ref_123"}"#;
    let header = Base64::Url.encode(receipt.as_bytes());
    let read = |bytes| Receipt::from_header_with(&header, &within(bytes));
    assert!(read(header.len()).is_ok());
    assert_eq!(read(header.len() - 9).unwrap_err().kind(), Kind::Limit);
}

/// RFC 8785, section 3.2.2 and 3.2.3, and Appendix B (number serialization samples).
#[test]
fn rfc8785_samples() {
    let sample = r#"{
  "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
  "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
  "literals": [null, true, false]
}"#;
    assert_eq!(
        canonicalize(sample).unwrap(),
        r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
    );
    let names = r#"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}"#;
    let canonical = canonicalize(names).unwrap();
    let order = [
        "Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew",
    ];
    let places: Vec<_> = order
        .iter()
        .map(|word| canonical.find(word).unwrap())
        .collect();
    assert!(places.is_sorted(), "{canonical}");
    for (bits, text) in [
        (0x0000_0000_0000_0000_u64, "0"),
        (0x8000_0000_0000_0000, "0"),
        (0x0000_0000_0000_0001, "5e-324"),
        (0x8000_0000_0000_0001, "-5e-324"),
        (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
        (0x4340_0000_0000_0000, "9007199254740992"),
        (0x4430_0000_0000_0000, "295147905179352830000"),
        (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
        (0x44b5_2d02_c7e1_4af6, "1e+23"),
        (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
        (0x444b_1ae4_d6e2_ef50, "1e+21"),
        (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
        (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
        (0x41b3_de43_5555_5553, "333333333.3333332"),
        (0x41b3_de43_5555_5557, "333333333.33333343"),
        (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
        (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
    ] {
        let double = f64::from_bits(bits);
        assert_eq!(
            canonicalize(&format!("{double:e}")).unwrap(),
            text,
            "{bits:x}"
        );
    }
    assert_eq!(canonicalize("1e400").unwrap_err().kind(), Kind::BadValue);
}

/// A message stays short however deep or long the names are.
/// `serde_json` hands numbers over as objects where some crate of the build turned its feature
/// `arbitrary_precision` on.
#[test]
fn serde_takes_arbitrary_numbers() {
    use serde::Deserialize as _;
    use serde::de::value::{Error, MapDeserializer};

    let read = |number: &'static str| {
        let object = [("$serde_json::private::Number", number)];
        RawValue::deserialize(MapDeserializer::<_, Error>::new(object.into_iter()))
    };
    assert_eq!(read("1").unwrap().as_str(), "1");
    assert_eq!(read("-1.50e400").unwrap().as_str(), "-1.50e400");
    assert!(read("1e").is_err());
    let other = read("1,2").unwrap();
    assert_eq!(other.as_str(), r#"{"$serde_json::private::Number":"1,2"}"#);
}

#[test]
fn messages_are_bounded() {
    let name = "\u{1}".repeat(100).replace('\u{1}', "\\u0001");
    let text = format!("{}]", format!("{{\"{name}\":[").repeat(15));
    let error = text.parse::<RawValue>().unwrap_err();
    assert!(error.to_string().len() < 400, "{error}");
    assert!(error.field().starts_with('…'), "{error}");
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        "\\PC*".prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn reads_what_serde_json_writes(value in json()) {
        let text = value.to_string();
        let raw: RawValue = text.parse().unwrap();
        prop_assert_eq!(raw.as_str(), &text);
        prop_assert_eq!(serde_json::to_value(&raw).unwrap(), value.clone());
        let again: RawValue = serde_json::from_value(value.clone()).unwrap();
        let canonical = raw.to_canonical().unwrap();
        prop_assert_eq!(again.to_canonical().unwrap(), canonical.clone());
        let reread: serde_json::Value = serde_json::from_str(&canonical).unwrap();
        prop_assert_eq!(canonicalize(&reread.to_string()).unwrap(), canonical);
    }

    /// Accepts exactly what serde_json accepts, but for duplicates, limits and huge numbers.
    #[test]
    fn agrees_with_serde_json(text in "[\\[\\]{}:,\"a01.eE+\\-\\\\u /tn]{0,24}") {
        let ours = text.parse::<RawValue>();
        let theirs = serde_json::from_str::<serde::de::IgnoredAny>(&text);
        match (&ours, &theirs) {
            (Ok(_), Ok(_)) | (Err(_), Err(_)) => {}
            (Err(error), Ok(_)) => {
                prop_assert!(matches!(error.kind(), Kind::Duplicate | Kind::Utf8), "{}", error);
            }
            (Ok(_), Err(error)) => prop_assert!(false, "{}: {}", text, error),
        }
    }
}
