//! The three shapes that nearly every wire type has, as tables: text, bytes in hex, object.

/// Gives a type with `Decode` and `Encode` its public JSON faces, all through the one parser and
/// the one printer: `from_json`, `from_json_with`, `to_json`, `FromStr`, `Display`, serde.
macro_rules! json_faces {
    ($name:ident) => {
        impl $name {
            /// Parses JSON text, strictly.
            ///
            /// # Errors
            ///
            /// Names the field, what was expected there and what was found.
            pub fn from_json(text: &str) -> $crate::Result<Self> {
                Self::from_json_with(text, &$crate::Decoder::STRICT).map(|tolerant| tolerant.value)
            }

            /// Parses JSON text as strictly as `decoder` says, and tells what was tolerated.
            ///
            /// # Errors
            ///
            /// As `from_json`.
            pub fn from_json_with(
                text: &str,
                decoder: &$crate::Decoder,
            ) -> $crate::Result<$crate::Tolerant<Self>> {
                let (value, deviations) = $crate::json::Reader::parse(text, decoder)?;
                Ok($crate::Tolerant { value, deviations })
            }

            /// Prints compact JSON.
            pub fn to_json(&self) -> alloc::string::String {
                alloc::string::ToString::to_string(self)
            }
        }

        impl core::str::FromStr for $name {
            type Err = $crate::Error;

            fn from_str(text: &str) -> $crate::Result<Self> {
                Self::from_json(text)
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                $crate::json::Encode::encode(self, f)
            }
        }

        $crate::wire::serde_faces!($name);
    };
}

/// serde by way of the JSON text.
macro_rules! serde_faces {
    ($name:ident) => {
        impl serde_core::Serialize for $name {
            fn serialize<S: serde_core::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                $crate::json::serialize(self, s)
            }
        }

        impl<'de> serde_core::Deserialize<'de> for $name {
            fn deserialize<D: serde_core::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                $crate::json::deserialize(d)
            }
        }
    };
}

/// Gives a type with `FromStr` and `Display` its faces as a JSON string, and `TryFrom<&str>`.
/// `decodes` in front: the type has a `Decode` of its own.
macro_rules! string_faces {
    (decodes $name:ident) => {
        impl TryFrom<&str> for $name {
            type Error = $crate::Error;

            fn try_from(text: &str) -> $crate::Result<Self> {
                text.parse()
            }
        }

        impl $crate::json::Encode for $name {
            fn encode<W: core::fmt::Write + ?Sized>(&self, out: &mut W) -> core::fmt::Result {
                $crate::json::write_display(out, self)
            }
        }

        $crate::wire::serde_faces!($name);
    };
    ($name:ident) => {
        impl<'a> $crate::json::Decode<'a> for $name {
            fn decode(reader: &mut $crate::json::Reader<'a>) -> $crate::Result<Self> {
                reader.parsed(str::parse)
            }
        }

        $crate::wire::string_faces!(decodes $name);
    };
}

/// A validated text.
///
/// ```ignore
/// text! {
///     /// Docs: what it is, its grammar, its source.
///     pub struct Scheme: check_scheme;
///     /// Docs of the constant.
///     EXACT = "exact";
/// }
/// ```
///
/// `check_scheme: fn(&str) -> Result<()>` is the only way in. Known values are not allocated.
/// `pub secret struct` keeps the text out of `Debug`.
macro_rules! text {
    (
        $(#[$doc:meta])* pub struct $name:ident: $check:path;
        $($(#[$const_doc:meta])* $const:ident = $value:literal;)*
    ) => {
        $crate::wire::text!(@type $name, $check, [$(#[$doc])*], [$($(#[$const_doc])* $const = $value;)*]);

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Debug::fmt(self.as_str(), f)
            }
        }
    };
    ($(#[$doc:meta])* pub secret struct $name:ident: $check:path;) => {
        $crate::wire::text!(@type $name, $check, [$(#[$doc])*], []);

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, "{}({} bytes)", stringify!($name), self.as_str().len())
            }
        }
    };
    (
        @type $name:ident, $check:path, [$($doc:tt)*],
        [$($(#[$const_doc:meta])* $const:ident = $value:literal;)*]
    ) => {
        $($doc)*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(alloc::borrow::Cow<'static, str>);

        impl $name {
            $(
                $(#[$const_doc])*
                pub const $const: Self = Self(alloc::borrow::Cow::Borrowed($value));
            )*

            /// Checks `text`.
            ///
            /// # Errors
            ///
            /// Tells what was expected and what was found.
            pub fn new(text: &str) -> $crate::Result<Self> {
                $(
                    if text == $value {
                        return Ok(Self::$const);
                    }
                )*
                $check(text)?;
                Ok(Self(alloc::borrow::Cow::Owned(alloc::borrow::ToOwned::to_owned(text))))
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl core::str::FromStr for $name {
            type Err = $crate::Error;

            fn from_str(text: &str) -> $crate::Result<Self> {
                Self::new(text)
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        $crate::wire::string_faces!($name);
    };
}

/// A JSON object: a table of its members.
///
/// `required` members must be there; `informative` ones too, but [`Leniency::MissingText`] tolerates
/// their absence; `optional` ones may be absent, and [`Leniency::NullMember`] tolerates `null`.
/// Members outside the table are kept.
///
/// [`Leniency::MissingText`]: crate::Leniency::MissingText
/// [`Leniency::NullMember`]: crate::Leniency::NullMember
macro_rules! object {
    (
        $(#[$doc:meta])*
        $vis:vis struct $name:ident {
            $(required { $($(#[$rdoc:meta])* $rfield:ident: $rtype:ty = $rname:literal,)* })?
            $(informative { $($(#[$idoc:meta])* $ifield:ident: $itype:ty = $iname:literal,)* })?
            $(optional { $($(#[$odoc:meta])* $ofield:ident: $otype:ty = $oname:literal,)* })?
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        $vis struct $name {
            $($($(#[$rdoc])* pub $rfield: $rtype,)*)?
            $($($(#[$idoc])* pub $ifield: $itype,)*)?
            $($($(#[$odoc])* pub $ofield: Option<$otype>,)*)?
            members: $crate::json::Members,
        }

        impl $name {
            const NAMES: &'static [&'static str] =
                &[$($($rname,)*)? $($($iname,)*)? $($($oname,)*)?];

            /// An object with the required members; the optional ones are fields to assign.
            #[allow(clippy::too_many_arguments, clippy::new_without_default, reason = "one per required member")]
            $vis fn new($($($rfield: $rtype,)*)? $($($ifield: $itype,)*)?) -> Self {
                Self {
                    $($($rfield,)*)?
                    $($($ifield,)*)?
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
                $($(let mut $rfield: Option<$rtype> = None;)*)?
                $($(let mut $ifield: Option<$itype> = None;)*)?
                $($(let mut $ofield: Option<$otype> = None;)*)?
                let mut members = $crate::json::Members::new();
                reader.object(|reader, name| {
                    match &*reader.member_name(name) {
                        $($($rname => $rfield = Some($crate::json::Decode::decode(reader)?),)*)?
                        $($($iname => $ifield = reader.informative()?,)*)?
                        $($($oname => $ofield = reader.optional()?,)*)?
                        _ => members.read(reader, name)?,
                    }
                    Ok(())
                })?;
                Ok(Self {
                    $($($rfield: $rfield.ok_or_else(|| $crate::Error::missing($rname))?,)*)?
                    $($($ifield: match $ifield {
                        Some(value) => value,
                        None => reader.missing_text($iname)?,
                    },)*)?
                    $($($ofield,)*)?
                    members,
                })
            }
        }

        impl $crate::json::Encode for $name {
            fn encode<W: core::fmt::Write + ?Sized>(&self, out: &mut W) -> core::fmt::Result {
                let mut object = $crate::json::ObjectWriter::begin(out)?;
                $($(object.member($rname, &self.$rfield)?;)*)?
                $($(object.member($iname, &self.$ifield)?;)*)?
                $($(object.optional($oname, self.$ofield.as_ref())?;)*)?
                object.members(&self.members)?;
                object.end()
            }
        }

        $crate::wire::json_faces!($name);
    };
}

/// A closed set of JSON strings.
///
/// `choice! { /// Docs. pub enum PeriodUnit "a period unit" { /// Docs. Day = "day", … } }`
macro_rules! choice {
    (
        $(#[$doc:meta])*
        $vis:vis enum $name:ident $expected:literal {
            $($(#[$vdoc:meta])* $variant:ident = $text:literal,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        $vis enum $name {
            $($(#[$vdoc])* $variant,)*
        }

        impl $name {
            /// Every value, in the specification's order.
            $vis const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The text on the wire.
            $vis const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }

        impl core::str::FromStr for $name {
            type Err = $crate::Error;

            fn from_str(text: &str) -> $crate::Result<Self> {
                match text {
                    $($text => Ok(Self::$variant),)*
                    "" => Err($crate::Error::empty($expected)),
                    _ => Err($crate::Error::bad_value($expected, $crate::error::quoted(text))),
                }
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        $crate::wire::string_faces!($name);
    };
}

pub(crate) use {choice, json_faces, object, serde_faces, string_faces, text};
