//! The two headers: base64 of JSON on one line.

use alloc::string::String;
use core::fmt::Write;

use crate::base64::{Base64, EncodeWriter, utf8};
use crate::decoder::{Decoder, Tolerant};
use crate::error::Result;
use crate::json::{Ascii, Decode, Encode, Reader, too_long};

/// Payments of the size that accounts sign fit into this; longer ones take an allocation.
const BUFFER: usize = 1024;

/// Decodes the value of the header `name`.
pub(crate) fn read<T: for<'a> Decode<'a>>(
    value: &str,
    decoder: &Decoder,
    name: &str,
) -> Result<Tolerant<T>> {
    let limit = decoder.limits().bytes();
    if value.len() > limit {
        return Err(too_long(limit, value.len()).within(name));
    }
    if value.len() / 4 * 3 <= BUFFER {
        let mut buffer = [0; BUFFER];
        // What fails here fails below too, or is tolerated there.
        if let Ok(json) = Base64::Standard.decode_into(value, &mut buffer) {
            return parse(json, decoder);
        }
    }
    let (json, mut deviations) = Base64::Standard
        .decode_with(value, decoder, name)
        .map_err(|error| error.within(name))?;
    let mut tolerant = parse(&json, decoder)?;
    deviations.append(&mut tolerant.deviations);
    tolerant.deviations = deviations;
    Ok(tolerant)
}

fn parse<T: for<'a> Decode<'a>>(json: &[u8], decoder: &Decoder) -> Result<Tolerant<T>> {
    let (value, deviations) = Reader::parse(utf8(json)?, decoder)?;
    Ok(Tolerant { value, deviations })
}

/// Encodes `value`, with everything beyond ASCII escaped: some readers know only Latin-1.
pub(crate) fn write<W: Write + ?Sized>(value: &impl Encode, out: &mut W) -> core::fmt::Result {
    let mut encoder = EncodeWriter::new(out);
    value.encode(&mut Ascii(&mut encoder))?;
    encoder.finish()
}

/// As [`write`], into a new string.
pub(crate) fn to_string(value: &impl Encode) -> String {
    let mut text = String::with_capacity(BUFFER);
    // Invariant: writing to a `String` cannot fail.
    let _ = write(value, &mut text);
    text
}

/// Gives a type its faces as the value of the header `$header`. `$sensitive` keeps it out of the
/// `Debug` of `http::HeaderValue`.
macro_rules! header_faces {
    ($name:ident, $header:path, $sensitive:literal) => {
        #[cfg(feature = "http")]
        impl From<&$name> for http::HeaderValue {
            fn from(value: &$name) -> Self {
                $crate::header_value::value(&value.to_header(), $sensitive)
            }
        }

        #[cfg(feature = "http")]
        impl TryFrom<&http::HeaderValue> for $name {
            type Error = $crate::Error;

            /// As `from_header`.
            fn try_from(value: &http::HeaderValue) -> $crate::Result<Self> {
                let text = $crate::base64::utf8(value.as_bytes());
                Self::from_header(text.map_err(|error| error.within($header))?)
            }
        }

        impl $name {
            #[doc = concat!("Decodes the value of [`", stringify!($header), "`], strictly.")]
            ///
            /// # Errors
            ///
            /// [`Kind::Base64`](crate::Kind::Base64), [`Kind::Utf8`](crate::Kind::Utf8) or
            /// [`Kind::Json`](crate::Kind::Json) for text that is none of these, and whatever
            /// `from_json` refuses.
            pub fn from_header(value: &str) -> $crate::Result<Self> {
                Self::from_header_with(value, &$crate::Decoder::STRICT)
                    .map(|tolerant| tolerant.value)
            }

            #[doc = concat!("Decodes the value of [`", stringify!($header), "`] as strictly as")]
            /// `decoder` says, and tells what was tolerated.
            ///
            /// # Errors
            ///
            /// As `from_header`.
            pub fn from_header_with(
                value: &str,
                decoder: &$crate::Decoder,
            ) -> $crate::Result<$crate::Tolerant<Self>> {
                $crate::x402::v1::header::read(value, decoder, $header)
            }

            #[doc = concat!("The value for [`", stringify!($header), "`]: padded base64 of ASCII JSON.")]
            pub fn to_header(&self) -> alloc::string::String {
                $crate::x402::v1::header::to_string(self)
            }

            #[doc = concat!("Writes the value for [`", stringify!($header), "`] without allocating.")]
            ///
            /// # Errors
            ///
            /// Those of `out`.
            pub fn write_header<W: core::fmt::Write + ?Sized>(
                &self,
                out: &mut W,
            ) -> core::fmt::Result {
                $crate::x402::v1::header::write(self, out)
            }
        }
    };
}

pub(crate) use header_faces;
