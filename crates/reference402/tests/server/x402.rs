//! The reference server of x402, in the order in which clients meet it.

use crate::support::{Facilitator, Script, get, payment, send, x402};
use http402::x402::v1::{PaymentRequired, SettlementResponse};

#[test]
fn an_unpaid_request_gets_the_offers() {
    let facilitator = Facilitator::start();
    let server = x402(&facilitator, &[]);
    let answer = get(&server, "/paid", "");
    assert_eq!(answer.status, 402);
    assert_eq!(answer.field("Content-Type"), Some("application/json"));
    let required = PaymentRequired::from_json(&answer.body).unwrap();
    let offer = &required.accepts()[0];
    assert_eq!(offer.max_amount_required().to_string(), "10000");
    assert_eq!(offer.resource(), format!("{}/paid", server.url()));
    let dearer = PaymentRequired::from_json(&get(&server, "/dearer", "").body).unwrap();
    assert_eq!(
        dearer.accepts()[0].max_amount_required().to_string(),
        "4030000"
    );
    assert!(!answer.is_served() && answer.field("Set-Cookie").is_none());
    assert_eq!(server.handler_runs(), 0);
}

#[test]
fn a_payment_is_verified_settled_and_used_up() {
    let facilitator = Facilitator::start();
    let server = x402(&facilitator, &[]);
    let header = payment(1, |_| {});
    let answer = get(&server, "/paid", &header);
    assert_eq!((answer.status, answer.is_served()), (200, true));
    let settlement = SettlementResponse::from_header(answer.field("X-PAYMENT-RESPONSE").unwrap());
    assert!(settlement.unwrap().is_success());
    assert_eq!(facilitator.take(), ["/verify", "/settle"]);
    let again = get(&server, "/paid", &header);
    assert_eq!((again.status, again.is_served()), (402, false));
    assert_eq!(server.handler_runs(), 1);
}

#[test]
fn what_does_not_decode_or_was_not_offered_is_refused_without_asking() {
    let facilitator = Facilitator::start();
    let server = x402(&facilitator, &[]);
    for header in [
        "X-PAYMENT: \u{e9}\r\n".to_owned(),
        "X-PAYMENT: !!!!\r\n".to_owned(),
        "X-PAYMENT: e30=\r\n".to_owned(),
        payment(2, |payment| payment["network"] = "base".into()),
        payment(2, |payment| payment["x402Version"] = 2.into()),
    ] {
        let answer = get(&server, "/paid", &header);
        assert_eq!(
            (answer.status, answer.is_served()),
            (402, false),
            "{header}"
        );
        assert!(PaymentRequired::from_json(&answer.body).is_ok());
    }
    assert_eq!(facilitator.take(), [""; 0]);
}

#[test]
fn a_facilitator_that_refuses_or_fails_keeps_the_resource_back() {
    let facilitator = Facilitator::start();
    let server = x402(&facilitator, &[]);
    let invalid = r#"{"isValid":false,"invalidReason":"insufficient_funds"}"#;
    let valid = r#"{"isValid":true,"payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66"}"#;
    let unsettled = r#"{"success":false,"errorReason":"insufficient_funds","transaction":"","network":"base-sepolia","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66"}"#;
    let cases = [
        (Some((200, invalid)), None, 402),
        (Some((400, invalid)), None, 402),
        (Some((500, valid)), None, 502),
        (Some((200, "<html>")), None, 502),
        (Some((200, "{}")), None, 502),
        (None, Some((200, unsettled)), 402),
        (None, Some((500, unsettled)), 402),
        (None, Some((200, "{}")), 502),
        (None, Some((503, "busy")), 502),
    ];
    for (nonce, (verify, settle, status)) in (10..).zip(cases) {
        let text =
            |reply: Option<(u16, &str)>| reply.map(|(status, text)| (status, text.to_owned()));
        facilitator.script(Script {
            verify: text(verify),
            settle: text(settle),
        });
        let answer = get(&server, "/paid", &payment(nonce, |_| {}));
        assert_eq!(
            (answer.status, answer.is_served()),
            (status, false),
            "{verify:?} {settle:?}"
        );
        assert!(answer.field("Set-Cookie").is_none());
    }
    // What was not settled may be tried again.
    facilitator.script(Script::default());
    assert_eq!(get(&server, "/paid", &payment(10, |_| {})).status, 200);
}

#[test]
fn a_failing_handler_is_not_charged() {
    let facilitator = Facilitator::start();
    let server = x402(&facilitator, &[]);
    let answer = get(&server, "/failing", &payment(3, |_| {}));
    assert_eq!(answer.status, 500);
    assert_eq!(facilitator.take(), ["/verify"]);
}

#[test]
fn no_variant_of_the_request_goes_past_the_gate() {
    let facilitator = Facilitator::start();
    let server = x402(&facilitator, &[]);
    let absolute = format!("{}/paid", server.url());
    for target in [
        "/paid/",
        "//paid",
        "/PAID",
        "/paid%",
        "/pai%64",
        "/paid?x",
        "/x/../paid",
        &absolute,
    ] {
        for method in ["GET", "HEAD", "POST", "PUT"] {
            let answer = send(&server, method, target, "", "");
            assert!(
                [402, 404, 405].contains(&answer.status),
                "{method} {target}: {answer:?}"
            );
        }
    }
    assert_eq!(server.handler_runs(), 0);
}

#[test]
fn parallel_copies_are_served_once() {
    let facilitator = Facilitator::start();
    let server = x402(&facilitator, &[]);
    let header = payment(4, |_| {});
    let served = std::thread::scope(|scope| {
        let send = || scope.spawn(|| get(&server, "/paid", &header).is_served());
        let all: Vec<_> = (0..8).map(|_| send()).collect();
        all.into_iter()
            .map(|thread| thread.join().unwrap())
            .filter(|served| *served)
            .count()
    });
    assert_eq!(served, 1);
}
