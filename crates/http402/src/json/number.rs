//! Numbers as ECMAScript prints them (RFC 8785 §3.2.2.3).

use alloc::format;
use alloc::string::String;
use core::fmt::{self, Write};

use crate::error::{Error, Result};

/// Reads a JSON number token as the nearest IEEE 754 double.
pub(super) fn to_double(token: &str) -> Result<f64> {
    match token.parse::<f64>() {
        Ok(double) if double.is_finite() => Ok(double),
        _ => Err(Error::bad_value(
            "a number within the range of a double",
            "a larger one",
        )),
    }
}

/// Prints a finite double as `Number::toString` of ECMAScript does.
pub(super) fn write_double<W: Write + ?Sized>(out: &mut W, double: f64) -> fmt::Result {
    if double == 0.0 {
        return out.write_char('0'); // also for negative zero
    }
    // Rust's `{:e}` gives the least number of digits that reads back as the same double. Of all
    // such digits ECMAScript wants the closest, ties to even, which is what a fixed precision gives.
    let shortest = format!("{double:e}");
    let mantissa = shortest
        .split_once('e')
        .map_or(&*shortest, |(mantissa, _)| mantissa);
    let digits = mantissa.bytes().filter(u8::is_ascii_digit).count();
    let closest = format!("{double:.*e}", digits.saturating_sub(1));
    let (mantissa, exponent) = closest.split_once('e').unwrap_or((&closest, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(mantissa) => ("-", mantissa),
        None => ("", mantissa),
    };
    let digits: String = mantissa
        .chars()
        .filter(|&character| character != '.')
        .collect();
    out.write_str(sign)?;
    write_digits(out, &digits, exponent + 1)
}

/// `digits` times ten to the power `point - digits.len()`, in the four layouts of ECMAScript.
fn write_digits<W: Write + ?Sized>(out: &mut W, digits: &str, point: i32) -> fmt::Result {
    let count = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    let split = |at: i32| {
        let at = usize::try_from(at).unwrap_or_default();
        digits.split_at_checked(at).unwrap_or((digits, ""))
    };
    match point {
        _ if (count..=21).contains(&point) => {
            out.write_str(digits)?;
            (count..point).try_for_each(|_| out.write_char('0'))
        }
        1..=21 => {
            let (whole, fraction) = split(point);
            write!(out, "{whole}.{fraction}")
        }
        -5..=0 => {
            out.write_str("0.")?;
            (point..0).try_for_each(|_| out.write_char('0'))?;
            out.write_str(digits)
        }
        _ => {
            let (first, rest) = split(1);
            let dot = if rest.is_empty() { "" } else { "." };
            write!(out, "{first}{dot}{rest}e{:+}", point - 1)
        }
    }
}
