use crate::eip712::keccak256;
use crate::error::{Error, Kind, Result};
use crate::primitives::B256;

/// The memo that ties a transfer to one challenge: `tempo` (`transferWithMemo`, MPP-TC-021) and
/// `hedera` (the transaction's memo, as `0x` hex, MPP-HE-001).
///
/// ```text
///  0  ef 1e d7 12  the first bytes of keccak256("mpp")
///  4  01           version
///  5  server       keccak256(realm), 10 bytes
/// 15  client       keccak256(name of the client), 10 bytes, or zeros
/// 25  nonce        keccak256(challenge id), 7 bytes
/// ```
///
/// Source: [Attribution Memo](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/hedera/draft-hedera-charge-00.md#attribution-memo).
///
/// ```
/// use http402::mpp::methods::AttributionMemo;
///
/// let memo = AttributionMemo::new("api.example.com", "challenge-123");
/// assert_eq!(
///     memo.to_b256().to_string(),
///     "0xef1ed712011ece072f76bd8b82350e00000000000000000000eb18f2d4402269",
/// );
/// memo.verify("api.example.com", "challenge-123")?;
/// assert!(memo.verify("api.example.com", "challenge-124").is_err());
/// # Ok::<(), http402::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AttributionMemo {
    server: [u8; 10],
    client: [u8; 10],
    nonce: [u8; 7],
}

impl AttributionMemo {
    const PREFIX: [u8; 5] = [0xef, 0x1e, 0xd7, 0x12, 0x01];

    /// The memo of an anonymous client for a challenge of this realm and id.
    pub fn new(realm: &str, challenge_id: &str) -> Self {
        Self {
            server: fingerprint(realm),
            client: [0; 10],
            nonce: fingerprint(challenge_id),
        }
    }

    /// Names the client.
    #[must_use]
    pub fn with_client(mut self, name: &str) -> Self {
        self.client = fingerprint(name);
        self
    }

    /// Whether the memo names this client.
    pub fn is_from(&self, name: &str) -> bool {
        self.client == fingerprint(name)
    }

    /// Whether the memo names no client.
    pub fn is_anonymous(&self) -> bool {
        self.client == [0; 10]
    }

    /// Checks that the memo is for a challenge of this realm and id.
    ///
    /// # Errors
    ///
    /// [`Kind::Mismatch`] where the realm or the id is another.
    pub fn verify(&self, realm: &str, challenge_id: &str) -> Result<()> {
        let expected = if self.server != fingerprint(realm) {
            "the memo of this realm"
        } else if self.nonce != fingerprint(challenge_id) {
            "the memo of this challenge"
        } else {
            return Ok(());
        };
        Err(Error::new(Kind::Mismatch, expected, "another"))
    }

    /// The 32 bytes.
    pub fn to_b256(&self) -> B256 {
        let parts = Self::PREFIX
            .into_iter()
            .chain(self.server)
            .chain(self.client)
            .chain(self.nonce);
        let mut bytes = [0; 32];
        for (slot, byte) in bytes.iter_mut().zip(parts) {
            *slot = byte;
        }
        B256::from_bytes(bytes)
    }
}

impl TryFrom<B256> for AttributionMemo {
    type Error = Error;

    /// Refuses another tag or version, [`Kind::BadValue`].
    fn try_from(memo: B256) -> Result<Self> {
        let (prefix, rest) = memo.as_bytes().split_at(5);
        if prefix != Self::PREFIX {
            return Err(Error::bad_value(
                "an attribution memo, 0xef1ed71201…",
                "another memo",
            ));
        }
        let (server, rest) = rest.split_at(10);
        let (client, nonce) = rest.split_at(10);
        Ok(Self {
            server: first(server),
            client: first(client),
            nonce: first(nonce),
        })
    }
}

fn fingerprint<const N: usize>(text: &str) -> [u8; N] {
    first(keccak256(text.as_bytes()).as_bytes())
}

fn first<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut start = [0; N];
    for (slot, byte) in start.iter_mut().zip(bytes) {
        *slot = *byte;
    }
    start
}
