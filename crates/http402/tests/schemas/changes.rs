//! Changes of a document: single ones by a list, several at once by a generator with a fixed seed.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::{BoxedStrategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

/// Texts that are at, near or beyond some rule.
const TEXTS: &str = "
    x X é ☕ 0 1 2 00 01 007 -1 +1 1.0 1e4 75000 3.0.3 3.1 2.0.0 3.x.1 402 true null
    9223372036854775807 9223372036854775808 18446744073709551615 18446744073709551616
    79228162514264337593543950335 79228162514264337593543950336
    340282366920938463463374607431768211455 340282366920938463463374607431768211456
    115792089237316195423570985008687907853269984665640564039457584007913129639935
    115792089237316195423570985008687907853269984665640564039457584007913129639936
    0x 0x1 0x12 0xAB 0x02 0x0201 0x76 0x7601 0xf8c1 0X12
    0x857b06519E91e3A54538791bDbb0E22373e36b66 0x857b06519e91e3a54538791bdbb0e22373e36b66
    0x857B06519E91E3A54538791BDBB0E22373E36B66 0x857b06519E91e3A54538791bDbb0E22373e36b6
    EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwGd EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwG0
    EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYug
    base Base base-sepolia solana my-testnet eip155:8453 eip155:1 near:mainnet exact upto
    https://a.example https:// http://a.example/k /data a://b mailto:a@b about:blank
    AQID AQI= AQI AQJ= A=== A_-_ e30 e30= e31 W10 eyJhIjoiYiJ9 _w a.b.c a.b.c.d.e
    2026-11-20T09:30:00Z 2026-11-20t09:30:00z 2026-11-20T09:30:00.123456789+01:00
    2026-11-20T09:30:00 2026-02-30T09:30:00Z 2026-13-20T09:30:00Z 2026-11-20T24:00:00Z
    2016-12-31T23:59:60Z 2026-11-20
    payment-required payment-failed payment-completed payment-verified payment-rejected
    tempo Tempo tempo-2:x charge session Charge-1 a_b success succeeded pending failed text
    Payment-Authorization X-Foo sha-256=:AQ==: sha-256=AQ== did:key:z6Mk
    usd USD usdc sat BTC sol SOL day week month year visa 4242 06 13 2028 US us
    pull push hash permit2 authorization transaction proof v1 v2 ed25519 RSA AQAB
    mainnet testnet devnet stellar:testnet stellar:pubnet 0.0.1 0.0 0.0.1@1.2
    spt_1 spt_ pi_1 pm_1 c3Vi c3Vi=
";

/// The generator, with the texts of all documents to take from.
pub(super) struct Changes {
    runner: TestRunner,
    values: Vec<Value>,
    several: BoxedStrategy<Vec<Change>>,
    turn: usize,
}

/// A place and what is done there.
#[derive(Clone, Debug)]
struct Change(Index, Act);

#[derive(Clone, Debug)]
enum Act {
    Replace(Value),
    Remove,
    /// Adds a member to an object.
    Add(String, Value),
    /// Writes an element of an array twice.
    Repeat(Index),
    /// Replaces a character of a text, or inserts one.
    Edit(Index, bool, String),
}

impl Changes {
    pub(super) fn new(documents: &[(String, Value)]) -> Self {
        let mut texts: BTreeSet<String> = TEXTS.split_whitespace().map(str::to_owned).collect();
        for (_, document) in documents {
            each(document, &mut |value| {
                texts.extend(value.as_str().map(str::to_owned));
            });
        }
        let hex = |digits: &str, count| format!("0x{}", digits.repeat(count));
        texts.extend(["", " ", "a b", "a\u{1}", "a\nb", "\u{feff}"].map(str::to_owned));
        texts.extend([
            hex("11", 31),
            hex("aB", 32),
            hex("22", 64),
            hex("22", 65),
            hex("22", 66),
        ]);
        texts.extend([
            "ab".repeat(32),
            "aB".repeat(32),
            "1".repeat(64),
            "1".repeat(88),
        ]);
        texts.extend([35, 257, 567].map(|count| "m".repeat(count)));
        let mut values: Vec<Value> = texts.into_iter().map(Value::from).collect();
        values.extend([json!(null), json!(true), json!(false)]);
        values.extend([
            json!([]),
            json!([{}]),
            json!([1]),
            json!(["a"]),
            json!(["hash"]),
        ]);
        values.extend([json!({}), json!({ "a": "b" }), json!({ "a": 1 })]);
        values.extend([
            json!(0),
            json!(1),
            json!(2),
            json!(6),
            json!(-1),
            json!(1.5),
            json!(1.0),
        ]);
        values.extend([
            json!(100),
            json!(101),
            json!(401),
            json!(402),
            json!(402.0),
            json!(1e30),
        ]);
        values.extend([
            json!(-32042),
            json!(-32043.0),
            json!(-32602),
            json!(256),
            json!(295),
        ]);
        values.extend([
            json!(10_000),
            json!(10_001),
            json!(2_592_000),
            json!(2_592_001),
        ]);
        values.extend([json!(u64::MAX), json!(i64::MIN)]);
        let index = any::<Index>;
        let value = prop_oneof![
            4 => select(values.clone()),
            1 => "[ -~]{0,12}".prop_map(Value::from),
            1 => "0x[0-9a-fA-F]{0,80}".prop_map(Value::from),
            1 => "-?[0-9]{1,80}".prop_map(Value::from),
        ];
        let act = prop_oneof![
            4 => value.clone().prop_map(Act::Replace),
            2 => Just(Act::Remove),
            1 => ("[a-zA-Z]{1,8}", value).prop_map(|(name, value)| Act::Add(name, value)),
            1 => index().prop_map(Act::Repeat),
            4 => (index(), any::<bool>(), "[ -~]?")
                .prop_map(|(position, insert, text)| Act::Edit(position, insert, text)),
        ];
        let change = (index(), act).prop_map(|(at, act)| Change(at, act));
        Self {
            runner: TestRunner::deterministic(),
            values,
            several: prop::collection::vec(change, 1..3).boxed(),
            turn: 0,
        }
    }

    /// Changes of `document`: each member removed, each replaced by values that take turns, and
    /// random ones.
    pub(super) fn of(&mut self, document: &Value) -> Vec<Value> {
        let mut changed = Vec::new();
        let mut places = Vec::new();
        pointers(document, "", &mut places);
        for place in &places {
            let mut copy = document.clone();
            remove(&mut copy, place);
            changed.push(copy);
            self.turn += 1;
            let values = self.values.iter().skip(self.turn % STEP).step_by(STEP);
            changed.extend(values.map(|value| {
                let mut copy = document.clone();
                copy.pointer_mut(place).unwrap().clone_from(value);
                copy
            }));
        }
        for _ in 0..RANDOM {
            let changes = self.several.new_tree(&mut self.runner).unwrap().current();
            let mut copy = document.clone();
            for change in changes {
                change.apply(&mut copy);
            }
            changed.push(copy);
        }
        changed
    }
}

/// Every so many values replace a member.
const STEP: usize = 20;
/// So many random changes of each document.
const RANDOM: usize = 50;

impl Change {
    fn apply(&self, document: &mut Value) {
        let mut places = Vec::new();
        pointers(document, "", &mut places);
        let place = &places[self.0.index(places.len())];
        if matches!(self.1, Act::Remove) {
            return remove(document, place);
        }
        match (&self.1, document.pointer_mut(place).unwrap()) {
            (Act::Replace(value), old) => old.clone_from(value),
            (Act::Add(name, value), Value::Object(members)) => {
                members.entry(name).or_insert_with(|| value.clone());
            }
            (Act::Repeat(element), Value::Array(items)) if !items.is_empty() => {
                items.push(items[element.index(items.len())].clone());
            }
            (Act::Edit(position, insert, text), Value::String(old)) => {
                let mut letters: Vec<char> = old.chars().collect();
                let start = position.index(letters.len() + 1);
                let end = if *insert {
                    start
                } else {
                    (start + 1).min(letters.len())
                };
                letters.splice(start..end, text.chars());
                *old = letters.into_iter().collect();
            }
            _ => {}
        }
    }
}

fn remove(document: &mut Value, place: &str) {
    let (parent, name) = place.rsplit_once('/').unwrap_or_default();
    match document.pointer_mut(parent) {
        Some(Value::Object(members)) => {
            drop(members.remove(&name.replace("~1", "/").replace("~0", "~")));
        }
        Some(Value::Array(items)) => {
            let mut index = 0..;
            items.retain(|_| {
                index
                    .next()
                    .map(|index: usize| index.to_string())
                    .as_deref()
                    != Some(name)
            });
        }
        _ => {}
    }
}

fn each(value: &Value, visit: &mut impl FnMut(&Value)) {
    visit(value);
    match value {
        Value::Object(members) => members.values().for_each(|child| each(child, visit)),
        Value::Array(items) => items.iter().for_each(|child| each(child, visit)),
        _ => {}
    }
}

/// Every place in a document, as JSON pointers; the first is the document.
fn pointers(value: &Value, here: &str, found: &mut Vec<String>) {
    found.push(here.to_owned());
    match value {
        Value::Object(members) => {
            for (name, child) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                pointers(child, &format!("{here}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (index, child) in items.iter().enumerate() {
                pointers(child, &format!("{here}/{index}"), found);
            }
        }
        _ => {}
    }
}
