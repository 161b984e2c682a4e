//! Faults of the codec as data: what each does to an input before `http402` reads it, or to the
//! answer afterwards.

#![allow(
    clippy::indexing_slicing,
    reason = "a JSON value without the member gives null"
)]
#![allow(clippy::match_bool, reason = "rows read as tables")]

mod binding;
mod canonical;
mod challenges;
mod credentials;
mod documents;
mod edit;
mod eip712;
mod frame;
mod headers;
mod loose;
mod methods;
mod networks;
mod offers;
mod payments;
mod preferences;
mod sessions;
mod settlements;
mod values;

use alloc::borrow::Cow;

use http402::Kind;
use serde_json::Value;

use super::input::Input;
use super::{Operation, Refusal, Result};
use crate::Faults;

/// One difference that a fault makes. A fault that strikes in several ways has several rows.
struct Row {
    /// The name in the fault list.
    name: &'static str,
    /// The operations it strikes, with `*` for anything: `challenge.decode`, `x402.*`; those that
    /// take a method are `request.decode:tempo/charge`.
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
    /// Takes what should be refused for one of these kinds at such a field: its path without the
    /// numbers of elements, with `*` for anything.
    Takes(&'static [Kind], &'static str),
    /// Takes the same, and answers an empty object.
    Empties(&'static [Kind], &'static str),
    /// Refuses what looks like this: the JSON value that it was given.
    Refuses(Kind, fn(&Value) -> bool),
    /// Refuses text that looks like this.
    RefusesText(Kind, fn(&str) -> bool),
    /// Refuses where the honest answer looks like this.
    RefusesAnswer(Kind, fn(&Value) -> bool),
    /// Answers without this member; `*` stands for all elements.
    Loses(&'static str),
    /// Answers something else, by the input and the honest answer.
    Answers(fn(&Value, &mut Value)),
    /// Writes another JSON text into a header.
    Writes(fn(&str) -> String),
    /// Does the work in its own way.
    Works(fn(Input<'_>) -> Result<Value>),
}

const TABLES: &[&[Row]] = &[
    eip712::ROWS,
    headers::ROWS,
    payments::ROWS,
    offers::ROWS,
    values::ROWS,
    settlements::ROWS,
    challenges::ROWS,
    credentials::ROWS,
    documents::ROWS,
    binding::ROWS,
    canonical::ROWS,
    preferences::ROWS,
    sessions::ROWS,
    methods::ROWS,
    networks::ROWS,
];

/// The names of all faults and variants that the codec has.
pub fn switches() -> impl Iterator<Item = &'static str> {
    TABLES.iter().copied().flatten().map(|row| row.name)
}

/// Tells for which calls one of the faults could change the answer.
pub fn strikes(faults: &Faults) -> impl Fn(&str, &Value) -> bool + use<> {
    let rows: Vec<_> = rows(faults).collect();
    move |op, input| rows.iter().any(|row| row.strikes(op, input))
}

fn rows(faults: &Faults) -> impl Iterator<Item = &'static Row> {
    let tables = if faults.is_empty() { &[] } else { TABLES };
    let all = tables.iter().copied().flatten();
    all.filter(move |row| faults.has(row.name))
}

/// Answers honestly, but for the faults that are on.
pub(super) fn answer(op: &str, honest: Operation, input: &Value, faults: &Faults) -> Result<Value> {
    let rows: Vec<_> = rows(faults).filter(|row| row.strikes(op, input)).collect();
    if rows.is_empty() {
        return honest(Input(input));
    }
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
        let call = match op {
            "request.decode" | "payload.decode" | "method-receipt.decode" => {
                format!("{op}:{}/{}", part("method"), part("intent"))
            }
            _ => op.to_owned(),
        };
        self.ops.iter().any(|pattern| matches(pattern, &call))
    }
}

/// One row in one line.
const fn row(name: &'static str, ops: &'static [&'static str], deed: Deed) -> Row {
    Row { name, ops, deed }
}

/// Whether a text is of this form, `*` standing for anything.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(text) = text.strip_prefix(start) else {
        return false;
    };
    // The shortest piece first will do, but for the last, which must reach the end.
    match rest.split_once('*') {
        None => text.ends_with(rest),
        Some((middle, _)) => text.match_indices(middle).any(|(at, _)| {
            let after = text.get(at..).unwrap_or_default();
            matches(rest, after)
        }),
    }
}

/// A path without the numbers of elements: `accepts[0].payTo` as `accepts[].payTo`.
fn unnumbered(path: &str) -> String {
    let mut inside = false;
    let keep = |c: &char| {
        let skip = inside && c.is_ascii_digit();
        inside = *c == '[' || skip;
        !skip
    };
    path.chars().filter(keep).collect()
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
            (Self::Loses(path), Ok(value)) => edit::lose(value, path),
            (Self::RefusesAnswer(kind, looks), Ok(value)) if looks(value) => {
                *answer = Err(Refusal::Kind(*kind));
            }
            (Self::Answers(change), Ok(value)) => change(input, value),
            (Self::Writes(change), Ok(Value::String(text))) => {
                *text = frame::rewritten(op, text, *change);
            }
            (Self::Takes(kinds, field) | Self::Empties(kinds, field), Err(refusal)) => {
                let (kind, at) = match refusal {
                    Refusal::Kind(kind) => (*kind, ""),
                    Refusal::Wire(error) => (error.kind(), error.field()),
                    Refusal::Usage(_) => return,
                };
                if kinds.contains(&kind) && matches(field, &unnumbered(at)) {
                    *answer = Ok(match self {
                        Self::Empties(..) => Value::Object(serde_json::Map::new()),
                        _ => loose::read(op, input),
                    });
                }
            }
            _ => {}
        }
    }
}
