use serde_json::{Value, json};

use super::ask::Place;
use crate::exchange::http::Response;
use crate::exchange::{network_name, offers};
use crate::vector::format;

/// What one unpaid answer shows of a target.
#[derive(Debug)]
pub(super) struct Sight {
    /// Families that it speaks, in the profile's words.
    pub(super) protocols: Vec<&'static str>,
    /// Offers by family; none where they cannot be read.
    x402: Vec<Value>,
    mpp: Vec<Value>,
}

impl Sight {
    /// Looks at an answer.
    pub(super) fn of(answer: &Response, now: u64) -> Self {
        let read = |spec| offers(spec, answer, now).unwrap_or_default();
        let (x402, mpp) = (read("x402-v1"), read("mpp-core"));
        let mut protocols = Vec::new();
        if speaks_x402(answer) {
            protocols.push("x402-v1");
        }
        if speaks_mpp(answer) {
            protocols.push("mpp-core");
            if mpp
                .iter()
                .any(|offer| text(offer, "/intent") == Some("charge"))
            {
                protocols.push("mpp-charge");
            }
        }
        Self {
            protocols,
            x402,
            mpp,
        }
    }

    /// The network that is best paid on: a test network before others.
    pub(super) fn network(&self) -> Option<String> {
        let named = self.x402.iter().filter_map(|offer| text(offer, "/network"));
        let numbered = self.mpp.iter().filter_map(|offer| {
            let id = offer.pointer("/request/methodDetails/chainId")?.as_u64()?;
            Some(network_name(id).map_or_else(|| format!("eip155:{id}"), str::to_owned))
        });
        let mut all: Vec<String> = named.map(str::to_owned).chain(numbered).collect();
        all.sort_by_key(|name| !crate::exchange::is_test_network(name));
        all.into_iter().next()
    }

    /// What tells an offer apart that the runner can pay.
    pub(super) fn payable(&self, spec: &str) -> Option<Value> {
        if spec == "x402-v1" {
            let network = self.network()?;
            let exact = |offer: &&Value| {
                text(offer, "/scheme") == Some("exact") && text(offer, "/network") == Some(&network)
            };
            return self
                .x402
                .iter()
                .find(exact)
                .map(|_| json!({ "scheme": "exact", "network": "${network}" }));
        }
        let free = |offer: &Value| text(offer, "/request/amount") == Some("0");
        ["testpay", "tempo", "evm"].into_iter().find_map(|method| {
            let offered = self.mpp.iter().find(|offer| {
                text(offer, "/method") == Some(method)
                    && text(offer, "/intent") == Some("charge")
                    && (method != "tempo" || free(offer))
            });
            offered.map(|_| json!({ "method": method, "intent": "charge" }))
        })
    }

    /// The account to be paid there, and the price, where all offers on that network agree.
    fn terms(&self) -> (Option<&str>, Option<&str>) {
        let network = self.network();
        let here = |offer: &&Value| text(offer, "/network") == network.as_deref();
        let x402 = self.x402.iter().filter(here);
        let of = |member: &'static str, request: &'static str| {
            let offered = x402.clone().filter_map(move |offer| text(offer, member));
            let asked = self
                .mpp
                .iter()
                .filter_map(move |offer| text(offer, request));
            agreed(offered.chain(asked))
        };
        let decimal = |amount: &&str| amount.bytes().all(|b| b.is_ascii_digit());
        (
            of("/payTo", "/request/recipient"),
            of("/maxAmountRequired", "/request/amount").filter(decimal),
        )
    }

    fn capabilities(&self, answer: &Response) -> Vec<&'static str> {
        let pays_by = |name: &str| {
            self.mpp
                .iter()
                .any(|offer| text(offer, "/method") == Some(name))
        };
        let solana =
            |offer: &Value| text(offer, "/network").is_some_and(|n| n.starts_with("solana"));
        let seen = [
            (
                "cors",
                answer
                    .head
                    .lines("access-control-allow-origin")
                    .next()
                    .is_some(),
            ),
            ("evm", pays_by("evm")),
            (
                "opaque",
                self.mpp.iter().any(|offer| offer.get("opaque").is_some()),
            ),
            ("solana", self.x402.iter().any(solana)),
            ("tempo", pays_by("tempo")),
        ];
        seen.into_iter()
            .filter(|(_, seen)| *seen)
            .map(|(name, _)| name)
            .collect()
    }

    /// A profile that claims what was seen, in the spelling of the suite's files.
    pub(super) fn profile(&self, place: &Place, method: &str, answer: &Response) -> String {
        let (pay_to, amount) = self.terms();
        let paid = [
            ("path", Some(place.path.as_str())),
            ("method", Some(method).filter(|method| *method != "GET")),
            ("amount", amount),
        ];
        let stated = paid
            .into_iter()
            .filter_map(|(name, text)| Some((name, json!(text?))));
        let paid = object(stated.map(|(name, text)| (name, text.to_string())));
        let mut routes = vec![("paid", paid)];
        let [other_case, escaped] = side_doors(&place.path);
        let door = |path: String| json!({ "path": path }).to_string();
        routes.extend(other_case.map(|path| ("paid-other-case", door(path))));
        routes.extend(escaped.map(|path| ("paid-escaped", door(path))));
        let pays_x402 = self.protocols.contains(&"x402-v1");
        let optional = |value: Option<&str>| value.map(|text| json!(text).to_string());
        let capabilities = self.capabilities(answer);
        let members = [
            ("$schema", Some(json!(SCHEMA).to_string())),
            ("name", Some(json!(place.endpoint.authority()).to_string())),
            ("protocols", Some(json!(self.protocols).to_string())),
            ("url", Some(json!(place.endpoint.origin()).to_string())),
            ("routes", Some(object(routes.into_iter()))),
            ("network", optional(self.network().as_deref())),
            ("pay_to", optional(pay_to)),
            (
                "facilitator",
                optional(Some(if pays_x402 { "external" } else { "none" })),
            ),
            (
                "capabilities",
                (!capabilities.is_empty()).then(|| json!(capabilities).to_string()),
            ),
        ];
        let stated = members
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        let text = object(stated);
        format(&text).unwrap_or(text)
    }

    /// What the answer does not tell, and its author may.
    pub(super) fn unseen(&self) -> Vec<&'static str> {
        let mut unseen = vec![
            "canary: text that only the paid content has",
            "routes: dearer, body, free, failing, short, runs, where there are such",
        ];
        if self.protocols.contains(&"x402-v1") {
            unseen.push(
                "facilitator: stub, with start, or where the target asks the one of --facilitator-port",
            );
            unseen.push("capabilities: cors");
        }
        if self.protocols.contains(&"mpp-core") {
            unseen.push("revision, testpay_key, binding_secret, ledger");
            unseen
                .push("capabilities: accept-payment, discovery, hmac-binding-01, idempotency-key");
        }
        unseen
    }
}

/// The paid path in another letter case, and with a letter percent-encoded: the same place to
/// routers that are lenient, and then to be paid for as well.
fn side_doors(path: &str) -> [Option<String>; 2] {
    let path = path.split('?').next().unwrap_or_default();
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let swapped: String = path
        .chars()
        .map(|c| {
            if c.is_ascii_lowercase() {
                c.to_ascii_uppercase()
            } else {
                c.to_ascii_lowercase()
            }
        })
        .collect();
    // A percent sign begins an escape already.
    let plain = !path.contains('%');
    let letter = name.chars().next().filter(char::is_ascii_alphabetic);
    let escaped = letter.map(|letter| {
        let rest = name.get(1..).unwrap_or_default();
        format!("{folder}/%{:02x}{rest}", u32::from(letter))
    });
    [
        Some(swapped).filter(|swapped| plain && swapped != path),
        escaped.filter(|_| plain),
    ]
}

fn speaks_x402(answer: &Response) -> bool {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    // Later versions name themselves.
    let version = body.get("x402Version");
    body.get("accepts").is_some()
        && version.is_none_or(|version| version.as_u64().is_none_or(|v| v == 1))
}

fn speaks_mpp(answer: &Response) -> bool {
    answer.head.lines("www-authenticate").any(|line| {
        let line = String::from_utf8_lossy(line).to_ascii_lowercase();
        line.split(',')
            .any(|part| part.trim_start().starts_with("payment "))
    })
}

fn agreed<'a>(mut texts: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let first = texts.next()?;
    texts.all(|text| text == first).then_some(first)
}

fn text<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer).and_then(Value::as_str)
}

/// An object whose members keep their order.
pub(super) fn object<'a>(members: impl Iterator<Item = (&'a str, String)>) -> String {
    let members: Vec<_> = members
        .map(|(name, value)| format!("{}: {value}", json!(name)))
        .collect();
    format!("{{ {} }}", members.join(", "))
}

const SCHEMA: &str = "https://http402.dev/schemas/profile.schema.json";

#[cfg(test)]
mod tests {
    use super::side_doors;

    #[test]
    fn side_doors_lead_to_the_same_place() {
        let doors = |path| side_doors(path).map(Option::unwrap_or_default);
        assert_eq!(doors("/paid"), ["/PAID", "/%70aid"]);
        assert_eq!(
            doors("/Api/weather?city=x"),
            ["/aPI/WEATHER", "/Api/%77eather"]
        );
        assert_eq!(doors("/"), ["", ""]);
        assert_eq!(doors("/v/1"), ["/V/1", ""]);
        assert_eq!(doors("/a%2fb"), ["", ""]);
    }
}
