use super::shape;
use crate::error::Result;
use crate::wire::text;

text! {
    /// The `id` of the challenge that was paid, not empty.
    pub struct ChallengeId: check_challenge;
}

fn check_challenge(text: &str) -> Result<()> {
    shape(text, "a challenge id", true)
}
