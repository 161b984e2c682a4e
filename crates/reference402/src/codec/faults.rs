//! Faults of the codec as data: what each does to an input before `http402` reads it, or to the
//! answer afterwards.

mod frame;
mod loose;
mod x402;

use std::borrow::Cow;

use http402::Kind;
use serde_json::Value;

use super::input::Input;
use super::{Operation, Refusal, Result};
use crate::Faults;

/// One difference that a fault makes. A fault that strikes in several ways has several rows.
struct Row {
    /// The name in the fault list.
    name: &'static str,
    /// The operations it strikes: `op`, `op:method`, `op:method/intent` or `prefix*`.
    ops: &'static [&'static str],
    deed: Deed,
}

/// What a fault does.
enum Deed {
    /// Reads another text than it was given.
    Text(fn(&str) -> String),
    /// Reads another JSON text than the one that header, scheme or member hold.
    Inner(fn(&str) -> String),
    /// Reads another JSON value than it was given.
    Reads(fn(&mut Value)),
    /// Takes what should be refused for one of these kinds, at a field that ends like this.
    Takes(&'static [Kind], &'static str),
    /// Refuses what looks like this: the JSON value that it was given.
    Refuses(Kind, fn(&Value) -> bool),
    /// Refuses text that looks like this.
    RefusesText(Kind, fn(&str) -> bool),
    /// Answers something else.
    Answers(fn(&mut Value)),
    /// Writes another JSON text into a header.
    Writes(fn(&str) -> String),
    /// Does the work in its own way.
    Works(fn(Input<'_>) -> Result<Value>),
}

const TABLES: &[&[Row]] = &[x402::ROWS];

/// The names of all faults and variants that the codec has.
pub fn switches() -> impl Iterator<Item = &'static str> {
    TABLES.iter().copied().flatten().map(|row| row.name)
}

/// Answers honestly, but for the faults that are on.
pub(super) fn answer(op: &str, honest: Operation, input: &Value, faults: &Faults) -> Result<Value> {
    let mut rows = TABLES
        .iter()
        .copied()
        .flatten()
        .filter(|row| faults.has(row.name) && row.strikes(op, input))
        .peekable();
    if rows.peek().is_none() {
        return honest(Input(input));
    }
    let rows: Vec<_> = rows.collect();
    let mut read = Cow::Borrowed(input);
    for row in &rows {
        if let Some(other) = row.deed.before(op, &read)? {
            read = Cow::Owned(other);
        }
    }
    let own = rows.iter().find_map(|row| match row.deed {
        Deed::Works(work) => Some(work),
        _ => None,
    });
    let mut answer = own.unwrap_or(honest)(Input(&read));
    for row in &rows {
        row.deed.after(op, input, &mut answer);
    }
    answer
}

impl Row {
    fn strikes(&self, op: &str, input: &Value) -> bool {
        let part = |name| input.get(name).and_then(Value::as_str).unwrap_or_default();
        let method = || format!("{op}:{}", part("method"));
        self.ops.iter().any(|pattern| {
            if let Some(prefix) = pattern.strip_suffix('*') {
                return op.starts_with(prefix) || method().starts_with(prefix);
            }
            match pattern.split_once(':') {
                None => op == *pattern,
                Some((_, rest)) if rest.contains('/') => {
                    format!("{}/{}", method(), part("intent")) == *pattern
                }
                Some(_) => method() == *pattern,
            }
        })
    }
}

impl Deed {
    /// What is read instead of the input.
    fn before(&self, op: &str, input: &Value) -> Result<Option<Value>> {
        match self {
            Self::Text(change) => Ok(input.as_str().map(|text| change(text).into())),
            Self::Inner(change) => {
                let text = frame::text(op, input);
                Ok(text.map(|text| frame::with_text(op, input, &change(&text))))
            }
            Self::Reads(change) => Ok(frame::json(op, input).and_then(|json| {
                let mut other = json.clone();
                change(&mut other);
                (other != json).then(|| frame::with_json(op, input, other))
            })),
            Self::Refuses(kind, looks) => match frame::json(op, input) {
                Some(json) if looks(&json) => Err(Refusal::Kind(*kind)),
                _ => Ok(None),
            },
            Self::RefusesText(kind, looks) => match input.as_str() {
                Some(text) if looks(text) => Err(Refusal::Kind(*kind)),
                _ => Ok(None),
            },
            _ => Ok(None),
        }
    }

    /// What becomes of the answer.
    fn after(&self, op: &str, input: &Value, answer: &mut Result<Value>) {
        match (self, &mut *answer) {
            (Self::Answers(change), Ok(value)) => change(value),
            (Self::Writes(change), Ok(Value::String(text))) => {
                *text = frame::rewritten(op, text, *change);
            }
            (Self::Takes(kinds, field), Err(refusal)) => {
                let (kind, at) = match refusal {
                    Refusal::Kind(kind) => (*kind, ""),
                    Refusal::Wire(error) => (error.kind(), error.field()),
                    Refusal::Usage(_) => return,
                };
                if kinds.contains(&kind) && at.ends_with(field) {
                    *answer = Ok(loose::read(op, input));
                }
            }
            _ => {}
        }
    }
}
