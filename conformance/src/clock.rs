//! The time, as everything here reads it.

use core::time::Duration;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Unix seconds; 0 before 1970.
pub(crate) fn unix_now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |now| now.as_secs())
}

/// When a run began.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Begun {
    /// Unix seconds.
    pub(crate) unix: u64,
    instant: Instant,
}

impl Begun {
    pub(crate) fn now() -> Self {
        Self {
            unix: unix_now(),
            instant: Instant::now(),
        }
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.instant.elapsed()
    }
}
