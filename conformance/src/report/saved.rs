use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use crate::verdict::Check;

/// A report in JSON Lines that was read back, without its exchanges.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Saved {
    /// The first record, as it is.
    pub header: Value,
    /// Every check, in order.
    pub checks: Vec<Check>,
}

impl Saved {
    /// Reads a report file.
    ///
    /// # Errors
    ///
    /// Names the file and the line that is no record, or says that the report is not complete.
    pub fn read(path: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(path).map_err(|error| error.to_string());
        text.and_then(|text| Self::parse(&text))
            .map_err(|why| format!("{}: {why}", path.display()))
    }

    fn parse(text: &str) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Kind {
            record: String,
        }
        let (mut header, mut checks, mut complete) = (Value::Null, Vec::new(), false);
        for (number, line) in text.lines().enumerate() {
            let at = |error: serde_json::Error| format!("line {}: {error}", number + 1);
            let kind: Kind = serde_json::from_str(line).map_err(at)?;
            match kind.record.as_str() {
                "header" => header = serde_json::from_str(line).map_err(at)?,
                "check" => checks.push(serde_json::from_str(line).map_err(at)?),
                "footer" => complete = true,
                _ => {}
            }
        }
        if header.is_null() || !complete {
            return Err("not a complete report: expected a header and a footer".to_owned());
        }
        if header.get("format") != Some(&1.into()) {
            return Err("format: expected 1".to_owned());
        }
        Ok(Self { header, checks })
    }

    /// The check of an id.
    #[must_use]
    pub fn check(&self, id: &str) -> Option<&Check> {
        self.checks.iter().find(|check| check.id == id)
    }

    /// A text of the header, by JSON pointer; empty where it is absent.
    #[must_use]
    pub fn text(&self, pointer: &str) -> &str {
        let text = self.header.pointer(pointer).and_then(Value::as_str);
        text.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Saved;

    #[test]
    fn half_a_report_is_none() {
        let header = r#"{"record":"header","format":1,"role":"codec"}"#;
        let footer = r#"{"record":"footer"}"#;
        let saved = Saved::parse(&format!("{header}\n{footer}\n")).unwrap();
        assert_eq!((saved.text("/role"), saved.text("/seed")), ("codec", ""));
        for bad in [
            "",
            header,
            footer,
            "{}",
            &format!("{header}\nnonsense\n{footer}"),
            &format!("{}\n{footer}", header.replace('1', "2")),
        ] {
            assert!(Saved::parse(bad).is_err(), "{bad}");
        }
    }
}
