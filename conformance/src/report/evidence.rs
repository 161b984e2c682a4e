use alloc::collections::BTreeMap;

use serde_json::Value;

use super::{Invocation, Run, curl};
use crate::bytes;
use crate::exchange::{Exchange, Peer};
use crate::vector::Requirement;
use crate::verdict::{Baselined, Check, Outcome};

/// A finished run with all that reports say about it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Report<'a> {
    /// What was found.
    pub(super) run: &'a Run<'a>,
    /// How the program was called.
    pub(super) invocation: &'a Invocation,
    /// Whether the bytes of every check are wanted, or of those that do not hold.
    pub(super) all: bool,
    /// The numbers of what others asked the runner, by case.
    asked: BTreeMap<&'a str, Vec<usize>>,
}

/// The longest content that is shown of one message.
const LONGEST_CONTENT: usize = 4096;

impl<'a> Report<'a> {
    /// Prepares the reports of a run; `all` asks for the bytes of every check.
    #[must_use]
    pub fn new(run: &'a Run<'a>, invocation: &'a Invocation, all: bool) -> Self {
        let mut asked: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (number, exchange) in run.exchanges.iter().enumerate() {
            if is_asked(exchange.peer) {
                asked.entry(&exchange.case).or_default().push(number);
            }
        }
        // They are numbered as they ended, which may be another order.
        for numbers in asked.values_mut() {
            numbers.sort_by_key(|number| run.exchanges.get(*number).map(|one| one.begun));
        }
        Self {
            run,
            invocation,
            all,
            asked,
        }
    }

    /// The requirements that a check cites, with the links to their sentences.
    pub(super) fn requirements(
        &self,
        check: &'a Check,
    ) -> impl Iterator<Item = (&'a Requirement, Option<String>)> {
        let registry = &self.run.set.registry;
        check
            .requirement
            .iter()
            .filter_map(|id| registry.find(id))
            .map(|requirement| (requirement, registry.link(requirement)))
    }

    /// The exchange of a check, then what the target asked a double meanwhile, as it came.
    pub(super) fn exchanges(&self, check: &Check) -> Vec<(usize, &'a Exchange)> {
        let exchange = |number: usize| Some((number, self.run.exchanges.get(number)?));
        let Some((number, main)) = check.exchange.and_then(exchange) else {
            return Vec::new();
        };
        let caused = (!is_asked(main.peer)).then_some((number, main));
        let asked = self.asked.get(main.case.as_str());
        let asked = asked.into_iter().flatten();
        let asked = asked.filter_map(|number| exchange(*number));
        caused.into_iter().chain(asked).collect()
    }

    /// The shell command that sends a check's request again, where there was one.
    pub(super) fn curl(&self, check: &Check) -> Option<String> {
        let exchange = self.run.exchanges.get(check.exchange?)?;
        let url = self.run.url.trim_end_matches('/');
        let http = exchange.peer == Peer::Target && exchange.peer.via() == "http";
        (http && url.contains("://")).then(|| curl::command(&origin(url), &exchange.sent))
    }

    /// The command line that carries a check out again.
    pub(super) fn again(&self, check: &Check) -> String {
        self.invocation.again(&check.id, &self.run.seed)
    }

    /// Name and version of the target.
    pub(super) fn target(&self) -> String {
        let (name, version) = &self.run.target;
        printable(format!("{name} {version}").trim())
    }

    /// The numbers by outcome, as a phrase.
    pub(super) fn totals(&self) -> String {
        let counts: Vec<_> = self
            .run
            .counts()
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(word, count)| format!("{word} {count}"))
            .collect();
        if counts.is_empty() {
            "nothing was executed".to_owned()
        } else {
            counts.join(", ")
        }
    }

    /// What does not hold, by cause: the checks of a group cite the same, and got the same.
    pub(super) fn causes(&self) -> Vec<Vec<&'a Check>> {
        let mut places = BTreeMap::new();
        let mut groups: Vec<Vec<&Check>> = Vec::new();
        for check in self.run.checks.iter().filter(|check| unmet(check)) {
            let key = (
                check.outcome,
                &check.requirement,
                &check.token,
                check.expected.to_string(),
                &check.reason,
                check.baseline.map(Baselined::word),
            );
            let place = *places.entry(key).or_insert_with(|| {
                groups.push(Vec::new());
                groups.len() - 1
            });
            if let Some(group) = groups.get_mut(place) {
                group.push(check);
            }
        }
        groups.sort_by_key(|group| {
            group
                .first()
                .map(|check| (gravity(check), &check.requirement))
        });
        groups
    }
}

/// Whether the other side speaks first.
fn is_asked(peer: Peer) -> bool {
    matches!(peer, Peer::Facilitator | Peer::Client)
}

/// The bytes of an exchange in lines: `>` what the runner asked, `<` what came; `{` what it was
/// asked, `}` what it answered; `!` why no complete message came.
pub(super) fn wire(exchange: &Exchange) -> Vec<String> {
    let sides = if is_asked(exchange.peer) {
        [('{', &exchange.received), ('}', &exchange.sent)]
    } else {
        [('>', &exchange.sent), ('<', &exchange.received)]
    };
    let mut lines = Vec::new();
    for (mark, content) in sides {
        let shown = curl::shown(content, LONGEST_CONTENT);
        lines.extend(shown.lines().map(|line| format!("{mark} {line}")));
    }
    let fault = exchange.fault.as_ref().map(ToString::to_string);
    lines.extend(fault.map(|fault| format!("! {}", printable(&fault))));
    lines
}

/// The worst come first.
fn gravity(check: &Check) -> usize {
    let order = [
        Outcome::HarnessError,
        Outcome::Fail,
        Outcome::Inconclusive,
        Outcome::Warn,
    ];
    let place = order.iter().position(|outcome| *outcome == check.outcome);
    place.unwrap_or(order.len())
}

/// Whether a check does not hold, so that a reader wants to see why. A failed control, which cites
/// nothing, explains what is inconclusive after it.
pub(super) fn unmet(check: &Check) -> bool {
    match check.outcome {
        Outcome::Fail | Outcome::Warn | Outcome::HarnessError => true,
        Outcome::Info => check.branch.is_none(),
        Outcome::Inconclusive => check.requirement.is_empty(),
        _ => false,
    }
}

/// What stands beside an outcome: the baseline's word on it, and whether it counts.
pub(super) fn standing(check: &Check) -> Option<&'static str> {
    let counted = matches!(
        check.outcome,
        Outcome::Fail | Outcome::Warn | Outcome::Inconclusive
    );
    match check.baseline {
        Some(baselined) => Some(baselined.word()),
        None if counted && !check.scored => Some("not scored"),
        None => None,
    }
}

/// The clause that a check judges: status, canary, out …
pub(super) fn clause(check: &Check) -> &str {
    check.id.rsplit('.').next().unwrap_or_default()
}

/// The file that a check belongs to.
pub(super) fn file_of(check: &Check) -> &str {
    check.id.split('#').next().unwrap_or_default()
}

/// Scheme and authority of a URL.
fn origin(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
    format!("{scheme}://{}", rest.split('/').next().unwrap_or_default())
}

/// A JSON value as text of bounded length.
pub(super) fn short(value: &Value) -> String {
    clipped(&printable(&value.to_string()), 400)
}

/// Text of a target for a terminal: nothing in it moves the cursor or changes a colour.
pub(super) fn printable(text: &str) -> String {
    bytes::show(text.as_bytes(), text.len())
}

/// Text of at most so many characters.
pub(super) fn clipped(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    text.chars().take(longest).chain(['…']).collect()
}
