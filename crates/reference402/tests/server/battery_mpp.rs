//! Every fault and variant of the MPP server changes what a fixed series of requests sees.

use std::thread;

use http402::mpp::{BindingKey, Challenge, SlotLayout, Slots};
use reference402::server::{Options, Protocol, Server};
use reference402::{Fault, Role};
use serde_json::Value;

use crate::mask::masked;
use crate::support::{Answer, authorization, credential, exchange, get, mpp, send};
use crate::wallet::{authorized, proven, voucher};

/// What the series saw: one entry a request, without what differs from run to run.
fn transcript(faults: &[&str]) -> Vec<String> {
    let server = mpp(faults);
    let mut log = Log {
        seen: Vec::new(),
        server: &server,
    };
    log.unpaid();
    log.shown();
    log.preferences();
    log.credentials();
    log.routes();
    log.bodies();
    log.evm();
    log.tempo();
    log.session();
    log.expiry();
    log.race();
    log.seen
}

const NOT_OFFERED: &str = "not offered";

struct Log<'a> {
    seen: Vec<String>,
    server: &'a Server,
}

impl Log<'_> {
    fn add(&mut self, name: &str, answer: &Answer) {
        let head: Vec<_> = answer.head.lines().map(masked).collect();
        let runs = self.server.handler_runs();
        let name = name.trim_start_matches(&self.server.url());
        self.seen.push(format!(
            "{name} {runs}: {}\n{}",
            head.join("\n"),
            answer.body
        ));
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
            "/header",
            "/members",
            "/free",
            "/nothing",
            "/openapi.json",
            "/paid/",
            "//paid",
            "/PAID",
            "/pai%64",
            "/paid?x=1",
            &absolute,
        ] {
            self.get(target, "");
        }
        self.get("/free", "Payment-Authorization: Payment e30\r\n");
        for line in ["Authorization: Basic bTpt", "X-Original-URL: /"] {
            self.get("/paid", &format!("{line}\r\n"));
        }
        for method in ["HEAD", "POST", "PUT"] {
            let answer = send(self.server, method, "/paid", "", "");
            self.add(method, &answer);
        }
        let two = "GET /free HTTP/1.1\r\n\r\nGET /free HTTP/1.1\r\nConnection: close\r\n\r\n";
        let two = exchange(self.server.address(), two);
        self.add("two on one connection", &two);
        // Issued in the same second, unless a second ends here; then the next two are.
        let pairs = [(); 2].map(|()| self.id("/dearer") == self.id("/dearer"));
        self.seen
            .push(format!("ids repeat: {}", pairs.contains(&true)));
    }

    fn shown(&mut self) {
        let offers = include_str!("../../src/server/mpp/shown/offers.json");
        let offers: Vec<Value> = serde_json::from_str(offers).unwrap();
        for offer in &offers {
            let part = |name: &str| offer[name].as_str().unwrap();
            self.get(
                &format!("/offers/{}-{}", part("method"), part("intent")),
                "",
            );
        }
    }

    fn id(&self, target: &str) -> String {
        let answer = get(self.server, target, "");
        let id = answer.head.split("id=").nth(1).unwrap_or_default();
        id.split(',').next().unwrap_or_default().to_owned()
    }

    fn preferences(&mut self) {
        for value in [
            "evm/charge;q=0, */*",
            "tempo/charge, */*;q=0.5",
            "tempo/*, tempo/charge;q=0",
            ";;;",
        ] {
            self.get("/dearer", &format!("Accept-Payment: {value}\r\n"));
        }
    }

    fn pay(&mut self, name: &str, target: &str, change: impl FnOnce(&mut Value)) {
        let challenge = self.challenge("/dearer", "testpay");
        let line = format!(
            "Authorization: Payment {}\r\n",
            credential(&challenge, change)
        );
        let answer = get(self.server, target, &line);
        self.add(name, &answer);
    }

    fn challenge(&self, target: &str, method: &str) -> Challenge<'static> {
        get(self.server, target, "").challenge(method)
    }

    fn credentials(&mut self) {
        let set = |pointer: &'static str, value: Value| {
            move |credential: &mut Value| *credential.pointer_mut(pointer).unwrap() = value
        };
        self.get("/dearer", "Authorization: Payment !!!\r\n");
        self.get("/dearer", "Authorization: Payment bm9uZQ\r\n");
        self.get("/dearer", "Authorization: Payment e30\r\n");
        for (pointer, value) in [
            ("/challenge/realm", "elsewhere"),
            ("/challenge/method", "tempo"),
            ("/challenge/method", "barter"),
            ("/challenge/intent", "session"),
            ("/challenge/request", "e30"),
            ("/challenge/opaque", "e30"),
            ("/challenge/expires", "2099-01-01T00:00:00Z"),
            ("/payload/proof", "short"),
        ] {
            self.pay(value, "/dearer", set(pointer, value.into()));
        }
        self.pay("id", "/dearer", |credential| {
            let id = credential["challenge"]["id"].as_str().unwrap().to_owned();
            let other = if id.ends_with('A') { "E" } else { "A" };
            let id = format!("{}{other}", &id[..id.len() - 1]);
            credential["payload"] = serde_json::from_str(&testpay(&id)).unwrap();
            credential["challenge"]["id"] = id.into();
        });
        self.pay(
            "proof",
            "/dearer",
            set("/payload/proof", "0".repeat(64).into()),
        );
        self.pay("proof prefix", "/dearer", |credential| {
            let proof = credential["payload"]["proof"].as_str().unwrap()[..8].to_owned();
            credential["payload"]["proof"] = format!("{proof}{}", "0".repeat(56)).into();
        });
        self.pay("no description", "/dearer", |credential| {
            credential["challenge"]
                .as_object_mut()
                .unwrap()
                .remove("description");
        });
        self.pay("long", "/dearer", |credential| {
            credential["note"] = "x".repeat(4000).into();
        });
        self.pay("another realm, bound", "/dearer", in_another_realm);
        let challenge = self.challenge("/dearer", "testpay");
        let line = authorization(&challenge);
        for lines in [line.repeat(2), line.clone(), line] {
            self.get("/dearer", &lines);
        }
        for (spelling, other) in [
            ("Authorization", "authorization"),
            ("Authorization", "Cookie"),
            ("Payment", "payment"),
        ] {
            let line = authorization(&self.challenge("/dearer", "testpay"));
            self.get("/dearer", &line.replacen(spelling, other, 1));
        }
        // What the refusal offers is payable.
        let refusal = get(self.server, "/dearer", "Authorization: Payment e30\r\n");
        if !refusal.fields("WWW-Authenticate").is_empty() {
            self.get("/dearer", &authorization(&refusal.challenge("testpay")));
        }
        // The binding covers what the specification says, in its order.
        let bound = challenge_id_is_bound(&challenge);
        self.seen.push(format!("bound: {bound}"));
    }

    fn routes(&mut self) {
        let cheap = get(self.server, "/short", "").challenge("testpay");
        self.get("/short?x=1", &authorization(&cheap));
        match get(self.server, "/paid", "").offer("testpay") {
            Some(paid) => self.get("/dearer", &authorization(&paid)),
            None => self.seen.push(NOT_OFFERED.to_owned()),
        }
        for target in ["/failing", "/denied"] {
            let line = authorization(&self.challenge(target, "testpay"));
            self.get(target, &line);
        }
        let line = authorization(&self.challenge("/header", "testpay"));
        self.get("/header", &line);
        self.get("/header", &format!("Payment-{line}"));
        let challenge = self.challenge("/header", "testpay");
        let text = credential(&challenge, |credential| {
            credential["challenge"]["header"] = "Authorization".into();
        });
        self.get(
            "/header",
            &format!("Payment-Authorization: Payment {text}\r\n"),
        );
    }

    fn bodies(&mut self) {
        let unpaid = send(self.server, "POST", "/body", "", "one");
        self.add("POST", &unpaid);
        let challenge = || send(self.server, "POST", "/body", "", "one").challenge("testpay");
        for body in ["two", "", "one"] {
            let answer = send(
                self.server,
                "POST",
                "/body",
                &authorization(&challenge()),
                body,
            );
            self.add(body, &answer);
        }
        let text = credential(&challenge(), |credential| {
            credential["challenge"]
                .as_object_mut()
                .unwrap()
                .remove("digest");
        });
        let line = format!("Authorization: Payment {text}\r\n");
        let answer = send(self.server, "POST", "/body", &line, "two");
        self.add("no digest", &answer);
        let line = authorization(&challenge()) + "Idempotency-Key: k1\r\n";
        for _ in 0..2 {
            let answer = send(self.server, "POST", "/body", &line, "one");
            self.add("retry", &answer);
        }
    }

    fn evm(&mut self) {
        for (route, case) in [
            ("/short", "honest"),
            ("/short", "value"),
            ("/short", "to"),
            ("/short", "nonce"),
            ("/short", "signer"),
            ("/split", "honest"),
        ] {
            let challenge = get(self.server, route, "").offer("evm");
            let line = challenge.map(|challenge| authorized(&challenge, case));
            for _ in 0..2 {
                match &line {
                    Some(line) => self.get(route, line),
                    None => self.seen.push(NOT_OFFERED.to_owned()),
                }
            }
        }
    }

    fn tempo(&mut self) {
        for source in ["did:pkh:eip155:42431:", "did:pkh:eip155:1:", "another", ""] {
            match get(self.server, "/dearer", "").offer("tempo") {
                Some(challenge) => self.get("/dearer", &proven(&challenge, source)),
                None => self.seen.push(NOT_OFFERED.to_owned()),
            }
        }
    }

    fn session(&mut self) {
        let challenge = self.challenge("/session", "tempo");
        for (amount, is_payer) in [
            (100, true),
            (100, true),
            (75, true),
            (105, true),
            (275, true),
            (125, false),
            (100, true),
        ] {
            self.get("/session", &voucher(&challenge, amount, is_payer));
        }
        let line = voucher(&challenge, 125, true);
        for _ in 0..2 {
            self.get("/session", &format!("{line}Idempotency-Key: k1\r\n"));
        }
        let alone = credential(&challenge, |credential| {
            credential["payload"] = serde_json::json!({ "action": "voucher" });
        });
        for _ in 0..2 {
            self.get("/session", &line);
        }
        self.get("/session", &format!("Authorization: Payment {alone}\r\n"));
        let head = send(
            self.server,
            "HEAD",
            "/session",
            &voucher(&challenge, 225, true),
            "",
        );
        self.add("HEAD", &head);
        let challenge = self.challenge("/session", "tempo");
        let served = self.crowd("/session", &voucher(&challenge, 50, true));
        self.seen.push(format!("session race: {served}"));
    }

    /// How many of four requests at once are served.
    fn crowd(&self, target: &str, line: &str) -> usize {
        thread::scope(|scope| {
            let threads: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| get(self.server, target, line).is_served()))
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .filter(|served| *served)
                .count()
        })
    }

    fn expiry(&mut self) {
        for seconds in [60, 7200] {
            let line = authorization(&self.challenge("/short", "testpay"));
            self.server.advance_clock(seconds);
            self.get("/short", &line);
        }
    }

    fn race(&mut self) {
        let line = authorization(&self.challenge("/dearer", "testpay"));
        let served = self.crowd("/dearer", &line);
        self.seen.push(format!("race: {served}"));
    }
}

fn testpay(id: &str) -> String {
    use http402::mpp::methods::testpay::ChargePayload;
    ChargePayload::pay(ChargePayload::DEFAULT_KEY.as_bytes(), id).to_string()
}

fn binding_key() -> BindingKey {
    let options = Options::new(Protocol::Mpp);
    BindingKey::new(options.binding_secret.as_bytes()).unwrap()
}

/// Gives the challenge another realm, and the id that belongs to it.
fn in_another_realm(credential: &mut Value) {
    credential["challenge"]["realm"] = "elsewhere".into();
    let challenge = credential["challenge"].clone();
    let slot = |name: &str| challenge[name].as_str().unwrap_or_default();
    let slots = Slots {
        realm: slot("realm"),
        method: slot("method"),
        intent: slot("intent"),
        request: slot("request"),
        expires: slot("expires"),
        digest: slot("digest"),
        header: slot("header"),
        opaque: slot("opaque"),
    };
    let id = binding_key().compute(&slots, SlotLayout::Draft01);
    credential["payload"] = serde_json::from_str(&testpay(id.as_str())).unwrap();
    credential["challenge"]["id"] = id.as_str().into();
}

fn challenge_id_is_bound(challenge: &Challenge<'_>) -> bool {
    let key = binding_key();
    key.verify_challenge(challenge, SlotLayout::Draft01).is_ok()
}

#[test]
fn the_series_sees_the_same_each_time() {
    for (first, second) in transcript(&[]).iter().zip(&transcript(&[])) {
        assert_eq!(first, second);
    }
}

#[test]
fn every_fault_and_variant_is_seen() {
    let honest = transcript(&[]);
    let unseen: Vec<_> = Fault::of(Role::Server)
        .iter()
        .filter(|fault| fault.requirement.starts_with("MPP-"))
        .filter(|fault| transcript(&[&fault.name]) == honest)
        .map(|fault| &fault.name)
        .collect();
    assert!(unseen.is_empty(), "{unseen:?}");
}

#[test]
fn no_variant_serves_what_was_not_paid() {
    let statuses = |transcript: Vec<String>| {
        let status = |entry: &String| {
            entry
                .find("HTTP/1.1 ")
                .map(|at| entry[at + 9..at + 12].to_owned())
        };
        transcript
            .iter()
            .map(|entry| status(entry).unwrap_or_else(|| entry.clone()))
            .collect::<Vec<_>>()
    };
    let honest = statuses(transcript(&[]));
    let ours = |fault: &&Fault| fault.neutral && fault.requirement.starts_with("MPP-");
    for fault in Fault::of(Role::Server).iter().filter(ours) {
        let seen = statuses(transcript(&[&fault.name]));
        assert_eq!(seen.len(), honest.len());
        for (seen, honest) in seen.iter().zip(&honest) {
            assert!(
                seen == honest || seen == NOT_OFFERED,
                "{}: {seen} {honest}",
                fault.name
            );
        }
    }
}
