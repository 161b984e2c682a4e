//! Faults of `Accept-Payment`.

use http402::Kind::{BadValue, EmptyField, Missing, Syntax};
use serde_json::{Value, json};

use super::Deed::{Answers, Empties, Refuses, Takes, Text, Works};
use super::edit::{each, get};
use super::{Row, row};
use crate::codec::input::Input;
use crate::codec::{Result, mpp};

const READ: &[&str] = &["accept-payment.decode"];
const RANK: &[&str] = &["accept-payment.rank"];

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("ranges-unchecked", READ, Takes(&[BadValue, EmptyField, Syntax], "*")),
    row("range-weights-as-text", READ, Answers(|_, answer| {
        each(answer, "/ranges/*/q", &mut |q| *q = json!(q.to_string()));
        each(answer, "/ranges/*/weight", &mut |weight| *weight = json!(weight.to_string()));
    })),
    row("ranges-none-is-everything", READ, Answers(|_, answer| {
        if answer["ranges"] == json!([]) {
            *answer = json!({ "ranges": [{ "method": "*", "intent": "*", "q": 1, "weight": 1000 }] });
        }
    })),
    row("preference-demanded", RANK, Refuses(Missing, |input| input.get("header").is_none())),
    row("q-ignored", RANK, Works(|input| ranked(input, &Rules { by_weight: false, ..HONEST }))),
    row("q-reversed", RANK, Answers(|_, answer| {
        each(answer, "/offers", &mut |offers| {
            if let Some(offers) = offers.as_array_mut() {
                offers.reverse();
            }
        });
    })),
    row("q-zero-offered", RANK, Works(|input| ranked(input, &Rules { zero_excludes: false, ..HONEST }))),
    row("method-wildcard-unknown", RANK, Works(|input| ranked(input, &Rules { wildcards: false, ..HONEST }))),
    row("exact-range-unknown", RANK, Works(|input| ranked(input, &Rules { exact: false, ..HONEST }))),
    row("first-range-decides", RANK, Works(|input| ranked(input, &Rules { most_specific: false, ..HONEST }))),
    row("ties-by-name", RANK, Works(|input| ranked(input, &Rules { by_name: true, ..HONEST }))),
    row("wildcards-before-ties", RANK, Works(|input| ranked(input, &Rules { ranges_first: true, ..HONEST }))),
    row("malformed-preference-empties", RANK, Empties(&[Syntax, BadValue, EmptyField], "*")),
    row("wildcards-alike", RANK, Works(|input| ranked(input, &Rules { wildcards_alike: true, ..HONEST }))),
    row("equally-specific-undecided", RANK,
        Works(|input| ranked(input, &Rules { undecided: true, ..HONEST }))),
    row("no-match-is-null", RANK, Answers(|_, answer| {
        if answer["offers"] == json!([]) {
            *answer = json!({ "offers": null });
        }
    })),
    row("preference-all-on-no-match", RANK, Answers(|input, answer| {
        if answer["offers"] == json!([]) && !get(input, "/header").is_empty() {
            answer["offers"] = input["offers"].clone();
        }
    })),
    row("preference-names-trimmed", READ, Text(|text| text.trim().to_owned())),
];

/// How offers are ranked.
#[expect(clippy::struct_excessive_bools, reason = "each is a rule on its own")]
struct Rules {
    by_weight: bool,
    zero_excludes: bool,
    wildcards: bool,
    exact: bool,
    most_specific: bool,
    by_name: bool,
    ranges_first: bool,
    wildcards_alike: bool,
    undecided: bool,
}

const HONEST: Rules = Rules {
    by_weight: true,
    zero_excludes: true,
    wildcards: true,
    exact: true,
    most_specific: true,
    by_name: false,
    ranges_first: false,
    wildcards_alike: false,
    undecided: false,
};

/// Ranks by rules that may be wrong.
fn ranked(input: Input<'_>, rules: &Rules) -> Result<Value> {
    let honest = mpp::accept_rank(input)?;
    let Some(header) = input.0.get("header").and_then(Value::as_str) else {
        return Ok(honest);
    };
    let ranges: Vec<_> = header.split(',').map(range).collect();
    let mut found: Vec<(i64, usize, &str)> = Vec::new();
    for offer in input.0["offers"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        let fitting = ranges
            .iter()
            .enumerate()
            .filter(|(_, (name, _))| fits(name, offer, rules));
        let best = if rules.most_specific {
            fitting.max_by_key(|(at, (name, _))| (specific(name, rules), usize::MAX - at))
        } else {
            fitting.min_by_key(|(at, _)| *at)
        };
        let rivals = ranges
            .iter()
            .filter(|(name, _)| fits(name, offer, rules))
            .count();
        if rules.undecided && rivals > 1 {
            continue;
        }
        if let Some((at, (_, weight))) = best
            && (*weight > 0 || !rules.zero_excludes)
        {
            found.push((if rules.by_weight { -weight } else { 0 }, at, offer));
        }
    }
    found.sort_by_key(|(weight, at, _)| (*weight, if rules.ranges_first { *at } else { 0 }));
    if rules.by_name {
        found.sort_by_key(|(weight, _, offer)| (*weight, *offer));
    }
    Ok(json!({ "offers": found.iter().map(|(_, _, offer)| *offer).collect::<Vec<_>>() }))
}

/// The name and the weight in thousandths.
fn range(text: &str) -> (String, i64) {
    let (name, weight) = text.split_once(';').unwrap_or((text, "q=1"));
    let digits = weight.trim().trim_start_matches(['q', 'Q', '=']);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let weight = format!("{whole}{fraction:0<3}").parse().unwrap_or_default();
    (name.trim().to_owned(), weight)
}

fn fits(name: &str, offer: &str, rules: &Rules) -> bool {
    let ((method, intent), (offered, purpose)) = (halves(name), halves(offer));
    let exact = method == offered && intent == purpose;
    let wild = (method == "*" || method == offered) && (intent == "*" || intent == purpose);
    exact && rules.exact || wild && !exact && rules.wildcards
}

fn halves(name: &str) -> (&str, &str) {
    name.split_once('/').unwrap_or((name, ""))
}

fn specific(name: &str, rules: &Rules) -> usize {
    if rules.wildcards_alike {
        return usize::from(!name.contains('*'));
    }
    2 - name.matches('*').count().min(2)
}
