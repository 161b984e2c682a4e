use serde_json::Value;

use super::{Run, fits, matching};
use crate::bytes;
use crate::decode::operations;
use crate::exchange::answer::offers;
use crate::exchange::http::{Request, Response};
use crate::vector::{Capture, Counted, Send, Step};

impl Run<'_> {
    pub(super) fn request(
        &mut self,
        plan: &Send,
        step: &Step,
        case: &str,
    ) -> Result<Request, String> {
        let endpoint = &self.runner.target.endpoint;
        let text = |value: &str| value.as_bytes().to_vec();
        let mut headers = vec![
            ("Host".to_owned(), endpoint.authority().into_bytes()),
            ("Accept".to_owned(), text("application/json")),
            ("User-Agent".to_owned(), text("conform402")),
            ("Connection".to_owned(), text("close")),
        ];
        let mut body = Vec::new();
        if let Some(content) = &plan.body {
            body = match content {
                Value::String(content) => content.clone().into_bytes(),
                other => other.to_string().into_bytes(),
            };
            headers.push(("Content-Type".to_owned(), text("application/json")));
            headers.push((
                "Content-Length".to_owned(),
                body.len().to_string().into_bytes(),
            ));
        }
        for (name, value) in &plan.headers {
            headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
            let lines = match value {
                Value::Array(lines) => lines.clone(),
                Value::Null => Vec::new(),
                one => vec![one.clone()],
            };
            for line in lines {
                let line = line
                    .as_str()
                    .ok_or_else(|| format!("headers.{name}: not text"))?;
                headers.push((name.clone(), text(line)));
            }
        }
        if let Some(pay) = &plan.pay {
            let (field, value) = self.payment(pay, case)?;
            let field = pay.field.clone().unwrap_or(field);
            self.sent
                .insert(step.id.clone(), (field.clone(), value.clone()));
            for _ in 0..pay.copies.clamp(1, 8) {
                headers.push((field.clone(), value.clone()));
            }
        }
        let target = if plan.path.starts_with('/') {
            format!("{}{}", endpoint.base, plan.path)
        } else {
            plan.path.clone()
        };
        Ok(Request {
            method: plan.method.clone(),
            target,
            headers,
            body,
        })
    }

    pub(super) fn captured(
        &mut self,
        capture: &Capture,
        answer: &Response,
        request: &Request,
    ) -> Result<Value, String> {
        match capture {
            Capture::Offer(wanted) => {
                let wanted = self.scope.members(wanted)?;
                let offer = matching(offers(self.spec, answer, self.scope.now)?, &wanted)?;
                if let Some(id) = offer.get("id").and_then(Value::as_str) {
                    let mut probe = request.clone();
                    // Another challenge comes for an unpaid request.
                    probe.headers.retain(|(name, _)| {
                        !self
                            .sent
                            .values()
                            .any(|(field, _)| field.eq_ignore_ascii_case(name))
                    });
                    self.probes.insert(id.to_owned(), (probe, wanted));
                }
                Ok(offer)
            }
            Capture::Body(pointer) => {
                let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
                let value = body.pointer(pointer).cloned();
                value.ok_or_else(|| format!("the body has nothing at {pointer}"))
            }
            Capture::Count(Counted::Offers) => {
                Ok(offers(self.spec, answer, self.scope.now)?.len().into())
            }
            Capture::Operation(wanted) => {
                let wanted = self.scope.members(wanted)?;
                let operations = operations(&answer.body)?;
                let found = operations.into_iter().find(|one| fits(&wanted, one));
                found.ok_or_else(|| format!("no payable operation has {}", Value::Object(wanted)))
            }
            Capture::Header(name) => {
                let line = answer.head.lines(name).next();
                line.map(|line| bytes::show(line, line.len()).into())
                    .ok_or_else(|| format!("the answer has no field {name}"))
            }
        }
    }
}
