//! The typed objects against the JSON Schemas: on whole documents, on the drafts' examples, and on
//! whole documents with one member changed or removed, both accept or both refuse. What a schema
//! cannot say is listed in [`beyond`], after the table in `schemas/README.md`.
//!
//! One line of `documents.jsonl` is one document: `method`, `intent`, `object`, `json`.

use std::path::Path;
use std::sync::OnceLock;

use http402::mpp::methods::{TYPED, TypedPayload, TypedReceipt, TypedRequest};
use http402::{Error, Kind};
use jsonschema::{Registry, Validator};
use serde_json::{Value, json};

const DOCUMENTS: &str = include_str!("documents.jsonl");
const EXAMPLES: &str = include_str!("examples.jsonl");

struct Document {
    method: String,
    intent: String,
    object: String,
    json: Value,
}

fn documents(lines: &str) -> Vec<Document> {
    let rows = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let whole = rows.filter(|row| row["method"].is_string() && row["refused"].is_null());
    let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    whole
        .map(|row| Document {
            method: text(&row, "method"),
            intent: text(&row, "intent"),
            object: text(&row, "object"),
            json: row["json"].clone(),
        })
        .collect()
}

fn parse(of: &Document, json: &Value) -> Result<(), Error> {
    let (method, intent) = (&*of.method, &*of.intent);
    let object = json.to_string().parse()?;
    match &*of.object {
        "request" => TypedRequest::parse(method, intent, &object).map(drop),
        "payload" => TypedPayload::parse(method, intent, &object).map(drop),
        "receipt" => TypedReceipt::parse(method, intent, &object).map(drop),
        other => panic!("{other}"),
    }
}

/// The validator of one definition: `tempo-charge`, `request`.
fn validator(of: &Document) -> &'static Validator {
    static ALL: OnceLock<Vec<(String, Validator)>> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas");
        let read = |path: &Path| -> Value {
            serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
        };
        let mut schemas = vec![read(&folder.join("common.schema.json"))];
        for part in ["mpp", "mpp/methods"] {
            let entries = std::fs::read_dir(folder.join(part)).unwrap();
            let files = entries
                .map(|entry| entry.unwrap().path())
                .filter(|path| path.is_file());
            schemas.extend(files.map(|path| read(&path)));
        }
        let id = |schema: &Value| schema["$id"].as_str().unwrap().to_owned();
        let registry = schemas.iter().fold(Registry::new(), |registry, schema| {
            registry.add(id(schema), schema).unwrap()
        });
        let registry = registry.prepare().unwrap();
        let mut all = Vec::new();
        for (method, intent) in TYPED {
            for object in ["request", "payload", "receipt"] {
                let file = format!("/{method}-{intent}.schema.json");
                let schema = schemas
                    .iter()
                    .find(|schema| id(schema).ends_with(&file))
                    .expect(&file);
                let part = json!({ "$ref": format!("{}#/$defs/{object}", id(schema)) });
                let options = jsonschema::options().with_registry(&registry);
                all.push((
                    format!("{method} {intent} {object}"),
                    options.build(&part).unwrap(),
                ));
            }
        }
        all
    });
    let name = format!("{} {} {}", of.method, of.intent, of.object);
    &all.iter().find(|(known, _)| *known == name).expect(&name).1
}

/// What a careful sender would have written for a document that readers take.
fn careful(of: &Document, json: &Value) -> Value {
    let mut json = json.clone();
    each_member(&mut json, &mut |name, value| match value {
        // No draft forbids leading zeros, and tempo's own pattern allows a session price of 0 (A36).
        Value::String(text) if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) => {
            let digits = text.trim_start_matches('0');
            let session = of.intent == "session" && name == "amount";
            let least = if session { "1" } else { "0" };
            *text = if digits.is_empty() {
                least.to_owned()
            } else {
                digits.to_owned()
            };
        }
        // evm and tempo ask for lower case, and for 65 bytes where readers may take 64.
        Value::String(text) if text.starts_with("0x") => {
            text.make_ascii_lowercase();
            if text.len() == 130 {
                text.push_str("1b");
            }
        }
        // Texts for people and lists that offer nothing.
        Value::String(text) if text.is_empty() => text.push('x'),
        // A mode named twice.
        Value::Array(items) if name == "supportedModes" => items.dedup(),
        _ => {}
    });
    for member in [
        "/methodDetails/credentialTypes",
        "/methodDetails/evm/credentialTypes",
        "/methodDetails/gateway/credentialTypes",
        "/methodDetails/acceptedNetworks",
        "/methodDetails/paymentMethodTypes",
    ] {
        if json.pointer(member) == Some(&json!([])) {
            let (parent, name) = member.rsplit_once('/').unwrap();
            let whole = documents(DOCUMENTS)
                .into_iter()
                .find(|whole| whole.method == of.method && whole.json.pointer(member).is_some());
            let value = whole.unwrap().json.pointer(member).unwrap().clone();
            json.pointer_mut(parent).unwrap()[name] = value;
        }
    }
    json
}

fn each_member(value: &mut Value, visit: &mut impl FnMut(&str, &mut Value)) {
    match value {
        Value::Object(members) => {
            for (name, child) in members {
                visit(name, child);
                each_member(child, visit);
            }
        }
        Value::Array(items) => {
            for child in items {
                visit("", child);
                each_member(child, visit);
            }
        }
        _ => {}
    }
}

/// What the types refuse and the schemas cannot: see `schemas/README.md`.
fn beyond(error: &Error) -> bool {
    let last = error.field().rsplit('.').next().unwrap_or_default();
    match error.kind() {
        // Members that must agree.
        Kind::Mismatch => true,
        // Canonical base64 and base58 of a number of bytes.
        Kind::Base64 => matches!(last, "n" | "e"),
        Kind::Syntax if error.expected().ends_with("in base58") => true,
        Kind::BadValue if error.expected() == "32 bytes" => true,
        // Bounds of integers, order of numbers, checksums.
        Kind::BadValue => {
            let expected = error.expected();
            expected.starts_with("an integer below 2^")
                || expected.starts_with("an integer from -2^63")
                || expected == "strictly increasing numbers"
                || expected.ends_with("checksum")
                || last == "closeSignature"
        }
        // The draft does not know this member.
        Kind::Syntax | Kind::WrongType | Kind::EmptyField => last == "closeSignature",
        _ => false,
    }
}

fn agree(of: &Document, json: &Value) -> Result<(), String> {
    let name = format!("{} {} {}", of.method, of.intent, of.object);
    let schema = |json: &Value| validator(of).is_valid(json);
    match parse(of, json) {
        Ok(()) if schema(json) || schema(&careful(of, json)) => Ok(()),
        Err(error) if !schema(json) || beyond(&error) => Ok(()),
        Ok(()) => {
            let careful = careful(of, json);
            let errors = validator(of).iter_errors(&careful);
            let errors: Vec<_> = errors
                .map(|error| format!("{} {error}", error.instance_path()))
                .collect();
            Err(format!("{name}: only the schema refuses: {errors:?}"))
        }
        Err(error) => Err(format!("{name}: only the type refuses: {error:?}")),
    }
}

#[test]
fn documents_agree() {
    let mut failures = Vec::new();
    for document in documents(DOCUMENTS).iter().chain(&documents(EXAMPLES)) {
        if let Err(error) = parse(document, &document.json) {
            failures.push(format!(
                "{} {}: {error}: {}",
                document.method, document.object, document.json
            ));
        }
        failures.extend(agree(document, &document.json).err());
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, child)| (name.clone(), child))
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(index, child)| (index.to_string(), child))
            .collect(),
        _ => Vec::new(),
    };
    for (name, child) in children {
        let path = format!("{at}/{name}");
        pointers(child, &path, found);
        found.push(path);
    }
}

/// Texts that are at, near or beyond some rule.
const TEXTS: &str = "
    1 x é 0 7 007 -1 1.5 1e3 18446744073709551615 9223372036854775808 0x 0x7 0x76 0x7601 0x02
    0x0201 0xf8c1 0x742d35Cc6634C0532925a3b844Bc9e7595f8fE00
    0x742d35cc6634c0532925a3b844bc9e7595f8fe0 LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY
    TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb AQID
    AQI= AQI A_-_ a.b.c.d.e a.b.c usd USD usdc sat BTC sol SOL day month year
    GAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAWHF
    CAEQSCIJBEEQSCIJBEEQSCIJBEEQSCIJBEEQSCIJBEEQSCIJBEEQTD2L 0.0.1 0.0 0.0.1@1.2 eip155:1
    near:mainnet eip155:1/erc20:0x1 stellar:testnet stellar:mainnet 2026-11-20T09:30:00Z
    2026-11-20 09:30 https://a.example/k http://a.example/k spt_1 pi_1 c3Vi c3Vi= mainnet
    testnet devnet 2147483648 visa 4242 06 13 2028 US us pull hash permit2 v1 v2 succeeded
    pending success failed ed25519 proof RSA AQAB
";

/// [`TEXTS`] and other values of that kind.
fn values() -> Vec<Value> {
    let hex = |digits: &str, count: usize| format!("0x{}", digits.repeat(count));
    let mut texts: Vec<String> = TEXTS.split_whitespace().map(str::to_owned).collect();
    texts.extend([
        String::new(),
        "a b".to_owned(),
        "1".repeat(64),
        "aB".repeat(32),
    ]);
    texts.extend([hex("11", 32), hex("aB", 32), hex("22", 64), hex("22", 65)]);
    texts.extend(["m".repeat(257), "m".repeat(567), "m".repeat(35)]);
    let mut all: Vec<Value> = texts.into_iter().map(Value::from).collect();
    all.extend([
        json!(null),
        json!(true),
        json!([]),
        json!({}),
        json!([1]),
        json!(["hash"]),
        json!([{}]),
        json!({"a": "b"}),
        json!({"a": 1}),
        json!(0),
        json!(1),
        json!(6),
        json!(9),
        json!(10),
        json!(256),
        json!(295),
        json!(10_000),
        json!(10_001),
        json!(2_592_000),
        json!(2_592_001),
        json!(-1),
        json!(1.5),
        json!(18_446_744_073_709_551_615_u64),
    ]);
    all
}

/// Every member of every document removed, and replaced by values that take turns.
#[test]
fn single_changes_agree() {
    let mut failures = Vec::new();
    let values = values();
    let mut turn = 0;
    for document in documents(DOCUMENTS) {
        let mut found = Vec::new();
        pointers(&document.json, "", &mut found);
        for path in found {
            let (parent, name) = path.rsplit_once('/').unwrap();
            let mut copy = document.json.clone();
            if let Some(members) = copy.pointer_mut(parent).and_then(Value::as_object_mut) {
                members.remove(name);
                failures.extend(
                    agree(&document, &copy)
                        .err()
                        .map(|e| format!("{path} removed: {e}")),
                );
            }
            turn += 1;
            for value in values.iter().skip(turn % 3).step_by(3) {
                let mut copy = document.json.clone();
                copy.pointer_mut(&path).unwrap().clone_from(value);
                failures.extend(
                    agree(&document, &copy)
                        .err()
                        .map(|e| format!("{path} {value}: {e}")),
                );
            }
        }
    }
    failures.sort();
    failures.dedup();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
