//! The method `stellar`: SEP-41 tokens.
//!
//! ```text
//! charge  the client signs a transaction that the server submits, or submits it itself
//! ```

use alloc::string::String;

use crate::mpp::values::{
    Base64Bytes, BaseUnits, MixedHash32, StellarAccount, StellarContract, StellarNetwork,
};
use crate::primitives::Timestamp;
use crate::wire::{object, union};

object! {
    /// `request` of `stellar` `charge`.
    ///
    /// ```json
    /// {"amount":"10000000","currency":"C…","recipient":"G…",
    ///  "methodDetails":{"network":"stellar:testnet","feePayer":true}}
    /// ```
    ///
    /// Source: [Request Schema](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/stellar/draft-stellar-charge-00.md#request-schema).
    pub struct ChargeRequest {
        required {
            /// The price in base units of the token.
            amount: BaseUnits = "amount",
            /// The token's contract.
            currency: StellarContract = "currency",
            /// Who is paid.
            recipient: StellarAccount = "recipient",
            /// What the method adds.
            method_details: ChargeDetails = "methodDetails",
        }
        optional {
            /// What is paid for, for people.
            description: String = "description",
            /// The merchant's own reference.
            external_id: String = "externalId",
        }
    }
}

object! {
    /// `methodDetails` of a [`ChargeRequest`].
    pub struct ChargeDetails {
        required {
            /// The network.
            network: StellarNetwork = "network",
        }
        optional {
            /// Whether the server pays the fee; absent means no.
            fee_payer: bool = "feePayer",
        }
    }
}

union! {
    /// `payload` of `stellar` `charge`.
    ///
    /// Source: [Credential Schema](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/stellar/draft-stellar-charge-00.md#credential-schema).
    pub enum ChargePayload by "type" {
        /// A signed transaction for the server to submit.
        Transaction(TransactionPayload) = "transaction",
        /// The hash of a transaction that the client submitted; not where the server pays fees.
        Hash(HashPayload) = "hash",
    }
}

object! {
    /// `{"type":"transaction","transaction":"AAAA…"}`
    pub struct TransactionPayload {
        fixed { "type" = "transaction", }
        required {
            /// The signed transaction in XDR.
            transaction: Base64Bytes = "transaction",
        }
    }
}

object! {
    /// `{"type":"hash","hash":"…"}`
    pub struct HashPayload {
        fixed { "type" = "hash", }
        required {
            /// The transaction hash.
            hash: MixedHash32 = "hash",
        }
    }
}

object! {
    /// Receipt of `stellar` `charge`.
    pub struct ChargeReceipt {
        fixed { "status" = "success", "method" = "stellar", }
        required {
            /// When the payment was settled.
            timestamp: Timestamp = "timestamp",
            /// The transaction hash.
            reference: MixedHash32 = "reference",
        }
        optional {
            /// `externalId` of the request.
            external_id: String = "externalId",
        }
    }
}
