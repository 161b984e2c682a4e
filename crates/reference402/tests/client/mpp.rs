//! Conversations in which the faults of an MPP client show.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http402::mpp::{BodyDigest, DigestAlgorithm, DigestForm};
use http402::primitives::Timestamp;

use crate::script::{CONTENT, Script};

pub(crate) const TESTPAY: &str =
    r#"{"recipient":"shop", "amount":"250","currency":"usd","n":12345678901234567890123}"#;
const DEAR: &str = r#"{"amount":"100000","currency":"usd"}"#;
const ZERO: &str = r#"{"amount":"0","currency":"0x20c0000000000000000000000000000000000000","recipient":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","methodDetails":{"chainId":42431}}"#;

fn encoded(json: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(json)
}

/// A challenge of a method with more parameters behind.
fn challenge(method: &str, request: &str, more: &str) -> String {
    let request = encoded(request);
    format!(
        "Payment id=\"Id{{n}}\", realm=\"shop \\\"x\\\"\", method=\"{method}\", intent=\"charge\", request=\"{request}\"{more}"
    )
}

fn answer(status: &str, lines: &[String]) -> String {
    let mut head = status.to_owned();
    for line in lines {
        head = format!("{head}\nWWW-Authenticate: {line}");
    }
    format!("{head}\n\n{{}}")
}

fn demand(lines: &[String]) -> String {
    answer("402 Payment Required", lines)
}

fn testpay(more: &str) -> String {
    demand(&[challenge("testpay", TESTPAY, more)])
}

fn evm(details: &str) -> String {
    let request = format!(
        r#"{{"amount":"250","currency":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","recipient":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","methodDetails":{{{details}}}}}"#
    );
    demand(&[challenge(
        "evm",
        &request,
        ", expires=\"2099-01-01T00:00:00Z\"",
    )])
}

/// An expiry in half an hour, as clocks show it five hours west.
fn in_new_york() -> String {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let local = Timestamp::from_unix(i64::try_from(now).unwrap() + 1800 - 5 * 3600).unwrap();
    let local = local.as_str().trim_end_matches('Z');
    format!(", expires=\"{local}-05:00\"")
}

const FULL: &str = concat!(
    ", expires=\"2099-01-01T00:00:00Z\", description=\"a \\\"b\\\"\"",
    ", opaque=\"eyJiIjoiMSIsICJhIjoiMiJ9\""
);
const LATER: &str = ", header=\"Payment-Authorization\"";
const EXPIRED: &str = ", expires=\"2020-01-01T00:00:00Z\"";

/// Conversations that end with a payment.
pub(crate) fn payable() -> Vec<Script> {
    let script = |name, unpaid| Script::new(name, unpaid, CONTENT);
    let body = r#"{"b":1, "a":2}"#;
    let digest = BodyDigest::compute(
        DigestAlgorithm::Sha256,
        DigestForm::Rfc9530,
        body.as_bytes(),
    );
    let digest = format!(", digest=\"{digest}\"");
    let long = format!(
        ", opaque=\"{}\"",
        encoded(&format!("{{\"a\":\"{}\"}}", "b".repeat(3000)))
    );
    let good = challenge("testpay", TESTPAY, "");
    let other = good.replacen("Id", "Other", 1);
    let unknown = challenge("moon", "{}", "");
    let session = other.replace("\"charge\"", "\"session\"");
    let moved = "302 Found\nLocation: /moved\n\n".to_owned();
    let gone = "302 Found\nLocation: {other}/moved\n\n".to_owned();
    let fixed = |text: String| text.replace("{n}", "0");
    let syntax = |name, line: String| script(name, demand(&[line]));
    vec![
        script("plain", testpay("")),
        script("full", testpay(FULL)),
        script("with a cap", testpay("")).cap("99999"),
        script("other field", testpay(LATER)),
        script("novelty", testpay(", novelty=\"1\"")),
        script("other time zone", testpay(&in_new_york())),
        script("long", testpay(&long)),
        script("digest", testpay(&digest)).post(body),
        script("post", testpay("")).post(body),
        script("unknown method beside", demand(&[unknown, good.clone()])),
        script("unknown intent beside", demand(&[session, good.clone()])),
        script(
            "broken beside",
            demand(&["Payment id=\"\"".to_owned(), good.clone()]),
        ),
        script(
            "other scheme in front",
            demand(&[format!("Basic realm=\"a\", {good}")]),
        ),
        script("two", demand(&[good.clone(), other])),
        script(
            "dear last",
            demand(&[
                good.clone(),
                challenge("testpay", DEAR, "").replacen("Id", "Dear", 1),
            ]),
        )
        .cap("99999"),
        Script {
            calls: 2,
            ..script("two calls", testpay(""))
        },
        script(
            "evm",
            evm(r#""chainId":84532,"credentialTypes":["authorization"]"#),
        ),
        script("tempo", demand(&[challenge("tempo", ZERO, "")])),
        script("moved before", testpay("")).route("0 /paid", moved.clone()),
        Script {
            paid: moved,
            ..script("moved after", testpay(""))
        }
        .route("0 /moved", CONTENT.to_owned()),
        Script {
            paid: gone,
            ..script("gone after", testpay(""))
        }
        .route("1 /moved", CONTENT.to_owned()),
        Script {
            paid: testpay(""),
            ..script("asked again", testpay(""))
        },
        Script {
            paid: fixed(testpay("")),
            ..script("asked the same again", fixed(testpay("")))
        },
        syntax(
            "scheme in lower case",
            good.replacen("Payment", "payment", 1),
        ),
        syntax("many spaces", good.replacen("Payment ", "Payment   ", 1)),
        syntax("blanks", good.replace("\", ", "\" ,  ")),
        syntax("tokens", good.replace("\"testpay\"", "testpay")),
        syntax("names in capitals", good.replace("realm=", "Realm=")),
        syntax("quoted-pair", good.replace("\"charge\"", "\"ch\\arge\"")),
        syntax(
            "scheme in quotes",
            format!("{good}, description=\"a, Payment id=b\""),
        ),
        syntax("empty elements", format!(", {good}, ,")),
        syntax(
            "another order",
            good.replacen("Payment ", "Payment description=\"d\", ", 1),
        ),
    ]
}

/// Conversations in which nothing is to be paid.
pub(crate) fn unpayable() -> Vec<Script> {
    let script = |name, unpaid| Script::new(name, unpaid, CONTENT);
    let of = |name, request: &str| script(name, demand(&[challenge("testpay", request, "")]));
    let amount = |name, amount: &str| {
        of(
            name,
            &format!("{{\"amount\":\"{amount}\",\"currency\":\"usd\"}}"),
        )
    };
    let good = challenge("testpay", TESTPAY, "");
    let with = |name, more: &str| script(name, testpay(more));
    let status = |name, status: &str| script(name, answer(status, core::slice::from_ref(&good)));
    let syntax = |name, line: String| script(name, demand(&[line]));
    let gone = "302 Found\nLocation: {other}/moved\n\n".to_owned();
    let splits =
        r#""splits":[{"amount":"250","recipient":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C"}]"#;
    let split_zero = ZERO.replace("42431", &format!("42431,{splits}"));
    let discovery = r#"{"openapi":"3.1.0","info":{"title":"a","version":"1"},"paths":{"/paid":{"get":{"x-payment-info":{"offers":[{"intent":"charge","method":"testpay","amount":"1"}]},"responses":{"402":{"description":"pay"}}}}}}"#;
    let hour_east = ", expires=\"2020-01-01T00:00:00Z\", novelty=\"1\"";
    vec![
        amount("over the cap", "100000").cap("99999"),
        amount("over by one", "9007199254740993").cap("9007199254740992"),
        amount("over by 64 bits", "18446744073709551617").cap("10000"),
        amount("negative", "-1"),
        amount("fraction", "1.5"),
        of("no amount", r#"{"currency":"usd"}"#),
        script(
            "cheap description",
            demand(&[challenge("testpay", DEAR, ", description=\"only 1 cent\"")]),
        )
        .cap("99999"),
        script("cheap discovery", demand(&[challenge("testpay", DEAR, "")]))
            .cap("99999")
            .route("0 /openapi", format!("200 OK\n\n{discovery}")),
        with("expired", EXPIRED),
        with("expired with more", hour_east),
        with("expires unreadable", ", expires=\"tomorrow\""),
        with("header of another", ", header=\"Cookie\""),
        with(
            "digest of another",
            ", digest=\"sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:\"",
        ),
        script("unknown method", demand(&[challenge("moon", "{}", "")])),
        syntax("unknown intent", good.replace("\"charge\"", "\"session\"")),
        syntax("no id", good.replacen("id=", "ident=", 1)),
        syntax("empty id", good.replacen("Id{n}", "", 1)),
        syntax("no realm", good.replacen("realm=", "domain=", 1)),
        syntax(
            "request unreadable",
            good.replacen("request=\"", "request=\"!!", 1),
        ),
        syntax("request twice", format!("{good}, request=\"e30\"")),
        syntax("no end", format!("{good}, description=\"no end")),
        status("200", "200 OK"),
        status("401", "401 Unauthorized"),
        status("403", "403 Forbidden"),
        status("503", "503 Unavailable\nRetry-After: 0"),
        Script {
            plain_http: false,
            ..with("not encrypted", "")
        },
        script(
            "evm by other types",
            evm(r#""chainId":84532,"credentialTypes":["hash"]"#),
        ),
        script(
            "evm on another chain",
            evm(r#""chainId":1,"credentialTypes":["authorization"]"#),
        ),
        script(
            "evm splits",
            evm(&format!(
                r#""chainId":84532,"credentialTypes":["authorization"],{splits}"#
            )),
        ),
        script(
            "tempo splits",
            demand(&[challenge("tempo", &split_zero, "")]),
        ),
        script(
            "tempo transfer",
            demand(&[challenge("tempo", &ZERO.replace("\"0\"", "\"7\""), "")]),
        ),
        script("gone before", testpay("")).route("0 /paid", gone.clone()),
        Script {
            routes: vec![("1 /moved", testpay("")), ("0 /paid", gone)],
            ..script("foreign challenge", testpay(""))
        },
    ]
}
