use super::shape;
use crate::error::Result;
use crate::wire::text;

text! {
    /// The last four digits of a card number.
    pub struct PanLastFour: four_digits;
}

text! {
    /// The year in which a card expires, four digits.
    pub struct CardExpiryYear: four_digits;
}

text! {
    /// The month in which a card expires: `01` to `12`.
    pub struct CardExpiryMonth: check_month;
}

text! {
    /// A country: two upper-case letters of ISO 3166-1, such as `US`.
    pub struct CountryCode: check_country;
}

text! {
    /// An absolute `https` URI with a host.
    pub struct HttpsUri: check_uri;
}

fn four_digits(text: &str) -> Result<()> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    shape(text, "four digits", digits && text.len() == 4)
}

fn check_month(text: &str) -> Result<()> {
    let month = matches!(text.as_bytes(), [b'0', b'1'..=b'9'] | [b'1', b'0'..=b'2']);
    shape(text, "a month from 01 to 12", month)
}

fn check_country(text: &str) -> Result<()> {
    let letters = text.bytes().all(|byte| byte.is_ascii_uppercase());
    shape(
        text,
        "two upper-case letters (ISO 3166-1)",
        letters && text.len() == 2,
    )
}

fn check_uri(text: &str) -> Result<()> {
    let rest = text
        .get(..8)
        .filter(|scheme| scheme.eq_ignore_ascii_case("https://"));
    let host = text
        .get(8..)
        .and_then(|rest| rest.split(['/', '?', '#']).next());
    let printable = text.bytes().all(|byte| byte.is_ascii_graphic());
    let fits = rest.is_some() && host.is_some_and(|host| !host.is_empty()) && printable;
    shape(text, "an https URI", fits)
}
