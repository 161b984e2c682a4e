//! Binding the challenge id to the challenge: the recommended HMAC-SHA256.
//!
//! ```text
//! id = base64url( HMAC-SHA256( secret, slot *( "|" slot ) ) )
//! ```
//!
//! Specification: [HMAC-SHA256 Binding][spec]; the slot `header` is draft -01 as of mpp-specs
//! pull request 362 (MPP-BIND-005).
//!
//! [spec]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/core/draft-httpauth-payment-00.md#recommended-hmac-sha256-binding

mod slots;

use alloc::format;
use alloc::vec::Vec;
use core::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::challenge::ChallengeBuilder;
use super::{Challenge, ChallengeEcho};
use crate::base64::Base64;
use crate::error::{Error, Kind, Result};

pub use slots::{SlotLayout, Slots};

/// A secret that binds challenge ids. Keeps the state of the HMAC, never the secret, and never
/// prints either.
///
/// ```
/// use http402::mpp::{BindingKey, ChallengeBuilder, Intent, MethodId, SlotLayout};
///
/// let key = BindingKey::new_strong(b"an example secret of 32 bytes min")?;
/// let challenge = ChallengeBuilder::new("api.example.com", &MethodId::TEMPO, &Intent::CHARGE, &"{}".parse()?)?
///     .bind(&key, SlotLayout::Draft01)?;
/// assert!(key.verify_challenge(&challenge, SlotLayout::Draft01).is_ok());
/// # Ok::<(), http402::Error>(())
/// ```
#[derive(Clone)]
pub struct BindingKey(Hmac<Sha256>);

impl BindingKey {
    /// A key from a secret of any length but zero.
    ///
    /// # Errors
    ///
    /// [`Kind::EmptyField`] for an empty secret.
    pub fn new(secret: &[u8]) -> Result<Self> {
        if secret.is_empty() {
            return Err(Error::empty("a secret"));
        }
        let state = Hmac::new_from_slice(secret);
        // Invariant: HMAC takes keys of every length.
        let state = state.map_err(|_| Error::bad_value("a secret", "an unusable one"))?;
        Ok(Self(state))
    }

    /// A key from a secret of at least 32 bytes, what deployed software demands (MPP-BIND-007).
    ///
    /// # Errors
    ///
    /// [`Kind::BadValue`] for a shorter secret.
    pub fn new_strong(secret: &[u8]) -> Result<Self> {
        if secret.len() < 32 {
            let found = format!("{} bytes", secret.len());
            return Err(Error::bad_value("a secret of at least 32 bytes", found));
        }
        Self::new(secret)
    }

    /// Computes a challenge id. Allocates nothing.
    pub fn compute(&self, slots: &Slots<'_>, layout: SlotLayout) -> ChallengeId {
        let tag = self.mac(slots, layout).finalize().into_bytes();
        let mut text = [0; ChallengeId::LENGTH];
        // Invariant: 32 bytes are 43 characters, so there is room.
        let _ = Base64::Url.encode_into(&tag, &mut text);
        ChallengeId(text)
    }

    /// Checks that `id` is the one of `slots`, in a time that does not depend on where they differ.
    ///
    /// # Errors
    ///
    /// [`Kind::Signature`], without detail. Slots that hold `|` never verify: they could be split
    /// in another way than they were joined.
    pub fn verify(&self, id: &str, slots: &Slots<'_>, layout: SlotLayout) -> Result<()> {
        let mut tag = [0; 33];
        let verified = match Base64::Url.decode_into(id, &mut tag) {
            Ok(tag) => self.mac(slots, layout).verify_slice(tag).is_ok(),
            Err(_) => false,
        };
        if verified && slots.is_unambiguous() {
            return Ok(());
        }
        Err(Error::new(
            Kind::Signature,
            "an id of this server",
            "another",
        ))
    }

    /// Checks the id of a challenge.
    ///
    /// # Errors
    ///
    /// As [`BindingKey::verify`].
    pub fn verify_challenge(&self, challenge: &Challenge<'_>, layout: SlotLayout) -> Result<()> {
        self.verify(challenge.id(), &challenge.slots(), layout)
    }

    /// Checks the id of the challenge that a credential echoes.
    ///
    /// # Errors
    ///
    /// As [`BindingKey::verify`].
    pub fn verify_echo(&self, echo: &ChallengeEcho<'_>, layout: SlotLayout) -> Result<()> {
        self.verify(echo.id(), &echo.slots(), layout)
    }

    fn mac(&self, slots: &Slots<'_>, layout: SlotLayout) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        let mut delimiter: &[u8] = b"";
        for slot in slots.in_order(layout).into_iter().flatten() {
            mac.update(delimiter);
            mac.update(slot.as_bytes());
            delimiter = b"|";
        }
        mac
    }
}

impl fmt::Debug for BindingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BindingKey(…)")
    }
}

/// Keys in rotation: the first issues, all verify, so that challenges issued under a former key
/// stay payable until they expire.
#[derive(Clone, Debug)]
pub struct BindingKeys {
    current: BindingKey,
    former: Vec<BindingKey>,
}

impl BindingKeys {
    /// One key.
    pub fn new(current: BindingKey) -> Self {
        Self {
            current,
            former: Vec::new(),
        }
    }

    /// Adds a key that verifies only.
    #[must_use]
    pub fn with_former(mut self, key: BindingKey) -> Self {
        self.former.push(key);
        self
    }

    /// The key that issues.
    pub fn current(&self) -> &BindingKey {
        &self.current
    }

    /// Checks that `id` is the one of `slots` under any of the keys. All of them are tried.
    ///
    /// # Errors
    ///
    /// As [`BindingKey::verify`].
    pub fn verify(&self, id: &str, slots: &Slots<'_>, layout: SlotLayout) -> Result<()> {
        let first = self.current.verify(id, slots, layout);
        let former = self.former.iter();
        former.fold(first, |outcome, key| {
            let next = key.verify(id, slots, layout);
            outcome.or(next)
        })
    }

    /// Checks the id of a challenge, such as one that came back in JSON-RPC.
    ///
    /// # Errors
    ///
    /// As [`BindingKey::verify`].
    pub fn verify_challenge(&self, challenge: &Challenge<'_>, layout: SlotLayout) -> Result<()> {
        self.verify(challenge.id(), &challenge.slots(), layout)
    }

    /// Checks the id of the challenge that a credential echoes.
    ///
    /// # Errors
    ///
    /// As [`BindingKey::verify`].
    pub fn verify_echo(&self, echo: &ChallengeEcho<'_>, layout: SlotLayout) -> Result<()> {
        self.verify(echo.id(), &echo.slots(), layout)
    }
}

/// A computed challenge id: 43 characters of base64url.
///
/// Not comparable: until it is issued it is a secret, and [`BindingKey::verify`] compares ids in
/// constant time.
#[derive(Clone, Copy)]
pub struct ChallengeId([u8; Self::LENGTH]);

impl ChallengeId {
    const LENGTH: usize = 43;

    /// The text.
    pub fn as_str(&self) -> &str {
        // Invariant: base64url is ASCII.
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for ChallengeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for ChallengeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChallengeId({self})")
    }
}

impl ChallengeBuilder {
    /// Completes the challenge with an id that covers all of it but `description` and extensions.
    /// [`SlotLayout::Draft00`] has no slot for `header` either.
    ///
    /// # Errors
    ///
    /// [`Kind::BadValue`] for `|` in `realm`: the HMAC would not tell the slots apart. (Deviation:
    /// the specification does not forbid it.)
    pub fn bind(self, key: &BindingKey, layout: SlotLayout) -> Result<Challenge<'static>> {
        let slots = Slots::of(self.parameters());
        if !slots.is_unambiguous() {
            return Err(Error::bad_value("no '|'", "one").within("realm"));
        }
        let id = key.compute(&slots, layout);
        self.with_id(id.as_str())
    }
}
