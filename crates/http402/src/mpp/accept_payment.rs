//! What the client can pay with.

use alloc::format;
use alloc::vec::Vec;
use core::cmp::Reverse;
use core::fmt;
use core::str::FromStr;

use super::{Intent, MethodId};
use crate::error::{Error, Kind, Result, quoted};

/// The field `Accept-Payment`: payment ranges with weights.
///
/// ```text
/// Accept-Payment = #payment-range
/// payment-range  = payment-token [ weight ]
/// payment-token  = ( payment-method-id / "*" ) "/" ( intent-token / "*" )
/// weight         = OWS ";" OWS "q=" qvalue        ; RFC 9110 section 12.4.2
/// ```
///
/// A malformed field is an error; servers may then act as if there were none. Methods may have the
/// wider grammar of [`MethodId`].
///
/// ```
/// use http402::mpp::AcceptPayment;
///
/// let accept: AcceptPayment = "tempo/*, solana/*;q=0.6, */session;q=0.3".parse()?;
/// assert_eq!(accept.weight("tempo", "charge"), 1000);
/// assert_eq!(accept.weight("stripe", "session"), 300);
/// assert_eq!(accept.weight("stripe", "charge"), 0);
/// # Ok::<(), http402::Error>(())
/// ```
///
/// Specification: [Client Payment Preferences][spec].
///
/// [spec]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/core/draft-httpauth-payment-00.md#client-payment-preferences
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AcceptPayment {
    ranges: Vec<PaymentRange>,
}

impl AcceptPayment {
    /// The ranges, in order of the text.
    pub fn ranges(&self) -> &[PaymentRange] {
        &self.ranges
    }

    /// The weight of a method and intent, in thousandths; 0 for what no range matches.
    ///
    /// The most specific matching range decides: `tempo/charge` before `tempo/*` and `*/charge`,
    /// these before `*/*`. The specification does not say which of two equally specific ranges
    /// does; here it is the one with the greater weight.
    pub fn weight(&self, method: &str, intent: &str) -> u16 {
        let matching = self
            .ranges
            .iter()
            .filter(|range| range.matches(method, intent));
        let best = matching.max_by_key(|range| (range.specificity(), range.weight));
        best.map_or(0, |range| range.weight)
    }

    /// Chooses among a server's offers: those with a weight above zero, greatest first; equal
    /// weights keep the server's order. `name` gives the method and intent of an offer.
    ///
    /// Where the result is empty, servers may ignore the field and send their normal offers.
    ///
    /// ```
    /// use http402::mpp::AcceptPayment;
    ///
    /// let accept: AcceptPayment = "tempo/session;q=0, tempo/*;q=0.5, stripe/charge".parse()?;
    /// let offers = [("tempo", "session"), ("tempo", "charge"), ("stripe", "charge")];
    /// let ranked = accept.rank(offers, |offer| *offer);
    /// assert_eq!(ranked, [("stripe", "charge"), ("tempo", "charge")]);
    /// # Ok::<(), http402::Error>(())
    /// ```
    pub fn rank<T>(
        &self,
        offers: impl IntoIterator<Item = T>,
        name: impl Fn(&T) -> (&str, &str),
    ) -> Vec<T> {
        let weighed = offers.into_iter().map(|offer| {
            let (method, intent) = name(&offer);
            (self.weight(method, intent), offer)
        });
        let mut acceptable: Vec<_> = weighed.filter(|(weight, _)| *weight > 0).collect();
        acceptable.sort_by_key(|(weight, _)| Reverse(*weight));
        acceptable.into_iter().map(|(_, offer)| offer).collect()
    }
}

impl FromIterator<PaymentRange> for AcceptPayment {
    fn from_iter<I: IntoIterator<Item = PaymentRange>>(ranges: I) -> Self {
        Self {
            ranges: ranges.into_iter().collect(),
        }
    }
}

/// One range of [`AcceptPayment`]: a method and an intent, either of which may be any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRange {
    method: Option<MethodId>,
    intent: Option<Intent>,
    weight: u16,
}

impl PaymentRange {
    /// The weight that is meant where none is stated.
    pub const DEFAULT_WEIGHT: u16 = 1000;

    /// A range; `None` stands for `*`. `weight` is in thousandths, 0 means "do not use".
    ///
    /// # Errors
    ///
    /// [`Kind::BadValue`] for a weight above 1000.
    pub fn new(method: Option<MethodId>, intent: Option<Intent>, weight: u16) -> Result<Self> {
        if weight > Self::DEFAULT_WEIGHT {
            return Err(Error::bad_value("a weight up to 1000", format!("{weight}")));
        }
        Ok(Self {
            method,
            intent,
            weight,
        })
    }

    /// The method; `None` for any.
    pub fn method(&self) -> Option<&MethodId> {
        self.method.as_ref()
    }

    /// The intent; `None` for any.
    pub fn intent(&self) -> Option<&Intent> {
        self.intent.as_ref()
    }

    /// The weight in thousandths, 0 to 1000.
    pub fn weight(&self) -> u16 {
        self.weight
    }

    /// Whether the range covers a method and intent.
    pub fn matches(&self, method: &str, intent: &str) -> bool {
        let methods = self
            .method
            .as_ref()
            .is_none_or(|known| known.as_str() == method);
        methods
            && self
                .intent
                .as_ref()
                .is_none_or(|known| known.as_str() == intent)
    }

    fn specificity(&self) -> u8 {
        u8::from(self.method.is_some()) + u8::from(self.intent.is_some())
    }
}

impl FromStr for AcceptPayment {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let limits = crate::Limits::DEFAULT;
        if text.len() > limits.bytes() {
            return Err(crate::json::too_long(limits.bytes(), text.len()));
        }
        let mut ranges = Vec::new();
        // No part of a range can contain a comma, and empty list elements are skipped.
        for element in text.split(',').map(trim_ows) {
            if element.is_empty() {
                continue;
            }
            if ranges.len() == limits.members() {
                let expected = format!("at most {} ranges", limits.members());
                return Err(Error::new(Kind::Limit, expected, "one more"));
            }
            let range = element.parse();
            ranges.push(range.map_err(|error: Error| error.at_index(ranges.len()))?);
        }
        Ok(Self { ranges })
    }
}

impl FromStr for PaymentRange {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let (token, weight) = match text.split_once(';') {
            Some((token, weight)) => (trim_ows(token), self::weight(trim_ows(weight))?),
            None => (text, Self::DEFAULT_WEIGHT),
        };
        let Some((method, intent)) = token.split_once('/') else {
            return Err(Error::syntax("a method, '/' and an intent", quoted(token)));
        };
        Ok(Self {
            method: wildcard(method).map_err(|error| error.within("method"))?,
            intent: wildcard(intent).map_err(|error| error.within("intent"))?,
            weight,
        })
    }
}

fn wildcard<T: FromStr<Err = Error>>(text: &str) -> Result<Option<T>> {
    match text {
        "*" => Ok(None),
        _ => text.parse().map(Some),
    }
}

/// `"q=" ( "0" [ "." 0*3DIGIT ] / "1" [ "." 0*3("0") ] )`, in thousandths.
fn weight(text: &str) -> Result<u16> {
    let refuse = || {
        Error::syntax(
            "q= and a number from 0 to 1 with up to 3 decimals",
            quoted(text),
        )
    };
    let value = text.strip_prefix("q=").or_else(|| text.strip_prefix("Q="));
    let value = value.ok_or_else(refuse)?;
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let digits = fraction.bytes().all(|digit| digit.is_ascii_digit());
    if !matches!(whole, "0" | "1") || fraction.len() > 3 || !digits {
        return Err(refuse());
    }
    let thousandths: u16 = format!("{whole}{fraction:0<3}")
        .parse()
        .map_err(|_| refuse())?;
    if thousandths > PaymentRange::DEFAULT_WEIGHT {
        return Err(refuse());
    }
    Ok(thousandths)
}

fn trim_ows(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

impl fmt::Display for AcceptPayment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, range) in self.ranges.iter().enumerate() {
            let separator = if index > 0 { ", " } else { "" };
            write!(f, "{separator}{range}")?;
        }
        Ok(())
    }
}

impl fmt::Display for PaymentRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let method = self.method.as_ref().map_or("*", MethodId::as_str);
        let intent = self.intent.as_ref().map_or("*", Intent::as_str);
        write!(f, "{method}/{intent}")?;
        match self.weight {
            Self::DEFAULT_WEIGHT => Ok(()),
            0 => f.write_str(";q=0"),
            weight => {
                let fraction = format!("{weight:03}");
                write!(f, ";q=0.{}", fraction.trim_end_matches('0'))
            }
        }
    }
}
