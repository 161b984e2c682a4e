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
    /// What breaks it: a schema, a place in one of its documents, and the JSON text there.
    pub(super) example: (&'static str, &'static str, &'static str),
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
        example: (
            "x402-v1/payment-requirements",
            "/maxAmountRequired",
            r#""115792089237316195423570985008687907853269984665640564039457584007913129639936""#,
        ),
        breaks: |refusal| refusal.expects(Kind::BadValue, "an integer below 2^256"),
    },
    Inexpressible {
        rule: "a lower or upper bound of decimal digits",
        example: (
            "mpp/methods/hedera-charge#/$defs/request",
            "/amount",
            r#""9223372036854775808""#,
        ),
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
        example: ("mpp/rpc-error", "/data/httpStatus", "402.0"),
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
        example: (
            "x402-v1/payment-requirements",
            "/payTo",
            r#""1111111111111111111111111111111111111111""#,
        ),
        breaks: |refusal| {
            refusal.error.found().contains("bytes")
                && (refusal.expects(Kind::Syntax, "32 bytes in base58")
                    || refusal.expects(Kind::Syntax, "64 bytes in base58"))
        },
    },
    Inexpressible {
        rule: "the day exists in its month, second 60 ends a UTC day",
        example: ("mpp/receipt", "/timestamp", r#""2026-02-30T09:30:00Z""#),
        breaks: |refusal| {
            let day = |last| format!("a number from 1 to {last}");
            let leap = "seconds up to 59 away from the end of a UTC day";
            refusal.expects(Kind::BadValue, leap)
                || (28..31).any(|last| refusal.expects(Kind::BadValue, &day(last)))
        },
    },
    Inexpressible {
        rule: "`content[0].text` parses to `structuredContent`",
        example: (
            "x402-v1/mcp-payment-required-result",
            "/content/0/text",
            r#""{}""#,
        ),
        breaks: |refusal| {
            let expected = "structuredContent as JSON text";
            refusal.mismatch("x402-v1/mcp-payment-required-result", expected)
        },
    },
    Inexpressible {
        rule: "`request` decodes to a JSON object",
        example: ("mpp/challenge", "/request", r#""W10""#),
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
        example: (
            "mpp/methods/tempo-charge#/$defs/request",
            "/amount",
            r#""5""#,
        ),
        breaks: |refusal| {
            refusal.field_ends("splits") && refusal.mismatch("mpp/", "a sum below the amount")
        },
    },
    Inexpressible {
        rule: "`permitted` and `transferDetails` are of equal length",
        example: (
            "mpp/methods/evm-charge#/$defs/payload",
            "/permit/permitted",
            r#"[{ "token": "0x20c0000000000000000000000000000000000000", "amount": "5" }, { "token": "0x20c0000000000000000000000000000000000000", "amount": "5" }]"#,
        ),
        breaks: |refusal| {
            let expected = refusal.error.expected();
            refusal.mismatch("mpp/methods/evm-charge#/$defs/payload", expected)
                && expected.starts_with("as many elements as permit.permitted has")
        },
    },
    Inexpressible {
        rule: "a deposit repeats the payload's",
        example: (
            "mpp/methods/evm-session#/$defs/payload",
            "/additionalDeposit",
            r#""6""#,
        ),
        breaks: |refusal| {
            let payload = "mpp/methods/evm-session#/$defs/payload";
            refusal.mismatch(payload, "the amount of the authorization")
                || refusal.mismatch(payload, "the value of the payload")
        },
    },
    Inexpressible {
        rule: "invoice, payment hash, amount and network agree",
        example: (
            "mpp/methods/lightning-charge#/$defs/request",
            "/amount",
            r#""101""#,
        ),
        breaks: |refusal| {
            let payload = "mpp/methods/lightning-session#/$defs/payload";
            refusal.mismatch("mpp/methods/lightning-", "the value of the invoice")
                || refusal.schema == payload
                    && refusal.expects(Kind::BadValue, "an invoice without amount")
        },
    },
    Inexpressible {
        rule: "checksums of an invoice and of a Stellar key",
        example: (
            "mpp/methods/stellar-charge#/$defs/request",
            "/recipient",
            r#""GAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAWHG""#,
        ),
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
        example: (
            "mpp/methods/nearintents-charge#/$defs/request",
            "/currency",
            r#""eip155:2/erc20:0x6b17""#,
        ),
        breaks: |refusal| {
            let request = "mpp/methods/nearintents-charge#/$defs/request";
            refusal.mismatch(request, "an asset of the network named")
        },
    },
    Inexpressible {
        rule: "idle timeouts increase, shares sum up to at most 10000 with each recipient once",
        example: (
            "mpp/methods/solana-session#/$defs/request",
            "/methodDetails/idleTimeoutOptionsSeconds",
            "[600, 30]",
        ),
        breaks: |refusal| {
            refusal.schema.starts_with("mpp/methods/solana-session")
                && (refusal.expects(Kind::BadValue, "strictly increasing numbers")
                    || refusal.expects(Kind::BadValue, "shares of at most 10000 together")
                    || refusal.expects(Kind::Duplicate, "a new recipient"))
        },
    },
    Inexpressible {
        rule: "`currency` repeats the stacks members",
        example: (
            "mpp/methods/usdc-charge#/$defs/request",
            "/currency",
            r#""ST1PQ.usdcx::other""#,
        ),
        breaks: |refusal| {
            let request = "mpp/methods/usdc-charge#/$defs/request";
            refusal.mismatch(request, "the token of methodDetails")
        },
    },
    Inexpressible {
        rule: "`subscriptionExpires` is later than the challenge's `expires`",
        example: (
            "mpp/methods/tempo-subscription#/$defs/request",
            "/periodCount",
            r#""18446744073709551615""#,
        ),
        breaks: |refusal| {
            refusal.schema.contains("subscription")
                && refusal.expects(Kind::Limit, "fewer than 2^64 seconds")
        },
    },
];
