/// The class of an x402 v1 error code; nothing for an unknown code.
pub(super) fn class_of(code: &str) -> Option<&'static str> {
    CLASSES
        .iter()
        .find(|(_, codes)| codes.contains(&code))
        .map(|(class, _)| *class)
}

/// Whether a class of error codes exists.
#[must_use]
pub fn is_reason_class(name: &str) -> bool {
    CLASSES.iter().any(|(class, _)| *class == name)
}

/// Codes of the specification (section 9) and what implementations write for the same fault.
const CLASSES: &[(&str, &[&str])] = &[
    (
        "signature",
        &[
            "invalid_exact_evm_payload_signature",
            "invalid_exact_evm_signature",
            "invalid_exact_evm_signature_format",
            "invalid_exact_evm_failed_to_verify_signature",
            "invalid_exact_evm_payload_missing_signature",
            "invalid_signature",
        ],
    ),
    (
        "expired",
        &[
            "invalid_exact_evm_payload_authorization_valid_before",
            "payment_expired",
            "invalid_payment_expired",
        ],
    ),
    (
        "early",
        &[
            "invalid_exact_evm_payload_authorization_valid_after",
            "invalid_payment_early",
        ],
    ),
    (
        "amount",
        &[
            "invalid_exact_evm_payload_authorization_value",
            "invalid_exact_evm_payload_authorization_value_mismatch",
            "invalid_exact_evm_authorization_value",
            "invalid_payment_amount",
        ],
    ),
    (
        "recipient",
        &[
            "invalid_exact_evm_payload_recipient_mismatch",
            "invalid_exact_evm_recipient_mismatch",
            "recipient_mismatch",
        ],
    ),
    (
        "funds",
        &[
            "insufficient_funds",
            "invalid_exact_evm_insufficient_balance",
        ],
    ),
    (
        "scheme",
        &[
            "unsupported_scheme",
            "invalid_scheme",
            "invalid_exact_evm_scheme",
            "invalid_exact_evm_unsupported_scheme",
        ],
    ),
    (
        "network",
        &[
            "invalid_network",
            "network_mismatch",
            "invalid_exact_evm_network_mismatch",
            "invalid_exact_evm_failed_to_get_network_config",
            "chain_id_mismatch",
            "unsupported_chain",
        ],
    ),
    (
        "shape",
        &[
            "invalid_payload",
            "invalid_payment_requirements",
            "invalid_payment",
            "invalid_exact_evm_payload",
            "invalid_format",
        ],
    ),
    ("version", &["invalid_x402_version", "invalid_version"]),
    (
        "nonce",
        &[
            "invalid_exact_evm_nonce_already_used",
            "duplicate_settlement",
        ],
    ),
    (
        "simulation",
        &[
            "invalid_transaction_state",
            "transaction_failed",
            "transaction_simulation",
        ],
    ),
    (
        "internal",
        &[
            "unexpected_verify_error",
            "unexpected_settle_error",
            "unexpected_error",
        ],
    ),
];
