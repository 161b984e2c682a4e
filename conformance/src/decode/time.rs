/// Reads an RFC 3339 date-time into Unix seconds; nothing where it is none.
#[must_use]
pub fn rfc3339(text: &str) -> Option<i64> {
    let (date, rest) = text.split_at_checked(10)?;
    let mut date = date.split('-');
    let year = digits(date.next()?, 4)?;
    let month = digits(date.next()?, 2)?;
    let day = digits(date.next()?, 2)?;
    let rest = rest.strip_prefix(['T', 't'])?;
    let (clock, rest) = rest.split_at_checked(8)?;
    let mut clock = clock.split(':');
    let hour = digits(clock.next()?, 2)?;
    let minute = digits(clock.next()?, 2)?;
    let second = digits(clock.next()?, 2)?;
    let rest = match rest.strip_prefix('.') {
        Some(fraction) => {
            let after = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            if after.len() == fraction.len() {
                return None;
            }
            after
        }
        None => rest,
    };
    let offset = match rest {
        "Z" | "z" => 0,
        _ => {
            let sign = if rest.starts_with('+') { 1 } else { -1 };
            let (hours, minutes) = rest.strip_prefix(['+', '-'])?.split_once(':')?;
            let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            sign * (hours * 3600 + minutes * 60)
        }
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=last).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    Some(days(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset)
}

/// Writes Unix seconds as an RFC 3339 date-time in UTC.
#[must_use]
pub fn to_rfc3339(unix: i64) -> String {
    let (day_count, second) = (unix.div_euclid(86400), unix.rem_euclid(86400));
    // Civil from days: years begin in March, so that the leap day comes last.
    let z = day_count + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute) = (second / 3600, second / 60 % 60);
    format!(
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{:02}Z",
        second % 60
    )
}

fn digits(text: &str, count: usize) -> Option<i64> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

/// Days from 1970-01-01 to a civil date.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::{rfc3339, to_rfc3339};

    #[test]
    fn date_times() {
        for (text, unix) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2025-01-06T12:00:00Z", 1_736_164_800),
            ("2024-02-29T23:59:60z", 1_709_251_200),
            ("2026-11-20T09:12:44.123+05:30", 1_795_146_164),
        ] {
            assert_eq!(rfc3339(text), Some(unix), "{text}");
        }
        for unix in [0, 951_782_400, 1_736_164_800, 4_102_444_799, -1] {
            assert_eq!(rfc3339(&to_rfc3339(unix)), Some(unix));
        }
        for bad in [
            "",
            "2025-01-06",
            "2025-01-06T12:00:00",
            "2025-02-29T12:00:00Z",
            "2025-01-06T24:00:00Z",
            "2025-01-06T12:00:00.Z",
            "2025-01-06T12:00:00+5:30",
            "2025-01-06 12:00:00Z",
            "1736164800",
        ] {
            assert_eq!(rfc3339(bad), None, "{bad}");
        }
    }
}
