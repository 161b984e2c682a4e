//! Fourth room: compare what came with what was expected.
//!
//! Works on bytes and untyped JSON only. The crate under test has no part in it.

mod baseline;
mod clause;
mod client;
mod codec;
mod matching;
mod outcome;
mod reason;
mod scenario;

pub use baseline::{Baseline, Update};
pub use client::{judge_client, untouched_client};
pub use codec::{Reasons, Trial, judge_codec};
pub use matching::{MATCHERS, Mismatch, matches};
pub use outcome::{Baselined, Check, Counts, Outcome};
pub use reason::is_reason_class;
pub use scenario::{Judge, check_ids, judge, untouched};
