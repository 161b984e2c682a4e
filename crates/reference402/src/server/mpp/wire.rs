//! Challenges as they are sent: parameters in order, and the text they become.

use http402::mpp::{Challenge, Slots};

use crate::Faults;

/// The parameters of a challenge, by name.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Wire(Vec<(String, String)>);

impl Wire {
    pub(super) fn of(challenge: &Challenge<'_>) -> Self {
        let known = [
            ("id", Some(challenge.id())),
            ("realm", Some(challenge.realm())),
            ("method", Some(challenge.method())),
            ("intent", Some(challenge.intent())),
            ("request", Some(challenge.request())),
            ("expires", challenge.expires()),
            ("digest", challenge.digest()),
            ("description", challenge.description()),
            ("opaque", challenge.opaque()),
            ("header", challenge.header()),
        ];
        let known = known
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        let all = known.chain(challenge.extensions());
        Self(
            all.map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        )
    }

    /// The value of a parameter; empty where it is absent.
    pub(super) fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    pub(super) fn set(&mut self, name: &str, value: &str) {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, slot)) => value.clone_into(slot),
            None => self.0.push((name.to_owned(), value.to_owned())),
        }
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.0.retain(|(known, _)| known != name);
    }

    /// What a binding covers.
    pub(super) fn slots(&self) -> Slots<'_> {
        Slots {
            realm: self.get("realm"),
            method: self.get("method"),
            intent: self.get("intent"),
            request: self.get("request"),
            expires: self.get("expires"),
            digest: self.get("digest"),
            header: self.get("header"),
            opaque: self.get("opaque"),
        }
    }

    /// The field value.
    pub(super) fn print(&self, faults: &Faults) -> String {
        let mut parameters: Vec<_> = self
            .0
            .iter()
            .map(|(name, value)| format!("{name}={}", print_value(value, faults)))
            .collect();
        if faults.has("parameters-reversed") {
            parameters.reverse();
        }
        let (gap, comma) = if faults.has("scheme-more-blanks") {
            ("   ", " ,\t ")
        } else {
            (" ", ", ")
        };
        let scheme = if faults.has("scheme-lower-case") {
            "payment"
        } else {
            "Payment"
        };
        format!("{scheme}{gap}{}", parameters.join(comma))
    }
}

fn print_value(value: &str, faults: &Faults) -> String {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if faults.has("parameters-as-tokens") && !value.is_empty() && value.bytes().all(is_token) {
        return value.to_owned();
    }
    let mut quoted = String::from("\"");
    for character in value.chars() {
        let spare = faults.has("parameters-escaped") && matches!(character, 'a' | 'e' | '.');
        if spare || matches!(character, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(character);
    }
    quoted.push('"');
    quoted
}
