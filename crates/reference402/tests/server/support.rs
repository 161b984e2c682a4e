//! A client of a few lines, a facilitator that believes everything once, and payments.

use alloc::collections::BTreeSet;
use alloc::sync::Arc;
use core::net::SocketAddr;
use core::time::Duration;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Mutex;
use std::thread;

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use http402::mpp::methods::testpay::ChargePayload;
use http402::mpp::{Challenge, Credential};
use reference402::Faults;
use reference402::server::{Options, Protocol, Server};
use serde_json::{Value, json};

/// An answer as received.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn parse(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((text, ""));
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
        Self {
            status: status.unwrap_or(0),
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }

    /// The values of a field.
    pub(crate) fn fields(&self, name: &str) -> Vec<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines
            .filter(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
            .collect()
    }

    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        self.fields(name).first().copied()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    pub(crate) fn is_served(&self) -> bool {
        self.body.contains("canary-")
    }

    /// The last part of the problem type.
    pub(crate) fn problem(&self) -> String {
        let json = self.json();
        let uri = json["type"].as_str().unwrap_or_default().to_owned();
        uri.rsplit('/').next().unwrap_or_default().to_owned()
    }

    /// The challenge of a method.
    pub(crate) fn challenge(&self, method: &str) -> Challenge<'static> {
        let found = self.offer(method);
        found.unwrap_or_else(|| panic!("no challenge for {method} in {self:?}"))
    }

    /// The challenge of a method, where there is one.
    pub(crate) fn offer(&self, method: &str) -> Option<Challenge<'static>> {
        let lines = self.fields("WWW-Authenticate");
        let all = Challenge::parse_all(lines.iter().copied());
        let mut all = all.filter_map(Result::ok);
        all.find(|challenge| challenge.method() == method)
            .map(Challenge::into_owned)
    }
}

/// Sends bytes and reads until the end.
pub(crate) fn exchange(address: SocketAddr, request: &str) -> Answer {
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(5)))
        .unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    Answer::parse(&String::from_utf8_lossy(&bytes))
}

/// A request with more header lines, each ended by CRLF.
pub(crate) fn send(server: &Server, method: &str, target: &str, lines: &str, body: &str) -> Answer {
    let address = server.address();
    let length = body.len();
    exchange(
        address,
        &format!(
            "{method} {target} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {length}\r\n{lines}\r\n{body}"
        ),
    )
}

pub(crate) fn get(server: &Server, target: &str, lines: &str) -> Answer {
    send(server, "GET", target, lines, "")
}

/// How the facilitator answers an endpoint, instead of honestly.
#[derive(Clone, Debug, Default)]
pub(crate) struct Script {
    pub(crate) verify: Option<(u16, String)>,
    pub(crate) settle: Option<(u16, String)>,
}

/// A facilitator that finds everything valid, and settles each nonce once.
#[derive(Debug)]
pub(crate) struct Facilitator {
    pub(crate) address: SocketAddr,
    pub(crate) calls: Arc<Mutex<Vec<(String, Value)>>>,
    script: Arc<Mutex<Script>>,
}

impl Facilitator {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (calls, script) = (Arc::default(), Arc::<Mutex<Script>>::default());
        let facilitator = Self {
            address,
            calls: Arc::clone(&calls),
            script: Arc::clone(&script),
        };
        thread::spawn(move || {
            let used = Arc::<Mutex<BTreeSet<String>>>::default();
            for stream in listener.incoming() {
                let (calls, script, used) =
                    (Arc::clone(&calls), Arc::clone(&script), Arc::clone(&used));
                thread::spawn(move || serve(&mut stream.unwrap(), &calls, &script, &used));
            }
        });
        facilitator
    }

    pub(crate) fn script(&self, script: Script) {
        *self.script.lock().unwrap() = script;
    }

    /// The endpoints called since the last time.
    pub(crate) fn take(&self) -> Vec<String> {
        let calls = core::mem::take(&mut *self.calls.lock().unwrap());
        calls.into_iter().map(|(path, _)| path).collect()
    }
}

fn serve(
    stream: &mut TcpStream,
    calls: &Mutex<Vec<(String, Value)>>,
    script: &Mutex<Script>,
    used: &Mutex<BTreeSet<String>>,
) {
    let mut text = String::new();
    let mut buffer = [0; 4096];
    loop {
        let read = stream.read(&mut buffer).unwrap_or(0);
        text.push_str(&String::from_utf8_lossy(&buffer[..read]));
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            if read == 0 {
                return;
            }
            continue;
        };
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("Content-Length: "));
        if read == 0 || body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
            break;
        }
    }
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    if let Some(there) = path.strip_prefix("/moved") {
        let _ = write!(
            stream,
            "HTTP/1.1 308 X\r\nLocation: {there}\r\nContent-Length: 0\r\n\r\n"
        );
        return;
    }
    let order: Value = serde_json::from_str(body).unwrap_or_default();
    calls.lock().unwrap().push((path.clone(), order.clone()));
    let payment = &order["paymentPayload"];
    let payer = payment["payload"]["authorization"]["from"].clone();
    let nonce = payment["payload"]["authorization"]["nonce"].to_string();
    let script = script.lock().unwrap().clone();
    let (status, answer) = if path.ends_with("verify") {
        let honest = if used.lock().unwrap().contains(&nonce) {
            json!({ "isValid": false, "invalidReason": "invalid_transaction_state", "payer": payer })
        } else {
            json!({ "isValid": true, "payer": payer })
        };
        script.verify.unwrap_or((200, honest.to_string()))
    } else {
        let settled = |fresh| {
            if fresh {
                json!({ "success": true, "transaction": format!("0x{}", "ab".repeat(32)), "network": payment["network"], "payer": payer })
            } else {
                json!({ "success": false, "errorReason": "invalid_transaction_state", "transaction": "", "network": payment["network"], "payer": payer })
            }
        };
        script
            .settle
            .unwrap_or_else(|| (200, settled(used.lock().unwrap().insert(nonce)).to_string()))
    };
    let length = answer.len();
    let _ = write!(
        stream,
        "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{answer}"
    );
}

pub(crate) fn x402(facilitator: &Facilitator, faults: &[&str]) -> Server {
    let mut options = Options::new(Protocol::X402);
    options.facilitator_url = format!("http://{}", facilitator.address);
    start(options, faults)
}

pub(crate) fn mpp(faults: &[&str]) -> Server {
    start(Options::new(Protocol::Mpp), faults)
}

pub(crate) fn start(options: Options, faults: &[&str]) -> Server {
    let faults = Faults::new(reference402::Role::Server, faults.iter().copied()).unwrap();
    Server::start(options, faults).unwrap()
}

/// An `X-PAYMENT` line; the facilitator of these tests reads no signature.
pub(crate) fn payment(nonce: u8, change: impl FnOnce(&mut Value)) -> String {
    let from = "0x857b06519E91e3A54538791bDbb0E22373e36b66";
    let mut payment = json!({
        "x402Version": 1, "scheme": "exact", "network": "base-sepolia",
        "payload": {
            "signature": format!("0x{}1b", "11".repeat(64)),
            "authorization": {
                "from": from, "to": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C", "value": "10000",
                "validAfter": "0", "validBefore": "99999999999", "nonce": format!("0x{nonce:064x}"),
            },
        },
    });
    change(&mut payment);
    format!(
        "X-PAYMENT: {}\r\n",
        BASE64_STANDARD.encode(payment.to_string())
    )
}

/// A testpay credential for a challenge, after a change of its JSON.
pub(crate) fn credential(challenge: &Challenge<'_>, change: impl FnOnce(&mut Value)) -> String {
    let payload = ChargePayload::pay(ChargePayload::DEFAULT_KEY.as_bytes(), challenge.id());
    let payload = payload.to_string().parse().unwrap();
    let honest = Credential::new(challenge, &payload).to_json();
    let mut value: Value = serde_json::from_str(&honest).unwrap();
    change(&mut value);
    BASE64_URL_SAFE_NO_PAD.encode(value.to_string())
}

/// The same as a line of `Authorization`.
pub(crate) fn authorization(challenge: &Challenge<'_>) -> String {
    format!(
        "Authorization: Payment {}\r\n",
        credential(challenge, |_| {})
    )
}
