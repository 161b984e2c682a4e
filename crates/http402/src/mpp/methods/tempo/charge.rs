use alloc::string::String;

use crate::error::Result;
use crate::mpp::Identifier;
use crate::mpp::methods::check_splits;
use crate::mpp::values::{
    BaseUnits, ChainId, List, PositiveUnits, TempoTransaction, TypedDataSignature,
};
use crate::primitives::{Address, B256, Timestamp};
use crate::wire::{checked, choice, object, union};

checked! {
    /// `request` of `tempo` `charge`.
    ///
    /// ```json
    /// {"amount":"1000000","currency":"0x20c0000000000000000000000000000000000000",
    ///  "recipient":"0x742d35cc6634c0532925a3b844bc9e7595f8fe00",
    ///  "methodDetails":{"chainId":4217,"feePayer":true}}
    /// ```
    ///
    /// The splits leave the recipient a remainder: their sum is less than `amount` (MPP-TC-015).
    /// Source: [Request Schema](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/tempo/draft-tempo-charge-00.md#request-schema).
    ///
    /// ```
    /// use http402::mpp::methods::tempo::ChargeRequest;
    ///
    /// let request: ChargeRequest = r#"{"amount":"1000000",
    ///     "currency":"0x20c0000000000000000000000000000000000000",
    ///     "recipient":"0x742d35cc6634c0532925a3b844bc9e7595f8fe00",
    ///     "methodDetails":{"chainId":4217}}"#.parse()?;
    /// assert_eq!(request.method_details.as_ref().unwrap().chain_id.unwrap().get(), 4217);
    /// # Ok::<(), http402::Error>(())
    /// ```
    pub struct ChargeRequest(ChargeRequestParts): check_request;
}

object! {
    /// The members of a [`ChargeRequest`].
    pub parts struct ChargeRequestParts {
        required {
            /// The price in base units of the token; 0 asks for a proof only.
            amount: BaseUnits = "amount",
            /// The TIP-20 token.
            currency: Address = "currency",
            /// Who is paid.
            recipient: Address = "recipient",
        }
        optional {
            /// What is paid for, for people.
            description: String = "description",
            /// The merchant's own reference.
            external_id: String = "externalId",
            /// What the method adds.
            method_details: ChargeDetails = "methodDetails",
        }
    }
}

object! {
    /// `methodDetails` of a [`ChargeRequest`].
    pub struct ChargeDetails {
        optional {
            /// The chain. The draft states a default of 42431, the test network, where deployed
            /// software assumes 4217, the main network: say it.
            chain_id: ChainId = "chainId",
            /// Whether the server pays the fee; absent means no.
            fee_payer: bool = "feePayer",
            /// The memo of the main transfer, which then is a `transferWithMemo`.
            memo: B256 = "memo",
            /// Further recipients, each with its part of `amount`; their order is not significant.
            splits: List<Split, 1> = "splits",
            /// How payment may be submitted; absent means both ways. Without effect at amount 0.
            supported_modes: List<SubmissionMode, 1> = "supportedModes",
        }
    }
}

object! {
    /// One further recipient of a [`ChargeRequest`].
    pub struct Split {
        required {
            /// Its part in base units.
            amount: PositiveUnits = "amount",
            /// Who gets it.
            recipient: Address = "recipient",
        }
        optional {
            /// The memo of this transfer, which then is a `transferWithMemo`.
            memo: B256 = "memo",
        }
    }
}

choice! {
    /// How a payment other than zero is submitted.
    pub enum SubmissionMode "\"pull\" or \"push\"" {
        /// The server broadcasts: [`TransactionPayload`].
        Pull = "pull",
        /// The client broadcasts: [`HashPayload`].
        Push = "push",
    }
}

union! {
    /// `payload` of `tempo` `charge`.
    ///
    /// Source: [Credential Schema](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/tempo/draft-tempo-charge-00.md#credential-schema).
    pub enum ChargePayload by "type" {
        /// A signed transaction for the server to broadcast.
        Transaction(TransactionPayload) = "transaction",
        /// The hash of a transaction that the client broadcast.
        Hash(HashPayload) = "hash",
        /// A proof of the account, for amount 0 and only then.
        Proof(ProofPayload) = "proof",
    }
}

object! {
    /// `{"type":"transaction","signature":"0x76…"}`
    pub struct TransactionPayload {
        fixed { "type" = "transaction", }
        required {
            /// The whole signed transaction, not a signature alone.
            signature: TempoTransaction = "signature",
        }
    }
}

object! {
    /// `{"type":"hash","hash":"0x…"}`
    pub struct HashPayload {
        fixed { "type" = "hash", }
        required {
            /// The transaction hash.
            hash: B256 = "hash",
        }
    }
}

object! {
    /// `{"type":"proof","signature":"0x…"}`
    ///
    /// The `source` of the credential must then be `did:pkh:eip155:<chainId>:<address>`, a
    /// [`DidPkh`](crate::mpp::values::DidPkh). What is signed is `eip712::tempo::ProofV3`
    /// (MPP-TC-009).
    pub struct ProofPayload {
        fixed { "type" = "proof", }
        required {
            /// The EIP-712 signature.
            signature: TypedDataSignature = "signature",
        }
    }
}

object! {
    /// Receipt of `tempo` `charge`.
    pub struct ChargeReceipt {
        fixed { "status" = "success", "method" = "tempo", }
        required {
            /// When the payment was settled.
            timestamp: Timestamp = "timestamp",
            /// The transaction hash; after a proof the challenge id.
            reference: Identifier = "reference",
        }
        optional {
            /// `externalId` of the request.
            external_id: String = "externalId",
        }
    }
}

impl ChargeReceipt {
    /// The transaction hash, where `reference` is one.
    pub fn transaction_hash(&self) -> Option<B256> {
        self.reference.as_str().parse().ok()
    }
}

fn check_request(request: &ChargeRequestParts) -> Result<()> {
    let splits = request
        .method_details
        .as_ref()
        .and_then(|details| details.splits.as_ref());
    let amounts = splits.into_iter().flatten().map(|split| split.amount.get());
    check_splits(request.amount.get(), amounts)
        .map_err(|error| error.within("splits").within("methodDetails"))
}
