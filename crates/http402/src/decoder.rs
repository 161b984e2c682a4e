//! How strict a parse is: limits, and leniencies by name.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// Upper bounds that every parser enforces; exceeding one is [`Kind::Limit`](crate::Kind::Limit).
///
/// ```
/// use http402::Limits;
///
/// let limits = Limits::DEFAULT.with_bytes(4096);
/// assert_eq!(limits.bytes(), 4096);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    bytes: usize,
    depth: u8,
    members: usize,
}

impl Limits {
    /// 64 KiB of text, 32 levels of nesting, 1,024 members or elements in one container.
    pub const DEFAULT: Self = Self {
        bytes: 64 * 1024,
        depth: 32,
        members: 1024,
    };

    /// The longest text accepted, in bytes, before and after base64 decoding.
    pub const fn bytes(self) -> usize {
        self.bytes
    }

    /// The deepest nesting of JSON arrays and objects; the outermost is 1.
    pub const fn depth(self) -> u8 {
        self.depth
    }

    /// The most members of one object, elements of one array, or parameters of one challenge.
    pub const fn members(self) -> usize {
        self.members
    }

    /// Sets the longest text.
    #[must_use]
    pub const fn with_bytes(mut self, bytes: usize) -> Self {
        self.bytes = bytes;
        self
    }

    /// Sets the deepest nesting.
    #[must_use]
    pub const fn with_depth(mut self, depth: u8) -> Self {
        self.depth = depth;
        self
    }

    /// Sets the most members of one container.
    #[must_use]
    pub const fn with_members(mut self, members: usize) -> Self {
        self.members = members;
        self
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// One departure from the specifications that deployed software makes. Each is off by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
#[repr(u8)]
pub enum Leniency {
    /// An optional member is `null` instead of absent (X402-PR-017). Needs no leniency where the
    /// specification itself writes null: `outputSchema` and `extra` of an offer.
    NullMember,
    /// A required text that only informs people (`error`, `description`, `resource`) is absent or
    /// null (X402-PR-017), or a failed settlement lacks its empty `transaction`.
    MissingText,
    /// base64 without its padding (X402-HDR-004), or base64url with padding of a wrong length.
    Base64Padding,
    /// The other base64 alphabet: `-_` for `+/` or the reverse (X402-HDR-004).
    Base64Alphabet,
    /// An integer that the text states as a decimal string is a JSON number.
    IntegerAsNumber,
    /// A member spelled in `snake_case` instead of `camelCase`.
    SnakeCase,
    /// `resource` is a path or another text instead of an absolute URL.
    RelativeUrl,
    /// `extra` lacks what the scheme needs, or is absent (X402-PR-017).
    MissingExtra,
    /// An answer does not name the payer (X402-SR-004).
    MissingPayer,
    /// A request to a facilitator names the protocol version in the payment only (X402-FAC-002).
    MissingVersion,
    /// A known network goes by its CAIP-2 name, `eip155:84532` for `base-sepolia`.
    Caip2Network,
    /// A failed settlement names a transaction, the one that was reverted.
    FailedTransaction,
    /// A Unix time is an ISO 8601 text instead of a number (X402-DIS-004).
    TimeAsText,
    /// A payment inside JSON is the text of the header instead of an object.
    PaymentAsText,
    /// A member goes by the name that an earlier text gave it, such as `txHash`.
    OldName,
}

impl Leniency {
    const fn bit(self) -> u16 {
        1 << self as u8
    }
}

/// What a lenient parse tolerated, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deviation {
    /// Which leniency was used.
    pub leniency: Leniency,
    /// The field, as in [`Error::field`](crate::Error::field).
    pub field: String,
}

impl Deviation {
    pub(crate) fn new(leniency: Leniency, field: &str) -> Self {
        Self {
            leniency,
            field: field.to_owned(),
        }
    }

    pub(crate) fn within(&mut self, name: &str) {
        crate::error::prefix(&mut self.field, &crate::error::excerpt(name));
    }
}

impl fmt::Display for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?}", self.field, self.leniency)
    }
}

/// A value and the deviations that were tolerated to get it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tolerant<T> {
    /// The parsed value.
    pub value: T,
    /// Empty where the text was strictly conformant.
    pub deviations: Vec<Deviation>,
}

/// The strictness of a parse. [`Decoder::STRICT`] is what every `from_…` function uses.
///
/// ```
/// use http402::{Decoder, Leniency, x402::v1::PaymentPayload};
///
/// let decoder = Decoder::STRICT.allow(Leniency::Base64Padding);
/// assert!(PaymentPayload::from_header_with("e30", &decoder).is_err()); // still lacks its members
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decoder {
    limits: Limits,
    allowed: u16,
}

impl Decoder {
    /// No leniency, [`Limits::DEFAULT`].
    pub const STRICT: Self = Self {
        limits: Limits::DEFAULT,
        allowed: 0,
    };

    /// For text that was parsed before, under whatever limits were in force then.
    pub(crate) const VALIDATED: Self = Self {
        limits: Limits {
            bytes: usize::MAX,
            depth: u8::MAX,
            members: usize::MAX,
        },
        allowed: 0,
    };

    /// Allows one leniency.
    #[must_use]
    pub const fn allow(mut self, leniency: Leniency) -> Self {
        self.allowed |= leniency.bit();
        self
    }

    /// Sets the limits.
    #[must_use]
    pub const fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Whether `leniency` is allowed.
    pub const fn allows(&self, leniency: Leniency) -> bool {
        self.allowed & leniency.bit() != 0
    }

    /// The limits in force.
    pub const fn limits(&self) -> Limits {
        self.limits
    }
}

impl Default for Decoder {
    fn default() -> Self {
        Self::STRICT
    }
}
