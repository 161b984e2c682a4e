//! What every target asserts: what was parsed prints, and the print parses to the same value.

use std::fmt::{Debug, Display};
use std::str::FromStr;

/// Parse → print → parse through `FromStr` and `Display`.
pub fn round_trip<T>(text: &str)
where
    T: FromStr<Err = http402::Error> + Display + PartialEq + Debug,
{
    through(text, T::from_str, T::to_string);
}

/// Parse → print → parse through any pair of functions; an error must print, too.
pub fn through<T: PartialEq + Debug>(
    text: &str,
    parse: impl Fn(&str) -> http402::Result<T>,
    print: impl Fn(&T) -> String,
) {
    match parse(text) {
        Ok(value) => {
            let printed = print(&value);
            let again = parse(&printed).unwrap_or_else(|error| panic!("{error}: {printed:?}"));
            assert_eq!(value, again, "printed as {printed:?}");
            assert_eq!(print(&again), printed);
        }
        Err(error) => {
            let message = error.to_string();
            assert!(message.len() < 600, "{message}");
        }
    }
}
