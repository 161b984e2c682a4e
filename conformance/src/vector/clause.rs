//! What the steps and cases of every role share: clauses, the requirements they cite, and rows.

use serde::Deserialize;
use serde_json::{Map, Value};

/// One legal alternative.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Branch {
    /// Recorded when this alternative matches.
    pub name: String,
    /// Clauses of this alternative.
    pub expect: Map<String, Value>,
}

/// A row of data; its member `id` names it.
pub type Row = Map<String, Value>;

/// The names of all clauses; alternatives count as one.
pub(super) fn names(expect: &Map<String, Value>, either: &[Branch]) -> Vec<String> {
    let mut names: Vec<_> = expect.keys().cloned().collect();
    if !either.is_empty() {
        names.push("either".to_owned());
    }
    names
}

/// What `req` cites for a clause.
pub(super) fn cited(req: &Value, clause: &str) -> Vec<String> {
    let cited = match req {
        Value::Object(by_clause) => by_clause.get(clause).unwrap_or(&Value::Null),
        all => all,
    };
    match cited {
        Value::String(id) => vec![id.clone()],
        Value::Array(ids) => ids
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    }
}

/// What is carried out: once for each row, or once where there is none.
pub(super) fn rows<'a>(file: &str, case: &str, each: &'a [Row]) -> Vec<(String, Option<&'a Row>)> {
    let case = format!("{file}#{case}");
    if each.is_empty() {
        return vec![(case, None)];
    }
    let id = |row: &'a Row| row.get("id").and_then(Value::as_str).unwrap_or_default();
    each.iter()
        .map(|row| (format!("{case}.{}", id(row)), Some(row)))
        .collect()
}
