use alloc::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::clause::token;
use super::matching::{Mismatch, matches};
use super::outcome::{Check, Outcome};
use super::scenario::Judge;
use crate::decode::written;
use crate::exchange::library::Reply;
use crate::vector::{Case, CodecFile, Expected};

/// How closely the kind of a refusal is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reasons {
    /// Any refusal will do; a kind that differs is noted.
    Loose,
    /// The kind must be the expected one.
    Strict,
}

/// A case with what came of it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Trial<'a> {
    /// Where the case stands.
    pub file: &'a CodecFile,
    /// The case.
    pub case: &'a Case,
    /// What the library was given.
    pub input: Value,
    /// What it answered; nothing where it does not offer the operation.
    pub reply: Option<Reply>,
    /// Number of the exchange in the record.
    pub exchange: Option<usize>,
}

impl<'a> Trial<'a> {
    /// Puts a case and its outcome together.
    #[must_use]
    pub fn new(
        file: &'a CodecFile,
        case: &'a Case,
        input: Value,
        reply: Option<Reply>,
        exchange: Option<usize>,
    ) -> Self {
        Self {
            file,
            case,
            input,
            reply,
            exchange,
        }
    }
}

/// Judges all trials of a run: one check for each clause.
#[must_use]
pub fn judge_codec(judge: &Judge<'_>, reasons: Reasons, trials: &[Trial<'_>]) -> Vec<Check> {
    let mut checks: Vec<(Check, &Trial<'_>)> = Vec::new();
    for trial in trials {
        checks.extend(
            trial
                .case
                .clauses()
                .map(|clause| (check(judge, reasons, trial, clause), trial)),
        );
    }
    let doubtful = doubtful(&checks);
    checks
        .into_iter()
        .map(|(mut check, trial)| {
            let refusal = trial.case.expected.reject.is_some();
            if refusal && check.outcome == Outcome::Pass && doubtful.contains(&trial.file.id) {
                check.outcome = Outcome::Inconclusive;
                check.reason = Some("no control of this file holds".to_owned());
            }
            check
        })
        .collect()
}

/// Files whose refusals prove nothing, because what must succeed does not.
fn doubtful(checks: &[(Check, &Trial<'_>)]) -> BTreeSet<String> {
    let positive = |trial: &Trial<'_>| trial.case.expected.reject.is_none();
    let holds = |check: &Check| check.outcome == Outcome::Pass || check.branch.is_some();
    let files: BTreeSet<_> = checks
        .iter()
        .map(|(_, trial)| trial.file.id.clone())
        .collect();
    files
        .into_iter()
        .filter(|id| {
            let mine = || checks.iter().filter(|(_, trial)| &trial.file.id == id);
            let ran = |check: &Check| check.outcome != Outcome::NotApplicable;
            let mut controls = mine()
                .filter(|(check, trial)| trial.case.control && ran(check))
                .peekable();
            if controls.peek().is_some() {
                return !controls.all(|(check, _)| holds(check));
            }
            !mine().any(|(check, trial)| positive(trial) && holds(check))
        })
        .collect()
}

fn check(judge: &Judge<'_>, reasons: Reasons, trial: &Trial<'_>, clause: &'static str) -> Check {
    let (file, case) = (trial.file, trial.case);
    let id = format!("{}.{clause}", file.case_id(case));
    let requirement = file.requirements(case, clause);
    let level = judge.level(&requirement);
    let mut check = Check {
        scored: judge.scores(&id, level, file.provisional),
        id,
        requirement,
        level,
        outcome: Outcome::Inconclusive,
        branch: None,
        expected: Value::Null,
        got: Value::Null,
        token: "-".to_owned(),
        reason: None,
        exchange: trial.exchange,
        baseline: None,
    };
    match &trial.reply {
        None => {
            check.outcome = Outcome::NotApplicable;
            let op = &file.op;
            check.reason = Some(format!(
                "the implementation does not offer {op} for this input"
            ));
        }
        Some(Reply::Unsupported(why)) => {
            check.reason = Some(format!("offered but unsupported: {why}"));
            check.token = "unsupported".into();
        }
        Some(Reply::Nonsense(why)) => {
            check.reason = Some(format!("no answer of the adapter protocol: {why}"));
            check.token = "nonsense".into();
        }
        Some(reply) if clause == "either" => either(&mut check, reasons, trial, reply),
        Some(reply) => {
            let verdict = compare(trial, reasons, &case.expected, clause, reply);
            settle(&mut check, verdict);
        }
    }
    check
}

/// What comparing one clause came to.
struct Verdict {
    expected: Value,
    got: Value,
    token: String,
    holds: Result<bool, String>,
    note: Option<String>,
}

fn settle(check: &mut Check, verdict: Verdict) {
    check.expected = verdict.expected;
    check.got = verdict.got;
    check.token = verdict.token;
    check.reason = verdict.note;
    check.outcome = match verdict.holds {
        Ok(true) => Outcome::Pass,
        Ok(false) => Outcome::unmet(check.level),
        Err(why) => {
            check.reason = Some(why);
            Outcome::HarnessError
        }
    };
}

fn either(check: &mut Check, reasons: Reasons, trial: &Trial<'_>, reply: &Reply) {
    let mut expected = Map::new();
    for alternative in &trial.case.either {
        let Expected { out, wire, reject } = &alternative.expected;
        let mut all = Map::new();
        let mut holds = true;
        for (clause, there) in [
            ("out", out.is_some()),
            ("wire", wire.is_some()),
            ("reject", reject.is_some()),
        ] {
            if !there {
                continue;
            }
            let verdict = compare(trial, reasons, &alternative.expected, clause, reply);
            check.got = verdict.got;
            check.token = verdict.token;
            all.insert(clause.to_owned(), verdict.expected);
            match verdict.holds {
                Ok(held) => holds &= held,
                Err(why) => {
                    check.outcome = Outcome::HarnessError;
                    check.reason = Some(why);
                    return;
                }
            }
        }
        if holds {
            check.outcome = Outcome::Info;
            check.branch = Some(alternative.name.clone());
            check.expected = Value::Object(all);
            return;
        }
        expected.insert(alternative.name.clone(), Value::Object(all));
    }
    check.outcome = Outcome::unmet(check.level);
    check.expected = Value::Object(expected);
}

fn compare(
    trial: &Trial<'_>,
    reasons: Reasons,
    expected: &Expected,
    clause: &str,
    reply: &Reply,
) -> Verdict {
    let unmet = |expected: Value, got: Value, token: &str| Verdict {
        expected,
        got,
        token: token.to_owned(),
        holds: Ok(false),
        note: None,
    };
    let wanted = match clause {
        "out" => expected.out.clone(),
        "wire" => expected.wire.clone(),
        _ => expected
            .reject
            .as_ref()
            .map(|kind| json!({ "reject": kind })),
    };
    let wanted = wanted.unwrap_or_default();
    match (clause, reply) {
        (_, Reply::Crash(trace)) => unmet(wanted, json!({ "crash": trace }), "crash"),
        (_, Reply::Hang) => unmet(wanted, json!("no answer in time"), "hang"),
        ("reject", Reply::Reject(kind)) => {
            let same = kind.as_ref() == expected.reject.as_ref();
            let said = kind.as_deref().unwrap_or("(no-kind)");
            let mut verdict = unmet(wanted, json!({ "reject": said }), &format!("reject:{said}"));
            verdict.holds = Ok(same || reasons == Reasons::Loose);
            verdict.note = (!same && reasons == Reasons::Loose)
                .then(|| format!("reason unverified: the implementation says {said}"));
            verdict
        }
        ("reject", Reply::Ok(value)) => unmet(wanted, json!({ "ok": value }), "accepted"),
        (_, Reply::Reject(kind)) => {
            let kind = kind.as_deref().unwrap_or("(no-kind)");
            unmet(wanted, json!({ "reject": kind }), &format!("reject:{kind}"))
        }
        (_, Reply::Ok(value)) => result(trial, clause, &wanted, value),
        (_, other) => unmet(wanted, json!(format!("{other:?}")), "nonsense"),
    }
}

/// Compares a result: text that was written is first read by the runner's own decoder.
fn result(trial: &Trial<'_>, clause: &str, wanted: &Value, value: &Value) -> Verdict {
    let mut verdict = Verdict {
        expected: wanted.clone(),
        got: value.clone(),
        token: token(Some(value)),
        holds: Ok(false),
        note: None,
    };
    let wanted = match trial.file.expectation(wanted) {
        Ok(wanted) => wanted,
        Err(why) => {
            verdict.holds = Err(why);
            return verdict;
        }
    };
    let read = match (clause, value) {
        // Text, or a matcher at the top, looks at the text itself.
        ("out", Value::String(text)) if wanted.is_object() && !is_matcher(&wanted) => {
            written(&trial.file.op, &trial.input, text)
        }
        _ => None,
    };
    let actual = match read {
        Some(Ok(read)) => read,
        Some(Err(why)) => {
            verdict.token = "unreadable".into();
            verdict.note = Some(format!("the runner cannot read what was written: {why}"));
            return verdict;
        }
        None => value.clone(),
    };
    let actual = without_nulls(&wanted, actual);
    // Only where EIP-55 is the subject does the case of hexadecimal digits mean anything.
    let by_value = !trial.file.op.starts_with("address.") && !trial.file.op.starts_with("eip712.");
    let (wanted, actual) = if by_value {
        (lower_hex(wanted), lower_hex(actual))
    } else {
        (wanted, actual)
    };
    match matches(&wanted, Some(&actual)) {
        Ok(()) => verdict.holds = Ok(true),
        Err(Mismatch { at, expected, got }) if !at.is_empty() => {
            verdict.token = format!("{at}={}", token(got.as_ref()));
            verdict.expected = json!({ at.clone(): expected });
            verdict.got = json!({ at: got.unwrap_or(json!("(absent)")) });
        }
        Err(_) => verdict.got = actual,
    }
    verdict
}

/// A member that is null counts as absent, unless null is what is expected there.
fn without_nulls(wanted: &Value, actual: Value) -> Value {
    match (wanted, actual) {
        (Value::Object(wanted), Value::Object(actual)) => {
            let keep = |name: &String, value: &Value| {
                !value.is_null() || wanted.get(name).is_some_and(|wanted| !absent(wanted))
            };
            let members = actual.into_iter().filter(|(name, value)| keep(name, value));
            Value::Object(
                members
                    .map(|(name, value)| {
                        let inner = wanted.get(&name).unwrap_or(&Value::Null);
                        let value = without_nulls(inner, value);
                        (name, value)
                    })
                    .collect(),
            )
        }
        (_, actual) => actual,
    }
}

/// Writes hexadecimal text in lower case, wherever it stands.
fn lower_hex(value: Value) -> Value {
    match value {
        Value::String(text) => {
            let digits = text.strip_prefix("0x").filter(|digits| !digits.is_empty());
            let hex = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            Value::String(if digits.is_some_and(hex) {
                text.to_ascii_lowercase()
            } else {
                text
            })
        }
        Value::Array(items) => items.into_iter().map(lower_hex).collect(),
        Value::Object(members) => {
            let lowered = members
                .into_iter()
                .map(|(name, value)| (name, lower_hex(value)));
            Value::Object(lowered.collect())
        }
        other => other,
    }
}

fn is_matcher(wanted: &Value) -> bool {
    let members = wanted.as_object();
    members.is_some_and(|members| members.keys().any(|name| name.starts_with('$')))
}

fn absent(wanted: &Value) -> bool {
    wanted.get("$absent") == Some(&Value::Bool(true))
}
