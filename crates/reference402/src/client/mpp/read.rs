//! The challenges of a response, and how clients misread them.

use http402::mpp::Challenge;
use http402::mpp::header::{WWW_AUTHENTICATE, field_text};
use http402::primitives::Timestamp;

use super::edit;
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
    lines.retain(|line| !is_passed_over(faults, line));
    for line in lines.iter_mut() {
        if faults.has("long-challenge-cut") {
            *line = quoted(line, |_, value| value.get(..LONG).map(str::to_owned));
        }
        if faults.has("realm-not-unescaped") || faults.has("quoted-pairs-kept") {
            // Each backslash stands for itself.
            let all = faults.has("quoted-pairs-kept");
            let doubled = |value: &str| Some(value.replace('\\', "\\\\"));
            *line = quoted(line, |name, value| {
                doubled(value).filter(|_| all || name == "realm")
            });
        }
        if faults.has("unreadable-expires-paid") {
            *line = quoted(line, |name, value| {
                let readable = name != "expires" || value.parse::<Timestamp>().is_ok();
                (!readable).then(|| "9999-12-31T23:59:59Z".to_owned())
            });
        }
        if faults.has("unterminated-taken") && line.matches('"').count() % 2 == 1 {
            line.push('"');
        }
        if line.starts_with("Payment ") {
            repair(faults, line);
        }
    }
    if faults.has("scheme-in-quotes-splits") {
        let parts = lines.iter().flat_map(|line| line.split_inclusive(", "));
        let mut split: Vec<String> = Vec::new();
        for part in parts {
            match split.last_mut().filter(|_| !part.starts_with("Payment ")) {
                Some(last) => last.push_str(part),
                None => split.push(part.to_owned()),
            }
        }
        *lines = split;
    }
}

/// Gives a challenge what it lacks, or takes away what it has too much of.
fn repair(faults: &Faults, line: &mut String) {
    if faults.has("empty-id-paid") {
        *line = line.replace("id=\"\"", &format!("id=\"{NO_ID}\""));
    }
    let mut defaults = Vec::new();
    if faults.has("absent-id-paid") {
        defaults.push(("id", NO_ID));
    }
    if faults.has("lacking-parameter-paid") {
        defaults.extend([
            ("realm", "realm"),
            ("method", "testpay"),
            ("intent", "charge"),
        ]);
    }
    if faults.has("unreadable-request-paid") {
        defaults.push(("request", NOTHING));
        *line = quoted(line, |name, value| {
            let amount = edit::object(value).and_then(|object| object.get("amount").cloned());
            (name == "request" && amount.is_none()).then(|| NOTHING.to_owned())
        });
    }
    for (name, value) in defaults {
        if !line.contains(&format!(" {name}=")) {
            *line = format!("{line}, {name}=\"{value}\"");
        }
    }
    if faults.has("first-of-twice-paid") {
        let known = ["id=", "realm=", "method=", "intent=", "request="];
        let twice = |part: &&str| {
            let part = part.trim_start().to_ascii_lowercase();
            known.iter().any(|name| part.starts_with(name))
        };
        // Whatever stands behind all five of them comes a second time.
        let parts: Vec<&str> = line.split(", ").collect();
        let kept = parts.iter().enumerate();
        let kept = kept.filter(|(index, part)| *index < 5 || !twice(part));
        *line = kept.map(|(_, part)| *part).collect::<Vec<_>>().join(", ");
    }
}

/// Whether a fault cannot read a line that is well written.
fn is_passed_over(faults: &Faults, line: &str) -> bool {
    let bare = without_values(line);
    let start = line.get(..8).unwrap_or_default();
    let own = start.eq_ignore_ascii_case("Payment ");
    let elements = bare.split(',').skip(1);
    let mut behind_equals = bare.split('=').skip(1);
    [
        (faults.has("long-challenge-passed-over"), line.len() > LONG),
        (
            faults.has("scheme-case-matters"),
            own && start != "Payment ",
        ),
        (
            faults.has("challenge-one-space-after-scheme"),
            own && line.get(8..9) == Some(" "),
        ),
        (
            faults.has("blanks-not-skipped"),
            bare.contains("\" ,")
                || bare.contains(" =")
                || bare.contains("= ")
                || elements
                    .clone()
                    .any(|part| !part.starts_with(' ') || part.starts_with("  ")),
        ),
        (
            faults.has("tokens-not-taken"),
            behind_equals.any(|value| !value.trim_start().starts_with('"')),
        ),
        (
            faults.has("name-case-matters"),
            own && bare
                .chars()
                .skip(8)
                .any(|character| character.is_ascii_uppercase()),
        ),
        (
            faults.has("challenge-empty-elements-refused"),
            bare.split(',').any(|element| element.trim().is_empty()),
        ),
        (
            faults.has("order-expected"),
            own && !bare.contains("Payment id="),
        ),
    ]
    .into_iter()
    .any(|(on, unread)| on && unread)
}

/// The line with empty quoted strings.
fn without_values(line: &str) -> String {
    quoted(line, |_, _| Some(String::new()))
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

/// `{"amount":"0","currency":"usd"}`
const NOTHING: &str = "eyJhbW91bnQiOiIwIiwiY3VycmVuY3kiOiJ1c2QifQ";
