use alloc::string::ToString;

use super::shape;
use crate::error::Result;
use crate::primitives::Address;
use crate::wire::text;

text! {
    /// A chain, as [CAIP-2] names it: `eip155:1`, `solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp`.
    ///
    /// `^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}$`
    ///
    /// [CAIP-2]: https://chainagnostic.org/CAIPs/caip-2
    pub struct Caip2: check_chain;
}

text! {
    /// An account on a chain, as [CAIP-10] names it: `eip155:1:0xab16…`.
    ///
    /// A [`Caip2`], a colon, and `[-.%a-zA-Z0-9]{1,128}`.
    ///
    /// [CAIP-10]: https://chainagnostic.org/CAIPs/caip-10
    pub struct Caip10: check_account;
}

text! {
    /// An asset on a chain, as [CAIP-19] names it: `eip155:1/erc20:0x6b17…`.
    ///
    /// A [`Caip2`], a slash, `[-a-z0-9]{3,8}:[-.%a-zA-Z0-9]{1,128}`, and optionally a slash and
    /// `[-.%a-zA-Z0-9]{1,78}`.
    ///
    /// [CAIP-19]: https://chainagnostic.org/CAIPs/caip-19
    pub struct Caip19: check_asset;
}

text! {
    /// A blockchain account as a decentralized identifier: `did:pkh:` and a [`Caip10`].
    ///
    /// ```
    /// use http402::mpp::values::DidPkh;
    ///
    /// let payer: DidPkh = "did:pkh:eip155:4217:0x1234567890abcdef1234567890abcdef12345678".parse()?;
    /// let (chain, address) = payer.to_eip155().unwrap();
    /// assert_eq!((chain, address.as_bytes()[0]), (4217, 0x12));
    /// # Ok::<(), http402::Error>(())
    /// ```
    ///
    /// Source: [did:pkh](https://github.com/w3c-ccg/did-pkh/blob/main/did-pkh-method-draft.md).
    pub struct DidPkh: check_did;
}

impl Caip10 {
    /// The chain.
    pub fn chain(&self) -> &str {
        self.split().0
    }

    /// The account, in the form of its chain.
    pub fn account(&self) -> &str {
        self.split().1
    }

    fn split(&self) -> (&str, &str) {
        self.as_str().rsplit_once(':').unwrap_or_default()
    }
}

impl Caip19 {
    /// The chain.
    pub fn chain(&self) -> &str {
        self.as_str().split('/').next().unwrap_or_default()
    }
}

impl DidPkh {
    /// The identifier of an account on an EVM chain, its address in the letter case it has.
    pub fn from_eip155(chain_id: u64, address: &Address) -> Self {
        let text = alloc::format!("did:pkh:eip155:{chain_id}:{address}");
        // Invariant: the pattern allows every number and address.
        Self(text.into())
    }

    /// The account behind `did:pkh:`.
    pub fn account(&self) -> &str {
        let text = self.as_str();
        text.strip_prefix("did:pkh:").unwrap_or(text)
    }

    /// Chain id and address, where it is `did:pkh:eip155:<chainId>:<address>`.
    pub fn to_eip155(&self) -> Option<(u64, Address)> {
        let rest = self.as_str().strip_prefix("did:pkh:eip155:")?;
        let (chain, address) = rest.split_once(':')?;
        let number: u64 = chain.parse().ok()?;
        (number.to_string() == chain).then_some(())?;
        Some((number, address.parse().ok()?))
    }
}

fn check_chain(text: &str) -> Result<()> {
    shape(text, "a CAIP-2 chain such as eip155:1", is_chain(text))
}

fn check_account(text: &str) -> Result<()> {
    shape(
        text,
        "a CAIP-10 account such as eip155:1:0x…",
        is_account(text),
    )
}

fn check_asset(text: &str) -> Result<()> {
    let mut parts = text.splitn(3, '/');
    let (chain, asset, token) = (parts.next(), parts.next(), parts.next());
    let fits =
        chain.is_some_and(is_chain)
            && asset.and_then(|asset| asset.split_once(':')).is_some_and(
                |(namespace, reference)| is_namespace(namespace) && is_reference(reference, 128),
            )
            && token.is_none_or(|token| is_reference(token, 78));
    shape(text, "a CAIP-19 asset such as eip155:1/erc20:0x…", fits)
}

fn check_did(text: &str) -> Result<()> {
    let fits = text.strip_prefix("did:pkh:").is_some_and(is_account);
    shape(text, "did:pkh: and a CAIP-10 account", fits)
}

fn is_chain(text: &str) -> bool {
    text.split_once(':').is_some_and(|(namespace, reference)| {
        let known = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        is_namespace(namespace)
            && (1..=32).contains(&reference.len())
            && reference.bytes().all(known)
    })
}

fn is_account(text: &str) -> bool {
    text.rsplit_once(':')
        .is_some_and(|(chain, account)| is_chain(chain) && is_reference(account, 128))
}

fn is_namespace(text: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (3..=8).contains(&text.len()) && text.bytes().all(known)
}

fn is_reference(text: &str, longest: usize) -> bool {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || b"-.%".contains(&byte);
    (1..=longest).contains(&text.len()) && text.bytes().all(known)
}
