//! Sessions of tempo, protocol v1: vouchers that add up, and units that use them up.
//!
//! The chain is a double: every challenge names a channel of its own, which [`PAYER`] has opened
//! with [`DEPOSIT`]. What was accepted and spent is kept under one lock.

mod account;

use http402::eip712::{Domain, Voucher, recover_address, signing_digest};
use http402::json::{RawObject, RawValue};
use http402::mpp::methods::tempo::{SessionPayload, VoucherPayload};
use http402::mpp::{ChallengeBuilder, ChallengeEcho, Credential, Intent, MethodId, ProblemType};
use http402::primitives::{Address, B256};
use serde_json::{Value, json};

use super::challenge::nonce;
use super::method::{Method, Payment, signature, tempo};
use super::refusal::{Cause, Refusal};
use super::wire::Wire;
use super::{REALM, Visit};
use crate::http::Response;
use account::Balance;

pub(super) use account::Sessions;

/// The price of a unit; every request costs one.
pub(super) const UNIT: u128 = 25;
/// By how much a voucher exceeds the one before at least.
const LEAST_STEP: u128 = 10;
/// What each channel holds.
const DEPOSIT: u128 = 250;
/// Who opened the channels: the account of the published label `alice`.
const PAYER: &str = "0xf34DE62e73BA0605B2dDfab59E73110E6eFCDf5b";
/// The contract of the channels.
const ESCROW: &str = "0xEdF534F02B7a4db09dDfb55C452067B145C870CC";

/// What is wrong with a voucher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    Signature,
    Signer,
    Channel,
    /// More than the deposit.
    Deposit,
    /// Less than the least step above the one before.
    Step,
    /// Less than the one before.
    Stale,
    /// Fully spent; this much is missing.
    Balance(u128),
}

impl Flaw {
    pub(super) fn problem_type(self) -> ProblemType {
        match self {
            Self::Signature => ProblemType::SESSION_INVALID_SIGNATURE,
            Self::Signer => ProblemType::SESSION_SIGNER_MISMATCH,
            Self::Channel => ProblemType::SESSION_CHANNEL_NOT_FOUND,
            Self::Deposit => ProblemType::SESSION_AMOUNT_EXCEEDS_DEPOSIT,
            Self::Step | Self::Stale => ProblemType::SESSION_DELTA_TOO_SMALL,
            Self::Balance(_) => ProblemType::SESSION_INSUFFICIENT_BALANCE,
        }
    }

    /// What a top-up has to bring at least.
    pub(super) fn required_top_up(self) -> Option<u128> {
        match self {
            Self::Balance(missing) => Some(missing),
            _ => None,
        }
    }
}

impl From<Flaw> for Refusal {
    fn from(flaw: Flaw) -> Self {
        let why = match flaw {
            Flaw::Signature => "the voucher's signature cannot be verified",
            Flaw::Signer => "the voucher is not the payer's",
            Flaw::Channel => "the challenge names another channel",
            Flaw::Deposit => "the voucher exceeds the deposit",
            Flaw::Step => "the voucher adds too little",
            Flaw::Stale => "the voucher is older than the last one",
            Flaw::Balance(_) => "what the voucher allows is spent",
        };
        Self::new(Cause::Voucher(flaw), why)
    }
}

impl Visit<'_> {
    /// A challenge with a channel of its own.
    pub(super) fn session_challenge(&self) -> http402::Result<Wire> {
        let nonce = nonce();
        let channel: String = nonce.chars().cycle().take(64).collect();
        let request = json!({
            "amount": UNIT.to_string(),
            "currency": tempo::TOKEN,
            "recipient": self.site.options.pay_to.to_ascii_lowercase(),
            "unitType": "request",
            "methodDetails": {
                "chainId": tempo::CHAIN_ID,
                "channelId": format!("0x{channel}"),
                "escrowContract": ESCROW,
                "minVoucherDelta": LEAST_STEP.to_string(),
            },
        });
        let request = RawObject::from_json(&request.to_string())?;
        let challenge = ChallengeBuilder::new(REALM, &MethodId::TEMPO, &Intent::SESSION, &request)?
            .expires(&self.site.clock.timestamp(300_000, false))
            .opaque([("nonce", nonce.as_str()), ("resource", &self.resource())])?
            .bind(&self.gate.key, self.gate.layout)?;
        Ok(Wire::of(&challenge))
    }

    /// Takes a voucher, and serves one unit of what it allows.
    pub(super) fn admit_voucher(&self, credential: &Credential<'_>) -> Result<Response, Refusal> {
        let faults = &self.site.faults;
        if self.request.method == "HEAD" && faults.has("session-head-refused") {
            return Err(Refusal::new(Cause::FailedProof, "vouchers come with GET"));
        }
        let echo = credential.challenge();
        let channel = channel(echo)?;
        let voucher = match credential.payload_as::<SessionPayload>() {
            Ok(SessionPayload::Voucher(voucher)) => {
                self.check_signature(&voucher, channel)?;
                Some(amount(&voucher))
            }
            Ok(_) => return Err(Refusal::new(Cause::Shape, "only vouchers are taken")),
            Err(_) if faults.has("session-id-enough") => None,
            Err(error) => return Err(Refusal::new(Cause::Shape, &error.to_string())),
        };
        let key = self.request.fields.get("Idempotency-Key");
        let sessions = &self.gate.sessions;
        if let Some(answer) = key.and_then(|key| sessions.answer(channel, key))
            && !faults.has("session-retry-charged")
        {
            return Ok(answer);
        }
        let balance = sessions.charge(channel, voucher, faults)?;
        let payment = self.session_payment(echo.id(), channel, &balance);
        let response = self.site.run(self.route, self.request);
        let response = self.confirmed(response, Method::Tempo, &payment);
        if let Some(key) = key {
            sessions.remember(channel, key, &response);
        }
        Ok(response)
    }

    fn check_signature(&self, voucher: &VoucherPayload, channel: B256) -> Result<(), Refusal> {
        if voucher.channel_id != channel {
            return Err(Flaw::Channel.into());
        }
        let signed = Voucher {
            channel_id: channel,
            cumulative_amount: amount(voucher),
        };
        let escrow: Address = ESCROW.parse().unwrap_or(Address::ZERO);
        let domain = Domain::tempo_stream_channel(tempo::CHAIN_ID, escrow);
        let digest = signing_digest(&domain.separator(), &signed);
        let signer = signature(voucher.signature.as_bytes())
            .and_then(|signature| recover_address(&digest, &signature).ok())
            .ok_or(Flaw::Signature)?;
        let is_payer = PAYER.parse() == Ok(signer);
        if is_payer || self.site.faults.has("session-signer-not-checked") {
            Ok(())
        } else {
            Err(Flaw::Signer.into())
        }
    }

    fn session_payment(&self, id: &str, channel: B256, balance: &Balance) -> Payment {
        let faults = &self.site.faults;
        let channel = channel.to_string();
        let members = [
            (
                "intent",
                "session".to_owned(),
                faults.has("session-receipt-intent-missing"),
            ),
            ("challengeId", id.to_owned(), false),
            ("channelId", channel.clone(), false),
            ("acceptedCumulative", balance.accepted.to_string(), false),
            (
                "spent",
                balance.spent.to_string(),
                faults.has("session-receipt-spent-missing"),
            ),
        ];
        let kept = members.into_iter().filter(|(_, _, missing)| !missing);
        let members = kept.filter_map(|(name, value, _)| {
            Some((
                name,
                RawValue::from_json(&Value::from(value).to_string()).ok()?,
            ))
        });
        Payment {
            reference: channel,
            members: members.collect(),
        }
    }
}

/// The channel that the challenge names. Its id binds the request, so this one was issued.
fn channel(echo: &ChallengeEcho<'_>) -> Result<B256, Refusal> {
    let is_session = echo.realm() == REALM && echo.intent() == Intent::SESSION.as_str();
    let challenge = echo.to_challenge().ok().filter(|_| is_session);
    let channel = challenge.and_then(|challenge| {
        let request: Value = serde_json::from_str(challenge.request_json().as_str()).ok()?;
        let channel = request.pointer("/methodDetails/channelId")?;
        channel.as_str()?.parse().ok()
    });
    channel.ok_or_else(|| Refusal::new(Cause::UnknownId, "the challenge is for no session"))
}

fn amount(voucher: &VoucherPayload) -> u128 {
    // Invariant: the type holds no more.
    u128::try_from(voucher.cumulative_amount.get()).unwrap_or(u128::MAX)
}
