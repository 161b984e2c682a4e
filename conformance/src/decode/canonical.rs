use serde_json::Value;

/// Whether JSON text is its own canonical form (RFC 8785): sorted members, no blanks, ECMAScript
/// numbers, no escape that is not needed.
#[must_use]
pub fn is_canonical(text: &[u8]) -> bool {
    let Ok(value) = super::strict_json(text) else {
        return false;
    };
    let mut canonical = String::new();
    write(&value, &mut canonical).is_some() && canonical.as_bytes() == text
}

fn write(value: &Value, out: &mut String) -> Option<()> {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            out.push('{');
            for (index, (name, member)) in members.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                // serde_json escapes exactly what RFC 8785 wants escaped.
                out.push_str(&Value::from(name.as_str()).to_string());
                out.push(':');
                write(member, out)?;
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out)?;
            }
            out.push(']');
        }
        Value::Number(number) => out.push_str(&ecmascript(number.as_f64()?)?),
        other => out.push_str(&other.to_string()),
    }
    Some(())
}

/// ECMA-262, Number::toString, from the shortest digits that read back.
fn ecmascript(number: f64) -> Option<String> {
    let text = format!("{number:e}");
    let (sign, text) = text
        .strip_prefix('-')
        .map_or(("", text.as_str()), |rest| ("-", rest));
    let (mantissa, exponent) = text.split_once('e')?;
    let digits: String = mantissa.chars().filter(|c| *c != '.').collect();
    if digits == "0" {
        return Some("0".to_owned());
    }
    let count = i32::try_from(digits.len()).ok()?;
    // The position of the decimal point, counted from before the first digit.
    let point = exponent.parse::<i32>().ok()? + 1;
    let at = usize::try_from(point.max(0)).ok()?;
    let zeros = |n: i32| "0".repeat(usize::try_from(n).unwrap_or_default());
    let body = if (count..=21).contains(&point) {
        format!("{digits}{}", zeros(point - count))
    } else if (1..=21).contains(&point) {
        let (whole, fraction) = digits.split_at(at);
        format!("{whole}.{fraction}")
    } else if (-5..=0).contains(&point) {
        format!("0.{}{digits}", zeros(-point))
    } else {
        let (first, rest) = digits.split_at(1);
        let rest = if rest.is_empty() {
            String::new()
        } else {
            format!(".{rest}")
        };
        let power = point - 1;
        format!("{first}{rest}e{}{power}", if power > 0 { "+" } else { "" })
    };
    Some(format!("{sign}{body}"))
}

#[cfg(test)]
mod tests {
    use super::is_canonical;

    #[test]
    fn canonical_form_is_recognised() {
        for good in [
            "{}",
            "{\"a\":1,\"b\":[true,null,\"\u{e9}<&>\\n\\u0001\"]}",
            "[0,1,-1,0.5,123456789012345680000,1e+21,1.5e+300,1e-7,0.000001,333333333.3333333]",
            // Sorted by UTF-16 code units: the surrogate pair comes before U+FB33.
            "{\"\u{20ac}\":1,\"\u{1f600}\":2,\"\u{fb33}\":3}",
        ] {
            assert!(is_canonical(good.as_bytes()), "{good}");
        }
        for bad in [
            "{ }",
            "{\"b\":1,\"a\":2}",
            "[1.0]",
            "[1e2]",
            "[-0]",
            "[1e21]",
            "[\"\\u00e9\"]",
            "[\"\\/\"]",
            "{\"a\":1,\"a\":1}",
            "[1] ",
            "",
        ] {
            assert!(!is_canonical(bad.as_bytes()), "{bad}");
        }
    }
}
