//! Why a payment was refused.

mod table;

crate::wire::text! {
    /// A code that says why a payment was refused: any text that is not empty.
    ///
    /// The specification names fifteen; implementations send others for the same faults, so compare
    /// by [class](ErrorReason::class). Over A2A a sentence for people may stand here.
    ///
    /// Source: [section 9](https://github.com/coinbase/x402/blob/dd927a26/specs/x402-specification-v1.md).
    ///
    /// ```
    /// use http402::x402::v1::{ErrorClass, ErrorReason};
    ///
    /// let reason: ErrorReason = "invalid_exact_evm_insufficient_balance".parse()?;
    /// assert_eq!(reason.class(), Some(ErrorClass::Funds));
    /// assert_eq!(ErrorReason::INSUFFICIENT_FUNDS.class(), Some(ErrorClass::Funds));
    /// # Ok::<(), http402::Error>(())
    /// ```
    pub struct ErrorReason: crate::x402::present;
    /// The payer has not enough of the token.
    INSUFFICIENT_FUNDS = "insufficient_funds";
    /// The authorization is not yet valid.
    INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALID_AFTER =
        "invalid_exact_evm_payload_authorization_valid_after";
    /// The authorization has expired.
    INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALID_BEFORE =
        "invalid_exact_evm_payload_authorization_valid_before";
    /// The amount is lower than required.
    INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALUE =
        "invalid_exact_evm_payload_authorization_value";
    /// The signature is not the payer's.
    INVALID_EXACT_EVM_PAYLOAD_SIGNATURE = "invalid_exact_evm_payload_signature";
    /// The recipient is not the one required.
    INVALID_EXACT_EVM_PAYLOAD_RECIPIENT_MISMATCH =
        "invalid_exact_evm_payload_recipient_mismatch";
    /// The network is not supported.
    INVALID_NETWORK = "invalid_network";
    /// The payment is malformed.
    INVALID_PAYLOAD = "invalid_payload";
    /// The requirements are malformed.
    INVALID_PAYMENT_REQUIREMENTS = "invalid_payment_requirements";
    /// The scheme is not supported.
    INVALID_SCHEME = "invalid_scheme";
    /// The scheme is not supported by the facilitator.
    UNSUPPORTED_SCHEME = "unsupported_scheme";
    /// The protocol version is not supported.
    INVALID_X402_VERSION = "invalid_x402_version";
    /// The transaction failed or was rejected.
    INVALID_TRANSACTION_STATE = "invalid_transaction_state";
    /// Verification broke down.
    UNEXPECTED_VERIFY_ERROR = "unexpected_verify_error";
    /// Settlement broke down.
    UNEXPECTED_SETTLE_ERROR = "unexpected_settle_error";
}

crate::wire::choice! {
    /// What kind of fault a code means.
    pub enum ErrorClass "a class of faults" {
        /// The signature is not the payer's, or has a wrong form.
        Signature = "signature",
        /// The authorization has expired.
        Expired = "expired",
        /// The authorization is not yet valid.
        Early = "early",
        /// The amount is not the one required.
        Amount = "amount",
        /// The recipient is not the one required.
        Recipient = "recipient",
        /// The payer has not enough of the token.
        Funds = "funds",
        /// The scheme is not supported.
        Scheme = "scheme",
        /// The network is not supported, or not the one required.
        Network = "network",
        /// The payment or the requirements are malformed.
        Shape = "shape",
        /// The token or its EIP-712 domain is not the one required.
        Asset = "asset",
        /// The protocol version is not supported.
        Version = "version",
        /// The payment was used before.
        Nonce = "nonce",
        /// The transaction failed on the chain or in a simulation.
        Simulation = "simulation",
        /// The payer's contract wallet is missing or cannot be deployed.
        Wallet = "wallet",
        /// The facilitator broke down.
        Internal = "internal",
        /// A Solana transaction breaks a rule of the scheme.
        Svm = "svm",
    }
}

impl ErrorReason {
    /// The fifteen codes of the specification, in its order.
    pub const SPECIFIED: [Self; 15] = [
        Self::INSUFFICIENT_FUNDS,
        Self::INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALID_AFTER,
        Self::INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALID_BEFORE,
        Self::INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALUE,
        Self::INVALID_EXACT_EVM_PAYLOAD_SIGNATURE,
        Self::INVALID_EXACT_EVM_PAYLOAD_RECIPIENT_MISMATCH,
        Self::INVALID_NETWORK,
        Self::INVALID_PAYLOAD,
        Self::INVALID_PAYMENT_REQUIREMENTS,
        Self::INVALID_SCHEME,
        Self::UNSUPPORTED_SCHEME,
        Self::INVALID_X402_VERSION,
        Self::INVALID_TRANSACTION_STATE,
        Self::UNEXPECTED_VERIFY_ERROR,
        Self::UNEXPECTED_SETTLE_ERROR,
    ];

    /// The class of a code that the specification or a published implementation uses.
    ///
    /// Two codes have a second class in one implementation, see [`ErrorReason::is_class`].
    pub fn class(&self) -> Option<ErrorClass> {
        table::classes(self.as_str()).next()
    }

    /// Whether some implementation uses the code for faults of this class: x402-rs says
    /// `unexpected_error` of bad signatures too, and `unsupported_scheme` of unknown networks.
    pub fn is_class(&self, class: ErrorClass) -> bool {
        table::classes(self.as_str()).any(|known| known == class)
    }
}
