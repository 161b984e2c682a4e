//! The challenge: what the parser accepts and refuses, and what is printed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::too_many_lines,
    reason = "a panic is a failed test"
)]

use http402::json::RawObject;
use http402::mpp::header::field_text;
use http402::mpp::{Challenge, ChallengeBuilder, Intent, MethodId};
use http402::{Decoder, Kind, Leniency, Limits};
use proptest::prelude::*;

/// A field value with one parameter replaced, or added, or (`None`) left out.
fn with(name: &str, value: Option<&str>) -> String {
    let mut parameters = vec![
        ("id", "\"c1\""),
        ("realm", "\"api.example.com\""),
        ("method", "\"tempo\""),
        ("intent", "\"charge\""),
        ("request", "\"e30\""),
    ];
    parameters.retain(|(known, _)| *known != name);
    parameters.extend(value.map(|value| (name, value)));
    let parameters: Vec<_> = parameters
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    format!("Payment {}", parameters.join(", "))
}

#[test]
fn accepts() {
    for text in [
        r#"Payment id="a", realm="", method="t", intent="c", request="e30""#,
        r#"payment id="a", realm="r", method="t", intent="c", request="e30""#,
        r#"PAYMENT id="a", realm="r", method="t", intent="c", request="e30""#,
        r#"Payment    id="a" , realm="r"	,method="t",intent="c",request="e30""#,
        r#"Payment id = "a", realm	=	"r", method= "t", intent ="c", request="e30""#,
        r#"Payment ID="a", Realm="r", METHOD="t", inTent="c", reQuest="e30""#,
        "Payment request=e30, intent=c, method=t, realm=r, id=a",
        r#" , ,Payment id="a",, realm="r", ,method="t", intent="c", request="e30", ,"#,
        r#"Payment id="a", realm="r", method="t:2_x-y", intent="Charge-2", request="e30""#,
        r#"Payment id="a", realm="r", method="t", intent="c", request="eyAiYSIgOiAxIH0""#,
        r#"Payment id="a", realm="r", method="t", intent="c", request="e30", expires="2025-01-15T12:05:00.123+01:00""#,
        r#"Payment id="a", realm="r", method="t", intent="c", request="e30", opaque="trace-123""#,
        r#"Payment id="a", realm="r", method="t", intent="c", request="e30", digest="sha-256=abc", x-other="y", FOO=bar"#,
        r#"Payment id="a", realm="contact, Payment id=\"b\"", method="t", intent="c", request="e30""#,
    ] {
        let challenge = Challenge::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(challenge.id(), "a");
        let printed = challenge.to_string();
        assert_eq!(Challenge::parse(&printed).unwrap(), challenge, "{printed}");
    }
}

#[test]
fn refuses() {
    for (text, kind) in [
        (String::new(), Kind::Missing),
        (" , ".into(), Kind::Missing),
        ("Payment".into(), Kind::Missing),
        ("Bearer token123".into(), Kind::Unsupported),
        (format!("{}, Bearer", with("", None)), Kind::Unsupported),
        (format!("{0}, {0}", with("", None)), Kind::Trailing),
        ("Payment e30".into(), Kind::Syntax),
        ("Payment id=\"a".into(), Kind::Syntax),
        ("id=\"a\"".into(), Kind::Syntax),
        (with("id", None), Kind::Missing),
        (with("realm", None), Kind::Missing),
        (with("method", None), Kind::Missing),
        (with("intent", None), Kind::Missing),
        (with("request", None), Kind::Missing),
        (with("id", Some("\"\"")), Kind::EmptyField),
        (with("method", Some("\"\"")), Kind::EmptyField),
        (with("method", Some("Tempo")), Kind::BadValue),
        (with("method", Some("2tempo")), Kind::BadValue),
        (with("method", Some("\"te mpo\"")), Kind::BadValue),
        (with("intent", Some("\"\"")), Kind::EmptyField),
        (with("intent", Some("a_b")), Kind::BadValue),
        (with("request", Some("\"\"")), Kind::EmptyField),
        (with("request", Some("\"e30==\"")), Kind::Base64),
        (with("request", Some("\"not-valid!!!\"")), Kind::Base64),
        (with("request", Some("e31")), Kind::Base64),
        (with("request", Some("_w")), Kind::Utf8),
        (with("request", Some("bm90IGpzb24")), Kind::Json),
        (with("request", Some("W10")), Kind::WrongType),
        (with("request", Some("eyJhIjoxLCJhIjoyfQ")), Kind::Duplicate),
        (with("request", Some("e317fQ")), Kind::Trailing),
        (with("expires", Some("\"\"")), Kind::EmptyField),
        (with("expires", Some("tomorrow")), Kind::Syntax),
        (
            with("expires", Some("\"2025-02-30T00:00:00Z\"")),
            Kind::BadValue,
        ),
        (with("", None) + ", id=\"b\"", Kind::Duplicate),
        (with("", None) + ", ID=\"b\"", Kind::Duplicate),
        (with("", None) + ", foo=a, FOO=b", Kind::Duplicate),
        (with("description", Some("\"a \"b\" c\"")), Kind::Syntax),
        (with("description", Some("\"a\u{1}\"")), Kind::Syntax),
        (
            with("description", Some("\"\\u000d\\u000a\"")),
            Kind::Syntax,
        ),
    ] {
        let error = Challenge::parse(&text).expect_err(&text);
        assert_eq!(error.kind(), kind, "{text}: {error}");
    }
}

#[test]
fn finds_every_challenge_in_any_arrangement() {
    let one = with("id", Some("\"1\""));
    let two = with("id", Some("\"2\""));
    let ids = |lines: &[&str]| -> Vec<String> {
        let challenges = Challenge::parse_all(lines.iter().copied());
        challenges
            .map(|found| found.map_or("error".into(), |found| found.id().into()))
            .collect()
    };
    let basic = "Basic realm=\"a, Payment id=\\\"x\\\"\", charset=UTF-8";
    assert_eq!(ids(&[]), [""; 0]);
    assert_eq!(ids(&[basic, "Negotiate dG9rZW4="]), [""; 0]);
    assert_eq!(ids(&[&one, &two]), ["1", "2"]);
    assert_eq!(ids(&[&format!("{one}, {two}")]), ["1", "2"]);
    assert_eq!(
        ids(&[&format!("{basic}, {one}, Negotiate YQ==, {two}, {basic}")]),
        ["1", "2"]
    );
    assert_eq!(ids(&[&format!("{one}, Bearer, {two}")]), ["1", "2"]);
    // A fault inside one challenge does not hide the next; broken syntax hides its line only.
    assert_eq!(ids(&[&format!("Payment id=x, {one}")]), ["error", "1"]);
    assert_eq!(
        ids(&[&format!("{one}, Basic realm=\"x, {two}"), &two]),
        ["1", "error", "2"]
    );
    assert_eq!(ids(&["realm=x", &two]), ["error", "2"]);
    // Field lines are one list (RFC 9110 section 5.3).
    let (head, tail) = one.split_at(one.find("method").unwrap());
    assert_eq!(ids(&[head, tail]), ["1"]);
}

/// What breaks a later field line does not take the complete challenge of an earlier one with it.
#[test]
fn a_broken_line_hides_no_challenge_before_it() {
    let good = with("id", Some("\"c1\""));
    let long = "x".repeat(Limits::DEFAULT.bytes() + 1);
    for broken in ["=", "@", ", =", &long] {
        let found: Vec<_> = Challenge::parse_all([&*good, broken, &good]).collect();
        assert_eq!(found.len(), 3, "{}", broken.len());
        assert_eq!(found[0].as_ref().unwrap().id(), "c1");
        assert!(found[1].is_err());
        assert_eq!(found[2].as_ref().unwrap().id(), "c1");
    }
    // Inside a challenge, which may go on in the next line, the same breaks that challenge.
    let inside = format!("{good}, description=\"");
    for lines in [
        vec![&*inside, &*good],
        vec![&*good, "description=\"", &*good],
    ] {
        let found: Vec<_> = Challenge::parse_all(lines).collect();
        assert_eq!(found.len(), 2);
        assert!(found[0].is_err() && found[1].is_ok());
    }
}

#[test]
fn keeps_the_wire_text() {
    // Not canonical: members out of order, white space.
    let text = with("request", Some("\"eyAiYiI6IDEsICJhIjogMiB9\""));
    let challenge = Challenge::parse(&text).unwrap();
    assert_eq!(challenge.request(), "eyAiYiI6IDEsICJhIjogMiB9");
    assert_eq!(challenge.request_json().as_str(), r#"{ "b": 1, "a": 2 }"#);
    assert_eq!(challenge.clone().into_owned(), challenge);
    let text = with("foo", Some("\"Bar\""));
    let challenge = Challenge::parse(&text).unwrap();
    assert_eq!(challenge.extension("FOO"), Some("Bar"));
    assert_eq!(challenge.extensions().collect::<Vec<_>>(), [("foo", "Bar")]);
}

#[test]
fn names_the_field_of_the_credential() {
    for (header, field) in [
        (None, Some("Authorization")),
        (Some("Payment-Authorization"), Some("Payment-Authorization")),
        (Some("payment-authorization"), None),
        (Some("Authorization"), None),
        (Some("X-Foo"), None),
    ] {
        let text = with("header", header);
        let found = Challenge::parse(&text)
            .unwrap()
            .credential_field()
            .map_err(|error| error.kind());
        assert_eq!(found, field.ok_or(Kind::Unsupported), "{header:?}");
    }
}

#[test]
fn expires_at_the_instant() {
    let text = with("expires", Some("\"2025-01-15T12:05:00.5Z\""));
    let challenge = Challenge::parse(&text).unwrap();
    assert_eq!(challenge.expires_at().unwrap().unix(), 1_736_942_700);
    assert!(!challenge.is_expired(1_736_942_700));
    assert!(challenge.is_expired(1_736_942_701));
    let text = with("expires", Some("\"2025-01-15T12:05:00Z\""));
    assert!(Challenge::parse(&text).unwrap().is_expired(1_736_942_700));
    let text = with("", None);
    assert!(!Challenge::parse(&text).unwrap().is_expired(i64::MAX));
}

#[test]
fn opaque_is_a_flat_map_or_left_alone() {
    for (opaque, expected) in [
        ("eyJhIjoiYiJ9", Ok(r#"{"a":"b"}"#)),
        ("e30", Ok("{}")),
        ("trace-123", Err(Kind::Base64)),
        ("eyJhIjoxfQ", Err(Kind::WrongType)),
        ("W10", Err(Kind::WrongType)),
    ] {
        let text = with("opaque", Some(opaque));
        let challenge = Challenge::parse(&text).unwrap();
        assert_eq!(challenge.opaque(), Some(opaque));
        let json = challenge
            .opaque_json()
            .unwrap()
            .map_err(|error| error.kind());
        assert_eq!(
            json.as_ref().map(RawObject::as_str),
            expected.as_ref().map(|json| *json)
        );
    }
}

#[test]
fn tolerates_wrong_padding_by_name_only() {
    let text = with("request", Some("\"eyJhIjoxfQ=\""));
    let decoder = Decoder::STRICT.allow(Leniency::Base64Padding);
    let tolerant = Challenge::parse_with(&text, &decoder).unwrap();
    assert_eq!(tolerant.deviations.len(), 1);
    assert_eq!(tolerant.deviations[0].field, "request");
    assert_eq!(tolerant.value.request(), "eyJhIjoxfQ=");
    assert_eq!(tolerant.value.request_json().as_str(), r#"{"a":1}"#);
    let lines = [&*text];
    let found: Vec<_> = Challenge::parse_all_with(lines, &decoder).collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].as_ref().unwrap().deviations.len(), 1);
}

#[test]
fn limits_hold() {
    let limit = |bytes| Decoder::STRICT.with_limits(Limits::DEFAULT.with_bytes(bytes));
    let text = with("", None);
    assert!(Challenge::parse_with(&text, &limit(text.len())).is_ok());
    let error = Challenge::parse_with(&text, &limit(text.len() - 1)).unwrap_err();
    assert_eq!(error.kind(), Kind::Limit);
    let many: Vec<_> = (0..=1024).map(|index| format!("p{index}=x")).collect();
    let (fits, over) = (many[..1024].join(","), many.join(","));
    assert!(
        Challenge::parse(&with(
            "p",
            Some(&format!("x,{}", &fits[..fits.rfind(',').unwrap()]))
        ))
        .is_ok()
    );
    assert_eq!(
        Challenge::parse(&format!("{text}, {over}"))
            .unwrap_err()
            .kind(),
        Kind::Limit
    );
    // A client handles challenges of 4 KB and more (MPP-CORE-023).
    let long = with("description", Some(&format!("\"{}\"", "x".repeat(40_000))));
    assert!(Challenge::parse(&long).is_ok());
}

#[test]
fn reads_bytes_that_are_no_utf8() {
    let line = [b"Payment id=c1, realm=r, method=tempo, intent=charge, request=e30, description=\"caf\xe9\"".as_slice()];
    let text = field_text(line[0]);
    assert_eq!(Challenge::parse(&text).unwrap().description(), Some("café"));
    let text = with("description", Some("\"café ☕\""));
    assert_eq!(
        Challenge::parse(&text).unwrap().description(),
        Some("café ☕")
    );
}

fn builder(realm: &str) -> http402::Result<ChallengeBuilder> {
    ChallengeBuilder::new(
        realm,
        &MethodId::TEMPO,
        &Intent::CHARGE,
        &"{}".parse().unwrap(),
    )
}

#[test]
fn issues_canonical_requests_in_ascii() {
    let request = r#"{"b":1.0,"a":"é","😀":0,"ﬀ":0}"#.parse().unwrap();
    let challenge = ChallengeBuilder::new("r", &MethodId::TEMPO, &Intent::CHARGE, &request)
        .and_then(|builder| builder.description("café ☕ 😀 \"q\" \\u0041"))
        .and_then(|builder| builder.opaque([("z", "1"), ("a", "2")]))
        .and_then(|builder| builder.extension("x-note", "n"))
        .map(ChallengeBuilder::payment_authorization)
        .and_then(|builder| builder.with_id("i"))
        .unwrap();
    insta::assert_snapshot!(challenge, @r#"Payment id="i", realm="r", method="tempo", intent="charge", request="eyJhIjoiw6kiLCJiIjoxLCLwn5iAIjowLCLvrIAiOjB9", description="caf\u00e9 \u2615 \ud83d\ude00 \"q\" \\u0041", opaque="eyJhIjoiMiIsInoiOiIxIn0", header="Payment-Authorization", x-note="n""#);
    let printed = challenge.to_string();
    assert_eq!(Challenge::parse(&printed).unwrap(), challenge);
}

#[test]
fn issuing_is_strict() {
    let kind = |outcome: http402::Result<ChallengeBuilder>| outcome.unwrap_err().kind();
    assert_eq!(kind(builder("a\nb")), Kind::Syntax);
    let wide: MethodId = "tempo-2".parse().unwrap();
    let request = "{}".parse().unwrap();
    assert_eq!(
        kind(ChallengeBuilder::new("r", &wide, &Intent::CHARGE, &request)),
        Kind::BadValue
    );
    let huge = r#"{"a":1e400}"#.parse().unwrap();
    assert_eq!(
        kind(ChallengeBuilder::new(
            "r",
            &MethodId::TEMPO,
            &Intent::CHARGE,
            &huge
        )),
        Kind::BadValue
    );
    let builder = || builder("r").unwrap();
    for text in ["Line one\r\nLine two", "\0", "\u{7f}", "\u{1b}"] {
        assert_eq!(kind(builder().description(text)), Kind::Syntax, "{text:?}");
        assert_eq!(
            kind(builder().extension("a", text)),
            Kind::Syntax,
            "{text:?}"
        );
        assert_eq!(
            builder().with_id(text).unwrap_err().kind(),
            Kind::Syntax,
            "{text:?}"
        );
    }
    assert_eq!(builder().with_id("").unwrap_err().kind(), Kind::EmptyField);
    assert_eq!(
        kind(builder().opaque([("a", "1"), ("a", "2")])),
        Kind::Duplicate
    );
    assert_eq!(kind(builder().extension("Upper", "v")), Kind::BadValue);
    assert_eq!(kind(builder().extension("", "v")), Kind::BadValue);
    assert_eq!(kind(builder().extension("realm", "v")), Kind::Duplicate);
    assert_eq!(
        kind(builder().extension("a", "v").unwrap().extension("a", "v")),
        Kind::Duplicate
    );
}

prop_compose! {
    fn issued()(
        id in "[^\\x00-\\x08\\x0a-\\x1f\\x7f]{1,20}",
        realm in "[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,20}",
        intent in "[A-Za-z0-9-]{1,12}",
        method in "[a-z]{1,12}",
        members in prop::collection::btree_map(".{0,8}", ".{0,8}", 0..4),
        expires in proptest::option::of(0_i64..253_402_300_799),
        description in proptest::option::of("[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,40}"),
        header in any::<bool>(),
        extension in proptest::option::of("[a-z-]{11,14}"),
    ) -> Challenge<'static> {
        let request = serde_json::to_string(&members).unwrap().parse().unwrap();
        let mut builder = ChallengeBuilder::new(
            &realm, &method.parse().unwrap(), &intent.parse().unwrap(), &request,
        ).unwrap();
        builder = builder.opaque(members.iter().map(|(name, value)| (&**name, &**value))).unwrap();
        if let Some(expires) = expires {
            builder = builder.expires(&http402::primitives::Timestamp::from_unix(expires).unwrap());
        }
        if let Some(description) = description {
            builder = builder.description(&description).unwrap();
        }
        if header {
            builder = builder.payment_authorization();
        }
        if let Some(extension) = extension.filter(|name| name != "description") {
            builder = builder.extension(&extension, &realm).unwrap();
        }
        builder.with_id(&id).unwrap()
    }
}

proptest! {
    #[test]
    fn what_is_issued_parses(challenge in issued()) {
        let text = challenge.to_string();
        prop_assert!(text.is_ascii());
        let parsed = Challenge::parse(&text).unwrap();
        prop_assert_eq!(&parsed, &challenge);
        prop_assert_eq!(parsed.to_string(), text.clone());
        let found: Vec<_> = Challenge::parse_all([&*format!("A b=\"{}\", {text}, C", "c")])
            .map(|found| found.unwrap().into_owned())
            .collect();
        prop_assert_eq!(found, vec![challenge]);
    }

    #[test]
    fn no_text_panics_and_what_parses_prints(text in "([Pp]ayment |id=|realm=|method=|intent=|request=|e30|[\\x00-\\x7f]|\"|\\\\|,| |\\\\u[0-9a-f]{4}|é){0,30}") {
        for challenge in Challenge::parse_all([&*text, &text]).flatten() {
            let printed = challenge.to_string();
            prop_assert_eq!(Challenge::parse(&printed).unwrap(), challenge);
        }
    }

    /// Whatever parts a valid challenge is put together from, and whatever surrounds it.
    #[test]
    fn spelling_does_not_matter(
        order in Just(["id=a", "realm=r", "method=t", "intent=c", "request=e30"]).prop_shuffle(),
        spaces in prop::collection::vec("[ \t]{0,3}", 5),
        upper in any::<bool>(),
    ) {
        let mut text = String::from("Payment ");
        for (parameter, space) in order.iter().zip(&spaces) {
            let (name, value) = parameter.split_once('=').unwrap();
            let name = if upper { name.to_uppercase() } else { name.to_owned() };
            text.extend([&*name, space, "=", space, "\"", value, "\"", space, ",", space]);
        }
        let plain = "Payment id=a, realm=r, method=t, intent=c, request=e30";
        prop_assert_eq!(Challenge::parse(&text).unwrap(), Challenge::parse(plain).unwrap());
    }
}
