use crate::error::{Error, Kind, Result};
use crate::mpp::values::PositiveInteger;
use crate::primitives::{civil, days, days_in_month};
use crate::wire::choice;

choice! {
    /// The unit of a billing period.
    pub enum PeriodUnit "\"day\", \"week\" or \"month\"" {
        /// 86,400 seconds.
        Day = "day",
        /// 604,800 seconds.
        Week = "week",
        /// A calendar month of UTC.
        Month = "month",
    }
}

/// A billing period: so many days, weeks or months.
///
/// Days and weeks are elapsed time. Months are counted from the *original* anchor in UTC; where the
/// target month is too short, its last day is meant, at the anchor's time of day (MPP-SUB-005):
///
/// | anchor | +1 month | +2 months | +13 months |
/// |---|---|---|---|
/// | 2024-01-31 | 2024-02-29 | 2024-03-31 | 2025-02-28 |
/// | 2023-11-30 | 2023-12-30 | 2024-01-30 | 2024-12-30 |
///
/// Times are Unix seconds; a fraction of a second in the anchor is the same in every boundary.
/// Source: subscription intent,
/// [Required Fields](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/intents/draft-payment-intent-subscription-00.md#required-fields).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    unit: PeriodUnit,
    count: PositiveInteger,
}

impl Period {
    /// `count` units.
    pub const fn new(unit: PeriodUnit, count: PositiveInteger) -> Self {
        Self { unit, count }
    }

    /// The unit.
    pub const fn unit(self) -> PeriodUnit {
        self.unit
    }

    /// How many units.
    pub const fn count(self) -> PositiveInteger {
        self.count
    }

    /// The length in seconds, `None` for months.
    ///
    /// # Errors
    ///
    /// [`Kind::Limit`] where it exceeds 2⁶⁴ − 1.
    pub fn seconds(self) -> Result<Option<u64>> {
        let unit: u64 = match self.unit {
            PeriodUnit::Day => 86_400,
            PeriodUnit::Week => 604_800,
            PeriodUnit::Month => return Ok(None),
        };
        let seconds = u64::try_from(self.count.get())
            .ok()
            .and_then(|count| count.checked_mul(unit));
        seconds
            .map(Some)
            .ok_or_else(|| Error::new(Kind::Limit, "fewer than 2^64 seconds", "more"))
    }

    /// The start of period `number`, in Unix seconds: 0 is `anchor` itself.
    ///
    /// # Errors
    ///
    /// [`Kind::Limit`] beyond the year 9999.
    pub fn boundary(self, anchor: i64, number: u64) -> Result<i64> {
        self.start(anchor, number)
            .filter(|&start| start < END)
            .ok_or_else(too_long)
    }

    /// The period that `now` is in, in Unix seconds: 0 is the first; `None` before `anchor`.
    ///
    /// At most one charge may be collected for each period (MPP-SUB-007).
    pub fn number_at(self, anchor: i64, now: i64) -> Option<u64> {
        if now < anchor {
            return None;
        }
        // The number sought starts no later than `now`; the next one, if any, starts after it.
        let (mut low, mut high) = (0, u64::MAX);
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            match self.start(anchor, middle) {
                Some(start) if start <= now => low = middle,
                _ => high = middle - 1,
            }
        }
        Some(low)
    }

    fn start(self, anchor: i64, number: u64) -> Option<i64> {
        let count = u64::try_from(self.count.get()).ok();
        if number == 0 {
            return Some(anchor);
        }
        let units = i64::try_from(count?.checked_mul(number)?).ok()?;
        match self.unit {
            PeriodUnit::Day => anchor.checked_add(units.checked_mul(86_400)?),
            PeriodUnit::Week => anchor.checked_add(units.checked_mul(604_800)?),
            PeriodUnit::Month => add_months(anchor, units),
        }
    }
}

/// 10000-01-01T00:00:00Z.
const END: i64 = 253_402_300_800;

fn add_months(anchor: i64, months: i64) -> Option<i64> {
    let (year, month, day) = civil(anchor.div_euclid(86_400));
    // Twelve months a year from year 0 on, January being 0.
    let target = (year * 12 + month - 1).checked_add(months)?;
    let (year, month) = (target.div_euclid(12), target.rem_euclid(12) + 1);
    if year > 9999 {
        return None;
    }
    let date = days(year, month, day.min(days_in_month(year, month)));
    Some(date * 86_400 + anchor.rem_euclid(86_400))
}

#[cold]
fn too_long() -> Error {
    Error::new(Kind::Limit, "a time before the year 10000", "a later one")
}
