//! Objects whose members constrain each other.

/// An object that exists only where a rule over several of its members holds.
///
/// ```ignore
/// checked! {
///     /// Docs: the object and its rules.
///     pub struct ChargeRequest(ChargeRequestParts): check_request;
/// }
/// ```
///
/// The parts are an [`object!`](super::object) declared as `pub parts struct`, with public fields
/// and no way to JSON. `check_request: fn(&ChargeRequestParts) -> Result<()>` stands between the
/// two, for the parser as for `TryFrom`. Reading goes through `Deref`, so the fields of checked and
/// unchecked objects read alike; there is no `DerefMut`.
macro_rules! checked {
    ($(#[$doc:meta])* $vis:vis struct $name:ident($parts:ident): $check:path;) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        $vis struct $name($parts);

        impl $name {
            /// The members, to change some and check again.
            $vis fn into_parts(self) -> $parts {
                self.0
            }
        }

        impl TryFrom<$parts> for $name {
            type Error = $crate::Error;

            fn try_from(parts: $parts) -> $crate::Result<Self> {
                $check(&parts)?;
                Ok(Self(parts))
            }
        }

        impl core::ops::Deref for $name {
            type Target = $parts;

            fn deref(&self) -> &$parts {
                &self.0
            }
        }

        impl<'a> $crate::json::Decode<'a> for $name {
            fn decode(reader: &mut $crate::json::Reader<'a>) -> $crate::Result<Self> {
                <$parts as $crate::json::Decode<'a>>::decode(reader)?.try_into()
            }
        }

        impl $crate::json::Encode for $name {
            fn encode<W: core::fmt::Write + ?Sized>(&self, out: &mut W) -> core::fmt::Result {
                $crate::json::Encode::encode(&self.0, out)
            }
        }

        $crate::wire::json_faces!($name);
    };
}

pub(crate) use checked;
