use super::{check_fee_payer, unless};
use crate::error::{Error, Result};
use crate::mpp::Identifier;
use crate::mpp::methods::check_splits;
use crate::mpp::values::{
    BaseUnits, ElgamalPublicKey, List, PositiveUint64, ShortText, SolanaCurrency, SolanaDecimals,
    SolanaMemo, SolanaNetwork, SolanaTransaction, TokenProgram,
};
use crate::primitives::{SolanaAddress, SolanaSignature, Timestamp};
use crate::wire::{checked, choice, object, union};

checked! {
    /// `request` of `solana` `charge`.
    ///
    /// ```json
    /// {"amount":"10000000","currency":"sol",
    ///  "recipient":"7xKXtg2CW87d97TXJSDpbD5jBkheTqA83TZRuJosgAsU",
    ///  "methodDetails":{"network":"mainnet"}}
    /// ```
    ///
    /// | rule | for |
    /// |---|---|
    /// | `decimals` is there | mints |
    /// | `decimals` and `tokenProgram` are absent, nothing is confidential, no account is created | `sol` |
    /// | `feePayerKey` is there exactly if `feePayer` is true | all |
    /// | the splits leave the recipient a remainder | all |
    /// | no splits, and no other program than Token-2022 | confidential transfers |
    /// | no ElGamal keys | other transfers |
    ///
    /// Source: [Shared Fields](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/solana/draft-solana-charge-00.md#shared-fields).
    pub struct ChargeRequest(ChargeRequestParts): check_request;
}

object! {
    /// The members of a [`ChargeRequest`].
    pub parts struct ChargeRequestParts {
        required {
            /// The price in lamports or token base units.
            amount: PositiveUint64 = "amount",
            /// SOL or a token.
            currency: SolanaCurrency = "currency",
            /// Who is paid; for a token the owner of the token account.
            recipient: SolanaAddress = "recipient",
        }
        optional {
            /// What is paid for, for people.
            description: ShortText = "description",
            /// The merchant's own reference, to appear as a memo.
            external_id: SolanaMemo = "externalId",
            /// What the method adds.
            method_details: ChargeDetails = "methodDetails",
        }
    }
}

object! {
    /// `methodDetails` of a [`ChargeRequest`].
    pub struct ChargeDetails {
        optional {
            /// The cluster; absent means `mainnet`.
            network: SolanaNetwork = "network",
            /// The token's decimal places.
            decimals: SolanaDecimals = "decimals",
            /// The token's program; absent means the client looks it up.
            token_program: TokenProgram = "tokenProgram",
            /// Whether the server pays the fee; absent means no.
            fee_payer: bool = "feePayer",
            /// Who then pays it.
            fee_payer_key: SolanaAddress = "feePayerKey",
            /// Further recipients, each with its part of `amount`.
            splits: List<Split, 0, 8> = "splits",
            /// A block hash to build on.
            recent_blockhash: SolanaAddress = "recentBlockhash",
            /// Whether the amount is to be encrypted on chain; absent means no.
            confidential: bool = "confidential",
            /// The key of the mint's auditor.
            auditor_elgamal_pubkey: ElgamalPublicKey = "auditorElgamalPubkey",
            /// The key of the recipient's confidential account.
            recipient_elgamal_pubkey: ElgamalPublicKey = "recipientElgamalPubkey",
        }
    }
}

object! {
    /// One further recipient of a [`ChargeRequest`].
    pub struct Split {
        required {
            /// Who gets it.
            recipient: SolanaAddress = "recipient",
            /// Its part, in the unit of the whole amount.
            amount: BaseUnits = "amount",
        }
        optional {
            /// What it is for, for people.
            memo: SolanaMemo = "memo",
            /// Whether the client must create the token account; absent means no.
            ata_creation_required: bool = "ataCreationRequired",
        }
    }
}

union! {
    /// `payload` of `solana` `charge`.
    ///
    /// Source: [Credential Schema](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/solana/draft-solana-charge-00.md#credential-schema).
    pub enum ChargePayload by "type" {
        /// A signed transaction for the server to broadcast.
        Transaction(TransactionPayload) = "transaction",
        /// The signature of a transaction that the client broadcast; not where the server pays fees.
        Signature(SignaturePayload) = "signature",
        /// The transactions of a confidential transfer, and only of one.
        Bundle(BundlePayload) = "bundle",
    }
}

object! {
    /// `{"type":"transaction","transaction":"AQAB…"}`
    pub struct TransactionPayload {
        fixed { "type" = "transaction", }
        required {
            /// The signed transaction.
            transaction: SolanaTransaction = "transaction",
        }
    }
}

object! {
    /// `{"type":"signature","signature":"5UfD…"}`
    pub struct SignaturePayload {
        fixed { "type" = "signature", }
        required {
            /// The transaction's signature, which names it.
            signature: SolanaSignature = "signature",
        }
    }
}

object! {
    /// `{"type":"bundle","transactions":["AQAB…"]}`
    pub struct BundlePayload {
        fixed { "type" = "bundle", }
        required {
            /// The signed transactions, in order.
            transactions: List<SolanaTransaction, 1> = "transactions",
        }
    }
}

object! {
    /// Receipt of `solana` `charge`.
    pub struct ChargeReceipt {
        fixed { "status" = "success", "method" = "solana", }
        required {
            /// When the payment was settled.
            timestamp: Timestamp = "timestamp",
            /// `id` of the challenge.
            challenge_id: Identifier = "challengeId",
            /// The transaction's signature.
            reference: SolanaSignature = "reference",
        }
        optional {
            /// For a bundle: what is still to come.
            delivery: Delivery = "delivery",
        }
    }
}

choice! {
    /// What is still to come after a confidential transfer.
    pub enum Delivery "\"pending\"" {
        /// The recipient has to apply the balance.
        Pending = "pending",
    }
}

fn check_request(request: &ChargeRequestParts) -> Result<()> {
    let empty = ChargeDetails::new();
    let details = request.method_details.as_ref().unwrap_or(&empty);
    let splits = details.splits.iter().flatten();
    check_fee_payer(details.fee_payer, details.fee_payer_key.as_ref())
        .and_then(|()| match request.currency {
            SolanaCurrency::Sol => check_native(details),
            SolanaCurrency::Mint(_) if details.decimals.is_none() => {
                Err(Error::missing("decimals"))
            }
            SolanaCurrency::Mint(_) => Ok(()),
        })
        .and_then(|()| check_confidential(details))
        .and_then(|()| {
            check_splits(request.amount.get(), splits.map(|split| split.amount.get()))
                .map_err(|error| error.within("splits"))
        })
        .map_err(|error| error.within("methodDetails"))
}

fn check_native(details: &ChargeDetails) -> Result<()> {
    let creates = |split: &Split| split.ata_creation_required == Some(true);
    for (there, name) in [
        (details.decimals.is_some(), "decimals"),
        (details.token_program.is_some(), "tokenProgram"),
        (details.confidential == Some(true), "confidential"),
        (details.splits.iter().flatten().any(creates), "splits"),
    ] {
        if there {
            let error = Error::bad_value("nothing that only tokens have", "something");
            return Err(error.within(name));
        }
    }
    Ok(())
}

fn check_confidential(details: &ChargeDetails) -> Result<()> {
    if details.confidential != Some(true) {
        let keys = [
            (&details.auditor_elgamal_pubkey, "auditorElgamalPubkey"),
            (&details.recipient_elgamal_pubkey, "recipientElgamalPubkey"),
        ];
        return match keys.into_iter().find(|(key, _)| key.is_some()) {
            Some((_, name)) => Err(unless(name, "confidential is true")),
            None => Ok(()),
        };
    }
    if details.token_program == Some(TokenProgram::Token) {
        let error = Error::bad_value("the Token-2022 Program", "the Token Program");
        return Err(error.within("tokenProgram"));
    }
    if details.splits.is_some() {
        return Err(unless("splits", "confidential is false"));
    }
    Ok(())
}
