//! Objects as tables of their members.

use crate::error::{Error, Result, quoted};
use crate::json::Reader;

/// A JSON object: a table of its members.
///
/// `fixed` members must be there and have that text; `required` members must be there;
/// `informative` ones too, but [`Leniency::MissingText`] tolerates their absence; `optional` ones
/// may be absent, and [`Leniency::NullMember`] tolerates `null`, which means the same for `nullable`
/// ones anyway; `forbidden` ones must be absent.
/// Members outside the table are kept.
///
/// `pub parts struct` gives the fields without any public way from or to JSON: it is what
/// [`checked!`](super::checked) checks.
///
/// [`Leniency::MissingText`]: crate::Leniency::MissingText
/// [`Leniency::NullMember`]: crate::Leniency::NullMember
macro_rules! object {
    ($(#[$doc:meta])* $vis:vis parts struct $name:ident { $($body:tt)* }) => {
        $crate::wire::object!(@type [$(#[$doc])*] $vis $name { $($body)* });
    };
    ($(#[$doc:meta])* $vis:vis struct $name:ident { $($body:tt)* }) => {
        $crate::wire::object!(@type [$(#[$doc])*] $vis $name { $($body)* });
        $crate::wire::json_faces!($name);
    };
    (
        @type [$($doc:tt)*] $vis:vis $name:ident {
            $(fixed { $($fname:literal = $fvalue:literal,)* })?
            $(required { $($(#[$rdoc:meta])* $rfield:ident: $rtype:ty = $rname:literal,)* })?
            $(informative { $($(#[$idoc:meta])* $ifield:ident: $itype:ty = $iname:literal,)* })?
            $(nullable { $($(#[$ndoc:meta])* $nfield:ident: $ntype:ty = $nname:literal,)* })?
            $(optional { $($(#[$odoc:meta])* $ofield:ident: $otype:ty = $oname:literal,)* })?
            $(forbidden { $($xname:literal,)* })?
        }
    ) => {
        $($doc)*
        #[derive(Clone, Debug, PartialEq, Eq)]
        $vis struct $name {
            $($($(#[$rdoc])* pub $rfield: $rtype,)*)?
            $($($(#[$idoc])* pub $ifield: $itype,)*)?
            $($($(#[$ndoc])* pub $nfield: Option<$ntype>,)*)?
            $($($(#[$odoc])* pub $ofield: Option<$otype>,)*)?
            members: $crate::json::Members,
        }

        impl $name {
            const NAMES: &'static [&'static str] = &[
                $($($fname,)*)? $($($rname,)*)? $($($iname,)*)? $($($nname,)*)? $($($oname,)*)?
                $($($xname,)*)?
            ];

            /// An object with the required members; the optional ones are fields to assign.
            #[allow(clippy::too_many_arguments, clippy::new_without_default, reason = "one per required member")]
            $vis fn new($($($rfield: $rtype,)*)? $($($ifield: $itype,)*)?) -> Self {
                Self {
                    $($($rfield,)*)?
                    $($($ifield,)*)?
                    $($($nfield: None,)*)?
                    $($($ofield: None,)*)?
                    members: $crate::json::Members::new(),
                }
            }

            /// Members that the specification does not name, kept as they came.
            $vis fn members(&self) -> &$crate::json::Members {
                &self.members
            }

            /// Adds a member that the specification does not name.
            ///
            /// # Errors
            ///
            /// [`Kind::Duplicate`](crate::Kind::Duplicate) where the name is taken.
            $vis fn with_member(
                mut self,
                name: &str,
                value: $crate::json::RawValue,
            ) -> $crate::Result<Self> {
                self.members.add(Self::NAMES, name, value)?;
                Ok(self)
            }
        }

        impl<'a> $crate::json::Decode<'a> for $name {
            fn decode(reader: &mut $crate::json::Reader<'a>) -> $crate::Result<Self> {
                $(let mut fixed = $crate::wire::Fixed([$(Some($fname),)*]);)?
                $($(let mut $rfield: Option<$rtype> = None;)*)?
                $($(let mut $ifield: Option<$itype> = None;)*)?
                $($(let mut $nfield: Option<$ntype> = None;)*)?
                $($(let mut $ofield: Option<$otype> = None;)*)?
                let mut members = $crate::json::Members::new();
                reader.object(|reader, name| {
                    match &*reader.member_name(name, Self::NAMES) {
                        $($($fname => fixed.read(reader, $fname, $fvalue)?,)*)?
                        $($($rname => $rfield = Some($crate::json::Decode::decode(reader)?),)*)?
                        $($($iname => $ifield = reader.informative()?,)*)?
                        $($($nname => $nfield = reader.nullable()?,)*)?
                        $($($oname => $ofield = reader.optional()?,)*)?
                        $($($xname => return Err($crate::wire::unwanted(reader)),)*)?
                        _ => members.read(reader, name)?,
                    }
                    Ok(())
                })?;
                $($(fixed.end($fname)?;)*)?
                Ok(Self {
                    $($($rfield: $rfield.ok_or_else(|| $crate::Error::missing($rname))?,)*)?
                    $($($ifield: match $ifield {
                        Some(value) => value,
                        None => reader.missing_text($iname)?,
                    },)*)?
                    $($($nfield,)*)?
                    $($($ofield,)*)?
                    members,
                })
            }
        }

        impl $crate::json::Encode for $name {
            fn encode<W: core::fmt::Write + ?Sized>(&self, out: &mut W) -> core::fmt::Result {
                let mut object = $crate::json::ObjectWriter::begin(out)?;
                $($(object.member($fname, $fvalue)?;)*)?
                $($(object.member($rname, &self.$rfield)?;)*)?
                $($(object.member($iname, &self.$ifield)?;)*)?
                $($(object.optional($nname, self.$nfield.as_ref())?;)*)?
                $($(object.optional($oname, self.$ofield.as_ref())?;)*)?
                object.members(&self.members)?;
                object.end()
            }
        }
    };
}

/// The members of fixed text that have not been read yet.
pub(crate) struct Fixed<const N: usize>(pub(crate) [Option<&'static str>; N]);

impl<const N: usize> Fixed<N> {
    pub(crate) fn read(&mut self, reader: &mut Reader<'_>, name: &str, value: &str) -> Result<()> {
        let text = reader.string()?;
        if text != value {
            let error = Error::bad_value(alloc::format!("\"{value}\""), quoted(&text));
            return Err(error.at(reader.offset().saturating_sub(text.len() + 1)));
        }
        for open in &mut self.0 {
            if *open == Some(name) {
                *open = None;
            }
        }
        Ok(())
    }

    pub(crate) fn end(&self, name: &'static str) -> Result<()> {
        if self.0.contains(&Some(name)) {
            return Err(Error::missing(name));
        }
        Ok(())
    }
}

/// The refusal of a member that must be absent.
#[cold]
pub(crate) fn unwanted(reader: &Reader<'_>) -> Error {
    Error::bad_value("no such member", "one").at(reader.offset())
}

pub(crate) use object;
