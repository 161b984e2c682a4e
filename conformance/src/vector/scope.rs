use alloc::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::clause::Branch;
use crate::decode::to_rfc3339;

/// The names that `${…}` may refer to.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Scope {
    names: BTreeMap<String, Value>,
    /// Unix seconds that `now` means.
    pub now: u64,
}

impl Scope {
    /// Starts with nothing but the time.
    #[must_use]
    pub fn at(now: u64) -> Self {
        Self {
            names: BTreeMap::new(),
            now,
        }
    }

    /// Defines or replaces a name.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        self.names.insert(name.into(), value.into());
    }

    /// Finds a name's value; `now`, `now+60` and `now-60` are decimal text,
    /// `date+60` is an RFC 3339 date-time.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<Value> {
        if let Some(value) = self.names.get(name) {
            return Some(value.clone());
        }
        if let Some(offset) = name.strip_prefix("now") {
            return offset_of(offset)
                .map(|by| self.now.saturating_add_signed(by).to_string().into());
        }
        if let Some(offset) = name.strip_prefix("date") {
            let now = i64::try_from(self.now).unwrap_or(i64::MAX);
            return offset_of(offset).map(|by| to_rfc3339(now.saturating_add(by)).into());
        }
        // A path into a captured object: terms.payTo
        let (first, rest) = name.rsplit_once('.')?;
        self.find(first)?.get(rest).cloned()
    }

    /// Replaces every `${name}` in a value; a string that is one reference takes the value's type.
    ///
    /// # Errors
    ///
    /// Names the unknown reference.
    pub fn fill(&self, value: &Value) -> Result<Value, String> {
        Ok(match value {
            Value::String(text) => self.fill_text(text)?,
            Value::Array(items) => Value::Array(
                items
                    .iter()
                    .map(|item| self.fill(item))
                    .collect::<Result<_, _>>()?,
            ),
            Value::Object(members) => Value::Object(
                members
                    .iter()
                    .map(|(name, member)| Ok((name.clone(), self.fill(member)?)))
                    .collect::<Result<_, String>>()?,
            ),
            other => other.clone(),
        })
    }

    /// Replaces the references of every member.
    ///
    /// # Errors
    ///
    /// As [`Scope::fill`].
    pub fn members(&self, members: &Map<String, Value>) -> Result<Map<String, Value>, String> {
        let filled = members
            .iter()
            .map(|(name, value)| Ok((name.clone(), self.fill(value)?)));
        filled.collect()
    }

    /// Replaces the references of every alternative.
    ///
    /// # Errors
    ///
    /// As [`Scope::fill`].
    pub fn branches(&self, either: &[Branch]) -> Result<Vec<Branch>, String> {
        let filled = either.iter().map(|branch| {
            Ok(Branch {
                name: branch.name.clone(),
                expect: self.members(&branch.expect)?,
            })
        });
        filled.collect()
    }

    /// Replaces references, and reads what comes of it.
    ///
    /// # Errors
    ///
    /// As [`Scope::fill`], and where the result, which is called `what`, has another form.
    pub fn typed<T: DeserializeOwned>(&self, value: &Value, what: &str) -> Result<T, String> {
        serde_json::from_value(self.fill(value)?).map_err(|error| format!("{what}: {error}"))
    }

    fn fill_text(&self, text: &str) -> Result<Value, String> {
        let unknown = |name: &str| format!("${{{name}}} is not defined here");
        if let Some(name) = text
            .strip_prefix("${")
            .and_then(|rest| rest.strip_suffix('}'))
            && !name.contains("${")
        {
            return self.find(name).ok_or_else(|| unknown(name));
        }
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let (name, tail) = after
                .split_once('}')
                .ok_or_else(|| format!("{text:?}: no closing brace"))?;
            filled.push_str(before);
            match self.find(name).ok_or_else(|| unknown(name))? {
                Value::String(value) => filled.push_str(&value),
                other => filled.push_str(&other.to_string()),
            }
            rest = tail;
        }
        filled.push_str(rest);
        Ok(Value::String(filled))
    }
}

fn offset_of(text: &str) -> Option<i64> {
    if text.is_empty() {
        return Some(0);
    }
    (text.starts_with('+') || text.starts_with('-'))
        .then(|| text.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Scope;

    #[test]
    fn references_keep_their_type_and_unknown_ones_are_errors() {
        let mut scope = Scope::at(1000);
        scope.set("terms", json!({ "payTo": "0x1", "n": 7 }));
        let filled = scope
            .fill(&json!({ "a": "${terms}", "b": "to ${terms.payTo}!", "c": ["${now-60}"], "d": "${terms.n}" }))
            .unwrap();
        assert_eq!(
            filled,
            json!({ "a": { "payTo": "0x1", "n": 7 }, "b": "to 0x1!", "c": ["940"], "d": 7 })
        );
        for bad in ["${nope}", "${terms.x}", "${now~3}", "a ${open"] {
            assert!(scope.fill(&json!(bad)).is_err(), "{bad}");
        }
    }
}
