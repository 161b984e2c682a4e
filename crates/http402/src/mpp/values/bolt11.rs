//! Lightning invoices.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use crate::error::{Error, Kind, Result};
use crate::wire::choice;

choice! {
    /// The Bitcoin network of an invoice.
    pub enum LightningNetwork "\"mainnet\", \"regtest\" or \"signet\"" {
        /// `lnbc…`
        Mainnet = "mainnet",
        /// `lnbcrt…`
        Regtest = "regtest",
        /// `lntbs…`
        Signet = "signet",
    }
}

/// A Lightning invoice: the text of [BOLT 11], in one letter case, with a correct checksum, on one
/// of the three networks of [`LightningNetwork`], with a payment hash.
///
/// Equality goes by the text. The signature, the features and the expiry are the wallet's to check.
///
/// ```
/// use http402::mpp::values::{Bolt11, LightningNetwork};
///
/// // The second example of BOLT 11: 2500 µBTC.
/// let invoice: Bolt11 = "lnbc2500u1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygs\
///     pp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpu9qrsgq\
///     uk0rl77nj30yxdy8j9vdx85fkpmdla2087ne0xh8nhedh8w27kyke0lp53ut353s06fv3qfegext0eh0ymjpf39tuv\
///     en09sam30g4vgpfna3rh".parse()?;
/// assert_eq!(invoice.network(), LightningNetwork::Mainnet);
/// assert_eq!(invoice.amount_msat(), Some(250_000_000));
/// # Ok::<(), http402::Error>(())
/// ```
///
/// [BOLT 11]: https://github.com/lightning/bolts/blob/master/11-payment-encoding.md
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Bolt11 {
    text: Box<str>,
    network: LightningNetwork,
    amount_msat: Option<u64>,
    payment_hash: [u8; 32],
}

impl Bolt11 {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The network that the prefix names.
    pub fn network(&self) -> LightningNetwork {
        self.network
    }

    /// The amount in thousandths of a satoshi; `None` where the payer chooses.
    pub fn amount_msat(&self) -> Option<u64> {
        self.amount_msat
    }

    /// The hash whose preimage the payer gets.
    pub fn payment_hash(&self) -> &[u8; 32] {
        &self.payment_hash
    }

    /// Whether the invoice is for exactly so many satoshi.
    pub(crate) fn is_for(&self, satoshi: crate::primitives::U256) -> bool {
        let millis = satoshi.checked_mul_add(1000, 0);
        self.amount_msat.is_some() && millis == self.amount_msat.map(Into::into)
    }
}

impl FromStr for Bolt11 {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        if text.is_empty() {
            return Err(Error::empty(EXPECTED));
        }
        let lower = text.to_ascii_lowercase();
        if text != lower && text != text.to_ascii_uppercase() {
            return Err(Error::syntax("one letter case", "both"));
        }
        let (prefix, data) = lower
            .rsplit_once('1')
            .ok_or_else(|| refuse("no separator"))?;
        let words = words(prefix, data)?;
        let (network, amount_msat) = amount(prefix)?;
        Ok(Self {
            text: text.to_owned().into(),
            network,
            amount_msat,
            payment_hash: payment_hash(&words)?,
        })
    }
}

impl fmt::Display for Bolt11 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Bolt11 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bolt11({} on {})", self.text.len(), self.network)
    }
}

crate::wire::string_faces!(Bolt11);

const EXPECTED: &str = "a BOLT 11 invoice";

#[cold]
fn refuse(found: &'static str) -> Error {
    Error::syntax(EXPECTED, found)
}

/// The 5-bit words of the data without its checksum (bech32, BIP 173).
fn words(prefix: &str, data: &str) -> Result<Vec<u8>> {
    const CHARSET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let word = |letter: u8| {
        let value = CHARSET.iter().position(|&known| known == letter);
        value
            .and_then(|value| u8::try_from(value).ok())
            .ok_or_else(|| refuse("another character"))
    };
    let mut words = data.bytes().map(word).collect::<Result<Vec<u8>>>()?;
    let high = prefix.bytes().map(|byte| byte >> 5);
    let low = prefix.bytes().map(|byte| byte & 31);
    let checked = high.chain([0]).chain(low).chain(words.iter().copied());
    if checked.fold(1, polymod) != 1 {
        return Err(Error::bad_value(
            "an invoice with a correct checksum",
            "another checksum",
        ));
    }
    words.truncate(words.len().saturating_sub(6));
    Ok(words)
}

fn polymod(checksum: u32, word: u8) -> u32 {
    const GENERATOR: [u32; 5] = [
        0x3b6a_57b2,
        0x2650_8e6d,
        0x1ea1_19fa,
        0x3d42_33dd,
        0x2a14_62b3,
    ];
    let top = checksum >> 25;
    let shifted = (checksum & 0x01ff_ffff) << 5 ^ u32::from(word);
    GENERATOR
        .into_iter()
        .enumerate()
        .filter(|(bit, _)| top >> bit & 1 == 1)
        .fold(shifted, |sum, (_, generator)| sum ^ generator)
}

/// `lnbc2500u`: the network and the amount in thousandths of a satoshi.
fn amount(prefix: &str) -> Result<(LightningNetwork, Option<u64>)> {
    // Longer names first, because `lnbc` begins `lnbcrt` too.
    const NETWORKS: [(&str, LightningNetwork); 3] = [
        ("lnbcrt", LightningNetwork::Regtest),
        ("lntbs", LightningNetwork::Signet),
        ("lnbc", LightningNetwork::Mainnet),
    ];
    let known = NETWORKS
        .into_iter()
        .find_map(|(name, network)| Some((network, prefix.strip_prefix(name)?)));
    let Some((network, amount)) = known else {
        let expected = "an invoice that begins with lnbc, lnbcrt or lntbs";
        return Err(Error::new(Kind::Unsupported, expected, "another prefix"));
    };
    if amount.is_empty() {
        return Ok((network, None));
    }
    let digits = amount.trim_end_matches(|letter: char| letter.is_ascii_lowercase());
    // A bitcoin is 10^11 thousandths of a satoshi; `p` counts tenths of them.
    let (scale, tenth) = match amount.strip_prefix(digits) {
        Some("") => (100_000_000_000, 1),
        Some("m") => (100_000_000, 1),
        Some("u") => (100_000, 1),
        Some("n") => (100, 1),
        Some("p") => (1, 10),
        _ => return Err(refuse("another multiplier")),
    };
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with("00");
    let number = digits
        .parse::<u64>()
        .ok()
        .filter(|number| plain && number % tenth == 0);
    let millis = number.and_then(|number| (number / tenth).checked_mul(scale));
    millis
        .map(|millis| (network, Some(millis)))
        .ok_or_else(|| refuse("another amount"))
}

/// The tagged field `p`: type 1, 52 words. Fields lie between a timestamp and a signature.
fn payment_hash(words: &[u8]) -> Result<[u8; 32]> {
    let fields = words
        .len()
        .checked_sub(104)
        .and_then(|end| words.get(7..end));
    let mut rest = fields.ok_or_else(|| refuse("too little data"))?;
    while let [kind, high, low, tail @ ..] = rest {
        let length = usize::from(*high) << 5 | usize::from(*low);
        let (value, next) = tail
            .split_at_checked(length)
            .ok_or_else(|| refuse("a field that is cut off"))?;
        if *kind == 1 && length == 52 {
            return Ok(bytes(value));
        }
        rest = next;
    }
    Err(refuse("no payment hash"))
}

/// The first 256 of 260 bits.
fn bytes(words: &[u8]) -> [u8; 32] {
    let mut bytes = [0; 32];
    let mut bits = words
        .iter()
        .flat_map(|word| (0..5).rev().map(move |bit| word >> bit & 1));
    for byte in &mut bytes {
        *byte = bits.by_ref().take(8).fold(0, |byte, bit| byte << 1 | bit);
    }
    bytes
}
