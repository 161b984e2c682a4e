//! `check_payload`: each row changes one member of a request or payload that agree, and says which
//! member is then refused, if any.

use http402::Error;
use serde_json::Value;

#[path = "agreement/evm.rs"]
mod evm;
#[path = "agreement/others.rs"]
mod others;
#[path = "agreement/solana.rs"]
mod solana;
#[path = "agreement/tempo.rs"]
mod tempo;

#[derive(Clone, Copy)]
enum Side {
    Request,
    Payload,
}

/// Side, JSON pointer, new value (`null` removes the member), member refused.
type Row = (Side, &'static str, Value, Option<&'static str>);

fn set(document: &mut Value, pointer: &str, value: Value) {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = document.pointer_mut(parent).unwrap();
    match (parent, value) {
        (Value::Object(members), Value::Null) => drop(members.remove(name)),
        (Value::Object(members), value) => drop(members.insert(name.into(), value)),
        (parent, value) => parent[name.parse::<usize>().unwrap()] = value,
    }
}

fn table<R, P>(
    request: &Value,
    payload: &Value,
    check: fn(&R, &P) -> Result<(), Error>,
    rows: &[Row],
) where
    R: core::str::FromStr<Err = Error>,
    P: core::str::FromStr<Err = Error>,
{
    let outcome = |request: &Value, payload: &Value| {
        let request: R = request
            .to_string()
            .parse()
            .unwrap_or_else(|e| panic!("{request}: {e}"));
        let payload: P = payload
            .to_string()
            .parse()
            .unwrap_or_else(|e| panic!("{payload}: {e}"));
        check(&request, &payload)
    };
    assert_eq!(outcome(request, payload), Ok(()), "the control");
    for (side, pointer, value, refused) in rows {
        let (mut request, mut payload) = (request.clone(), payload.clone());
        match side {
            Side::Request => set(&mut request, pointer, value.clone()),
            Side::Payload => set(&mut payload, pointer, value.clone()),
        }
        match (outcome(&request, &payload), refused) {
            (Ok(()), None) => {}
            (Err(error), Some(member)) => assert_eq!(error.field(), *member, "{pointer} {value}"),
            (outcome, _) => panic!("{pointer} {value}: {outcome:?}"),
        }
    }
}

const TOKEN: &str = "0x20c0000000000000000000000000000000000000";
const PAYEE: &str = "0x742d35cc6634c0532925a3b844bc9e7595f8fe00";
const PAYER: &str = "0xaabbccddee11223344556677889900aabbccddee";
const OTHER: &str = "0x1111111111111111111111111111111111111111";
const NOBODY: &str = "0x0000000000000000000000000000000000000000";
const HASH: &str = "0x1111111111111111111111111111111111111111111111111111111111111111";

fn signature() -> String {
    format!("0x{}1b", "22".repeat(64))
}

const KEY: &str = "LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY";
const MINT: &str = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";
