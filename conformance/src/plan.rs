//! Second room: what applies to this target, and why the rest does not.

mod glob;
mod profile;
mod reduce;
mod share;

pub use glob::Glob;
pub use profile::{ClientClaims, FacilitatorMode, Ledger, Payer, Profile, Route, Start};
pub use reduce::Part;
pub use share::is_exclusive;

use crate::vector::{ClientFile, Fetching, Scenario};

/// Which checks the caller wants.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Selection {
    /// Run only these; all where empty.
    pub run: Vec<Glob>,
    /// Leave these out.
    pub skip: Vec<Glob>,
}

impl Selection {
    /// Whether a check, by its whole id, is wanted.
    #[must_use]
    pub fn wants(&self, id: &str) -> bool {
        (self.run.is_empty() || self.run.iter().any(|glob| glob.matches(id)))
            && !self.skip.iter().any(|glob| glob.matches(id))
    }
}

/// Says why a scenario does not apply to the target; nothing where it does.
#[must_use]
pub fn not_applicable(scenario: &Scenario, profile: &Profile) -> Option<String> {
    if !profile
        .protocols
        .iter()
        .any(|protocol| protocol == &scenario.spec)
    {
        return Some(format!("the profile does not claim {}", scenario.spec));
    }
    scenario.needs.iter().find_map(|need| profile.lacks(need))
}

/// Says why a case does not apply to a client; nothing where it does.
#[must_use]
pub fn not_applicable_to_client(
    file: &ClientFile,
    case: &Fetching,
    profile: &Profile,
) -> Option<String> {
    if !profile.protocols.contains(&file.spec) {
        return Some(format!("the profile does not claim {}", file.spec));
    }
    let stated = file.needs.iter().chain(&case.needs).map(String::as_str);
    let members = [
        ("body", "body"),
        ("headers", "headers"),
        ("method", "methods"),
        ("times", "calls"),
        ("max_amount", "cap"),
        ("secure", "https"),
    ];
    let implied = members
        .into_iter()
        .filter(|(member, _)| case.fetch.get(member).is_some())
        .map(|(_, need)| need);
    stated
        .chain(implied)
        .find_map(|need| profile.client_lacks(need))
}
