use core::time::Duration;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::{Order, apply, member, mpp, split, x402};
use crate::bytes;
use crate::decode;
use crate::exchange::library::{Call, Library as _, Lines, Reply};
use crate::exchange::process;
use crate::plan::Profile;
use crate::vector::Sign;

/// A payer of the profile's own: an adapter that offers the operation `pay`.
#[derive(Debug)]
#[non_exhaustive]
pub struct Plugin {
    lines: Mutex<Lines>,
}

/// What a payer made of an offer.
enum Proof {
    /// What proves the payment, and the account it names as the source.
    Payload(Value, Option<String>),
    /// The whole message, and its JSON text as the payer wrote it.
    Message(Value, Vec<u8>),
}

/// A message, and its JSON text where nobody altered what the payer wrote.
pub(super) type Written = (Value, Option<Vec<u8>>);

impl Plugin {
    /// Starts the profile's payer; nothing where it states none.
    ///
    /// # Errors
    ///
    /// Where it does not start, does not say hello or does not offer `pay`.
    pub fn start(profile: &Profile, timeout: Duration) -> Result<Option<Self>, String> {
        let Some(payer) = &profile.payer else {
            return Ok(None);
        };
        let mut command = payer.argv.clone();
        if let Some(program) = command.first_mut() {
            let found = process::program(program, &profile.folder);
            let found = found.map_err(|error| format!("the payer: {error}"))?;
            *program = found.to_string_lossy().into_owned();
        }
        let at = |why: String| format!("the payer: {why}");
        let lines = Lines::start(&command, 1, timeout).map_err(at)?;
        let offers = lines.identity().ops.as_ref();
        if offers.is_none_or(|ops| !ops.contains("pay")) {
            return Err(at("it does not offer the operation pay".to_owned()));
        }
        Ok(Some(Self {
            lines: Mutex::new(lines),
        }))
    }

    /// A credential for an MPP challenge; nothing where it is not for this payer.
    pub(super) fn credential(&self, order: &Order<'_>) -> Result<Option<Written>, String> {
        let mut credential = mpp::unproved(order)?;
        let echo = credential.get("challenge").filter(|echo| echo.is_object());
        let input = json!({
            "challenge": echo.cloned().unwrap_or_else(|| mpp::echo(order.terms)),
            "request": order.terms.get("request"),
            "testpay_key": order.testpay_key,
        });
        match self.ask(order, input, &credential_of)? {
            None => return Ok(None),
            Some(Proof::Message(message, text)) if order.mutate.is_empty() => {
                return Ok(Some((message, Some(text))));
            }
            Some(Proof::Message(message, _)) => {
                let source = message.get("source").and_then(Value::as_str);
                let payload = message.get("payload").cloned().unwrap_or_default();
                mpp::insert(&mut credential, payload, source.map(str::to_owned));
            }
            Some(Proof::Payload(payload, source)) => mpp::insert(&mut credential, payload, source),
        }
        Ok(Some((mpp::proved(order, credential)?, None)))
    }

    /// A payment of an x402 offer; nothing where it is not for this payer, who signs the offer as
    /// it stands.
    pub(super) fn payment(&self, order: &Order<'_>) -> Result<Option<Written>, String> {
        let (_, on_content) = split(order.mutate, &x402::concerns_signature);
        if order.sign == Sign::After && on_content.iter().any(|mutation| mutation.at.is_some()) {
            return Ok(None);
        }
        let mut offer = order.terms.clone();
        if let Some(members) = offer.as_object_mut() {
            // What the runner found out about it is nobody else's business.
            members.remove("facts");
        }
        let (mut payment, text) = match self.ask(order, json!({ "offer": offer }), &payment_of)? {
            None => return Ok(None),
            Some(Proof::Message(message, text)) => (message, Some(text)),
            Some(Proof::Payload(payload, _)) => {
                let payment = json!({
                    "x402Version": 1,
                    "scheme": member(order.terms, "scheme")?,
                    "network": member(order.terms, "network")?,
                    "payload": payload,
                });
                (payment, None)
            }
        };
        let placed: Vec<_> = order.mutate.iter().collect();
        apply(&mut payment, &placed)?;
        let untouched = placed.iter().all(|mutation| mutation.at.is_none());
        Ok(Some((payment, text.filter(|_| untouched))))
    }

    fn ask(&self, order: &Order<'_>, input: Value, read: &Reader) -> Result<Option<Proof>, String> {
        let mut input = input;
        if let Some(members) = input.as_object_mut() {
            let key = bytes::to_0x(&order.wallet.secret());
            members.insert("wallet_key".to_owned(), key.into());
            members.insert("network".to_owned(), order.network.into());
        }
        let call = Call::new("pay", input);
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = match lines.call(core::slice::from_ref(&call)).pop() {
            Some(Reply::Ok(answer)) => answer,
            Some(Reply::Reject(why)) => {
                return Err(format!("the payer refuses: {}", why.unwrap_or_default()));
            }
            Some(Reply::Unsupported(_)) => return Ok(None),
            Some(Reply::Crash(why) | Reply::Nonsense(why)) => {
                return Err(format!("the payer: {why}"));
            }
            Some(Reply::Hang) | None => return Err("the payer does not answer".to_owned()),
        };
        let text = |name: &str| answer.get(name).and_then(Value::as_str);
        match (answer.get("payload"), text("header")) {
            (Some(payload), None) => {
                let source = text("source").map(str::to_owned);
                Ok(Some(Proof::Payload(payload.clone(), source)))
            }
            (None, Some(header)) => {
                let json = read(header).ok_or("the payer's header is not canonical base64")?;
                let message = decode::strict_json(&json);
                let message = message.map_err(|why| format!("the payer's header: {why}"))?;
                Ok(Some(Proof::Message(message, json)))
            }
            _ => Err("the payer: expected either payload or header".to_owned()),
        }
    }
}

/// Takes the JSON text out of a field value.
type Reader = dyn Fn(&str) -> Option<Vec<u8>>;

fn payment_of(header: &str) -> Option<Vec<u8>> {
    bytes::from_base64(header.as_bytes())
}

fn credential_of(header: &str) -> Option<Vec<u8>> {
    bytes::from_base64url(header.strip_prefix("Payment ")?.as_bytes())
}
