//! The rules that only the parsers know: a row of `schemas/README.md` each.

use http402::{Error, Kind};
use serde_json::Value;

/// A refusal by the parser alone.
pub(super) struct Refusal<'a> {
    pub(super) schema: &'a str,
    pub(super) error: &'a Error,
    /// What the document has at the field of the error.
    pub(super) value: Option<&'a Value>,
}

pub(super) struct Inexpressible {
    /// How the row of `schemas/README.md` begins.
    pub(super) rule: &'static str,
    pub(super) breaks: fn(&Refusal<'_>) -> bool,
}

impl Refusal<'_> {
    fn expects(&self, kind: Kind, expected: &str) -> bool {
        self.error.kind() == kind && self.error.expected() == expected
    }

    fn field_ends(&self, name: &str) -> bool {
        let field = self.error.field().strip_suffix(name);
        field.is_some_and(|before| before.is_empty() || before.ends_with('.'))
    }

    fn mismatch(&self, schema: &str, expected: &str) -> bool {
        self.schema.starts_with(schema) && self.expects(Kind::Mismatch, expected)
    }
}

pub(super) const INEXPRESSIBLE: &[Inexpressible] = &[
    Inexpressible {
        rule: "a decimal string is at most 2^256-1",
        breaks: |refusal| refusal.expects(Kind::BadValue, "an integer below 2^256"),
    },
    Inexpressible {
        rule: "a lower or upper bound of decimal digits",
        breaks: |refusal| {
            let bits = ["63", "64", "96", "128"];
            let bound = |bits| format!("an integer below 2^{bits}");
            refusal.schema.starts_with("mpp/methods/")
                && bits
                    .iter()
                    .any(|bits| refusal.expects(Kind::BadValue, &bound(bits)))
        },
    },
    Inexpressible {
        rule: "the number is written `1`, not `1.0` or `1e0`",
        breaks: |refusal| {
            // A problem with such a status lacks it, which is told of the whole.
            let value = match refusal.schema {
                "mpp/problem" => refusal.value.and_then(|problem| problem.get("status")),
                _ => refusal.value,
            };
            let number = value.and_then(Value::as_number);
            let whole = |number: f64| number.fract() == 0.0;
            let kinds = [Kind::BadValue, Kind::Unsupported, Kind::Missing];
            kinds.contains(&refusal.error.kind())
                && number
                    .is_some_and(|number| number.is_f64() && number.as_f64().is_some_and(whole))
        },
    },
    Inexpressible {
        rule: "base58 text has 32 (address) or 64 (signature) bytes",
        breaks: |refusal| {
            refusal.error.found().contains("bytes")
                && (refusal.expects(Kind::Syntax, "32 bytes in base58")
                    || refusal.expects(Kind::Syntax, "64 bytes in base58"))
        },
    },
    Inexpressible {
        rule: "the day exists in its month, second 60 ends a UTC day",
        breaks: |refusal| {
            let day = |last| format!("a number from 1 to {last}");
            let leap = "seconds up to 59 away from the end of a UTC day";
            refusal.expects(Kind::BadValue, leap)
                || (28..31).any(|last| refusal.expects(Kind::BadValue, &day(last)))
        },
    },
    Inexpressible {
        rule: "`content[0].text` parses to `structuredContent`",
        breaks: |refusal| {
            let expected = "structuredContent as JSON text";
            refusal.mismatch("x402-v1/mcp-payment-required-result", expected)
        },
    },
    Inexpressible {
        rule: "`request` decodes to a JSON object",
        breaks: |refusal| {
            let kinds = [Kind::Utf8, Kind::Json, Kind::WrongType, Kind::Trailing];
            ["mpp/challenge", "mpp/credential"].contains(&refusal.schema)
                && refusal.field_ends("request")
                && refusal.value.is_none_or(Value::is_string)
                && kinds.contains(&refusal.error.kind())
        },
    },
    Inexpressible {
        rule: "splits sum up to less than `amount`",
        breaks: |refusal| {
            refusal.field_ends("splits") && refusal.mismatch("mpp/", "a sum below the amount")
        },
    },
    Inexpressible {
        rule: "`permitted` and `transferDetails` are of equal length",
        breaks: |refusal| {
            let expected = refusal.error.expected();
            refusal.mismatch("mpp/methods/evm-charge#/$defs/payload", expected)
                && expected.starts_with("as many elements as permit.permitted has")
        },
    },
    Inexpressible {
        rule: "a deposit repeats the payload's",
        breaks: |refusal| {
            let payload = "mpp/methods/evm-session#/$defs/payload";
            refusal.mismatch(payload, "the amount of the authorization")
                || refusal.mismatch(payload, "the value of the payload")
        },
    },
    Inexpressible {
        rule: "invoice, payment hash, amount and network agree",
        breaks: |refusal| {
            let payload = "mpp/methods/lightning-session#/$defs/payload";
            refusal.mismatch("mpp/methods/lightning-", "the value of the invoice")
                || refusal.schema == payload
                    && refusal.expects(Kind::BadValue, "an invoice without amount")
        },
    },
    Inexpressible {
        rule: "checksums of an invoice and of a Stellar key",
        breaks: |refusal| {
            let has = |method: &str, expected: &str| {
                refusal.schema.starts_with(method) && refusal.expects(Kind::BadValue, expected)
            };
            has(
                "mpp/methods/lightning-",
                "an invoice with a correct checksum",
            ) || has("mpp/methods/stellar-", "a key with a correct checksum")
        },
    },
    Inexpressible {
        rule: "the chain of an asset is that of its network",
        breaks: |refusal| {
            let request = "mpp/methods/nearintents-charge#/$defs/request";
            refusal.mismatch(request, "an asset of the network named")
        },
    },
    Inexpressible {
        rule: "idle timeouts increase, shares sum up to at most 10000 with each recipient once",
        breaks: |refusal| {
            refusal.schema.starts_with("mpp/methods/solana-session")
                && (refusal.expects(Kind::BadValue, "strictly increasing numbers")
                    || refusal.expects(Kind::BadValue, "shares of at most 10000 together")
                    || refusal.expects(Kind::Duplicate, "a new recipient"))
        },
    },
    Inexpressible {
        rule: "`currency` repeats the stacks members",
        breaks: |refusal| {
            let request = "mpp/methods/usdc-charge#/$defs/request";
            refusal.mismatch(request, "the token of methodDetails")
        },
    },
    Inexpressible {
        rule: "`subscriptionExpires` is later than the challenge's `expires`",
        breaks: |refusal| {
            refusal.schema.contains("subscription")
                && refusal.expects(Kind::Limit, "fewer than 2^64 seconds")
        },
    },
];
