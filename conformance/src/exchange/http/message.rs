use core::fmt;
use core::time::Duration;

/// What one exchange may take at most.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// From the first connection attempt to the last byte.
    pub time: Duration,
    /// Bytes of a message head, interim answers included.
    pub head: usize,
    /// Bytes of a message body as received, framing included.
    pub body: usize,
}

impl Limits {
    /// The limits of an ordinary exchange, with the given time.
    #[must_use]
    pub fn within(time: Duration) -> Self {
        Self {
            time,
            head: 64 * 1024,
            body: 8 * 1024 * 1024,
        }
    }
}

/// Why an exchange gave no complete message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// No connection.
    Connect(String),
    /// The time ran out.
    Timeout,
    /// TLS could not be agreed on, or broke.
    Tls(String),
    /// The peer reset the connection or another transport error.
    Reset(String),
    /// The peer closed before any byte.
    Silence,
    /// The peer closed in the middle of a message.
    Truncated,
    /// The head is longer than the limit.
    HeadTooLarge,
    /// The body is longer than the limit.
    BodyTooLarge,
    /// The bytes are no HTTP/1.1 message.
    Garbage(String),
}

impl Fault {
    /// The word that baselines know it by.
    #[must_use]
    pub fn token(&self) -> &'static str {
        match self {
            Self::Connect(_) => "no-connection",
            Self::Timeout => "timeout",
            Self::Tls(_) => "no-tls",
            Self::Reset(_) | Self::Silence | Self::Truncated => "closed",
            Self::HeadTooLarge | Self::BodyTooLarge => "too-large",
            Self::Garbage(_) => "garbage",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connect(why) => write!(f, "no connection: {why}"),
            Self::Timeout => f.write_str("the time ran out"),
            Self::Tls(why) => write!(f, "no TLS: {why}"),
            Self::Reset(why) => write!(f, "connection lost: {why}"),
            Self::Silence => f.write_str("connection closed without an answer"),
            Self::Truncated => f.write_str("connection closed inside a message"),
            Self::HeadTooLarge => f.write_str("head over the limit"),
            Self::BodyTooLarge => f.write_str("body over the limit"),
            Self::Garbage(why) => write!(f, "not an HTTP/1.1 message: {why}"),
        }
    }
}

/// A request as it will go over the wire, every byte chosen by the caller.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Request {
    /// The method token.
    pub method: String,
    /// The request target as sent.
    pub target: String,
    /// Field lines in order, names in the given letter case.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The content.
    pub body: Vec<u8>,
}

impl Request {
    /// Writes the message.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = format!("{} {} HTTP/1.1\r\n", self.method, self.target).into_bytes();
        write_fields(&mut bytes, &self.headers);
        bytes.extend_from_slice(&self.body);
        bytes
    }
}

/// The head of a received message; `status` is 0 in a request.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Head {
    /// The status code, or 0.
    pub status: u16,
    /// The method of a request, otherwise empty.
    pub method: String,
    /// The target of a request, otherwise empty.
    pub target: String,
    /// Field lines in order.
    pub headers: Vec<(String, Vec<u8>)>,
}

impl Head {
    /// All field lines of a name, in order.
    pub fn lines<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.headers
            .iter()
            .filter(move |(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_slice())
    }
}

/// A received message: the parsed head and the body without its framing.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Response {
    /// Status, or method and target, and fields.
    pub head: Head,
    /// The content.
    pub body: Vec<u8>,
}

pub(super) fn write_fields(bytes: &mut Vec<u8>, headers: &[(String, Vec<u8>)]) {
    for (name, value) in headers {
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
}
