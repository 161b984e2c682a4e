use crate::mpp::values::{Ed25519Signature, Int64, Uint64};
use crate::primitives::SolanaAddress;
use crate::wire::object;

object! {
    /// A [`Voucher`] and its signature.
    ///
    /// Source: [Signed Voucher](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/solana/draft-solana-session-00.md#signed-voucher).
    pub struct SignedVoucher {
        fixed { "signatureType" = "ed25519", }
        required {
            /// The voucher.
            voucher: Voucher = "voucher",
            /// Who signed it.
            signer: SolanaAddress = "signer",
            /// The Ed25519 signature of [`Voucher::to_bytes`].
            signature: Ed25519Signature = "signature",
        }
    }
}

object! {
    /// The payee may take `cumulative_amount` in all.
    pub struct Voucher {
        required {
            /// The channel.
            channel_id: SolanaAddress = "channelId",
            /// The total since the channel was opened, in base units.
            cumulative_amount: Uint64 = "cumulativeAmount",
        }
        optional {
            /// The Unix second at which it ends; absent or 0 for never.
            expires_at: Int64 = "expiresAt",
        }
    }
}

impl Voucher {
    /// The 50 bytes that are signed (MPP-SO-004).
    ///
    /// ```text
    ///  0  56 01             tag and version
    ///  2  channelId         32 bytes
    /// 34  cumulativeAmount  u64, little endian
    /// 42  expiresAt         i64, little endian; 0 for never
    /// ```
    ///
    /// ```
    /// use http402::mpp::methods::solana::Voucher;
    /// use http402::primitives::SolanaAddress;
    ///
    /// let voucher = Voucher::new(SolanaAddress::from_bytes([7; 32]), 250_000.try_into()?);
    /// let bytes = voucher.to_bytes();
    /// assert_eq!(bytes[..3], [0x56, 0x01, 7]);
    /// assert_eq!(bytes[34..], [0x90, 0xd0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    /// # Ok::<(), http402::Error>(())
    /// ```
    pub fn to_bytes(&self) -> [u8; 50] {
        // Invariant: the type of the amount keeps it below 2⁶⁴.
        let amount = u64::try_from(self.cumulative_amount.get()).unwrap_or(u64::MAX);
        let expires_at = self.expires_at.map_or(0, Int64::get);
        let parts = [0x56, 0x01]
            .into_iter()
            .chain(*self.channel_id.as_bytes())
            .chain(amount.to_le_bytes())
            .chain(expires_at.to_le_bytes());
        let mut bytes = [0; 50];
        for (slot, byte) in bytes.iter_mut().zip(parts) {
            *slot = byte;
        }
        bytes
    }
}
