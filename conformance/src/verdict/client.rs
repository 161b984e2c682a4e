use alloc::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::clause::{Finding, compare, token};
use super::matching::{Mismatch, matches};
use super::outcome::{Check, Outcome};
use super::scenario::{Judge, alternatives, single};
use crate::exchange::{Seen, Visit, Way};
use crate::vector::{ClientFile, Fetching, Level};

/// Judges what clients did in the cases of a file: one check for each clause that cites a
/// requirement.
#[must_use]
pub fn judge_client(judge: &Judge<'_>, file: &ClientFile, visits: &[Visit]) -> Vec<Check> {
    let mut checks = Vec::new();
    let doubt = doubt(judge, file, visits, &mut checks);
    for visit in visits {
        let Some(case) = file.cases.get(visit.position) else {
            continue;
        };
        let doubt = doubt.as_deref().filter(|_| !case.control);
        let (setup, mut cited): (Vec<_>, Vec<_>) = results(judge, file, case, visit, doubt)
            .into_iter()
            .partition(|check| check.requirement.is_empty());
        if let Some(unmet) = setup.iter().find(|check| !stands(check)) {
            // The clauses of a case stand together: without its setup a pass means nothing.
            for check in cited.iter_mut().filter(|check| met(check)) {
                check.outcome = Outcome::Inconclusive;
                check.reason = Some(format!("{} did not hold", clause_of(&unmet.id)));
            }
        }
        told_already(&mut cited);
        checks.extend(cited);
    }
    checks
}

/// A payment that does not come is one finding: the clauses about how it would have been have
/// nothing to add, and do not keep the run from a result.
fn told_already(checks: &mut [Check]) {
    let tells = |check: &Check| {
        let unmet = matches!(check.outcome, Outcome::Fail | Outcome::Warn | Outcome::Info);
        kind(clause_of(&check.id)) == "payments" && unmet && check.branch.is_none()
    };
    if !checks.iter().any(tells) {
        return;
    }
    for check in checks {
        if check.outcome == Outcome::Inconclusive && check.reason.as_deref() == Some(NO_PAYMENT) {
            check.outcome = Outcome::NotApplicable;
            check.reason = Some(format!("{NO_PAYMENT}, of which payments tells"));
        }
    }
}

const NO_PAYMENT: &str = "no payment came";

/// The checks of cases that were not run.
#[must_use]
pub fn untouched_client(
    judge: &Judge<'_>,
    file: &ClientFile,
    outcome: Outcome,
    reason: &dyn Fn(&Fetching) -> Option<String>,
) -> Vec<Check> {
    let mut checks = Vec::new();
    for (id, case, _) in file.invocations() {
        let Some(reason) = reason(case) else { continue };
        for clause in case.clauses() {
            let mut check = blank(judge, file, case, &id, &clause);
            check.outcome = outcome;
            check.reason = Some(reason.clone());
            if !check.requirement.is_empty() {
                checks.push(check);
            }
        }
    }
    checks
}

/// Why nothing can be told: a control in which the client does not pay.
fn doubt(
    judge: &Judge<'_>,
    file: &ClientFile,
    visits: &[Visit],
    checks: &mut Vec<Check>,
) -> Option<String> {
    let mut doubt = None;
    for visit in visits {
        let case = file.cases.get(visit.position).filter(|case| case.control);
        let Some(case) = case else { continue };
        let setup = results(judge, file, case, visit, None).into_iter();
        let unmet = setup
            .filter(|check| check.requirement.is_empty())
            .find(|check| !stands(check));
        let why = if let Some(obstacle) = &visit.obstacle {
            obstacle.clone()
        } else if !visit.pays() {
            format!("no payment came; the client: {}", visit.ending.way.word())
        } else if let Some(unmet) = unmet {
            format!("{} was {}", clause_of(&unmet.id), unmet.token)
        } else {
            continue;
        };
        let why = format!("{}: {why}", visit.case);
        let mut check = blank(judge, file, case, &visit.case, "control");
        check.reason = Some(match visit.ending.note.trim() {
            "" => why.clone(),
            note => format!("{why}\n{note}"),
        });
        check.scored = true;
        check.exchange = visit.exchange;
        check.expected = Value::Object(visit.expect.clone());
        checks.push(check);
        doubt.get_or_insert(why);
    }
    doubt
}

fn clause_of(id: &str) -> &str {
    id.rsplit('.').next().unwrap_or_default()
}

fn met(check: &Check) -> bool {
    check.outcome == Outcome::Pass || check.branch.is_some()
}

/// Setup that does not speak of the client's own account.
fn stands(check: &Check) -> bool {
    met(check) || is_account(clause_of(&check.id))
}

fn is_account(clause: &str) -> bool {
    matches!(kind(clause), "result" | "exit")
}

fn kind(clause: &str) -> &str {
    clause.split(':').next().unwrap_or(clause)
}

fn payments(visit: &Visit) -> impl Iterator<Item = &Value> {
    visit
        .requests
        .iter()
        .filter_map(|seen| seen.payment.as_ref())
}

fn results(
    judge: &Judge<'_>,
    file: &ClientFile,
    case: &Fetching,
    visit: &Visit,
    doubt: Option<&str>,
) -> Vec<Check> {
    let undecided = doubt
        .map(|doubt| format!("after a failed control: {doubt}"))
        .or_else(|| visit.obstacle.clone())
        .or_else(|| (visit.ending.way == Way::NotStarted).then(|| visit.ending.note.clone()))
        .or_else(|| idle(visit));
    let evaluate = |clause: &str, expected: &Value| evaluate(clause, expected, visit);
    let judged = |clause: String| {
        let mut check = blank(judge, file, case, &visit.case, &clause);
        check.exchange = visit.exchange;
        if visit.ending.way == Way::Unsupported && doubt.is_none() {
            check.outcome = Outcome::NotApplicable;
            check.reason = Some(format!("the client says: {}", visit.ending.note));
        } else if let Some(why) = &undecided {
            check.reason = Some(why.clone());
        } else if let Some(why) = vacuous(&clause, case, visit) {
            check.reason = Some(why.to_owned());
        } else if is_account(&clause) && kind(&clause) == "result" && visit.ending.account.is_none()
        {
            check.outcome = Outcome::NotApplicable;
            check.reason = Some("the client gives no account of what it got".to_owned());
        } else if clause == "either" {
            alternatives(&mut check, &visit.either, &evaluate);
        } else {
            let expected = visit.expect.get(&clause).unwrap_or(&Value::Null);
            single(&mut check, &clause, expected, &evaluate);
        }
        // What a client says of itself proves nothing against it.
        if is_account(&clause) && matches!(check.outcome, Outcome::Fail | Outcome::Warn) {
            check.outcome = Outcome::Info;
        }
        let refusal = matches!(kind(&clause), "payments" | "never" | "every" | "either");
        if refusal && met(&check) && visit.ending.way == Way::CutOff {
            check.outcome = Outcome::Inconclusive;
            check.branch = None;
            check.reason = Some("the client was cut off: it might have gone on".to_owned());
        }
        check
    };
    case.clauses().into_iter().map(judged).collect()
}

/// A client that asked for nothing has refused nothing.
fn idle(visit: &Visit) -> Option<String> {
    visit.requests.is_empty().then(|| {
        let way = visit.ending.way.word();
        format!("the client sent no request ({way}): {}", visit.ending.note)
    })
}

/// Clauses about payments say nothing where none came.
fn vacuous(clause: &str, case: &Fetching, visit: &Visit) -> Option<&'static str> {
    let about_payments = |clause: &str| matches!(kind(clause), "payment" | "retry" | "distinct");
    let speaks = if clause == "either" {
        let mut branches = case.either.iter();
        branches.all(|branch| branch.expect.keys().all(|clause| about_payments(clause)))
    } else {
        about_payments(clause)
    };
    (speaks && payments(visit).next().is_none()).then_some(NO_PAYMENT)
}

fn evaluate(clause: &str, expected: &Value, visit: &Visit) -> Result<Finding, String> {
    let shown = || visit.requests.iter().map(Seen::shown);
    Ok(match kind(clause) {
        "payments" => compare(expected, Some(payments(visit).count().into())),
        "distinct" => compare(expected, Some(distinct(visit).into())),
        "payment" => every(expected, payments(visit).cloned()),
        "every" => every(expected, shown()),
        "never" => never(expected, shown()),
        "requests" => in_order(expected, shown().collect())?,
        "retry" => every(expected, retries(visit)),
        "result" => compare(expected, visit.ending.account.clone()),
        "exit" => compare(expected, Some(visit.ending.way.word().into())),
        other => return Err(format!("no clause is called {other:?}")),
    })
}

/// How many different payments there were, however often each was sent.
fn distinct(visit: &Visit) -> usize {
    let bare = payments(visit).map(|payment| {
        let mut payment = payment.clone();
        if let Some(members) = payment.as_object_mut() {
            members.remove("facts");
        }
        payment.to_string()
    });
    bare.collect::<BTreeSet<_>>().len()
}

/// Every item must be as expected; what is shown is the first that is not.
fn every(expected: &Value, items: impl Iterator<Item = Value>) -> Finding {
    let mut last = compare(&Value::Null, None);
    for item in items {
        last = compare(expected, Some(item));
        if last.unmet.is_some() {
            break;
        }
    }
    last
}

fn never(expected: &Value, mut items: impl Iterator<Item = Value>) -> Finding {
    let found = items.find(|item| matches(expected, Some(item)).is_ok());
    let mut finding = compare(&json!(false), Some(found.is_some().into()));
    if let Some(found) = found {
        finding.unmet = Some(Mismatch {
            at: String::new(),
            expected: json!({ "never": expected }),
            got: Some(found.clone()),
        });
        finding.got = found;
    }
    finding
}

/// Requests that come in this order; others may come between.
fn in_order(expected: &Value, items: Vec<Value>) -> Result<Finding, String> {
    let wanted = expected.as_array().ok_or("requests: expected a list")?;
    let mut rest = items.iter();
    let missing = wanted
        .iter()
        .position(|wanted| !rest.any(|item| matches(wanted, Some(item)).is_ok()));
    let unmet = missing.map(|index| Mismatch {
        at: format!("/{index}"),
        expected: wanted.get(index).cloned().unwrap_or_default(),
        got: None,
    });
    let name = missing.map_or_else(|| "all".to_owned(), |index| format!("/{index}=absent"));
    Ok(Finding {
        token: token(Some(&Value::String(name))),
        got: Value::Array(items),
        unmet,
    })
}

/// What each paid request has in common with the one that it repeats.
fn retries(visit: &Visit) -> impl Iterator<Item = Value> {
    let fetch = visit.fetch.as_ref();
    let content = fetch
        .and_then(crate::vector::Fetch::content)
        .unwrap_or_default();
    let paid = visit.requests.iter().enumerate();
    let paid = paid.filter(|(_, seen)| seen.payment.is_some());
    paid.map(move |(index, seen)| {
        let before = visit.requests.get(..index).unwrap_or_default();
        let asked = before.iter().rev().find(|other| other.status == 402);
        let asked = asked.or_else(|| visit.requests.first());
        let same_url = asked
            .is_some_and(|asked| asked.site == seen.site && asked.head.target == seen.head.target);
        let kept = |(name, value): (&String, &String)| {
            let mut lines = seen.head.lines(name);
            lines.any(|line| line == value.as_bytes())
        };
        let headers = fetch.is_none_or(|fetch| fetch.headers.iter().all(kept));
        let mut members = Map::new();
        members.insert(
            "method".to_owned(),
            asked
                .is_some_and(|asked| asked.head.method == seen.head.method)
                .into(),
        );
        members.insert("url".to_owned(), same_url.into());
        members.insert("headers".to_owned(), headers.into());
        members.insert("body".to_owned(), (seen.body == content).into());
        Value::Object(members)
    })
}

fn blank(judge: &Judge<'_>, file: &ClientFile, case: &Fetching, id: &str, clause: &str) -> Check {
    let id = format!("{id}.{clause}");
    let requirement = case.requirements(clause);
    let level = if clause == "control" {
        Level::Must
    } else {
        judge.level(&requirement)
    };
    Check {
        scored: judge.scores(&id, level, file.provisional),
        id,
        requirement: if clause == "control" {
            Vec::new()
        } else {
            requirement
        },
        level,
        outcome: Outcome::Inconclusive,
        branch: None,
        expected: case.expect.get(clause).cloned().unwrap_or_default(),
        got: Value::Null,
        token: "-".to_owned(),
        reason: None,
        exchange: None,
        baseline: None,
    }
}
