//! JSON as both protocols use it: strict, bounded, without duplicate keys, numbers untouched.
//!
//! One pull parser reads every JSON text of this crate (RFC 8259). It refuses duplicate member
//! names, lone surrogates, and whatever exceeds the [`Limits`](crate::Limits). Members that a type
//! does not know are kept as text ([`RawValue`]), so that a value read and written again loses
//! nothing, not even the digits of a large number.
//!
//! [`canonicalize`] gives the JSON Canonicalization Scheme (RFC 8785), which MPP uses for every
//! `request` and `opaque`.

mod bridge;
mod canonical;
mod number;
mod raw;
mod reader;
mod writer;

pub use canonical::canonicalize;
pub use raw::{Members, RawObject, RawValue};
pub use reader::Type;

pub(crate) use bridge::{deserialize, serialize};
pub(crate) use reader::{Decode, Reader, too_long};
pub(crate) use writer::{Ascii, Buffer, Encode, ObjectWriter, write_display, write_string};
