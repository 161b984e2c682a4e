//! Every fault and variant of the MPP server changes what a fixed series of requests sees.

use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http402::eip712::tempo::ProofV3;
use http402::eip712::{Domain, SecretKey, TransferWithAuthorization, keccak256};
use http402::mpp::Challenge;
use http402::primitives::{Timestamp, U256};
use http402::x402::network::Network;
use reference402::server::Server;
use reference402::{Fault, Role};
use serde_json::{Value, json};

use crate::support::{Answer, authorization, credential, exchange, get, mpp, send};

/// What the series saw: one entry a request, without what differs from run to run.
fn transcript(faults: &[&str]) -> Vec<String> {
    let server = mpp(faults);
    let mut log = Log {
        seen: Vec::new(),
        server: &server,
    };
    log.unpaid();
    log.preferences();
    log.credentials();
    log.routes();
    log.bodies();
    log.evm();
    log.tempo();
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
            "/pai%64",
            "/paid?x=1",
            &absolute,
        ] {
            self.get(target, "");
        }
        self.get("/free", "Payment-Authorization: Payment e30\r\n");
        self.get("/paid", "Authorization: Basic bTpt\r\n");
        let head = send(self.server, "HEAD", "/paid", "", "");
        self.add("HEAD", &head);
        let two = "GET /free HTTP/1.1\r\n\r\nGET /free HTTP/1.1\r\nConnection: close\r\n\r\n";
        let two = exchange(self.server.address(), two);
        self.add("two on one connection", &two);
        // Issued in the same second, unless a second ends here; then the next two are.
        let pairs = [(); 2].map(|()| self.id("/dearer") == self.id("/dearer"));
        self.seen
            .push(format!("ids repeat: {}", pairs.contains(&true)));
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
            credential["note"] = "x".repeat(4000).into()
        });
        let challenge = self.challenge("/dearer", "testpay");
        let line = authorization(&challenge);
        for lines in [line.repeat(2), line.clone(), line] {
            self.get("/dearer", &lines);
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
        let key = SecretKey::from_bytes(&[7; 32]).unwrap();
        let token = Network::BASE_SEPOLIA.evm().unwrap().token.unwrap();
        let domain = Domain::new(token.name)
            .with_version(token.version)
            .with_chain_id(84_532)
            .with_verifying_contract(token.asset);
        for case in ["honest", "value", "to", "nonce"] {
            let Some(challenge) = get(self.server, "/short", "").offer("evm") else {
                self.seen.extend([(); 2].map(|()| NOT_OFFERED.to_owned()));
                continue;
            };
            let request: Value = serde_json::from_str(challenge.request_json().as_str()).unwrap();
            let nonce =
                keccak256(&[challenge.id().as_bytes(), challenge.realm().as_bytes()].concat());
            let mut message = TransferWithAuthorization {
                from: key.address(),
                to: request["recipient"].as_str().unwrap().parse().unwrap(),
                value: request["amount"].as_str().unwrap().parse().unwrap(),
                valid_after: U256::ZERO,
                valid_before: U256::from(99_999_999_999_u64),
                nonce,
            };
            match case {
                "value" => message.value = U256::ONE,
                "to" => message.to = key.address(),
                "nonce" => message.nonce = keccak256(b"another"),
                _ => {}
            }
            let payload = json!({
                "type": "authorization", "from": message.from, "to": message.to,
                "value": message.value, "validAfter": message.valid_after,
                "validBefore": message.valid_before, "nonce": message.nonce,
                "signature": key.sign(&domain.separator(), &message),
            });
            let text = credential(&challenge, |credential| credential["payload"] = payload);
            let line = format!("Authorization: Payment {text}\r\n");
            self.get("/short", &line);
            self.get("/short", &line);
        }
    }

    fn tempo(&mut self) {
        let key = SecretKey::from_bytes(&[7; 32]).unwrap();
        let address = key.address();
        for source in [
            json!(format!("did:pkh:eip155:42431:{address}")),
            json!(format!("did:pkh:eip155:1:{address}")),
            json!(format!("did:pkh:eip155:42431:0x{}", "11".repeat(20))),
            Value::Null,
        ] {
            let Some(challenge) = get(self.server, "/dearer", "").offer("tempo") else {
                self.seen.push(NOT_OFFERED.to_owned());
                continue;
            };
            let (challenge_id, realm) = (challenge.id(), challenge.realm());
            let message = ProofV3 {
                account: address,
                challenge_id,
                realm,
            };
            let signature = key.sign(&ProofV3::domain(42_431).separator(), &message);
            let text = credential(&challenge, |credential| {
                credential["payload"] = json!({ "type": "proof", "signature": signature });
                if source.is_string() {
                    credential["source"] = source;
                }
            });
            self.get("/dearer", &format!("Authorization: Payment {text}\r\n"));
        }
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
        let served = thread::scope(|scope| {
            let threads: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| get(self.server, "/dearer", &line).is_served()))
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .filter(|served| *served)
                .count()
        });
        self.seen.push(format!("race: {served}"));
    }
}

fn testpay(id: &str) -> String {
    use http402::mpp::methods::testpay::ChargePayload;
    ChargePayload::pay(ChargePayload::DEFAULT_KEY.as_bytes(), id).to_string()
}

fn challenge_id_is_bound(challenge: &Challenge<'_>) -> bool {
    use http402::mpp::{BindingKey, SlotLayout};
    let secret =
        reference402::server::Options::new(reference402::server::Protocol::Mpp).binding_secret;
    let key = BindingKey::new(secret.as_bytes()).unwrap();
    key.verify_challenge(challenge, SlotLayout::Draft01).is_ok()
}

/// A header line without ids, nonces and times.
fn masked(line: &str) -> String {
    let Some((name, value)) = line.split_once(": ") else {
        return line.to_owned();
    };
    let value = match name.to_ascii_lowercase().as_str() {
        "payment-receipt" => masked_json(value),
        "www-authenticate" => {
            let parameters = value.split(',').map(|parameter| {
                let (name, text) = parameter.split_once('=').unwrap_or((parameter, ""));
                match name.trim().rsplit(' ').next().unwrap() {
                    "id" => format!("{name}=({} characters)", text.len()),
                    "expires" => format!("{name}={}", shape(text)),
                    "opaque" => format!("{name}={}", masked_json(text.trim_matches('"'))),
                    _ => parameter.to_owned(),
                }
            });
            parameters.collect::<Vec<_>>().join(",")
        }
        _ => value.to_owned(),
    };
    format!("{name}: {value}")
}

/// Times by their form, and how many half hours ahead they are.
fn shape(text: &str) -> String {
    let time = text.trim_matches('"').parse::<Timestamp>();
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let ahead = time.map_or(0, |time| (time.unix() - i64::try_from(now).unwrap()) / 1800);
    let form = text
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c });
    format!("{ahead} {}", form.collect::<String>())
}

/// The members of base64url JSON, long values by their length.
fn masked_json(text: &str) -> String {
    let Ok(bytes) = BASE64_URL_SAFE_NO_PAD.decode(text) else {
        return format!("no base64url {}", text.ends_with('='));
    };
    let Ok(Value::Object(members)) = serde_json::from_slice(&bytes) else {
        return format!("no JSON object {}", bytes.len());
    };
    let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
    let members = members.iter().map(|(name, value)| match value {
        Value::String(text) if name == "timestamp" => format!("{name} {}", shape(text)),
        Value::String(text) if text.len() > 30 => format!("{name} long {}", text.starts_with("0x")),
        other => format!("{name} {other}"),
    });
    format!("{lines} {}", members.collect::<Vec<_>>().join(" "))
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
