use serde_json::{Value, json};

use super::{Order, apply, member};
use crate::bytes;
use crate::crypto::sha256;

/// A payment of an exact offer on Solana: a well-formed transaction, which no chain would take.
///
/// The shape is that of the exact-SVM scheme: version 0, the fee payer's place first and empty, the
/// payer's signature second, then compute limit, compute price and `TransferChecked`.
pub(super) fn message(order: &Order<'_>) -> Result<Value, String> {
    let extra = order.terms.get("extra").unwrap_or(&Value::Null);
    let amount = member(order.terms, "maxAmountRequired")?
        .parse()
        .map_err(|_| "the offer's maxAmountRequired is no amount of a Solana token")?;
    let transaction = transaction(&Transfer {
        fee_payer: key(member(extra, "feePayer")?)?,
        mint: key(member(order.terms, "asset")?)?,
        payee: key(member(order.terms, "payTo")?)?,
        payer: sha256(&order.wallet.secret()),
        blockhash: order.nonce,
        amount,
    });
    let mut message = json!({
        "x402Version": 1,
        "scheme": member(order.terms, "scheme")?,
        "network": member(order.terms, "network")?,
        "payload": { "transaction": bytes::to_base64(&transaction) },
    });
    apply(&mut message, &order.mutate.iter().collect::<Vec<_>>())?;
    Ok(message)
}

struct Transfer {
    fee_payer: [u8; 32],
    payer: [u8; 32],
    mint: [u8; 32],
    payee: [u8; 32],
    blockhash: [u8; 32],
    amount: u64,
}

fn transaction(transfer: &Transfer) -> Vec<u8> {
    let account = |owner: &[u8; 32]| sha256(&[owner.as_slice(), &transfer.mint].concat());
    let signature = [sha256(&transfer.blockhash), sha256(&transfer.payer)].concat();
    let mut bytes = vec![2];
    bytes.extend([0; 64]);
    bytes.extend(signature);
    // Version 0; two signers, the second only signs; three programs and mints are only read.
    bytes.extend([0x80, 2, 1, 3, 7]);
    for key in [
        transfer.fee_payer,
        transfer.payer,
        account(&transfer.payer),
        account(&transfer.payee),
        transfer.mint,
        TOKEN_PROGRAM,
        COMPUTE_BUDGET,
    ] {
        bytes.extend(key);
    }
    bytes.extend(transfer.blockhash);
    let instructions: [(u8, &[u8], Vec<u8>); 3] = [
        (6, &[], [&[2], LIMIT.to_le_bytes().as_slice()].concat()),
        (6, &[], [&[3], PRICE.to_le_bytes().as_slice()].concat()),
        (
            5,
            &[2, 4, 3, 1],
            [&[12], transfer.amount.to_le_bytes().as_slice(), &[DECIMALS]].concat(),
        ),
    ];
    bytes.push(3);
    for (program, accounts, data) in instructions {
        bytes.push(program);
        for part in [accounts, &data] {
            // Lengths below 128 are one byte.
            bytes.extend(u8::try_from(part.len()));
            bytes.extend(part);
        }
    }
    // No address lookup tables.
    bytes.push(0);
    bytes
}

fn key(text: &str) -> Result<[u8; 32], String> {
    let mut key = [0; 32];
    match bs58::decode(text).onto(&mut key) {
        Ok(32) => Ok(key),
        _ => Err(format!("{text:?} is no address of Solana")),
    }
}

const LIMIT: u32 = 40_000;
const PRICE: u64 = 1;
const DECIMALS: u8 = 6;

/// `TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA`
const TOKEN_PROGRAM: [u8; 32] = [
    6, 221, 246, 225, 215, 101, 161, 147, 217, 203, 225, 70, 206, 235, 121, 172, 28, 180, 133, 237,
    95, 91, 55, 145, 58, 140, 245, 133, 126, 255, 0, 169,
];
/// `ComputeBudget111111111111111111111111111111`
const COMPUTE_BUDGET: [u8; 32] = [
    3, 6, 70, 111, 229, 33, 23, 50, 255, 236, 173, 186, 114, 195, 155, 231, 188, 140, 229, 187,
    197, 247, 18, 107, 44, 67, 155, 58, 64, 0, 0, 0,
];

#[cfg(test)]
mod tests {
    use super::{COMPUTE_BUDGET, TOKEN_PROGRAM, Transfer, key, transaction};

    #[test]
    fn programs_and_length() {
        assert_eq!(
            key("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"),
            Ok(TOKEN_PROGRAM)
        );
        assert_eq!(
            key("ComputeBudget111111111111111111111111111111"),
            Ok(COMPUTE_BUDGET)
        );
        assert!(key("0OIl").is_err() && key("abc").is_err());
        let bytes = transaction(&Transfer {
            fee_payer: [1; 32],
            payer: [2; 32],
            mint: [3; 32],
            payee: [4; 32],
            blockhash: [5; 32],
            amount: 10_000,
        });
        // Signatures, head, keys, block hash, three instructions, no tables.
        let length = 1 + 2 * 64 + 5 + 7 * 32 + 32 + 1 + (3 + 5) + (3 + 9) + (3 + 4 + 10) + 1;
        assert_eq!(bytes.len(), length);
    }
}
