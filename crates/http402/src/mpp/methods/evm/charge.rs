use alloc::string::String;
use alloc::vec::Vec;

use super::Permit2Payload;
use crate::error::Result;
use crate::mpp::Identifier;
use crate::mpp::methods::check_splits;
use crate::mpp::values::{
    BaseUnits, ChainId, Eip1559Transaction, List, ShortText, TokenDecimals, TypedDataSignature,
    Uint256,
};
use crate::primitives::{Address, B256, Timestamp};
use crate::wire::{checked, choice, object, union};

checked! {
    /// `request` of `evm` `charge`.
    ///
    /// ```json
    /// {"amount":"1050000","currency":"0xe15fc38f6d8c56af07bbcbe3baf5708a2bf42392",
    ///  "recipient":"0x742d35cc6634c0532925a3b844bc9e7595f8fe00",
    ///  "methodDetails":{"chainId":1329,"credentialTypes":["permit2","authorization"]}}
    /// ```
    ///
    /// The splits leave the recipient a remainder: their sum is less than `amount`.
    /// Source: [Request Schema](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/evm/draft-evm-charge-00.md#request-schema).
    pub struct ChargeRequest(ChargeRequestParts): check_request;
}

object! {
    /// The members of a [`ChargeRequest`].
    pub parts struct ChargeRequestParts {
        required {
            /// The price in base units of the token.
            amount: BaseUnits = "amount",
            /// The ERC-20 token.
            currency: Address = "currency",
            /// Who is paid.
            recipient: Address = "recipient",
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
            /// The chain.
            chain_id: ChainId = "chainId",
        }
        optional {
            /// The Permit2 contract. The draft calls it required and gives it a default in the same
            /// line, and its own example leaves it out: absent means [`PERMIT2`].
            permit2_address: Address = "permit2Address",
            /// How payment may be made, the preferred way first; absent means
            /// [`CredentialType::Transaction`] and perhaps [`CredentialType::Hash`].
            credential_types: Vec<CredentialType> = "credentialTypes",
            /// The token's decimal places, for display.
            decimals: TokenDecimals = "decimals",
            /// Further recipients, each with its part of `amount`, in the order of the transfers.
            /// They need [`CredentialType::Permit2`] (MPP-EC-003).
            splits: List<Split, 1> = "splits",
        }
    }
}

/// The address of Permit2 on most chains: `0x000000000022D473030F116dDEE9F6B43aC78BA3`.
pub const PERMIT2: Address = Address::from_bytes(crate::hex::literal(
    "000000000022d473030f116ddee9f6b43ac78ba3",
));

choice! {
    /// How a charge is paid: the `type` of its payload.
    pub enum CredentialType "\"permit2\", \"authorization\", \"transaction\" or \"hash\"" {
        /// A Permit2 permit.
        Permit2 = "permit2",
        /// An EIP-3009 authorization, for tokens that have it.
        Authorization = "authorization",
        /// A signed transaction.
        Transaction = "transaction",
        /// The hash of a transaction.
        Hash = "hash",
    }
}

object! {
    /// One further recipient of a [`ChargeRequest`].
    pub struct Split {
        required {
            /// Who gets it.
            recipient: Address = "recipient",
            /// Its part in base units.
            amount: BaseUnits = "amount",
        }
        optional {
            /// What it is for, for people.
            memo: ShortText = "memo",
        }
    }
}

union! {
    /// `payload` of `evm` `charge`.
    ///
    /// Source: [Credential Schema](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/evm/draft-evm-charge-00.md#credential-schema).
    pub enum ChargePayload by "type" {
        /// A Permit2 permit for the server to submit.
        Permit2(Permit2Payload) = "permit2",
        /// An EIP-3009 authorization for the server to submit.
        Authorization(AuthorizationPayload) = "authorization",
        /// A signed transaction for the server to broadcast.
        Transaction(TransactionPayload) = "transaction",
        /// The hash of a transaction that the client broadcast.
        Hash(HashPayload) = "hash",
    }
}

object! {
    /// An EIP-3009 `TransferWithAuthorization`, signed.
    pub struct AuthorizationPayload {
        fixed { "type" = "authorization", }
        required {
            /// Who pays.
            from: Address = "from",
            /// Who is paid: `recipient` of the request.
            to: Address = "to",
            /// How much: `amount` of the request.
            value: Uint256 = "value",
            /// Unix seconds after which it is valid.
            valid_after: Uint256 = "validAfter",
            /// Unix seconds before which it is valid.
            valid_before: Uint256 = "validBefore",
            /// keccak256 of challenge id and realm (MPP-EC-004).
            nonce: B256 = "nonce",
            /// The EIP-712 signature.
            signature: TypedDataSignature = "signature",
        }
    }
}

object! {
    /// `{"type":"transaction","signature":"0x02f8…"}`
    pub struct TransactionPayload {
        fixed { "type" = "transaction", }
        required {
            /// The whole signed transaction, not a signature alone.
            signature: Eip1559Transaction = "signature",
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
    /// Receipt of `evm` `charge`.
    pub struct ChargeReceipt {
        fixed { "status" = "success", "method" = "evm", }
        required {
            /// When the payment was settled.
            timestamp: Timestamp = "timestamp",
            /// `id` of the challenge.
            challenge_id: Identifier = "challengeId",
            /// The transaction hash.
            reference: B256 = "reference",
            /// The chain.
            chain_id: ChainId = "chainId",
        }
        optional {
            /// `externalId` of the request.
            external_id: String = "externalId",
        }
    }
}

fn check_request(request: &ChargeRequestParts) -> Result<()> {
    let splits = request.method_details.splits.iter().flatten();
    check_splits(request.amount.get(), splits.map(|split| split.amount.get()))
        .map_err(|error| error.within("splits").within("methodDetails"))
}
