//! The reference server of MPP, in the order in which clients meet it.

use crate::support::{authorization, credential, get, mpp, send};
use http402::mpp::discovery::Discovery;
use http402::mpp::{Problem, Receipt};

#[test]
fn an_unpaid_request_gets_challenges() {
    let server = mpp(&[]);
    let answer = get(&server, "/paid", "");
    assert_eq!(answer.status, 402);
    assert_eq!(answer.field("Cache-Control"), Some("no-store"));
    assert_eq!(answer.field("Content-Type"), Some(Problem::MEDIA_TYPE));
    assert_eq!(answer.problem(), "payment-required");
    let challenge = answer.challenge("testpay");
    assert_eq!(
        challenge.request_json().as_str(),
        r#"{"amount":"10000","currency":"usd","recipient":"reference402"}"#
    );
    for method in ["evm", "tempo"] {
        assert!(answer.challenge(method).expires().is_some());
    }
    assert_ne!(
        get(&server, "/paid", "").challenge("testpay").id(),
        challenge.id()
    );
    assert_eq!(server.handler_runs(), 0);
}

#[test]
fn a_credential_opens_once() {
    let server = mpp(&[]);
    let challenge = get(&server, "/paid", "").challenge("testpay");
    let line = authorization(&challenge);
    let answer = get(&server, "/paid", &line);
    assert_eq!(
        (answer.status, answer.is_served()),
        (200, true),
        "{answer:?}"
    );
    assert_eq!(answer.field("Cache-Control"), Some("private"));
    let receipt = Receipt::from_header(answer.field("Payment-Receipt").unwrap()).unwrap();
    assert!(receipt.to_string().contains(challenge.id()));
    let again = get(&server, "/paid", &line);
    assert_eq!(
        (again.status, again.problem().as_str(), again.is_served()),
        (402, "invalid-challenge", false)
    );
    // The challenge of the refusal is payable.
    let line = authorization(&again.challenge("testpay"));
    assert_eq!(get(&server, "/paid", &line).status, 200);
}

#[test]
fn what_is_wrong_with_a_credential_is_told() {
    let server = mpp(&[]);
    let challenge = || get(&server, "/paid", "").challenge("testpay");
    let changed = |pointer: &'static str, value: &'static str| {
        let text = credential(&challenge(), |credential| {
            *credential.pointer_mut(pointer).unwrap() = value.into();
        });
        format!("Authorization: Payment {text}\r\n")
    };
    let proof = "0".repeat(64).leak();
    for (line, status, problem) in [
        (
            "Authorization: Payment !!!\r\n".to_owned(),
            402,
            "malformed-credential",
        ),
        (
            "Authorization: Payment e30\r\n".to_owned(),
            402,
            "malformed-credential",
        ),
        (changed("/challenge/id", "bm9uZQ"), 402, "invalid-challenge"),
        (
            changed("/challenge/realm", "elsewhere"),
            402,
            "invalid-challenge",
        ),
        (
            changed("/challenge/intent", "session"),
            402,
            "invalid-challenge",
        ),
        (
            changed("/challenge/request", "e30"),
            402,
            "invalid-challenge",
        ),
        (
            changed("/challenge/opaque", "e30"),
            402,
            "invalid-challenge",
        ),
        (
            changed("/challenge/expires", "2099-01-01T00:00:00Z"),
            402,
            "invalid-challenge",
        ),
        (
            changed("/challenge/method", "barter"),
            400,
            "method-unsupported",
        ),
        (changed("/payload/proof", proof), 402, "verification-failed"),
        (changed("/payload/proof", "short"), 402, "invalid-payload"),
        (authorization(&challenge()).repeat(2), 400, "bad-request"),
    ] {
        let answer = get(&server, "/paid", &line);
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (status, problem),
            "{line}"
        );
        assert!(!answer.is_served() && answer.field("Payment-Receipt").is_none());
        assert_eq!(answer.field("Cache-Control"), Some("no-store"));
        assert_eq!(answer.fields("WWW-Authenticate").is_empty(), status == 400);
    }
    assert_eq!(server.handler_runs(), 0);
}

#[test]
fn a_credential_is_for_one_resource() {
    let server = mpp(&[]);
    let line = authorization(&get(&server, "/paid", "").challenge("testpay"));
    for target in ["/dearer", "/short", "/paid?x=1"] {
        assert_eq!(get(&server, target, &line).status, 402, "{target}");
    }
    assert_eq!(get(&server, "/paid", &line).status, 200);
}

#[test]
fn the_clock_can_be_set() {
    let server = mpp(&[]);
    let line = authorization(&get(&server, "/short", "").challenge("testpay"));
    server.advance_clock(2);
    assert_eq!(get(&server, "/short", &line).problem(), "payment-expired");
    let line = authorization(&get(&server, "/short", "").challenge("testpay"));
    assert_eq!(get(&server, "/short", &line).status, 200);
}

#[test]
fn a_body_is_bound() {
    let server = mpp(&[]);
    let challenge = || send(&server, "POST", "/body", "", "one").challenge("testpay");
    let line = authorization(&challenge());
    for body in ["two", ""] {
        assert_eq!(send(&server, "POST", "/body", &line, body).status, 402);
    }
    assert_eq!(send(&server, "POST", "/body", &line, "one").status, 200);
}

#[test]
fn a_retry_with_the_same_key_gets_the_same_answer() {
    let server = mpp(&[]);
    let challenge = send(&server, "POST", "/body", "", "one").challenge("testpay");
    let line = authorization(&challenge) + "Idempotency-Key: k1\r\n";
    let first = send(&server, "POST", "/body", &line, "one");
    let second = send(&server, "POST", "/body", &line, "one");
    assert_eq!(
        (first.status, &first.head, &first.body),
        (200, &second.head, &second.body)
    );
    assert_eq!(server.handler_runs(), 1);
}

#[test]
fn other_routes_have_their_rules() {
    let server = mpp(&[]);
    let line = authorization(&get(&server, "/failing", "").challenge("testpay"));
    let failed = get(&server, "/failing", &line);
    assert_eq!(
        (failed.status, failed.field("Payment-Receipt")),
        (500, None)
    );
    let line = authorization(&get(&server, "/denied", "").challenge("testpay"));
    let denied = get(&server, "/denied", &line);
    assert_eq!(
        (denied.status, denied.field("WWW-Authenticate")),
        (403, None)
    );
    assert_eq!(get(&server, "/members", "").status, 401);
    let login = "Authorization: Basic bWVtYmVyOm1lbWJlcg==\r\n";
    let challenge = get(&server, "/members", login).challenge("testpay");
    assert_eq!(challenge.header(), Some("Payment-Authorization"));
    let other = format!("{login}Payment-{}", authorization(&challenge));
    assert_eq!(get(&server, "/members", &other).status, 200);
    assert_eq!(get(&server, "/free", "").status, 200);
    assert_eq!(get(&server, "/nothing", "").status, 404);
}

#[test]
fn a_preference_ranks_the_challenges() {
    let server = mpp(&[]);
    let methods = |preference: &str| {
        let answer = get(
            &server,
            "/paid",
            &format!("Accept-Payment: {preference}\r\n"),
        );
        let lines = answer.fields("WWW-Authenticate");
        let method = |line: &&str| {
            line.split("method=\"")
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap()
                .to_owned()
        };
        lines.iter().map(method).collect::<Vec<_>>()
    };
    assert_eq!(
        methods("tempo/charge, */*;q=0.5, evm/charge;q=0"),
        ["tempo", "testpay"]
    );
    assert_eq!(methods("card/charge"), ["testpay", "evm", "tempo"]);
    assert_eq!(methods(";;;"), ["testpay", "evm", "tempo"]);
}

#[test]
fn discovery_tells_what_is_charged() {
    let server = mpp(&[]);
    let answer = get(&server, "/openapi.json", "");
    assert_eq!(answer.field("Cache-Control"), Some("max-age=300"));
    let discovery = Discovery::from_json(&answer.body).unwrap();
    let paid = discovery
        .operations()
        .iter()
        .find(|operation| operation.path() == "/paid");
    assert_eq!(paid.unwrap().payment().offers().len(), 3);
}

#[test]
fn parallel_copies_are_served_once() {
    let server = mpp(&[]);
    let line = authorization(&get(&server, "/paid", "").challenge("testpay"));
    let served = std::thread::scope(|scope| {
        let all: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| get(&server, "/paid", &line).is_served()))
            .collect();
        all.into_iter()
            .map(|thread| thread.join().unwrap())
            .filter(|served| *served)
            .count()
    });
    assert_eq!(served, 1);
}
