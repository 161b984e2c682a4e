use serde_json::{Map, Value};

/// Reads a field value that is exactly one Payment challenge.
pub(super) fn challenge(text: &str) -> Result<Map<String, Value>, String> {
    let mut all = challenges(text)?;
    match (all.pop(), all.is_empty()) {
        (Some(only), true) => Ok(only),
        (None, _) => Err("holds no Payment challenge".to_owned()),
        _ => Err("holds more than one Payment challenge".to_owned()),
    }
}

/// Reads the Payment challenges of a field value (RFC 9110, section 11.6.1).
pub(super) fn challenges(text: &str) -> Result<Vec<Map<String, Value>>, String> {
    let mut reader = Reader { rest: text };
    let mut found = Vec::new();
    reader.skip_separators();
    while !reader.rest.is_empty() {
        let scheme = reader
            .token()
            .ok_or_else(|| reader.error("expected a scheme"))?;
        let spaced = reader.skip_blanks();
        let parameters = if spaced {
            reader.parameters()?
        } else {
            Map::new()
        };
        if scheme.eq_ignore_ascii_case("payment") {
            if parameters.is_empty() {
                return Err("a Payment challenge has no parameters".to_owned());
            }
            found.push(parameters);
        }
        reader.skip_separators();
    }
    Ok(found)
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    /// Name and value pairs up to the end or to what can only be the next scheme.
    fn parameters(&mut self) -> Result<Map<String, Value>, String> {
        let mut all = Map::new();
        loop {
            self.skip_separators();
            let before = self.rest;
            let Some(name) = self.token() else {
                return if self.rest.is_empty() {
                    Ok(all)
                } else {
                    Err(self.error("expected a name"))
                };
            };
            self.skip_blanks();
            let Some(after) = self.rest.strip_prefix('=') else {
                // Other schemes may carry token68 data instead of parameters.
                self.rest = before;
                return Ok(all);
            };
            self.rest = after;
            // The padding of token68 data, which no Payment challenge has.
            if all.is_empty() && (after.is_empty() || after.starts_with(['=', ','])) {
                self.rest = after.trim_start_matches('=');
                return Ok(all);
            }
            self.skip_blanks();
            let value = self.value()?;
            if all
                .insert(name.to_ascii_lowercase(), value.into())
                .is_some()
            {
                return Err(format!("parameter {name:?} stands twice"));
            }
        }
    }

    fn value(&mut self) -> Result<String, String> {
        let Some(quoted) = self.rest.strip_prefix('"') else {
            let token = self.token().ok_or_else(|| self.error("expected a value"))?;
            return Ok(token.to_owned());
        };
        let mut value = String::new();
        let mut characters = quoted.char_indices();
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    self.rest = quoted.get(at + 1..).unwrap_or_default();
                    return Ok(value);
                }
                '\\' => match characters.next() {
                    Some((_, escaped)) => value.push(escaped),
                    None => break,
                },
                control if control.is_control() && control != '\t' => {
                    return Err("a quoted value holds a control character".to_owned());
                }
                other => value.push(other),
            }
        }
        Err("a quoted value does not end".to_owned())
    }

    fn token(&mut self) -> Option<&'a str> {
        let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        let end = self.rest.find(|c| !is_token(c)).unwrap_or(self.rest.len());
        let (token, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!token.is_empty()).then_some(token)
    }

    fn skip_blanks(&mut self) -> bool {
        let rest = self.rest.trim_start_matches([' ', '\t']);
        let skipped = rest.len() < self.rest.len();
        self.rest = rest;
        skipped
    }

    fn skip_separators(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', ',']);
    }

    fn error(&self, what: &str) -> String {
        let found: String = self.rest.chars().take(20).collect();
        format!("{what}, found {found:?}")
    }
}

#[cfg(test)]
mod tests {
    use super::challenges;

    #[test]
    fn payment_challenges_are_found_among_others() {
        for (text, ids) in [
            ("Payment id=\"1\", realm=\"a\"", &["1"][..]),
            ("payment id = 1 ,realm=a", &["1"]),
            (
                "Basic realm=\"x\", Payment id=\"1\", Payment id=\"2\", Bearer",
                &["1", "2"],
            ),
            ("Negotiate, Payment id=\"1\"", &["1"]),
            ("Negotiate abc==, Payment id=\"1\"", &["1"]),
            (
                "Payment id=\"1, Payment id=\\\"9\\\"\"",
                &["1, Payment id=\"9\""],
            ),
            (", ,Payment id=1,,", &["1"]),
            ("Basic realm=\"x\"", &[]),
        ] {
            let found = challenges(text).unwrap();
            let found: Vec<_> = found
                .iter()
                .map(|found| found["id"].as_str().unwrap())
                .collect();
            assert_eq!(found, ids, "{text}");
        }
        for bad in [
            "Payment id=\"1\", ID=\"2\"",
            "Payment id=\"1",
            "Payment",
            "=",
            "Payment \"x\"",
        ] {
            assert!(challenges(bad).is_err(), "{bad}");
        }
    }
}
