//! Payments, offers, demands, settlements and verdicts, and what is changed in each.

pub(crate) const PAYMENT: &str = r#"{"x402Version":1,"scheme":"exact","network":"base-sepolia","payload":{"signature":"0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c","authorization":{"from":"0x857b06519E91e3A54538791bDbb0E22373e36b66","to":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","value":"10000","validAfter":"1740672089","validBefore":"1740672154","nonce":"0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"}}}"#;

pub(crate) const OFFER: &str = r#"{"scheme":"exact","network":"base-sepolia","maxAmountRequired":"10000","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","resource":"https://api.example.com/premium-data","description":"Market data","mimeType":"application/json","outputSchema":{"type":"object"},"maxTimeoutSeconds":60,"extra":{"name":"USDC","version":"2"}}"#;

/// Case, part of the payment, what stands in its place.
#[rustfmt::skip]
pub(crate) const PAYMENTS: &[(&str, &str, &str)] = &[
    ("as-printed", "", ""),
    ("version-2", r#""x402Version":1"#, r#""x402Version":2"#),
    ("version-string", r#""x402Version":1"#, r#""x402Version":"1""#),
    ("version-fraction", r#""x402Version":1"#, r#""x402Version":1.0"#),
    ("version-missing", r#""x402Version":1,"#, ""),
    ("version-twice", r#""x402Version":1"#, r#""x402Version":1,"x402Version":1"#),
    ("scheme-missing", r#""scheme":"exact","#, ""),
    ("scheme-empty", r#""scheme":"exact""#, r#""scheme":"""#),
    ("scheme-number", r#""scheme":"exact""#, r#""scheme":1"#),
    ("network-caip2", "base-sepolia", "eip155:84532"),
    ("network-empty", "base-sepolia", ""),
    ("network-upper-case", "base-sepolia", "Base-Sepolia"),
    ("member-unknown", r#""x402Version":1"#, r#""x402Version":1,"note":[1,{"a":2}]"#),
    ("member-order", r#""x402Version":1,"scheme":"exact""#, r#""scheme":"exact","x402Version":1"#),
    ("payload-missing-signature", r#""signature":"0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c","#, ""),
    ("signature-without-prefix", r#""signature":"0x2d"#, r#""signature":"2d"#),
    ("signature-odd", r#"148b571c""#, r#"148b571""#),
    ("signature-64-bytes", r#"148b571c""#, r#"148b57""#),
    ("signature-long", r#"148b571c""#, r#"148b571cabcd""#),
    ("signature-not-hex", r#"148b571c""#, r#"148b57zz""#),
    ("from-short", "0x857b06519E91e3A54538791bDbb0E22373e36b66", "0x857b06519E91e3A54538791bDbb0E22373e36b"),
    ("from-without-prefix", "0x857b06519E91e3A54538791bDbb0E22373e36b66", "857b06519E91e3A54538791bDbb0E22373e36b66"),
    ("from-upper-prefix", "0x857b06519E91e3A54538791bDbb0E22373e36b66", "0X857b06519E91e3A54538791bDbb0E22373e36b66"),
    ("from-lower-case", "0x857b06519E91e3A54538791bDbb0E22373e36b66", "0x857b06519e91e3a54538791bdbb0e22373e36b66"),
    ("from-wrong-checksum", "0x857b06519E91e3A54538791bDbb0E22373e36b66", "0x857B06519E91e3A54538791bDbb0E22373e36b66"),
    ("from-missing", r#""from":"0x857b06519E91e3A54538791bDbb0E22373e36b66","#, ""),
    ("value-number", r#""value":"10000""#, r#""value":10000"#),
    ("value-empty", r#""value":"10000""#, r#""value":"""#),
    ("value-leading-zero", r#""value":"10000""#, r#""value":"010000""#),
    ("value-plus", r#""value":"10000""#, r#""value":"+10000""#),
    ("value-minus", r#""value":"10000""#, r#""value":"-1""#),
    ("value-underscore", r#""value":"10000""#, r#""value":"10_000""#),
    ("value-space", r#""value":"10000""#, r#""value":" 10000""#),
    ("value-hex", r#""value":"10000""#, r#""value":"0x2710""#),
    ("value-binary", r#""value":"10000""#, r#""value":"0b11""#),
    ("value-exponent", r#""value":"10000""#, r#""value":"1e4""#),
    ("value-fraction", r#""value":"10000""#, r#""value":"10000.0""#),
    ("value-zero", r#""value":"10000""#, r#""value":"0""#),
    ("value-greatest", r#""value":"10000""#, r#""value":"115792089237316195423570985008687907853269984665640564039457584007913129639935""#),
    ("value-too-great", r#""value":"10000""#, r#""value":"115792089237316195423570985008687907853269984665640564039457584007913129639936""#),
    ("valid-after-number", r#""validAfter":"1740672089""#, r#""validAfter":1740672089"#),
    ("valid-before-missing", r#""validBefore":"1740672154","#, ""),
    ("snake-case", r#""validAfter""#, r#""valid_after""#),
    ("nonce-short", "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480", "0xf3746613"),
    ("nonce-without-prefix", "0xf3746613", "f3746613"),
    ("nonce-twice", r#""value":"10000""#, r#""value":"10000","nonce":"0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480""#),
    ("unknown-inside", r#""value":"10000""#, r#""value":"10000","memo":null"#),
    ("unknown-twice", r#""x402Version":1"#, r#""x402Version":1,"a":1,"a":2"#),
    ("trailing-text", "}}}", "}}} x"),
    ("trailing-space", "}}}", "}}} \n"),
    ("cut-off", "}}}", "}}"),
];

/// Case, part of the offer, what stands in its place.
#[rustfmt::skip]
pub(crate) const OFFERS: &[(&str, &str, &str)] = &[
    ("as-printed", "", ""),
    ("scheme-missing", r#""scheme":"exact","#, ""),
    ("scheme-unknown", r#""scheme":"exact""#, r#""scheme":"upto""#),
    ("network-unknown", "base-sepolia", "my-testnet"),
    ("network-caip2", "base-sepolia", "eip155:84532"),
    ("amount-number", r#""maxAmountRequired":"10000""#, r#""maxAmountRequired":10000"#),
    ("amount-leading-zero", r#""maxAmountRequired":"10000""#, r#""maxAmountRequired":"010000""#),
    ("amount-decimal", r#""maxAmountRequired":"10000""#, r#""maxAmountRequired":"0.01""#),
    ("amount-hex", r#""maxAmountRequired":"10000""#, r#""maxAmountRequired":"0x2710""#),
    ("amount-negative", r#""maxAmountRequired":"10000""#, r#""maxAmountRequired":"-1""#),
    ("amount-empty", r#""maxAmountRequired":"10000""#, r#""maxAmountRequired":"""#),
    ("asset-not-an-address", "0x036CbD53842c5426634e7929541eC2318f3dCF7e", "USDC"),
    ("asset-wrong-checksum", "0x036CbD53842c5426634e7929541eC2318f3dCF7e", "0x036cBD53842c5426634e7929541eC2318f3dCF7e"),
    ("pay-to-short", "0x209693Bc6afc0C5328bA36FaF03C514EF312287C", "0x209693"),
    ("pay-to-missing", r#""payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","#, ""),
    ("resource-missing", r#""resource":"https://api.example.com/premium-data","#, ""),
    ("resource-relative", "https://api.example.com/premium-data", "/premium-data"),
    ("description-missing", r#""description":"Market data","#, ""),
    ("description-empty", "Market data", ""),
    ("mime-type-missing", r#""mimeType":"application/json","#, ""),
    ("mime-type-null", r#""mimeType":"application/json""#, r#""mimeType":null"#),
    ("output-schema-null", r#""outputSchema":{"type":"object"}"#, r#""outputSchema":null"#),
    ("output-schema-missing", r#""outputSchema":{"type":"object"},"#, ""),
    ("output-schema-array", r#""outputSchema":{"type":"object"}"#, r#""outputSchema":[]"#),
    ("timeout-zero", r#""maxTimeoutSeconds":60"#, r#""maxTimeoutSeconds":0"#),
    ("timeout-negative", r#""maxTimeoutSeconds":60"#, r#""maxTimeoutSeconds":-1"#),
    ("timeout-string", r#""maxTimeoutSeconds":60"#, r#""maxTimeoutSeconds":"60""#),
    ("timeout-fraction", r#""maxTimeoutSeconds":60"#, r#""maxTimeoutSeconds":60.0"#),
    ("timeout-missing", r#""maxTimeoutSeconds":60,"#, ""),
    ("extra-missing", r#","extra":{"name":"USDC","version":"2"}"#, ""),
    ("extra-null", r#""extra":{"name":"USDC","version":"2"}"#, r#""extra":null"#),
    ("extra-version-number", r#""version":"2""#, r#""version":2"#),
    ("extra-name-missing", r#""name":"USDC","#, ""),
    ("extra-name-empty", r#""name":"USDC""#, r#""name":"""#),
    ("extra-array", r#"{"name":"USDC","version":"2"}"#, "[]"),
    ("unknown", r#""scheme":"exact""#, r#""scheme":"exact","discoverable":true"#),
    ("unknown-twice", r#""scheme":"exact""#, r#""scheme":"exact","a":1,"a":2"#),
    ("twice", r#""scheme":"exact""#, r#""scheme":"exact","scheme":"exact""#),
];

/// Case, the demand; `OFFER` stands for the offer.
#[rustfmt::skip]
pub(crate) const DEMANDS: &[(&str, &str)] = &[
    ("as-printed", r#"{"x402Version":1,"error":"X-PAYMENT header is required","accepts":[OFFER]}"#),
    ("no-offer", r#"{"x402Version":1,"error":"e","accepts":[]}"#),
    ("accepts-missing", r#"{"x402Version":1,"error":"e"}"#),
    ("accepts-object", r#"{"x402Version":1,"error":"e","accepts":OFFER}"#),
    ("error-missing", r#"{"x402Version":1,"accepts":[OFFER]}"#),
    ("error-null", r#"{"x402Version":1,"error":null,"accepts":[OFFER]}"#),
    ("error-empty", r#"{"x402Version":1,"error":"","accepts":[OFFER]}"#),
    ("error-object", r#"{"x402Version":1,"error":{"a":1},"accepts":[OFFER]}"#),
    ("version-missing", r#"{"error":"e","accepts":[OFFER]}"#),
    ("version-2", r#"{"x402Version":2,"error":"e","accepts":[OFFER]}"#),
    ("payer-beside", r#"{"x402Version":1,"error":"e","accepts":[OFFER],"payer":"0x00"}"#),
    ("two-offers", r#"{"x402Version":1,"error":"e","accepts":[OFFER,OFFER]}"#),
    ("one-broken-offer", r#"{"x402Version":1,"error":"e","accepts":[OFFER,{"scheme":"exact"}]}"#),
    ("array", "[]"),
];

pub(crate) const SETTLED: &str = r#"{"success":true,"transaction":"0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef","network":"base-sepolia","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66"}"#;

/// Case, part of the settlement, what stands in its place.
#[rustfmt::skip]
pub(crate) const SETTLEMENTS: &[(&str, &str, &str)] = &[
    ("success", "", ""),
    ("failure", SETTLED, r#"{"success":false,"errorReason":"insufficient_funds","transaction":"","network":"base-sepolia","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66"}"#),
    ("failure-in-snake-case", SETTLED, r#"{"success":false,"error_reason":"insufficient_funds","network":"base-sepolia"}"#),
    ("failure-without-reason", SETTLED, r#"{"success":false,"transaction":"","network":"base-sepolia","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66"}"#),
    ("success-missing", r#""success":true,"#, ""),
    ("success-text", r#""success":true"#, r#""success":"true""#),
    ("transaction-missing", r#""transaction":"0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef","#, ""),
    ("transaction-empty", "0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef", ""),
    ("transaction-short", "0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef", "0x1234"),
    ("network-missing", r#""network":"base-sepolia","#, ""),
    ("network-caip2", "base-sepolia", "eip155:84532"),
    ("payer-missing", r#","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66""#, ""),
    ("payer-null", r#""0x857b06519E91e3A54538791bDbb0E22373e36b66""#, "null"),
    ("payer-short", "0x857b06519E91e3A54538791bDbb0E22373e36b66", "0x857b"),
    ("with-a-reason-null", r#""success":true"#, r#""success":true,"errorReason":null"#),
    ("unknown", r#""success":true"#, r#""success":true,"gas":1"#),
    ("twice", r#""success":true"#, r#""success":true,"success":true"#),
];

pub(crate) const VALID: &str =
    r#"{"isValid":true,"payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66"}"#;

/// Case, part of the verdict, what stands in its place.
#[rustfmt::skip]
pub(crate) const VERDICTS: &[(&str, &str, &str)] = &[
    ("valid", "", ""),
    ("invalid", VALID, r#"{"isValid":false,"invalidReason":"insufficient_funds","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66"}"#),
    ("invalid-without-payer", VALID, r#"{"isValid":false,"invalidReason":"insufficient_funds"}"#),
    ("invalid-without-reason", VALID, r#"{"isValid":false,"payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66"}"#),
    ("invalid-with-empty-payer", VALID, r#"{"isValid":false,"invalidReason":"insufficient_funds","payer":""}"#),
    ("missing", r#""isValid":true,"#, ""),
    ("text", r#""isValid":true"#, r#""isValid":"true""#),
    ("snake-case", "isValid", "is_valid"),
    ("payer-missing", r#","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66""#, ""),
    ("payer-null", r#""0x857b06519E91e3A54538791bDbb0E22373e36b66""#, "null"),
    ("reason-null", r#""isValid":true"#, r#""isValid":true,"invalidReason":null"#),
    ("unknown", r#""isValid":true"#, r#""isValid":true,"note":1"#),
];
