//! The shapes that nearly every wire type has, as tables: text, choice, number, object, union.

mod checked;
mod number;
mod object;
mod union;

pub(crate) use checked::checked;
pub(crate) use number::{decimal, decimal_digits, integer, read_within, within, within_bits};
pub(crate) use object::{Fixed, object, unwanted};
pub(crate) use union::union;

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
/// `decodes` in front: the type has a `Decode` of its own; `text`: it has `as_str`, which is quicker
/// to print.
macro_rules! string_faces {
    ($name:ident) => {
        $crate::wire::string_faces!(@decode $name);
        $crate::wire::string_faces!(decodes $name);
    };
    (decodes $name:ident) => {
        impl $crate::json::Encode for $name {
            fn encode<W: core::fmt::Write + ?Sized>(&self, out: &mut W) -> core::fmt::Result {
                $crate::json::write_display(out, self)
            }
        }

        $crate::wire::string_faces!(@common $name);
    };
    (text $name:ident) => {
        $crate::wire::string_faces!(@decode $name);

        impl $crate::json::Encode for $name {
            fn encode<W: core::fmt::Write + ?Sized>(&self, out: &mut W) -> core::fmt::Result {
                $crate::json::write_string(out, self.as_str())
            }
        }

        $crate::wire::string_faces!(@common $name);
    };
    (@decode $name:ident) => {
        impl<'a> $crate::json::Decode<'a> for $name {
            fn decode(reader: &mut $crate::json::Reader<'a>) -> $crate::Result<Self> {
                reader.parsed(str::parse)
            }
        }
    };
    (@common $name:ident) => {
        impl TryFrom<&str> for $name {
            type Error = $crate::Error;

            fn try_from(text: &str) -> $crate::Result<Self> {
                text.parse()
            }
        }

        $crate::wire::serde_faces!($name);
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
/// `pub secret struct` keeps the text out of `Debug`, and compares in constant time.
macro_rules! text {
    (
        $(#[$doc:meta])* pub struct $name:ident: $check:path;
        $($(#[$const_doc:meta])* $const:ident = $value:literal;)*
    ) => {
        $crate::wire::text!(@type $name, $check, [$(#[$doc])* #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]], [$($(#[$const_doc])* $const = $value;)*]);

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Debug::fmt(self.as_str(), f)
            }
        }
    };
    ($(#[$doc:meta])* pub secret struct $name:ident: $check:path;) => {
        $crate::wire::text!(@type $name, $check, [$(#[$doc])* #[derive(Clone)]], []);

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                $crate::wire::equal_secrets(self.as_str(), other.as_str())
            }
        }

        impl Eq for $name {}

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

        $crate::wire::string_faces!(text $name);
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

        $crate::wire::string_faces!(text $name);
    };
}

/// Compares in a time that depends on the lengths alone.
pub(crate) fn equal_secrets(one: &str, other: &str) -> bool {
    let pairs = one.bytes().zip(other.bytes());
    let difference = pairs.fold(0, |difference, (a, b)| difference | (a ^ b));
    one.len() == other.len() && core::hint::black_box(difference) == 0
}

pub(crate) use {choice, json_faces, serde_faces, string_faces, text};
