//! Fourth room: compare what came with what was expected.
//!
//! Works on bytes and untyped JSON only. The crate under test has no part in it.

mod clause;
mod matching;
mod outcome;
mod reason;
mod scenario;

pub use matching::{MATCHERS, Mismatch, matches};
pub use outcome::{Check, Counts, Outcome};
pub use scenario::{Judge, judge, untouched};
