//! The parameters of a challenge as one table, shared by the challenge, its echo and the binding.

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

/// The parameters that the specification names, in the order in which they are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parameter {
    Id,
    Realm,
    Method,
    Intent,
    Request,
    Expires,
    Digest,
    Description,
    Opaque,
    Header,
}

impl Parameter {
    pub(super) const ALL: [Self; 10] = [
        Self::Id,
        Self::Realm,
        Self::Method,
        Self::Intent,
        Self::Request,
        Self::Expires,
        Self::Digest,
        Self::Description,
        Self::Opaque,
        Self::Header,
    ];

    pub(super) const REQUIRED: [Self; 5] = [
        Self::Id,
        Self::Realm,
        Self::Method,
        Self::Intent,
        Self::Request,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Realm => "realm",
            Self::Method => "method",
            Self::Intent => "intent",
            Self::Request => "request",
            Self::Expires => "expires",
            Self::Digest => "digest",
            Self::Description => "description",
            Self::Opaque => "opaque",
            Self::Header => "header",
        }
    }

    /// By the name of an auth-param, in any letter case (RFC 9110 section 11.2).
    pub(super) fn of_auth_param(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|parameter| parameter.name().eq_ignore_ascii_case(name))
    }

    /// By the name of a JSON member.
    pub(super) fn of_member(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|parameter| parameter.name() == name)
    }
}

/// Their values, as on the wire.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Parameters<'a>([Option<Cow<'a, str>>; 10]);

impl<'a> Parameters<'a> {
    pub(super) fn get(&self, parameter: Parameter) -> Option<&str> {
        self.0.get(parameter as usize)?.as_deref()
    }

    /// A required parameter. Invariant: every constructor checks [`Parameter::REQUIRED`].
    pub(super) fn required(&self, parameter: Parameter) -> &str {
        self.get(parameter).unwrap_or_default()
    }

    /// False where the parameter has a value already.
    pub(super) fn set(&mut self, parameter: Parameter, value: Cow<'a, str>) -> bool {
        match self.0.get_mut(parameter as usize) {
            Some(slot @ None) => {
                *slot = Some(value);
                true
            }
            _ => false,
        }
    }

    /// Sets the parameter, whatever it was.
    pub(super) fn put(&mut self, parameter: Parameter, value: String) {
        if let Some(slot) = self.0.get_mut(parameter as usize) {
            *slot = Some(Cow::Owned(value));
        }
    }

    /// The parameters that are present, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Parameter, &str)> {
        let values = self.0.iter().map(Option::as_deref);
        let all = Parameter::ALL.into_iter().zip(values);
        all.filter_map(|(parameter, value)| value.map(|value| (parameter, value)))
    }

    pub(super) fn borrowed(&self) -> Parameters<'_> {
        Parameters(
            self.0
                .each_ref()
                .map(|value| value.as_deref().map(Cow::Borrowed)),
        )
    }

    pub(super) fn into_owned(self) -> Parameters<'static> {
        Parameters(
            self.0
                .map(|value| value.map(|value| Cow::Owned(value.into_owned()))),
        )
    }
}

impl fmt::Debug for Parameters<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries = self
            .iter()
            .map(|(parameter, value)| (parameter.name(), value));
        f.debug_map().entries(entries).finish()
    }
}
