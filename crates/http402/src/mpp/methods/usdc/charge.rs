use alloc::string::String;

use super::ChargeDetails;
use crate::error::{Error, Kind, Result};
use crate::mpp::Identifier;
use crate::mpp::rpc::Payload;
use crate::mpp::values::{
    Base64Bytes, BaseUnits, Caip2, ChainAccount, Currency, LowerHash, PositiveUnits,
    TypedDataSignature, Uint256,
};
use crate::primitives::{Address, SolanaAddress, Timestamp};
use crate::wire::{checked, choice, object, union};

checked! {
    /// `request` of `usdc` `charge`.
    ///
    /// ```json
    /// {"amount":"1000000","currency":"0x036cbd53842c5426634e7929541ec2318f3dcf7e",
    ///  "recipient":"0x742d35cc6634c0532925a3b844bc9e7595f8fe00",
    ///  "methodDetails":{"type":"evm","evm":{"chainId":84532,"decimals":6}}}
    /// ```
    ///
    /// | profile | `currency` | `recipient` |
    /// |---|---|---|
    /// | `evm` | token address | address |
    /// | `solana` | mint | account |
    /// | `stacks` | `<contractAddress>.<contractName>::<assetName>` of the details | any |
    /// | `gateway` | `usdc` | any |
    ///
    /// Source: [Shared Request Fields](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/usdc/draft-usdc-charge-00.md#shared-request-fields).
    pub struct ChargeRequest(ChargeRequestParts): check_request;
}

object! {
    /// The members of a [`ChargeRequest`].
    pub parts struct ChargeRequestParts {
        required {
            /// The price in millionths of a USDC.
            amount: PositiveUnits = "amount",
            /// The token, in the form of the profile.
            currency: Currency = "currency",
            /// Who is paid, in the form of the chain.
            recipient: ChainAccount = "recipient",
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

union! {
    /// `payload` of `usdc` `charge`.
    ///
    /// Source: [Credential Schema](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/usdc/draft-usdc-charge-00.md#credential-schema).
    pub enum ChargePayload by "type" {
        /// Profile `evm`: an EIP-3009 authorization.
        Authorization(AuthorizationPayload) = "authorization",
        /// Profiles `solana` and `stacks`: a signed transaction.
        Transaction(TransactionPayload) = "transaction",
        /// Profile `gateway`: a signed transfer.
        Transfer(TransferPayload) = "transfer",
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
            /// The challenge's nonce (MPP-UC-001), not that of the method `evm`.
            nonce: LowerHash = "nonce",
            /// The EIP-712 signature.
            signature: TypedDataSignature = "signature",
        }
    }
}

object! {
    /// `{"type":"transaction","transaction":"AQAB…"}`
    pub struct TransactionPayload {
        fixed { "type" = "transaction", }
        required {
            /// The signed transaction.
            transaction: Base64Bytes = "transaction",
        }
        optional {
            /// Profile `stacks`: the form of the transaction.
            transaction_format: TransactionFormat = "transactionFormat",
        }
    }
}

choice! {
    /// The form of a Stacks transaction.
    pub enum TransactionFormat "\"stacks_transaction_v1\"" {
        /// Consensus serialization (SIP-005).
        StacksTransactionV1 = "stacks_transaction_v1",
    }
}

object! {
    /// `{"type":"transfer","sourceNetwork":"eip155:1","destinationNetwork":"eip155:8453",…}`
    pub struct TransferPayload {
        fixed { "type" = "transfer", }
        required {
            /// The chain that the client pays from, one of those accepted.
            source_network: Caip2 = "sourceNetwork",
            /// The chain that the merchant is paid on.
            destination_network: Caip2 = "destinationNetwork",
            /// The most that the fee may be, in base units.
            max_fee: BaseUnits = "maxFee",
            /// Circle's signed authorization, whose inside is Circle's. `Debug` does not print it.
            authorization: Payload = "authorization",
        }
    }
}

object! {
    /// Receipt of `usdc` `charge`.
    ///
    /// Source: [Receipt Schema](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/usdc/draft-usdc-charge-00.md#receipt-schema).
    pub struct ChargeReceipt {
        fixed { "status" = "success", "method" = "usdc", }
        required {
            /// When the payment was settled.
            timestamp: Timestamp = "timestamp",
            /// The profile.
            profile: Profile = "type",
            /// The transaction or transfer.
            reference: Identifier = "reference",
            /// `id` of the challenge.
            challenge_id: Identifier = "challengeId",
            /// The chain that the merchant was paid on.
            network: Caip2 = "network",
        }
        optional {
            /// `externalId` of the request.
            external_id: String = "externalId",
            /// What Gateway says about the transfer.
            gateway: GatewayReceipt = "gateway",
        }
    }
}

choice! {
    /// A profile of the method.
    pub enum Profile "\"evm\", \"solana\", \"stacks\" or \"gateway\"" {
        /// USDC on an EVM chain.
        Evm = "evm",
        /// USDC on Solana.
        Solana = "solana",
        /// USDCx on Stacks.
        Stacks = "stacks",
        /// USDC across chains.
        Gateway = "gateway",
    }
}

object! {
    /// What Gateway says about a transfer.
    pub struct GatewayReceipt {
        optional {
            /// Gateway's own name for it.
            transfer_id: String = "transferId",
            /// The chain that was paid from.
            source_network: Caip2 = "sourceNetwork",
            /// The chain that was paid on.
            destination_network: Caip2 = "destinationNetwork",
            /// The hash of what was transferred.
            transfer_spec_hash: String = "transferSpecHash",
        }
    }
}

fn check_request(request: &ChargeRequestParts) -> Result<()> {
    let (currency, recipient) = (request.currency.as_str(), request.recipient.as_str());
    match &request.method_details {
        ChargeDetails::Evm(_) => {
            currency
                .parse::<Address>()
                .map_err(|error| error.within("currency"))?;
            recipient
                .parse::<Address>()
                .map_err(|error| error.within("recipient"))?;
        }
        ChargeDetails::Solana(_) => {
            currency
                .parse::<SolanaAddress>()
                .map_err(|error| error.within("currency"))?;
            recipient
                .parse::<SolanaAddress>()
                .map_err(|error| error.within("recipient"))?;
        }
        ChargeDetails::Stacks(details) => {
            let token = &details.stacks;
            let asset = alloc::format!(
                "{}.{}::{}",
                token.contract_address,
                token.contract_name,
                token.asset_name
            );
            if currency != asset {
                let error = Error::new(Kind::Mismatch, "the token of methodDetails", "another");
                return Err(error.within("currency"));
            }
        }
        ChargeDetails::Gateway(_) if currency != "usdc" => {
            return Err(Error::bad_value("\"usdc\"", "another").within("currency"));
        }
        ChargeDetails::Gateway(_) => {}
    }
    Ok(())
}
