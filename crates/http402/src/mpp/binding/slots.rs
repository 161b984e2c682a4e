//! What the HMAC covers.

use crate::mpp::parameters::{Parameter, Parameters};
use crate::mpp::{Challenge, ChallengeEcho};

/// Which slots the HMAC covers. The two differ only for challenges with `header`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SlotLayout {
    /// Seven: `realm`, `method`, `intent`, `request`, `expires`, `digest`, `opaque`.
    Draft00,
    /// Eight where the challenge has `header`: it stands before `opaque`.
    Draft01,
}

/// What the HMAC covers: the parameters as on the wire, absent ones empty.
///
/// For callers that hold neither a [`Challenge`] nor a [`ChallengeEcho`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_structs,
    reason = "the slots are the drafts' own closed list"
)]
pub struct Slots<'a> {
    /// `realm`
    pub realm: &'a str,
    /// `method`
    pub method: &'a str,
    /// `intent`
    pub intent: &'a str,
    /// `request`, base64url
    pub request: &'a str,
    /// `expires`, empty where absent
    pub expires: &'a str,
    /// `digest`, empty where absent
    pub digest: &'a str,
    /// `header`, empty where absent
    pub header: &'a str,
    /// `opaque`, empty where absent
    pub opaque: &'a str,
}

impl<'a> Slots<'a> {
    pub(super) fn of(parameters: &'a Parameters<'_>) -> Self {
        let slot = |parameter| parameters.get(parameter).unwrap_or_default();
        Self {
            realm: slot(Parameter::Realm),
            method: slot(Parameter::Method),
            intent: slot(Parameter::Intent),
            request: slot(Parameter::Request),
            expires: slot(Parameter::Expires),
            digest: slot(Parameter::Digest),
            header: slot(Parameter::Header),
            opaque: slot(Parameter::Opaque),
        }
    }

    /// The slots in order; `header` is `None` where the layout has no such slot.
    pub(super) fn in_order(&self, layout: SlotLayout) -> [Option<&'a str>; 8] {
        let header = match layout {
            SlotLayout::Draft01 if !self.header.is_empty() => Some(self.header),
            SlotLayout::Draft00 | SlotLayout::Draft01 => None,
        };
        [
            Some(self.realm),
            Some(self.method),
            Some(self.intent),
            Some(self.request),
            Some(self.expires),
            Some(self.digest),
            header,
            Some(self.opaque),
        ]
    }

    /// Whether the join can be split again. With the delimiter inside a slot, two different
    /// challenges could have one HMAC.
    pub(super) fn is_unambiguous(&self) -> bool {
        let slots = self.in_order(SlotLayout::Draft01);
        !slots.into_iter().flatten().any(|slot| slot.contains('|'))
    }
}

impl Challenge<'_> {
    /// What an HMAC over this challenge covers.
    pub fn slots(&self) -> Slots<'_> {
        Slots::of(self.parameters())
    }
}

impl ChallengeEcho<'_> {
    /// What an HMAC over the echoed challenge covers.
    pub fn slots(&self) -> Slots<'_> {
        Slots::of(self.parameters())
    }
}
