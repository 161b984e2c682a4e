use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::Run;
use crate::bytes;
use crate::exchange::Exchange;

/// Writes JSON Lines: a header, the checks, the exchanges, and a footer without which the report
/// is not complete.
///
/// # Errors
///
/// Where the destination takes no more.
pub fn write_json(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut line = |value: Value| writeln!(out, "{value}");
    line(json!({
        "record": "header",
        "format": 1,
        "program": { "name": "conform402", "version": env!("CARGO_PKG_VERSION") },
        "role": run.role,
        "target": { "name": run.target.0, "version": run.target.1, "url": run.url },
        "set": { "digest": run.set.digest() },
        "specifications": run.set.registry.commits(),
        "revision": run.revision,
        "profile": run.profile,
        "seed": run.seed,
        "shard": { "index": 0, "count": 1 },
        "planned": run.planned,
        "started": run.started,
    }))?;
    for check in &run.checks {
        let mut record = Map::from_iter([("record".to_owned(), json!("check"))]);
        if let Value::Object(members) = serde_json::to_value(check).map_err(io::Error::other)? {
            record.extend(members);
        }
        line(Value::Object(record))?;
    }
    for (number, exchange) in run.exchanges.iter().enumerate() {
        line(exchange_record(number, exchange))?;
    }
    let counts: Map<_, _> = run
        .counts()
        .iter()
        .map(|(word, count)| (word.to_owned(), json!(count)))
        .collect();
    let milliseconds = u64::try_from(run.elapsed.as_millis()).unwrap_or(u64::MAX);
    line(json!({
        "record": "footer",
        "counts": counts,
        "checks": run.checks.len(),
        "exchanges": run.exchanges.len(),
        "obstacle": run.obstacle,
        "notes": run.notes,
        "milliseconds": milliseconds,
        "exit": run.exit(),
    }))
}

fn exchange_record(number: usize, exchange: &Exchange) -> Value {
    json!({
        "record": "exchange",
        "number": number,
        "case": exchange.case,
        "via": exchange.peer.via(),
        "peer": exchange.peer.word(),
        "sent": text_or_hex(&exchange.sent),
        "received": text_or_hex(&exchange.received),
        "fault": exchange.fault.as_ref().map(ToString::to_string),
        "milliseconds": u64::try_from(exchange.milliseconds).unwrap_or(u64::MAX),
    })
}

/// Text as a string; bytes that are not UTF-8 as `{"hex"}`. Both are exact.
pub(super) fn text_or_hex(content: &[u8]) -> Value {
    match core::str::from_utf8(content) {
        Ok(text) => json!(text),
        Err(_) => json!({ "hex": bytes::to_hex(content) }),
    }
}
