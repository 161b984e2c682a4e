//! The conformant client, case by case.

use core::time::Duration;

use reference402::Faults;
use reference402::client::{Client, Lazy, Refusal, Request};
use serde_json::json;

use crate::origin::Seen;
use crate::script::{CONTENT, Script};
use crate::transcript::transcript;
use crate::{mpp, x402};

#[test]
fn it_pays_once_where_it_should() {
    for script in x402::payable().into_iter().chain(mpp::payable()) {
        let run = script.run(&Faults::NONE);
        let paid = run.seen.iter().filter(|seen| seen.is_paid()).count();
        let repeated = script.name == "moved after";
        let expected = if repeated { 2 } else { script.calls };
        assert_eq!(paid, expected, "{}: {:?}", script.name, run.last);
    }
}

#[test]
fn it_pays_nothing_where_it_should_not() {
    for script in x402::unpayable().into_iter().chain(mpp::unpayable()) {
        let run = script.run(&Faults::NONE);
        let paid = run.seen.iter().any(Seen::is_paid);
        assert!(!paid, "{}: {:?}", script.name, transcript(&script, &run));
        let refused = matches!(run.last, Err(Refusal::Refused(_)));
        let handed_on = run.last.is_ok_and(|outcome| outcome.status != 402);
        assert!(refused || handed_on, "{}", script.name);
    }
}

#[test]
fn what_it_pays_verifies() {
    for script in x402::payable() {
        let run = script.run(&Faults::NONE);
        for line in transcript(&script, &run) {
            assert!(
                !line.contains("base64 {") || line.contains("} true"),
                "{line}"
            );
        }
    }
}

#[test]
fn nothing_leaves_for_another_origin() {
    for script in x402::payable().into_iter().chain(mpp::payable()) {
        let run = script.run(&Faults::NONE);
        for seen in run.seen.iter().filter(|seen| seen.origin == 1) {
            assert!(
                seen.all("Authorization").is_empty() && !seen.is_paid(),
                "{seen:?}"
            );
        }
    }
}

#[test]
fn a_retry_keeps_what_the_caller_sent() {
    for script in [&x402::payable()[2], &mpp::payable()[6]] {
        let run = script.run(&Faults::NONE);
        let [first, second] = &run.seen[..] else {
            panic!("{}: {:?}", script.name, run.last)
        };
        assert_eq!(
            (&first.method, &first.target),
            (&second.method, &second.target)
        );
        assert_eq!(first.body, second.body);
        assert_eq!(second.all("X-Trace"), ["a1"]);
    }
}

#[test]
fn the_callers_own_authorization_stays_beside_the_other_field() {
    let scripts = mpp::payable();
    let script = scripts
        .iter()
        .find(|script| script.name == "other field")
        .unwrap();
    let run = script.run(&Faults::NONE);
    let paid = run.seen.last().unwrap();
    assert_eq!(paid.all("Authorization"), ["Basic YTpi"]);
    assert_eq!(paid.all("Payment-Authorization").len(), 1);
}

#[test]
fn a_clock_that_is_ahead_moves_the_window() {
    let script = &x402::payable()[0];
    let mut options = script.options();
    options.clock_offset = 7200;
    let ahead = transcript(script, &script.run_with(options, &Faults::NONE));
    assert_ne!(ahead, transcript(script, &script.run(&Faults::NONE)));
}

#[test]
fn lazy_clients_end_in_time() {
    let script = Script::new("lazy", x402_demand(), CONTENT);
    for (name, lazy) in Lazy::ALL {
        let mut options = script.options();
        options.lazy = Some(lazy);
        options.timeout = Duration::from_millis(50);
        let run = script.run_with(options, &Faults::NONE);
        let paid = run.seen.iter().filter(|seen| seen.is_paid()).count();
        assert_eq!(paid > 0, lazy == Lazy::AlwaysPays, "{name}");
        let expected = match lazy {
            Lazy::Loops => 6,
            Lazy::NeverPays | Lazy::AlwaysPays => 1,
            _ => 0,
        };
        assert!(run.seen.len() <= expected, "{name}");
    }
}

fn x402_demand() -> String {
    let body = x402::body(&[x402::offer(&json!({}))]);
    format!("402 Payment Required\n\n{body}")
}

#[test]
fn requests_that_cannot_be_sent_are_refused_before_anything_is_sent() {
    let mut client = Client::new(reference402::client::Options::new(), Faults::NONE);
    for url in [
        "",
        "paid",
        "ftp://127.0.0.1/",
        "http://a@127.0.0.1/",
        "http:///",
        "http://127.0.0.1/a b",
        "http://127.0.0.1/a\r\nX: y",
    ] {
        let refusal = client.fetch(&Request::get(url)).unwrap_err();
        assert!(
            matches!(refusal, Refusal::Unsupported(_)),
            "{url}: {refusal}"
        );
    }
    let mut request = Request::get("http://127.0.0.1:1/");
    request.method = "GET / HTTP/1.1\r\n".to_owned();
    let refusal = client.fetch(&request).unwrap_err();
    assert!(matches!(refusal, Refusal::Unsupported(_)), "{refusal}");
    request.method.clear();
    request
        .headers
        .push(("A".to_owned(), "b\r\nC: d".to_owned()));
    let refusal = client.fetch(&request).unwrap_err();
    assert!(matches!(refusal, Refusal::Unsupported(_)), "{refusal}");
}
