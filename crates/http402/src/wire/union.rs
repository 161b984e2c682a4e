//! Objects that one of their own members tells apart.

/// A closed set of objects, told apart by the text of one member.
///
/// ```ignore
/// union! {
///     /// Docs.
///     pub enum ChargePayload by "type" {
///         /// Docs.
///         Transaction(TransactionPayload) = "transaction",
///         /// Docs.
///         Hash(HashPayload) = "hash",
///     }
/// }
/// ```
///
/// Each object has the telling member as `fixed`, so that it prints and checks it itself.
macro_rules! union {
    (
        $(#[$doc:meta])*
        $vis:vis enum $name:ident by $tag:literal {
            $($(#[$vdoc:meta])* $variant:ident($object:ident) = $text:literal,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        $vis enum $name {
            $($(#[$vdoc])* $variant($object),)*
        }

        impl $name {
            #[doc = concat!("The text of the member `", $tag, "`.")]
            $vis const fn tag(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $text,)*
                }
            }
        }

        $(
            impl From<$object> for $name {
                fn from(object: $object) -> Self {
                    Self::$variant(object)
                }
            }
        )*

        impl<'a> $crate::json::Decode<'a> for $name {
            fn decode(reader: &mut $crate::json::Reader<'a>) -> $crate::Result<Self> {
                match &*reader.tag($tag)? {
                    $($text => $crate::json::Decode::decode(reader).map(Self::$variant),)*
                    other => {
                        let expected = [$(concat!("\"", $text, "\""),)*].join(" or ");
                        let error = $crate::Error::bad_value(expected, $crate::error::quoted(other));
                        Err(error.within($tag))
                    }
                }
            }
        }

        impl $crate::json::Encode for $name {
            fn encode<W: core::fmt::Write + ?Sized>(&self, out: &mut W) -> core::fmt::Result {
                match self {
                    $(Self::$variant(object) => $crate::json::Encode::encode(object, out),)*
                }
            }
        }

        $crate::wire::json_faces!($name);
    };
}

pub(crate) use union;
