//! base64 in the two forms the protocols use: padded standard for x402, unpadded url for MPP.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write};

use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::{DecodePaddingMode, Engine as _};
use base64::{DecodeError, DecodeSliceError, alphabet};

use crate::decoder::{Decoder, Deviation, Leniency};
use crate::error::{Error, Kind, Result};
use crate::json::{Buffer, Encode};

/// One of the two alphabets of [RFC 4648], with the padding rule of the protocol that uses it.
///
/// ```
/// use http402::{Base64, Kind};
///
/// assert_eq!(Base64::Url.encode(b"{}?>"), "e30_Pg");
/// assert_eq!(Base64::Url.decode("e30_Pg")?, b"{}?>");
/// assert_eq!(Base64::Url.decode("e30_Pg==").unwrap_err().kind(), Kind::Base64);
/// # Ok::<(), http402::Error>(())
/// ```
///
/// [RFC 4648]: https://www.rfc-editor.org/rfc/rfc4648
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the protocols use these two")]
pub enum Base64 {
    /// §4, `+/`, padded: the x402 headers.
    Standard,
    /// §5, `-_`, never padded: everything in MPP.
    Url,
}

const STANDARD: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::RequireCanonical),
);
const URL: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

impl Base64 {
    fn engine(self) -> &'static GeneralPurpose {
        match self {
            Self::Standard => &STANDARD,
            Self::Url => &URL,
        }
    }

    /// The same with vector instructions. It decides nothing: what it refuses is left to the
    /// engine above, and tests hold what it accepts against that engine.
    #[cfg(feature = "simd")]
    fn vectors(self) -> &'static base64_simd::Base64 {
        match self {
            Self::Standard => &base64_simd::STANDARD,
            Self::Url => &base64_simd::URL_SAFE_NO_PAD,
        }
    }

    /// Encodes in the canonical form.
    pub fn encode(self, bytes: &[u8]) -> String {
        #[cfg(feature = "simd")]
        return self.vectors().encode_type(bytes);
        #[cfg(not(feature = "simd"))]
        self.engine().encode(bytes)
    }

    /// Encodes into `buffer`, which must be long enough; gives the length of the text.
    #[cfg(feature = "binding")]
    pub(crate) fn encode_into(self, bytes: &[u8], buffer: &mut [u8]) -> Option<usize> {
        self.engine().encode_slice(bytes, buffer).ok()
    }

    /// Encodes the JSON text of `value` without collecting it first.
    pub(crate) fn encode_json<T: Encode, W: Write + ?Sized>(
        self,
        value: &T,
        out: &mut W,
    ) -> fmt::Result {
        let mut writer = EncodeWriter::with(self, out);
        value.encode(&mut writer)?;
        writer.finish()
    }

    /// Encodes the JSON text of `value` into `buffer` and returns the filled part.
    pub(crate) fn encode_json_into<'b, T: Encode>(
        self,
        value: &T,
        mut buffer: Buffer<'b>,
    ) -> Result<&'b str> {
        let mut writer = EncodeWriter::with(self, &mut buffer);
        let written = value
            .encode(&mut writer)
            .and_then(|()| writer.finish_in_place());
        match written {
            Ok(()) => Ok(buffer.into_text()),
            Err(_) => Err(buffer.too_short()),
        }
    }

    /// Decodes the canonical form only: this alphabet, this padding, unused bits zero.
    ///
    /// # Errors
    ///
    /// [`Kind::Base64`].
    pub fn decode(self, text: &str) -> Result<Vec<u8>> {
        #[cfg(feature = "simd")]
        if let Ok(bytes) = self.vectors().decode_type(text) {
            return Ok(bytes);
        }
        self.engine()
            .decode(text)
            .map_err(|error| self.refuse(text, &error))
    }

    /// Decodes the canonical form into `buffer` and returns the filled part.
    pub(crate) fn decode_into<'b>(self, text: &str, buffer: &'b mut [u8]) -> Result<&'b [u8]> {
        #[cfg(feature = "simd")]
        if let Some(length) = self.decode_with_vectors(text, buffer) {
            return Ok(buffer.get(..length).unwrap_or_default());
        }
        match self.engine().decode_slice(text, buffer) {
            Ok(length) => Ok(buffer.get(..length).unwrap_or_default()),
            Err(DecodeSliceError::DecodeError(error)) => Err(self.refuse(text, &error)),
            Err(DecodeSliceError::OutputSliceTooSmall) => {
                let found = format!("{} characters", text.len());
                Err(Error::new(Kind::Limit, "text that fits the buffer", found))
            }
        }
    }

    #[cfg(feature = "simd")]
    fn decode_with_vectors(self, text: &str, buffer: &mut [u8]) -> Option<usize> {
        let length = self.vectors().decoded_length(text.as_bytes()).ok()?;
        let out = base64_simd::Out::from_slice(buffer.get_mut(..length)?);
        self.vectors().decode(text.as_bytes(), out).ok()?;
        Some(length)
    }

    /// Decodes as strictly as `decoder` says; `field` names the text in the deviations.
    pub(crate) fn decode_with(
        self,
        text: &str,
        decoder: &Decoder,
        field: &str,
    ) -> Result<(Vec<u8>, Vec<Deviation>)> {
        let limit = decoder.limits().bytes();
        if text.len() > limit {
            return Err(crate::json::too_long(limit, text.len()));
        }
        let mut deviations = Vec::new();
        let mut tolerate = |leniency, needed| {
            let tolerated = needed && decoder.allows(leniency);
            if tolerated {
                deviations.push(Deviation::new(leniency, field));
            }
            tolerated
        };
        let mut text = Cow::Borrowed(text);
        let (own, other) = match self {
            Self::Standard => (['+', '/'], ['-', '_']),
            Self::Url => (['-', '_'], ['+', '/']),
        };
        if tolerate(Leniency::Base64Alphabet, text.contains(other)) {
            let translate = |letter| match other.iter().position(|&foreign| foreign == letter) {
                Some(0) => own[0],
                Some(_) => own[1],
                None => letter,
            };
            text = Cow::Owned(text.chars().map(translate).collect());
        }
        let bare = text.trim_end_matches('=').len();
        let padding = if self == Self::Standard {
            (4 - bare % 4) % 4
        } else {
            0
        };
        if tolerate(Leniency::Base64Padding, text.len() != bare + padding) {
            let mut mended = text.into_owned();
            mended.truncate(bare);
            mended.extend(core::iter::repeat_n('=', padding));
            text = Cow::Owned(mended);
        }
        Ok((self.decode(&text)?, deviations))
    }

    #[cold]
    fn refuse(self, text: &str, error: &DecodeError) -> Error {
        let expected = match self {
            Self::Standard => "padded standard base64 (RFC 4648 section 4)",
            Self::Url => "unpadded base64url (RFC 4648 section 5)",
        };
        if text.is_empty() {
            return Error::empty(expected);
        }
        let (found, at) = match error {
            DecodeError::InvalidByte(at, _) => ("another character", Some(*at)),
            DecodeError::InvalidLength(_) => ("an impossible length", None),
            DecodeError::InvalidLastSymbol { .. } => ("trailing bits that are not zero", None),
            DecodeError::InvalidPadding => ("wrong padding", None),
        };
        let error = Error::new(Kind::Base64, expected, found);
        at.map_or(error.clone(), |at| error.at(at))
    }
}

/// Encodes text or bytes on its way to `out`, without collecting it first.
pub(crate) struct EncodeWriter<'w, W: ?Sized> {
    base64: Base64,
    out: &'w mut W,
    /// A multiple of three, so that only the last piece needs padding.
    pending: [u8; 384],
    filled: usize,
}

impl<'w, W: Write + ?Sized> EncodeWriter<'w, W> {
    /// In the standard, padded form.
    pub(crate) fn new(out: &'w mut W) -> Self {
        Self::with(Base64::Standard, out)
    }

    pub(crate) fn with(base64: Base64, out: &'w mut W) -> Self {
        Self {
            base64,
            out,
            pending: [0; 384],
            filled: 0,
        }
    }

    /// Writes what is pending. Nothing may be written after this.
    pub(crate) fn finish(mut self) -> fmt::Result {
        self.flush()
    }

    fn flush(&mut self) -> fmt::Result {
        let mut piece = [0; 512];
        let pending = self.pending.get(..self.filled).unwrap_or_default();
        let length = self.base64.engine().encode_slice(pending, &mut piece);
        let piece = piece.get(..length.map_err(|_| fmt::Error)?);
        self.filled = 0;
        let piece = core::str::from_utf8(piece.unwrap_or_default());
        self.out.write_str(piece.map_err(|_| fmt::Error)?)
    }
}

impl<W: Write + ?Sized> EncodeWriter<'_, W> {
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> fmt::Result {
        let room = self.pending.get_mut(self.filled..self.filled + bytes.len());
        if let Some(room) = room {
            room.copy_from_slice(bytes);
            self.filled += bytes.len();
            return Ok(());
        }
        self.pieces(bytes)
    }

    /// What does not fit, flushing whenever the buffer is full.
    #[cold]
    fn pieces(&mut self, mut rest: &[u8]) -> fmt::Result {
        while !rest.is_empty() {
            let room = self.pending.get_mut(self.filled..).unwrap_or_default();
            let (now, later) = rest.split_at(rest.len().min(room.len()));
            if let Some(room) = room.get_mut(..now.len()) {
                room.copy_from_slice(now);
            }
            self.filled += now.len();
            rest = later;
            if self.filled == self.pending.len() {
                self.flush()?;
            }
        }
        Ok(())
    }
}

impl EncodeWriter<'_, Buffer<'_>> {
    /// Writes what is pending, without a detour. Nothing may be written after this.
    fn finish_in_place(self) -> fmt::Result {
        let pending = self.pending.get(..self.filled).unwrap_or_default();
        let engine = self.base64.engine();
        self.out
            .fill(|room| engine.encode_slice(pending, room).ok())
    }
}

impl<W: Write + ?Sized> Write for EncodeWriter<'_, W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.bytes(text.as_bytes())
    }

    fn write_char(&mut self, character: char) -> fmt::Result {
        self.bytes(character.encode_utf8(&mut [0; 4]).as_bytes())
    }
}

/// The bytes as text.
pub(crate) fn utf8(bytes: &[u8]) -> Result<&str> {
    core::str::from_utf8(bytes).map_err(|error| {
        Error::new(Kind::Utf8, "UTF-8", "another byte sequence").at(error.valid_up_to())
    })
}
