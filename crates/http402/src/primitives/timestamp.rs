use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use core::cmp::Ordering;
use core::fmt;
use core::str::FromStr;

use crate::error::{Error, Result};

/// A point in time as [RFC 3339] writes it, with an offset: `2025-01-15T12:05:00Z`.
///
/// The text is kept byte for byte, because a challenge id covers it. Order and [`Timestamp::unix`]
/// go by the instant; equality goes by the text.
///
/// ```
/// use http402::primitives::Timestamp;
///
/// let expires: Timestamp = "2025-01-15T13:05:00+01:00".parse()?;
/// assert_eq!(expires.unix(), 1_736_942_700);
/// assert_eq!(expires.to_string(), "2025-01-15T13:05:00+01:00");
/// # Ok::<(), http402::Error>(())
/// ```
///
/// [RFC 3339]: https://www.rfc-editor.org/rfc/rfc3339#section-5.6
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Timestamp {
    text: Box<str>,
    unix: i64,
    nanos: u32,
}

impl Timestamp {
    /// The instant `seconds` after 1970-01-01T00:00:00Z, written with `Z`.
    ///
    /// # Errors
    ///
    /// [`Kind::BadValue`](crate::Kind::BadValue) outside the years 0000 to 9999.
    pub fn from_unix(seconds: i64) -> Result<Self> {
        let days = seconds.div_euclid(86_400);
        let (year, month, day) = civil(days);
        if !(0..=9999).contains(&year) {
            return Err(Error::bad_value(
                "a time in the years 0000 to 9999",
                "another",
            ));
        }
        let rest = seconds.rem_euclid(86_400);
        let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
        let text =
            alloc::format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z");
        Ok(Self {
            text: text.into(),
            unix: seconds,
            nanos: 0,
        })
    }

    /// Seconds since 1970-01-01T00:00:00Z, rounded down. A leap second counts as the next second.
    pub fn unix(&self) -> i64 {
        self.unix
    }

    /// Nanoseconds after [`Timestamp::unix`]; further fraction digits are in the text only.
    pub fn subsec_nanos(&self) -> u32 {
        self.nanos
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl FromStr for Timestamp {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let (unix, nanos) = instant(text)?;
        Ok(Self {
            text: text.to_owned().into(),
            unix,
            nanos,
        })
    }
}

/// Checks the text and gives its seconds and nanoseconds.
pub(crate) fn instant(text: &str) -> Result<(i64, u32)> {
    if text.is_empty() {
        return Err(Error::empty("an RFC 3339 date-time"));
    }
    let mut cursor = Cursor {
        bytes: text.as_bytes(),
        at: 0,
    };
    let year = cursor.number(4, 0..=9999)?;
    cursor.one_of(b"-", "'-'")?;
    let month = cursor.number(2, 1..=12)?;
    cursor.one_of(b"-", "'-'")?;
    let day = cursor.number(2, 1..=days_in_month(year, month))?;
    cursor.one_of(b"Tt", "'T'")?;
    let hour = cursor.number(2, 0..=23)?;
    cursor.one_of(b":", "':'")?;
    let minute = cursor.number(2, 0..=59)?;
    cursor.one_of(b":", "':'")?;
    let second = cursor.number(2, 0..=60)?;
    let nanos = cursor.fraction()?;
    let offset = cursor.offset()?;
    if cursor.at != cursor.bytes.len() {
        return Err(Error::syntax("the end", "another character").at(cursor.at));
    }
    let unix = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset;
    // RFC 3339 section 5.7: a leap second is the last of a UTC day, 23:59:60.
    if second == 60 && unix.rem_euclid(86_400) != 0 {
        return Err(Error::bad_value(
            "seconds up to 59 away from the end of a UTC day",
            "60",
        ));
    }
    Ok((unix, nanos))
}

struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn one_of(&mut self, allowed: &[u8], expected: &'static str) -> Result<u8> {
        match self.peek() {
            Some(byte) if allowed.contains(&byte) => {
                self.at += 1;
                Ok(byte)
            }
            Some(_) => Err(Error::syntax(expected, "another character").at(self.at)),
            None => Err(Error::syntax(expected, "the end").at(self.at)),
        }
    }

    fn number(&mut self, digits: usize, range: core::ops::RangeInclusive<i64>) -> Result<i64> {
        let start = self.at;
        let mut number = 0;
        for _ in 0..digits {
            number = number * 10 + i64::from(self.one_of(b"0123456789", "a digit")? - b'0');
        }
        if range.contains(&number) {
            return Ok(number);
        }
        let expected = alloc::format!("a number from {} to {}", range.start(), range.end());
        Err(Error::bad_value(expected, alloc::format!("{number}")).at(start))
    }

    fn fraction(&mut self) -> Result<u32> {
        if self.peek() != Some(b'.') {
            return Ok(0);
        }
        self.at += 1;
        let mut nanos = u32::from(self.one_of(b"0123456789", "a digit")? - b'0') * 100_000_000;
        let mut scale = 10_000_000;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            nanos += u32::from(digit - b'0') * scale;
            scale /= 10;
            self.at += 1;
        }
        Ok(nanos)
    }

    /// Seconds east of UTC.
    fn offset(&mut self) -> Result<i64> {
        let sign = match self.one_of(b"Zz+-", "'Z' or an offset")? {
            b'+' => 1,
            b'-' => -1,
            _ => return Ok(0),
        };
        let hours = self.number(2, 0..=23)?;
        self.one_of(b":", "':'")?;
        let minutes = self.number(2, 0..=59)?;
        Ok(sign * (hours * 3600 + minutes * 60))
    }
}

pub(crate) fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

pub(crate) fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 => 28 + i64::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to a date of the proleptic Gregorian calendar. Years begin in March here,
/// so that the leap day is the last day of a year.
pub(crate) fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month > 2 { year } else { year - 1 };
    let month = (month + 9) % 12;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    365 * year + leap_days + (month * 306 + 5) / 10 + day - 1 - 719_468
}

/// The reverse of [`days`].
pub(crate) fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    // 146,097 days are 400 years; the corrections take out the leap days passed so far.
    let cycle = days.div_euclid(146_097);
    let day = days.rem_euclid(146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let date = day - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    (cycle * 400 + year + carry, month, date)
}

impl PartialOrd for Timestamp {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Timestamp {
    fn cmp(&self, other: &Self) -> Ordering {
        let instant = |time: &Self| (time.unix, time.nanos);
        instant(self)
            .cmp(&instant(other))
            .then_with(|| self.text.cmp(&other.text))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

crate::wire::string_faces!(text Timestamp);
