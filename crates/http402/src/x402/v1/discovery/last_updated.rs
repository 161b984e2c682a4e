use alloc::boxed::Box;
use alloc::string::ToString;
use core::fmt::{self, Write};

use crate::decoder::Leniency;
use crate::error::{Error, Result, excerpt};
use crate::json::{Decode, Encode, Reader, Type};
use crate::primitives::Timestamp;

/// A Unix time as a JSON number, whose digits are kept. It may have a fraction.
///
/// Deployed services send ISO 8601 text instead, see [`Leniency::TimeAsText`]; it prints as a
/// number.
///
/// ```
/// use http402::{Decoder, Leniency};
/// use http402::x402::v1::discovery::LastUpdated;
///
/// let time: LastUpdated = "1703123456".parse()?;
/// assert_eq!(time.unix(), 1_703_123_456);
/// let lenient = Decoder::STRICT.allow(Leniency::TimeAsText);
/// let time = LastUpdated::from_json_with("\"2023-12-21T01:50:56Z\"", &lenient)?.value;
/// assert_eq!(time.unix(), 1_703_123_456);
/// # Ok::<(), http402::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastUpdated {
    seconds: u64,
    token: Box<str>,
}

impl LastUpdated {
    /// Whole seconds since 1970-01-01T00:00:00Z.
    pub fn unix(&self) -> u64 {
        self.seconds
    }
}

impl From<u64> for LastUpdated {
    fn from(seconds: u64) -> Self {
        let token = seconds.to_string().into();
        Self { seconds, token }
    }
}

impl<'a> Decode<'a> for LastUpdated {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        const EXPECTED: &str = "seconds since 1970";
        if reader.peek()? == Type::String && reader.tolerates(Leniency::TimeAsText, "") {
            let seconds = reader.parsed(|text| {
                let time: Timestamp = text.parse()?;
                u64::try_from(time.unix())
                    .map_err(|_| Error::bad_value(EXPECTED, "an earlier time"))
            })?;
            return Ok(seconds.into());
        }
        let token = reader.number()?;
        let seconds = match token.parse() {
            Ok(seconds) => Some(seconds),
            Err(_) => whole_seconds(token),
        };
        let Some(seconds) = seconds else {
            let error = Error::bad_value(EXPECTED, excerpt(token));
            return Err(error.at(reader.offset() - token.len()));
        };
        let token = token.into();
        Ok(Self { seconds, token })
    }
}

/// The integer part of a number with fraction or exponent.
fn whole_seconds(token: &str) -> Option<u64> {
    let double: f64 = token.parse().ok()?;
    // `Display` of a double writes out all digits, without an exponent.
    let digits = double.to_string();
    digits.split('.').next()?.parse().ok()
}

impl Encode for LastUpdated {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        out.write_str(&self.token)
    }
}

crate::wire::json_faces!(LastUpdated);
