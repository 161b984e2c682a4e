//! Every fault and variant of the x402 server changes what a fixed series of requests sees.

use core::fmt::Write as _;
use std::thread;

use reference402::server::{Options, Protocol, Server};
use reference402::{Fault, Role};
use serde_json::json;

use crate::support::{Answer, Facilitator, Script, exchange, get, payment, send, start, x402};

/// What the series saw: one entry a request.
fn transcript(faults: &[&str]) -> Vec<String> {
    let facilitator = Facilitator::start();
    let server = x402(&facilitator, faults);
    let mut log = Log {
        seen: Vec::new(),
        facilitator: &facilitator,
        server: &server,
    };
    log.unpaid();
    log.payments();
    log.facilitator_at_verify();
    log.facilitator_at_settle();
    log.race();
    let moved = format!("http://{}/moved", facilitator.address);
    for (name, url) in [("down", "http://127.0.0.1:9/"), ("moved", &moved)] {
        let mut options = Options::new(Protocol::X402);
        url.clone_into(&mut options.facilitator_url);
        let server = start(options, faults);
        let answer = get(&server, "/paid", &payment(90, |_| {}));
        log.seen.push(print(&server, name, &answer));
    }
    log.seen
}

struct Log<'a> {
    seen: Vec<String>,
    facilitator: &'a Facilitator,
    server: &'a Server,
}

/// An answer without the port, which differs from run to run.
fn print(server: &Server, name: &str, answer: &Answer) -> String {
    let text = format!("{name}: {}\n{}", answer.head, answer.body);
    text.replace(&server.address().port().to_string(), "PORT")
}

impl Log<'_> {
    fn add(&mut self, name: &str, answer: &Answer) {
        let mut entry = print(self.server, name, answer);
        for (path, order) in core::mem::take(&mut *self.facilitator.calls.lock().unwrap()) {
            let _ = write!(entry, "\n-> {path} {order}");
        }
        let port = self.server.address().port().to_string();
        self.seen.push(entry.replace(&port, "PORT"));
    }

    fn get(&mut self, target: &str, lines: &str) {
        let answer = get(self.server, target, lines);
        self.add(target, &answer);
    }

    fn unpaid(&mut self) {
        let absolute = format!("{}/paid", self.server.url());
        for target in [
            "/paid",
            "/dearer",
            "/free",
            "/nothing",
            "/paid/",
            "//paid",
            "/PAID",
            "/paid%zz",
            "/pai%64",
            "/paid?x=1",
            &absolute,
        ] {
            self.get(target, "");
        }
        for method in ["HEAD", "POST", "OPTIONS"] {
            let answer = send(self.server, method, "/paid", "", "");
            self.add(method, &answer);
        }
        for lines in [
            "Accept: text/html\r\n",
            "User-Agent: Mozilla/5.0\r\n",
            "Accept: text/html\r\nUser-Agent: Mozilla/5.0\r\n",
        ] {
            self.get("/paid", lines);
        }
        for line in ["If-None-Match: *", "Range: bytes=0-9", "X-Original-URL: /"] {
            self.get("/paid", &format!("{line}\r\n"));
        }
        self.get("/runs", "");
        let two = "GET /free HTTP/1.1\r\n\r\nGET /free HTTP/1.1\r\nConnection: close\r\n\r\n";
        let answer = exchange(self.server.address(), two);
        self.add("two on one connection", &answer);
    }

    fn payments(&mut self) {
        for lines in [
            "X-PAYMENT: !!!\r\n".to_owned(),
            "X-PAYMENT: bm9uZQ==\r\n".to_owned(),
            "X-PAYMENT: e30=\r\n".to_owned(),
            payment(1, |payment| payment["network"] = "base".into()),
            payment(2, |_| {}).replace("X-PAYMENT", "x-payment"),
            payment(3, |_| {}),
            payment(3, |_| {}),
            payment(4, |payment| {
                payment["payload"]["authorization"]["value"] = "1".into();
            }),
            payment(5, |payment| {
                payment["payload"]["authorization"]["to"] = format!("0x{}", "22".repeat(20)).into();
            }),
        ] {
            self.get("/paid", &lines);
        }
        self.get("/paid", &payment(8, |_| {}).repeat(2));
        let cookie = payment(9, |_| {}).replace("X-PAYMENT", "Cookie");
        self.get("/paid", &cookie);
        let browser = "Accept: text/html, application/json\r\nUser-Agent: Mozilla/5.0\r\n";
        self.get("/paid", &(payment(10, |_| {}) + browser));
        self.get("/dearer", &payment(6, |_| {}));
        self.get("/failing", &payment(7, |_| {}));
    }

    fn facilitator_at_verify(&mut self) {
        let payer = "0x857b06519E91e3A54538791bDbb0E22373e36b66";
        let replies = [
            (200, json!({ "isValid": false, "invalidReason": "insufficient_funds", "payer": payer }).to_string()),
            (200, json!({ "isValid": false, "invalidReason": "invalid_transaction_state", "payer": payer }).to_string()),
            (500, json!({ "isValid": true, "payer": payer }).to_string()),
            (400, json!({ "isValid": false, "invalidReason": "insufficient_funds", "payer": payer }).to_string()),
            (200, "<html>".to_owned()),
            (200, "{}".to_owned()),
            (200, json!({ "isValid": "yes", "payer": payer }).to_string()),
            (503, "busy".to_owned()),
        ];
        for (nonce, reply) in (20..).zip(replies) {
            let verify = Some(reply);
            self.facilitator.script(Script {
                verify,
                settle: None,
            });
            self.get("/paid", &payment(nonce, |_| {}));
        }
    }

    fn facilitator_at_settle(&mut self) {
        let settled = |success: bool| {
            let transaction = format!("0x{}", "ab".repeat(32));
            json!({
                "success": success,
                "transaction": if success { &transaction } else { "" },
                "network": "base-sepolia",
                "payer": "0x857b06519E91e3A54538791bDbb0E22373e36b66",
            })
            .to_string()
        };
        let replies = [
            (200, settled(false)),
            (400, settled(false)),
            (500, settled(true)),
            (200, "<html>".to_owned()),
            (200, "{}".to_owned()),
            (503, "busy".to_owned()),
        ];
        for (nonce, reply) in (40..).zip(replies) {
            let settle = Some(reply);
            self.facilitator.script(Script {
                verify: None,
                settle,
            });
            self.get("/paid", &payment(nonce, |_| {}));
        }
        self.facilitator.script(Script::default());
    }

    fn race(&mut self) {
        let header = payment(60, |_| {});
        let served = thread::scope(|scope| {
            let threads: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| get(self.server, "/paid", &header).is_served()))
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .filter(|served| *served)
                .count()
        });
        self.facilitator.take();
        self.seen.push(format!("race: {served}"));
    }
}

#[test]
fn the_series_sees_the_same_each_time() {
    assert_eq!(transcript(&[]), transcript(&[]));
}

#[test]
fn every_fault_and_variant_is_seen() {
    let honest = transcript(&[]);
    let ours = |fault: &&Fault| fault.requirement.starts_with("X402-");
    let unseen: Vec<_> = Fault::of(Role::Server)
        .iter()
        .filter(ours)
        .filter(|fault| transcript(&[&fault.name]) == honest)
        .map(|fault| &fault.name)
        .collect();
    assert!(unseen.is_empty(), "{unseen:?}");
}

/// The status of each answer.
fn statuses(transcript: &[String]) -> Vec<&str> {
    let status = |entry: &'_ String| entry.find("HTTP/1.1 ").map(|at| at + 9);
    transcript
        .iter()
        .map(|entry| status(entry).map_or(entry.as_str(), |at| &entry[at..at + 3]))
        .collect()
}

#[test]
fn no_variant_serves_what_was_not_paid() {
    let honest = transcript(&[]);
    let ours = |fault: &&Fault| fault.neutral && fault.requirement.starts_with("X402-");
    for fault in Fault::of(Role::Server).iter().filter(ours) {
        let seen = transcript(&[&fault.name]);
        for (honest, seen) in statuses(&honest).into_iter().zip(statuses(&seen)) {
            let served = |status: &str| status.starts_with('2');
            assert_eq!(served(honest), served(seen), "{}", fault.name);
        }
    }
}
