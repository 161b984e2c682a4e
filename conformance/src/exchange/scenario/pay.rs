use core::time::Duration;
use std::time::Instant;

use serde_json::Value;

use super::{Run, matching};
use crate::crypto::sha256;
use crate::exchange::answer::offers;
use crate::exchange::payer::{Forge, Order, pay};
use crate::vector::Pay;

impl Run<'_> {
    /// The field and value of a payment.
    pub(super) fn payment(&mut self, plan: &Pay, case: &str) -> Result<(String, Vec<u8>), String> {
        if let Some(step) = &plan.reuse {
            let sent = self.sent.get(step).cloned();
            return sent.ok_or_else(|| format!("reuse: step {step:?} sent no payment"));
        }
        let terms = plan.terms.clone().ok_or("pay: expected terms or reuse")?;
        let terms = if plan.stale {
            terms
        } else {
            self.unused(terms, case)?
        };
        self.runner
            .purse
            .take(&terms)
            .map_err(|error| error.to_string())?;
        let nonce = format!("{}\0{case}\0{}", self.runner.seed, self.attempt);
        self.attempt += 1;
        let secret = self.runner.profile.binding_secret.as_deref();
        let forge = match (plan.forge, secret) {
            (false, _) => None,
            (true, Some(secret)) => Some(Forge { secret }),
            (true, None) => return Err("forge: the profile states no binding secret".to_owned()),
        };
        let wallet = self.runner.purse.wallet(&plan.wallet);
        let nonce = sha256(nonce.as_bytes());
        let payment = pay(&Order {
            terms: &terms,
            wallet: &wallet,
            nonce,
            now: self.scope.now,
            sign: plan.sign,
            domain: &plan.domain,
            mutate: &plan.mutate,
            testpay_key: &self.runner.profile.testpay_key,
            forge,
            network: &self.runner.profile.network,
            payer: self.runner.payer,
        })?;
        if let Some(mark) = payment.mark {
            self.lane.claim(mark);
        }
        Ok((payment.field.to_owned(), payment.value))
    }

    /// Challenges are for a single use, and ids may repeat within a second: asks again for up to
    /// two seconds until a challenge comes that was not paid yet.
    pub(super) fn unused(&mut self, terms: Value, case: &str) -> Result<Value, String> {
        let id = |terms: &Value| terms.get("id").and_then(Value::as_str).map(str::to_owned);
        if terms.get("requestText").is_none() {
            return Ok(terms);
        }
        let Some(mut current) = id(&terms) else {
            return Ok(terms);
        };
        let mut terms = terms;
        let probe = self.probes.get(&current).cloned();
        let deadline = Instant::now() + Duration::from_secs(2);
        while self.paid.contains(&current) {
            let Some((request, wanted)) = &probe else {
                break;
            };
            if Instant::now() > deadline {
                return Err(
                    "no challenge with an unused id came within 2 s (MPP-CORE-028)".to_owned(),
                );
            }
            let (_, outcome) =
                self.once(&request.to_bytes(), request.method == "HEAD", case, || {});
            let answer =
                outcome.map_err(|fault| format!("asking for another challenge: {fault}"))?;
            let offers = offers(self.spec, &answer, self.scope.now)?;
            terms = matching(offers, wanted)?;
            current = id(&terms).unwrap_or_default();
            if self.paid.contains(&current) {
                self.sleep(Duration::from_millis(50));
            }
        }
        if let Some(probe) = probe {
            self.probes.insert(current.clone(), probe);
        }
        self.paid.insert(current);
        Ok(terms)
    }
}
