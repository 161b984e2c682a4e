//! What the payment methods hash: channel ids, vouchers, proofs, nonces, memos.

use http402::Kind;
use http402::eip712::tempo::{CloseAuthorization, ProofV1, ProofV2, ProofV3, Uint96, VoucherV2};
use http402::eip712::{Domain, Voucher, challenge_hash, keccak256, signing_digest};
use http402::json::canonicalize;
use http402::mpp::methods::tempo::ChannelDescriptor;
use http402::mpp::methods::{AttributionMemo, ChannelParameters, solana, top_up_nonce};
use http402::primitives::{Address, B256, SolanaAddress, U256};
use serde_json::{Value, json};

use super::input::Input;
use super::{Refusal, Result, Table, hex};

pub(super) const OPERATIONS: Table = &[
    ("session.channel-id", channel_id),
    ("session.voucher.digest", voucher_digest),
    ("session.close.digest", close_digest),
    ("session.nonce.open", open_nonce),
    ("session.nonce.top-up", top_up),
    ("proof.digest", proof_digest),
    ("memo.encode", memo_encode),
    ("memo.verify", memo_verify),
    ("challenge.hash", hash),
    ("usdc.nonce", usdc_nonce),
    ("solana.voucher.encode", solana_voucher),
];

/// The members of a channel; `payer` is called `from` where an authorization is meant.
fn parameters(input: Input<'_>, payer: &str) -> Result<ChannelParameters> {
    Ok(ChannelParameters {
        payer: input.parsed(payer)?,
        payee: input.parsed("payee")?,
        token: input.parsed("token")?,
        salt: input.parsed("salt")?,
        authorized_signer: input.parsed("authorizedSigner")?,
    })
}

pub(super) fn channel_id(input: Input<'_>) -> Result<Value> {
    let (escrow, chain) = (
        input.parsed::<Address>("escrow")?,
        input.integer("chainId")?,
    );
    let channel = parameters(input, "payer")?;
    let id = match input.str("version")? {
        "v1" => channel.channel_id(&escrow, chain),
        "v2" => {
            let operator = input.parsed_optional("operator")?.unwrap_or(Address::ZERO);
            let hash = input.parsed("expiringNonceHash")?;
            let ChannelParameters {
                payer,
                payee,
                token,
                salt,
                authorized_signer,
            } = channel;
            ChannelDescriptor::new(payer, payee, operator, token, salt, authorized_signer, hash)
                .channel_id(&escrow, chain.try_into()?)
        }
        _ => return Err(Refusal::Kind(Kind::Unsupported)),
    };
    Ok(json!(id.to_string()))
}

/// The amount, which v2 keeps below 2⁹⁶ and the others below 2¹²⁸.
pub(super) fn amount(input: Input<'_>) -> Result<u128> {
    Ok(input.parsed::<U256>("cumulativeAmount")?.try_into()?)
}

pub(super) fn voucher_digest(input: Input<'_>) -> Result<Value> {
    let (escrow, chain) = (
        input.parsed::<Address>("escrow")?,
        input.integer("chainId")?,
    );
    let channel_id = input.parsed::<B256>("channelId")?;
    let domain = match input.str("domain")? {
        "tempo-v1" => Domain::tempo_stream_channel(chain, escrow),
        "evm" => Domain::evm_payment_channel(chain, escrow),
        "hedera" => Domain::hedera_stream_channel(chain, escrow),
        "tempo-v2" => {
            let cumulative_amount = Uint96::new(amount(input)?)?;
            let separator = Domain::tip20_channel_reserve(chain, escrow).separator();
            let voucher = VoucherV2 {
                channel_id,
                cumulative_amount,
            };
            return Ok(json!(signing_digest(&separator, &voucher).to_string()));
        }
        _ => return Err(Refusal::Kind(Kind::Unsupported)),
    };
    let voucher = Voucher {
        channel_id,
        cumulative_amount: amount(input)?,
    };
    Ok(json!(
        signing_digest(&domain.separator(), &voucher).to_string()
    ))
}

fn close_digest(input: Input<'_>) -> Result<Value> {
    let (escrow, chain) = (
        input.parsed::<Address>("escrow")?,
        input.integer("chainId")?,
    );
    let separator = Domain::tip20_channel_reserve(chain, escrow).separator();
    let close = CloseAuthorization {
        channel_id: input.parsed("channelId")?,
        cumulative_amount: Uint96::new(amount(input)?)?,
    };
    Ok(json!(signing_digest(&separator, &close).to_string()))
}

pub(super) fn open_nonce(input: Input<'_>) -> Result<Value> {
    Ok(json!(parameters(input, "from")?.open_nonce().to_string()))
}

fn top_up(input: Input<'_>) -> Result<Value> {
    let channel = input.parsed::<B256>("channelId")?;
    let deposit = input.parsed::<U256>("additionalDeposit")?.try_into()?;
    let (from, salt) = (
        input.parsed::<Address>("from")?,
        input.parsed::<B256>("topUpSalt")?,
    );
    Ok(json!(
        top_up_nonce(&channel, deposit, &from, &salt).to_string()
    ))
}

fn proof_digest(input: Input<'_>) -> Result<Value> {
    let (chain, challenge_id) = (input.integer("chainId")?, input.str("challengeId")?);
    let digest = match input.str("version")? {
        "1" => signing_digest(
            &ProofV1::domain(chain).separator(),
            &ProofV1 { challenge_id },
        ),
        "2" => {
            let proof = ProofV2 {
                challenge_id,
                realm: input.str("realm")?,
            };
            signing_digest(&ProofV2::domain(chain).separator(), &proof)
        }
        "3" => {
            let account = input.parsed("account")?;
            let proof = ProofV3 {
                account,
                challenge_id,
                realm: input.str("realm")?,
            };
            signing_digest(&ProofV3::domain(chain).separator(), &proof)
        }
        _ => return Err(Refusal::Kind(Kind::Unsupported)),
    };
    Ok(json!(digest.to_string()))
}

fn memo_encode(input: Input<'_>) -> Result<Value> {
    let mut memo = AttributionMemo::new(input.str("realm")?, input.str("challengeId")?);
    if let Some(client) = input.str_optional("client")? {
        memo = memo.with_client(client);
    }
    Ok(json!(memo.to_b256().to_string()))
}

fn memo_verify(input: Input<'_>) -> Result<Value> {
    let memo = AttributionMemo::try_from(input.parsed::<B256>("memo")?)?;
    memo.verify(input.str("realm")?, input.str("challengeId")?)?;
    Ok(json!(true))
}

fn hash(input: Input<'_>) -> Result<Value> {
    Ok(json!(
        challenge_hash(input.str("id")?, input.str("realm")?).to_string()
    ))
}

pub(super) fn usdc_nonce(input: Input<'_>) -> Result<Value> {
    let hash = input.parsed::<B256>("requestHash")?.to_string();
    let covered = json!({
        "id": input.str("id")?,
        "intent": input.str("intent")?,
        "method": input.str("method")?,
        "realm": input.str("realm")?,
        "requestHash": hash,
    });
    Ok(json!(
        keccak256(canonicalize(&covered.to_string())?.as_bytes()).to_string()
    ))
}

fn solana_voucher(input: Input<'_>) -> Result<Value> {
    let mut voucher = solana::Voucher::new(
        input.parsed::<SolanaAddress>("channelId")?,
        input.parsed("amount")?,
    );
    let expiry = input
        .optional("expiry")
        .and_then(|expiry| expiry.0.as_i64())
        .unwrap_or_default();
    if expiry != 0 {
        voucher.expires_at = Some(expiry.into());
    }
    Ok(json!({ "hex": hex(&voucher.to_bytes()) }))
}
