use core::panic::AssertUnwindSafe;
use std::panic::catch_unwind;

use reference402::Faults;
use reference402::codec::{Answer, answer, operations};

use super::{Call, Identity, Library, Reply};

/// The crate http402 in this process, through the operations of the reference codec.
#[derive(Debug)]
#[non_exhaustive]
pub struct Native {
    identity: Identity,
    faults: Faults,
}

impl Native {
    /// The crate as it is, or with faults of the reference codec.
    #[must_use]
    pub fn new(faults: Faults) -> Self {
        let identity = Identity {
            name: "http402".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            ops: Some(operations().map(str::to_owned).collect()),
            ..Identity::default()
        };
        Self { identity, faults }
    }
}

impl Library for Native {
    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn call(&mut self, calls: &[Call]) -> Vec<Reply> {
        let one = |call: &Call| {
            let answered = || answer(&call.op, &call.input, &self.faults);
            match catch_unwind(AssertUnwindSafe(answered)) {
                Ok(Answer::Ok(value)) => Reply::Ok(value),
                Ok(Answer::Reject(kind)) => Reply::Reject(Some(kind.as_str().to_owned())),
                Ok(Answer::Unsupported(why)) => Reply::Unsupported(why),
                Ok(_) => Reply::Nonsense("an answer of a kind the runner does not know".to_owned()),
                Err(_) => Reply::Crash("panicked".to_owned()),
            }
        };
        calls.iter().map(one).collect()
    }
}
