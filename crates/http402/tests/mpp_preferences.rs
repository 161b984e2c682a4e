//! Accept-Payment, problem details and stream events.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::too_many_lines,
    reason = "a panic is a failed test"
)]

use http402::Kind;
use http402::mpp::{AcceptPayment, PaymentRange, Problem, ProblemSource, ProblemType, stream};
use proptest::prelude::*;

#[test]
fn ranges() {
    for (text, printed) in [
        ("", ""),
        (" , ,", ""),
        ("tempo/charge", "tempo/charge"),
        (
            "tempo/charge, tempo/session, stripe/charge;q=0.5",
            "tempo/charge, tempo/session, stripe/charge;q=0.5",
        ),
        (
            "tempo/*,*/session;q=0.3,*/*;q=0",
            "tempo/*, */session;q=0.3, */*;q=0",
        ),
        ("a/b ; Q=0.050", "a/b;q=0.05"),
        ("a/b;q=1.000", "a/b"),
        ("a/b;q=0.", "a/b;q=0"),
        ("a/b;q=1.", "a/b"),
        ("a/b\t;\tq=0.001", "a/b;q=0.001"),
        ("a2:b-c_d/Charge-2", "a2:b-c_d/Charge-2"),
    ] {
        let accept: AcceptPayment = text
            .parse()
            .unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(accept.to_string(), printed, "{text}");
        assert_eq!(printed.parse::<AcceptPayment>().unwrap(), accept, "{text}");
    }
    for (text, kind) in [
        ("tempo", Kind::Syntax),
        ("/charge", Kind::EmptyField),
        ("tempo/", Kind::EmptyField),
        ("tempo/a/b", Kind::BadValue),
        ("Tempo/charge", Kind::BadValue),
        ("tempo /charge", Kind::BadValue),
        ("t*/charge", Kind::BadValue),
        ("a/b;q=1.001", Kind::Syntax),
        ("a/b;q=2", Kind::Syntax),
        ("a/b;q=-1", Kind::Syntax),
        ("a/b;q=+0", Kind::Syntax),
        ("a/b;q=0.1234", Kind::Syntax),
        ("a/b;q=.5", Kind::Syntax),
        ("a/b;q=", Kind::Syntax),
        ("a/b;q=0 .5", Kind::Syntax),
        ("a/b;q = 1", Kind::Syntax),
        ("a/b;", Kind::Syntax),
        ("a/b;level=1", Kind::Syntax),
        ("a/b;q=1;q=1", Kind::Syntax),
        ("a/b c/d", Kind::BadValue),
        ("a/b;q=\"1\"", Kind::Syntax),
        ("a/b;q=0.५", Kind::Syntax),
    ] {
        let error = text.parse::<AcceptPayment>().expect_err(text);
        assert_eq!(error.kind(), kind, "{text}: {error}");
    }
    assert_eq!(
        PaymentRange::new(None, None, 1001).unwrap_err().kind(),
        Kind::BadValue
    );
    let many = "a/b,".repeat(1025);
    assert_eq!(
        many.parse::<AcceptPayment>().unwrap_err().kind(),
        Kind::Limit
    );
    let long = " ".repeat(64 * 1024 + 1);
    assert_eq!(
        long.parse::<AcceptPayment>().unwrap_err().kind(),
        Kind::Limit
    );
}

/// The examples of the specification, and its four rules.
#[test]
fn ranking() {
    let rank = |accept: &str, offers: &[&str]| -> Vec<String> {
        let accept: AcceptPayment = accept.parse().unwrap();
        let offers = offers.iter().map(|offer| offer.split_once('/').unwrap());
        let ranked = accept.rank(offers, |offer| *offer);
        ranked
            .iter()
            .map(|(method, intent)| format!("{method}/{intent}"))
            .collect()
    };
    let all = [
        "solana/charge",
        "stripe/charge",
        "tempo/session",
        "tempo/charge",
    ];
    assert_eq!(
        rank(
            "tempo/charge, tempo/session, stripe/charge;q=0.5, solana/charge;q=0.3",
            &all
        ),
        [
            "tempo/session",
            "tempo/charge",
            "stripe/charge",
            "solana/charge"
        ]
    );
    assert_eq!(
        rank("tempo/*, solana/*;q=0.6, stripe/charge;q=0.2", &all),
        [
            "tempo/session",
            "tempo/charge",
            "solana/charge",
            "stripe/charge"
        ]
    );
    assert_eq!(
        rank(
            "tempo/charge, tempo/session;q=0, solana/charge;q=0.8, stripe/charge;q=0.4",
            &all
        ),
        ["tempo/charge", "solana/charge", "stripe/charge"]
    );
    // The most specific range decides, in whatever order they stand and whatever their weight.
    assert_eq!(
        rank("tempo/*;q=1, tempo/session;q=0", &all),
        ["tempo/charge"]
    );
    assert_eq!(
        rank("tempo/session;q=0, */*;q=0.1", &all),
        ["solana/charge", "stripe/charge", "tempo/charge"]
    );
    assert_eq!(rank("*/*, */charge;q=0", &all), ["tempo/session"]);
    assert_eq!(
        rank("tempo/session;q=0.1, */session;q=0.9, solana/*;q=0.5", &all),
        ["solana/charge", "tempo/session"]
    );
    // Of two equally specific ones the greater weight.
    assert_eq!(
        rank("tempo/*;q=0.2, */session;q=0.9, tempo/charge;q=0.5", &all),
        ["tempo/session", "tempo/charge"]
    );
    assert_eq!(
        rank("tempo/charge;q=0, tempo/charge", &all),
        ["tempo/charge"]
    );
    // Nothing matches.
    assert_eq!(rank("", &all), [""; 0]);
    assert_eq!(rank("card/charge", &all), [""; 0]);
    assert_eq!(rank("*/*;q=0", &all), [""; 0]);
    // Names are compared by letter case.
    assert_eq!(rank("tempo/Charge", &all), [""; 0]);
}

prop_compose! {
    fn range()(
        method in proptest::option::of("[a-z][a-z0-9:_-]{0,5}"),
        intent in proptest::option::of("[A-Za-z0-9-]{1,5}"),
        weight in 0_u16..=1000,
    ) -> PaymentRange {
        let method = method.map(|method| method.parse().unwrap());
        PaymentRange::new(method, intent.map(|intent| intent.parse().unwrap()), weight).unwrap()
    }
}

proptest! {
    #[test]
    fn ranges_round_trip(ranges in prop::collection::vec(range(), 0..6)) {
        let accept: AcceptPayment = ranges.iter().cloned().collect();
        prop_assert_eq!(accept.to_string().parse::<AcceptPayment>().unwrap(), accept.clone());
        prop_assert_eq!(accept.ranges(), ranges);
    }

    #[test]
    fn no_field_panics(text in "[a-z*/;=q0-9.,\" \\t]{0,30}") {
        if let Ok(accept) = text.parse::<AcceptPayment>() {
            prop_assert_eq!(accept.to_string().parse::<AcceptPayment>().unwrap(), accept);
        }
    }

    /// A ranking is a sorted, stable selection.
    #[test]
    fn rankings_are_stable(ranges in prop::collection::vec(range(), 0..6), count in 0_usize..6) {
        let accept: AcceptPayment = ranges.iter().cloned().collect();
        let name = |range: &PaymentRange| (
            range.method().map_or("tempo".to_owned(), ToString::to_string),
            range.intent().map_or("charge".to_owned(), ToString::to_string),
        );
        let offers: Vec<_> = ranges.iter().take(count).map(name).enumerate().collect();
        let ranked = accept.rank(offers.clone(), |(_, (method, intent))| (method, intent));
        let weight = |(_, (method, intent)): &(usize, (String, String))| accept.weight(method, intent);
        prop_assert!(ranked.is_sorted_by_key(|offer| (core::cmp::Reverse(weight(offer)), offer.0)));
        prop_assert_eq!(ranked.len(), offers.iter().filter(|offer| weight(offer) > 0).count());
    }

    #[test]
    fn events_hold_their_data(data in "(\\PC|\r|\n|\r\n|data: |event: ){0,30}") {
        let mut text = String::new();
        stream::write_event(&mut text, "payment-receipt", &data).unwrap();
        let body = text.strip_prefix("event: payment-receipt\n").unwrap().strip_suffix("\n\n").unwrap();
        let lines: Vec<_> = body.split('\n').map(|line| line.strip_prefix("data: ").unwrap()).collect();
        prop_assert_eq!(lines.join("\n"), data.replace("\r\n", "\n").replace('\r', "\n"));
        prop_assert!(!text.contains('\r'));
    }
}

#[test]
fn events() {
    let mut text = String::new();
    assert!(stream::write_event(&mut text, "a\nevent: b", "").is_err());
    stream::write_event(&mut text, stream::PAYMENT_NEED_VOUCHER, "{}").unwrap();
    stream::write_event(&mut text, "", "").unwrap();
    assert_eq!(text, "event: payment-need-voucher\ndata: {}\n\ndata: \n\n");
}

#[test]
fn problem_types() {
    let mut codes: Vec<_> = ProblemType::ALL.iter().map(|known| known.code()).collect();
    assert_eq!(codes.len(), 30);
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), 30);
    for known in ProblemType::ALL {
        assert_eq!(ProblemType::from_uri(&known.to_uri()), Some(*known));
        assert_eq!(known.to_string(), known.to_uri());
        let prefix = match known.source() {
            ProblemSource::Session => "session/",
            ProblemSource::Lightning => "lightning/",
            _ => "",
        };
        assert!(
            known.code().starts_with(prefix) && known.code().contains('/') != prefix.is_empty()
        );
        assert!(matches!(known.status(), 400 | 402 | 409 | 410 | 500));
    }
    let count = |source| {
        ProblemType::ALL
            .iter()
            .filter(|known| known.source() == source)
            .count()
    };
    let sources = [
        ProblemSource::Core00,
        ProblemSource::Core01,
        ProblemSource::Session,
        ProblemSource::Lightning,
        ProblemSource::Settlement,
    ];
    assert_eq!(sources.map(count), [7, 4, 9, 9, 1]);
    assert_eq!(
        ProblemType::from_uri("urn:payment:error:payment-required"),
        None
    );
    assert_eq!(ProblemType::from_code("nope"), None);
    assert_eq!(ProblemType::METHOD_UNSUPPORTED.status(), 400);
    assert_eq!(ProblemType::INTERNAL_PAYMENT_ERROR.status(), 500);
    assert_eq!(ProblemType::SESSION_CHANNEL_FINALIZED.status(), 410);
    assert_eq!(ProblemType::SESSION_TRANSACTION_REVERTED.status(), 409);
}

#[test]
fn problems() {
    let problem = Problem::new(ProblemType::VERIFICATION_FAILED, "Invalid payment proof.");
    let json = r#"{"type":"https://paymentauth.org/problems/verification-failed","title":"Payment Verification Failed","status":402,"detail":"Invalid payment proof."}"#;
    assert_eq!(problem.to_json(), json);
    assert_eq!(problem, json.parse().unwrap());
    let more = problem
        .with_member("challengeId", "\"c1\"".parse().unwrap())
        .unwrap();
    assert_eq!(more.to_json().parse::<Problem>().unwrap(), more);
    assert_eq!(
        more.members().get("challengeId").unwrap().as_str(),
        "\"c1\""
    );
    for name in ["type", "status", "challengeId"] {
        let error = more
            .clone()
            .with_member(name, "1".parse().unwrap())
            .unwrap_err();
        assert_eq!(error.kind(), Kind::Duplicate);
    }
    // RFC 9457 section 3.1: members of the wrong type are ignored, none is required.
    for json in [
        "{}",
        r#"{"type":1,"title":null,"status":"402","detail":[],"instance":{}}"#,
        r#"{"status":99}"#,
        r#"{"status":402.0}"#,
        r#"{"status":600}"#,
    ] {
        assert_eq!(
            json.parse::<Problem>().unwrap(),
            Problem::default(),
            "{json}"
        );
    }
    let other: Problem = r#"{"type":"about:blank","instance":"/1"}"#.parse().unwrap();
    assert_eq!(
        (other.problem_type(), other.instance.as_deref()),
        (None, Some("/1"))
    );
    for (json, kind) in [
        ("[]", Kind::WrongType),
        ("", Kind::Json),
        (r#"{"title":"a","title":"b"}"#, Kind::Duplicate),
        (r#"{"status":402,}"#, Kind::Json),
    ] {
        assert_eq!(json.parse::<Problem>().unwrap_err().kind(), kind, "{json}");
    }
}
