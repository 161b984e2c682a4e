//! The challenges of a response, and how clients misread them.

use http402::mpp::Challenge;
use http402::mpp::header::{WWW_AUTHENTICATE, field_text};
use http402::primitives::Timestamp;

use crate::Faults;
use crate::http::Response;

/// What a fault puts where a challenge has no id of its own.
pub(super) const NO_ID: &str = "none";

/// Every `Payment` challenge, or why it cannot be used.
pub(super) fn challenges(
    faults: &Faults,
    demand: &Response,
) -> Vec<Result<Challenge<'static>, http402::Error>> {
    let lines = demand.fields.lines();
    let lines = lines.filter(|(name, _)| name.eq_ignore_ascii_case(WWW_AUTHENTICATE));
    let mut lines: Vec<String> = lines
        .map(|(_, value)| field_text(value).into_owned())
        .collect();
    mistake(faults, &mut lines);
    let found = if faults.has("first-word-only") {
        let first = |line: &String| Challenge::parse_all([line.as_str()]).next().map(owned);
        let beginning = |line: &&String| line.to_ascii_lowercase().starts_with("payment ");
        lines.iter().filter(beginning).filter_map(first).collect()
    } else {
        let all = Challenge::parse_all(lines.iter().map(String::as_str));
        all.map(owned).collect::<Vec<_>>()
    };
    let count = if faults.has("first-challenge-alone") {
        1
    } else {
        usize::MAX
    };
    found.into_iter().take(count).collect()
}

fn owned(
    challenge: Result<Challenge<'_>, http402::Error>,
) -> Result<Challenge<'static>, http402::Error> {
    challenge.map(Challenge::into_owned)
}

fn mistake(faults: &Faults, lines: &mut Vec<String>) {
    if faults.has("first-field-line-only") {
        lines.truncate(1);
    }
    if faults.has("long-challenge-passed-over") {
        lines.retain(|line| line.len() <= LONG);
    }
    for line in lines {
        if faults.has("long-challenge-cut") {
            *line = quoted(line, |_, value| value.get(..LONG).map(str::to_owned));
        }
        if faults.has("realm-not-unescaped") {
            // Each backslash stands for itself.
            let doubled = |_: &str, value: &str| Some(value.replace('\\', "\\\\"));
            *line = quoted(line, |name, value| {
                doubled(name, value).filter(|_| name == "realm")
            });
        }
        if faults.has("empty-id-paid") {
            *line = line.replace("id=\"\"", &format!("id=\"{NO_ID}\""));
        }
        if faults.has("absent-id-paid") && !line.contains("id=") {
            *line = line.replacen("Payment ", &format!("Payment id=\"{NO_ID}\", "), 1);
        }
        if faults.has("unreadable-expires-paid") {
            let unreadable = quoted(line, |name, value| {
                let readable = name != "expires" || value.parse::<Timestamp>().is_ok();
                (!readable).then(|| "9999-12-31T23:59:59Z".to_owned())
            });
            *line = unreadable;
        }
    }
}

/// The line with some of its quoted values replaced, by name and value as they stand there.
fn quoted(line: &str, replace: impl Fn(&str, &str) -> Option<String>) -> String {
    let mut result = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("=\"") {
        let name = before.rsplit([' ', ',']).next().unwrap_or_default();
        let mut escaped = false;
        let end = after.find(|character| {
            let ends = character == '"' && !escaped;
            escaped = character == '\\' && !escaped;
            ends
        });
        let (value, tail) = after
            .split_at_checked(end.unwrap_or(after.len()))
            .unwrap_or_default();
        let replaced = replace(name, value);
        result.push_str(before);
        result.push_str("=\"");
        result.push_str(replaced.as_deref().unwrap_or(value));
        rest = tail.strip_prefix('"').map_or(tail, |tail| {
            result.push('"');
            tail
        });
    }
    result + rest
}

const LONG: usize = 2048;
