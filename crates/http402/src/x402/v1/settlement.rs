//! The outcome of a payment.

use alloc::boxed::Box;
use core::fmt::{self, Write};

use super::header::header_faces;
use super::reason::ErrorReason;
use crate::decoder::Leniency;
use crate::error::{Error, Kind, Result};
use crate::json::{Decode, Encode, Members, ObjectWriter, RawValue, Reader};
use crate::primitives::{B256, SolanaSignature};
use crate::x402::account::AccountId;
use crate::x402::network::{Chain, Network};

/// What became of a payment: the answer of the facilitator's `/settle`, and over HTTP the content
/// of the header `X-PAYMENT-RESPONSE`.
///
/// ```json
/// {"success":true,"transaction":"0x1234…","network":"base-sepolia","payer":"0x857b…"}
/// {"success":false,"errorReason":"insufficient_funds","transaction":"","network":"base-sepolia",
///  "payer":"0x857b…"}
/// ```
///
/// After success there is a transaction in the format of the network and no reason; after failure
/// there is no transaction, and there should be a reason.
///
/// Source: [section 5.3](https://github.com/coinbase/x402/blob/dd927a26/specs/x402-specification-v1.md).
///
/// ```
/// use http402::x402::network::Network;
/// use http402::x402::v1::{ErrorReason, SettlementResponse};
///
/// let payer = "0x857b06519E91e3A54538791bDbb0E22373e36b66".parse()?;
/// let failed = SettlementResponse::failure(ErrorReason::INSUFFICIENT_FUNDS, Network::BASE, payer)?;
/// assert!(!failed.is_success());
/// assert_eq!(SettlementResponse::from_header(&failed.to_header())?, failed);
/// # Ok::<(), http402::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettlementResponse {
    success: bool,
    error_reason: Option<ErrorReason>,
    transaction: Option<TransactionId>,
    network: Network,
    payer: Option<AccountId>,
    members: Members,
}

/// The identifier of a transaction, as text: `0x` and 64 hex digits on EVM chains, base58 of 64
/// bytes on Solana, on other networks any text that is not empty.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TransactionId(Box<str>);

impl TransactionId {
    /// Checks a transaction of `network`.
    ///
    /// # Errors
    ///
    /// [`Kind::Syntax`] where `text` has not the format of a known network, [`Kind::EmptyField`]
    /// where it is empty.
    pub fn on(network: &Network, text: &str) -> Result<Self> {
        match network.info().map(|info| info.chain) {
            Some(Chain::Evm(_)) => drop(text.parse::<B256>()?),
            Some(Chain::Solana(_)) => drop(text.parse::<SolanaSignature>()?),
            None if text.is_empty() => return Err(Error::empty("a transaction")),
            None => {}
        }
        Ok(Self(text.into()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TransactionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for TransactionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl SettlementResponse {
    const NAMES: &'static [&'static str] =
        &["success", "errorReason", "transaction", "network", "payer"];

    /// The names that the first description of the facilitator gave members of this answer.
    const OLD_NAMES: &'static [(&'static str, &'static str)] = &[
        ("error", "errorReason"),
        ("txHash", "transaction"),
        ("networkId", "network"),
    ];

    /// The payment was settled by `transaction`.
    ///
    /// # Errors
    ///
    /// [`Kind::Syntax`] where `transaction` or `payer` has not the format of the network.
    pub fn success(network: Network, transaction: &str, payer: AccountId) -> Result<Self> {
        let id = TransactionId::on(&network, transaction);
        let transaction = id.map_err(|error| error.within("transaction"))?;
        Self::new(true, None, Some(transaction), network, payer)
    }

    /// The payment was not settled.
    ///
    /// # Errors
    ///
    /// [`Kind::Syntax`] where `payer` has not the format of the network.
    pub fn failure(reason: ErrorReason, network: Network, payer: AccountId) -> Result<Self> {
        Self::new(false, Some(reason), None, network, payer)
    }

    fn new(
        success: bool,
        error_reason: Option<ErrorReason>,
        transaction: Option<TransactionId>,
        network: Network,
        payer: AccountId,
    ) -> Result<Self> {
        payer
            .check_on(&network)
            .map_err(|error| error.within("payer"))?;
        Ok(Self {
            success,
            error_reason,
            transaction,
            network,
            payer: Some(payer),
            members: Members::new(),
        })
    }

    /// Whether the payment was settled.
    pub fn is_success(&self) -> bool {
        self.success
    }

    /// Why it was not. `None` after success, and where the answer does not say.
    pub fn error_reason(&self) -> Option<&ErrorReason> {
        self.error_reason.as_ref()
    }

    /// The transaction. `None` after failure, unless a lenient parse found the one that was
    /// reverted.
    pub fn transaction(&self) -> Option<&TransactionId> {
        self.transaction.as_ref()
    }

    /// Where the payment was made.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Who paid: `from` of the authorization, the token's owner on Solana. `None` only where a
    /// lenient parse or an A2A receipt had none.
    pub fn payer(&self) -> Option<&AccountId> {
        self.payer.as_ref()
    }

    /// Members that the specification does not name, kept as they came.
    pub fn members(&self) -> &Members {
        &self.members
    }

    /// Adds a member that the specification does not name.
    ///
    /// # Errors
    ///
    /// [`Kind::Duplicate`] where the name is taken.
    pub fn with_member(mut self, name: &str, value: RawValue) -> Result<Self> {
        self.members.add(Self::NAMES, name, value)?;
        Ok(self)
    }

    /// Reads an answer. In a `receipt` of A2A a failed one may lack `payer` and `transaction`.
    pub(super) fn read(reader: &mut Reader<'_>, receipt: bool) -> Result<Self> {
        let (mut success, mut error_reason, mut network) = (None, None, None::<Network>);
        // What these mean depends on the others, which may come later.
        let (mut transaction, mut payer) = (None, None);
        let mut members = Members::new();
        reader.object(|reader, name| {
            match &*reader.renamed(name, Self::NAMES, Self::OLD_NAMES) {
                "success" => success = Some(bool::decode(reader)?),
                "errorReason" => put(&mut error_reason, reader.optional::<ErrorReason>()?)?,
                "transaction" => put(&mut transaction, Some(reader.later_optional()?))?,
                "network" => put(&mut network, Some(Decode::decode(reader)?))?,
                "payer" => payer = reader.later_optional()?,
                _ => members.read(reader, name)?,
            }
            Ok(())
        })?;
        let success = success.ok_or_else(|| Error::missing("success"))?;
        let network = network.ok_or_else(|| Error::missing("network"))?;
        if success && error_reason.is_some() {
            let error = Error::bad_value("no such member after success", "a reason");
            return Err(error.within("errorReason"));
        }
        let transaction = match transaction {
            Some(Some(start)) => reader.reread(start, "transaction", |reader| {
                read_transaction(reader, success, &network)
            })?,
            Some(None) if !success => None, // A tolerated null.
            None if receipt && !success => None,
            None if !success && reader.tolerates(Leniency::MissingText, "transaction") => None,
            _ => return Err(Error::missing("transaction")),
        };
        let payer = match payer {
            Some(start) => {
                let read = |reader: &mut Reader<'_>| read_payer(reader, Some(&network));
                reader.reread(start, "payer", read)?
            }
            None if receipt && !success => None,
            None if reader.tolerates(Leniency::MissingPayer, "payer") => None,
            None => return Err(Error::missing("payer")),
        };
        Ok(Self {
            success,
            error_reason,
            transaction,
            network,
            payer,
            members,
        })
    }
}

/// A member that goes by two names may be there once.
fn put<T>(slot: &mut Option<T>, value: Option<T>) -> Result<()> {
    if slot.is_some() && value.is_some() {
        let error = Error::new(Kind::Duplicate, "one member of this meaning", "a second");
        return Err(error);
    }
    *slot = value.or(slot.take());
    Ok(())
}

/// The payer of an answer; an empty one is none, where that is tolerated.
pub(super) fn read_payer(
    reader: &mut Reader<'_>,
    network: Option<&Network>,
) -> Result<Option<AccountId>> {
    let lenient = reader.decoder().allows(Leniency::MissingPayer);
    let payer = reader.parsed(|text| match network {
        _ if text.is_empty() && lenient => Ok(None),
        Some(network) => AccountId::on(network, text).map(Some),
        None => text.parse().map(Some),
    })?;
    if payer.is_none() {
        reader.tolerates(Leniency::MissingPayer, "");
    }
    Ok(payer)
}

fn read_transaction(
    reader: &mut Reader<'_>,
    success: bool,
    network: &Network,
) -> Result<Option<TransactionId>> {
    let start = reader.peek().map(|_| reader.offset())?;
    let mut empty = false;
    let id = reader.parsed(|text| {
        empty = text.is_empty();
        if empty && !success {
            return Ok(None);
        }
        TransactionId::on(network, text).map(Some)
    })?;
    let refused = !success && !empty && !reader.tolerates(Leniency::FailedTransaction, "");
    if refused {
        let error = Error::new(Kind::BadValue, "an empty string after failure", "another");
        return Err(error.at(start));
    }
    Ok(id)
}

impl<'a> Decode<'a> for SettlementResponse {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        Self::read(reader, false)
    }
}

impl Encode for SettlementResponse {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        let mut object = ObjectWriter::begin(out)?;
        object.member("success", &self.success)?;
        object.optional("errorReason", self.error_reason.as_ref())?;
        let transaction = self.transaction.as_ref().map_or("", TransactionId::as_str);
        object.member("transaction", transaction)?;
        object.member("network", &self.network)?;
        object.optional("payer", self.payer.as_ref())?;
        object.members(&self.members)?;
        object.end()
    }
}

crate::wire::json_faces!(SettlementResponse);
header_faces!(SettlementResponse, super::X_PAYMENT_RESPONSE, false);
