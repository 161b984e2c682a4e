//! The shared requests, and the boundaries of billing periods.

use http402::mpp::intents::{
    ChargeRequest, Period, PeriodUnit, SessionRequest, SubscriptionId, SubscriptionRequest,
};
use http402::primitives::Timestamp;
use http402::{Decoder, Kind, Leniency};
use proptest::prelude::*;

use crate::support::{accepts, message, object, refuses};

#[test]
fn objects() {
    object::<ChargeRequest>(
        r#"{"amount":"5000","currency":"usd","recipient":"r","description":"d","externalId":"e","methodDetails":{"x":[1]}}"#,
        &["recipient", "description", "externalId", "methodDetails"],
    );
    object::<SessionRequest>(
        r#"{"amount":"25","currency":"usd","unitType":"u","recipient":"r","description":"d","externalId":"e","methodDetails":{}}"#,
        &[
            "unitType",
            "recipient",
            "description",
            "externalId",
            "methodDetails",
        ],
    );
    object::<SubscriptionRequest>(
        r#"{"amount":"9900","currency":"usd","periodUnit":"month","periodCount":"1","recipient":"r","subscriptionExpires":"2026-07-14T12:00:00Z","description":"d","externalId":"e","methodDetails":{}}"#,
        &[
            "recipient",
            "subscriptionExpires",
            "description",
            "externalId",
            "methodDetails",
        ],
    );
}

#[test]
fn amounts() {
    let charge = |amount: &str| format!(r#"{{"amount":{amount},"currency":"usd"}}"#);
    for amount in [r#""0""#, r#""5000""#, r#""007""#] {
        accepts::<ChargeRequest>(&[&charge(amount)]);
    }
    for (amount, kind) in [
        (r#""""#, Kind::EmptyField),
        (r#""1.5""#, Kind::Syntax),
        (r#""-1""#, Kind::Syntax),
        (r#"" 1""#, Kind::Syntax),
        (r#""1e3""#, Kind::Syntax),
        ("5000", Kind::WrongType),
    ] {
        refuses::<ChargeRequest>(&[(&charge(amount), kind)]);
    }
    let session = |amount: &str| format!(r#"{{"amount":"{amount}","currency":"usd"}}"#);
    accepts::<SessionRequest>(&[&session("1")]);
    refuses::<SessionRequest>(&[
        (&session("0"), Kind::BadValue),
        (&session("01"), Kind::Syntax),
    ]);
}

#[test]
fn subscription_ids() {
    accepts::<SubscriptionId>(&["c3ViX3N0cmlwZV8wMQ", "_-_-"]);
    refuses::<SubscriptionId>(&[
        ("", Kind::EmptyField),
        ("a", Kind::Base64),
        ("YQ==", Kind::Base64),
        ("YR", Kind::Base64),
        ("a+bc", Kind::Base64),
    ]);
}

fn unix(time: &str) -> i64 {
    time.parse::<Timestamp>().unwrap().unix()
}

/// Anchor, unit, count, number of the boundary, boundary.
const BOUNDARIES: &[(&str, PeriodUnit, u64, u64, &str)] = &[
    (
        "2024-01-31T10:20:30Z",
        PeriodUnit::Month,
        1,
        0,
        "2024-01-31T10:20:30Z",
    ),
    (
        "2024-01-31T10:20:30Z",
        PeriodUnit::Month,
        1,
        1,
        "2024-02-29T10:20:30Z",
    ),
    (
        "2024-01-31T10:20:30Z",
        PeriodUnit::Month,
        1,
        2,
        "2024-03-31T10:20:30Z",
    ),
    (
        "2024-01-31T10:20:30Z",
        PeriodUnit::Month,
        1,
        3,
        "2024-04-30T10:20:30Z",
    ),
    (
        "2024-01-31T10:20:30Z",
        PeriodUnit::Month,
        1,
        13,
        "2025-02-28T10:20:30Z",
    ),
    (
        "2023-01-31T00:00:00Z",
        PeriodUnit::Month,
        1,
        1,
        "2023-02-28T00:00:00Z",
    ),
    (
        "2024-02-29T23:59:59Z",
        PeriodUnit::Month,
        12,
        1,
        "2025-02-28T23:59:59Z",
    ),
    (
        "2024-02-29T23:59:59Z",
        PeriodUnit::Month,
        12,
        4,
        "2028-02-29T23:59:59Z",
    ),
    (
        "2023-08-31T00:00:00Z",
        PeriodUnit::Month,
        3,
        2,
        "2024-02-29T00:00:00Z",
    ),
    (
        "2023-12-15T00:00:00Z",
        PeriodUnit::Month,
        1,
        1,
        "2024-01-15T00:00:00Z",
    ),
    (
        "1999-12-31T00:00:00Z",
        PeriodUnit::Month,
        2,
        1,
        "2000-02-29T00:00:00Z",
    ),
    (
        "2024-01-31T00:00:00Z",
        PeriodUnit::Day,
        30,
        1,
        "2024-03-01T00:00:00Z",
    ),
    (
        "2024-01-31T00:00:00Z",
        PeriodUnit::Week,
        2,
        3,
        "2024-03-13T00:00:00Z",
    ),
    // Calendar fields are those of UTC: this anchor is 1 March there.
    (
        "2024-02-29T23:30:00-01:00",
        PeriodUnit::Month,
        1,
        1,
        "2024-04-01T00:30:00Z",
    ),
];

#[test]
fn boundaries() {
    for &(anchor, unit, count, number, expected) in BOUNDARIES {
        let period = Period::new(unit, count.try_into().unwrap());
        let boundary = period.boundary(unix(anchor), number).unwrap();
        assert_eq!(
            boundary,
            unix(expected),
            "{anchor} + {number} × {count} {unit}"
        );
    }
    let monthly = Period::new(PeriodUnit::Month, 1.try_into().unwrap());
    let error = monthly.boundary(0, 8030 * 12).unwrap_err();
    insta::assert_snapshot!(error, @"expected a time before the year 10000, found a later one");
    assert_eq!(
        monthly.boundary(0, u64::MAX).unwrap_err().kind(),
        Kind::Limit
    );
    assert_eq!(monthly.seconds(), Ok(None));
    let weeks = |count: u64| Period::new(PeriodUnit::Week, count.try_into().unwrap()).seconds();
    assert_eq!(weeks(2), Ok(Some(1_209_600)));
    insta::assert_snapshot!(weeks(u64::MAX).unwrap_err(), @"expected fewer than 2^64 seconds, found more");
}

proptest! {
    /// A time is in the period whose boundaries enclose it.
    #[test]
    fn periods_enclose(anchor in 0_i64..4_000_000_000, later in 0_i64..4_000_000_000, unit in 0..3_usize, count in 1_u64..40) {
        let period = Period::new(PeriodUnit::ALL[unit], count.try_into().unwrap());
        let now = anchor + later;
        let number = period.number_at(anchor, now).unwrap();
        prop_assert!(period.boundary(anchor, number).unwrap() <= now);
        prop_assert!(now < period.boundary(anchor, number + 1).unwrap());
        prop_assert_eq!(period.number_at(anchor, anchor - 1), None);
    }
}

#[test]
fn messages() {
    insta::assert_snapshot!(message::<SubscriptionRequest>(r#"{"amount":"1","currency":"usd","periodUnit":"year","periodCount":"1"}"#), @r#"periodUnit: expected "day", "week" or "month", found "year" at byte 45"#);
    insta::assert_snapshot!(message::<SessionRequest>(r#"{"amount":"0","currency":"usd"}"#), @"amount: expected at least 1, found a smaller integer at byte 11");
    insta::assert_snapshot!(message::<ChargeRequest>(r#"{"currency":"usd"}"#), @"amount: expected a value, found nothing");
    insta::assert_snapshot!(message::<ChargeRequest>(r#"{"amount":"1","currency":""}"#), @"currency: expected a currency, found an empty string at byte 26");
}

/// Amounts as JSON numbers, with `Leniency::IntegerAsNumber` alone.
#[test]
fn amounts_as_numbers() {
    let decoder = Decoder::STRICT.allow(Leniency::IntegerAsNumber);
    let parse = |text: &str| SessionRequest::from_json_with(text, &decoder);
    let tolerant = parse(r#"{"amount":25,"currency":"usd"}"#).unwrap();
    assert_eq!(tolerant.value.amount.to_string(), "25");
    assert_eq!(tolerant.deviations[0].field, "amount");
    for amount in ["0", "2.5", "-1", "1e3"] {
        let text = format!(r#"{{"amount":{amount},"currency":"usd"}}"#);
        assert!(parse(&text).is_err(), "{text}");
    }
}
