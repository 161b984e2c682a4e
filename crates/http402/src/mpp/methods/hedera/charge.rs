use crate::error::Result;
use crate::mpp::methods::check_splits;
use crate::mpp::values::{
    Base64Bytes, BaseUnits, HederaChainId, HederaEntityId, HederaExternalId, HederaTransactionId,
    List, PositiveUint63, ShortText,
};
use crate::primitives::Timestamp;
use crate::wire::{checked, object, union};

checked! {
    /// `request` of `hedera` `charge`.
    ///
    /// ```json
    /// {"amount":"1000000","currency":"0.0.456858","recipient":"0.0.12345",
    ///  "splits":[{"recipient":"0.0.67890","amount":"50000"}],"methodDetails":{"chainId":296}}
    /// ```
    ///
    /// The splits, which are at the top level here, leave the recipient a remainder.
    /// Source: [Shared Fields](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/hedera/draft-hedera-charge-00.md#shared-fields).
    pub struct ChargeRequest(ChargeRequestParts): check_request;
}

object! {
    /// The members of a [`ChargeRequest`].
    pub parts struct ChargeRequestParts {
        required {
            /// The price in base units of the token.
            amount: PositiveUint63 = "amount",
            /// The token.
            currency: HederaEntityId = "currency",
            /// Who is paid.
            recipient: HederaEntityId = "recipient",
        }
        optional {
            /// What is paid for, for people.
            description: ShortText = "description",
            /// The merchant's own reference.
            external_id: HederaExternalId = "externalId",
            /// Further recipients, each with its part of `amount`.
            splits: List<Split, 0, 9> = "splits",
            /// What the method adds.
            method_details: ChargeDetails = "methodDetails",
        }
    }
}

object! {
    /// `methodDetails` of a [`ChargeRequest`].
    pub struct ChargeDetails {
        optional {
            /// The chain. The draft states no default; its reference implementation uses 296.
            chain_id: HederaChainId = "chainId",
        }
    }
}

object! {
    /// One further recipient of a [`ChargeRequest`].
    pub struct Split {
        required {
            /// Who gets it.
            recipient: HederaEntityId = "recipient",
            /// Its part in base units.
            amount: BaseUnits = "amount",
        }
    }
}

union! {
    /// `payload` of `hedera` `charge`.
    ///
    /// Source: [Credential Schema](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/hedera/draft-hedera-charge-00.md#credential-schema).
    pub enum ChargePayload by "type" {
        /// A signed transaction for the server to submit.
        Transaction(TransactionPayload) = "transaction",
        /// The id of a transaction that the client submitted.
        Hash(HashPayload) = "hash",
    }
}

object! {
    /// `{"type":"transaction","transaction":"…"}`
    pub struct TransactionPayload {
        fixed { "type" = "transaction", }
        required {
            /// The signed transaction.
            transaction: Base64Bytes = "transaction",
        }
    }
}

object! {
    /// `{"type":"hash","transactionId":"0.0.12345@1711234567.123456789"}`
    pub struct HashPayload {
        fixed { "type" = "hash", }
        required {
            /// The transaction.
            transaction_id: HederaTransactionId = "transactionId",
        }
    }
}

object! {
    /// Receipt of `hedera` `charge`.
    pub struct ChargeReceipt {
        fixed { "status" = "success", "method" = "hedera", }
        required {
            /// When the payment was settled.
            timestamp: Timestamp = "timestamp",
            /// The transaction.
            reference: HederaTransactionId = "reference",
        }
    }
}

fn check_request(request: &ChargeRequestParts) -> Result<()> {
    let splits = request
        .splits
        .iter()
        .flatten()
        .map(|split| split.amount.get());
    check_splits(request.amount.get(), splits).map_err(|error| error.within("splits"))
}
