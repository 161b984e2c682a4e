use super::{agree, fits};
use crate::error::{Error, Result, quoted};
use crate::mpp::methods::{card, stellar, stripe, usdc};

impl card::ChargeRequest {
    /// Checks that the card's network is accepted.
    ///
    /// # Errors
    ///
    /// [`Kind::Mismatch`](crate::Kind::Mismatch).
    pub fn check_payload(&self, payload: &card::ChargePayload) -> Result<()> {
        let mut accepted = self.method_details.accepted_networks.iter();
        let holds = accepted.any(|network| network == payload.network.as_str());
        agree(holds, "network", "one of acceptedNetworks")
    }
}

impl stellar::ChargeRequest {
    /// Checks that `payload` is of a type that answers this request: no hash where the server pays
    /// the fee (MPP-XL-001).
    ///
    /// # Errors
    ///
    /// [`Kind::Mismatch`](crate::Kind::Mismatch).
    pub fn check_payload(&self, payload: &stellar::ChargePayload) -> Result<()> {
        let pays = self.method_details.fee_payer == Some(true);
        let hash = matches!(payload, stellar::ChargePayload::Hash(_));
        fits(
            !(pays && hash),
            "\"transaction\" where the server pays the fee",
            payload.tag(),
        )
    }
}

impl stripe::ChargeRequest {
    /// Checks that `payload` repeats `externalId` where this request has one (MPP-ST-004). Alone in
    /// the payload the member has no meaning.
    ///
    /// # Errors
    ///
    /// [`Kind::Mismatch`](crate::Kind::Mismatch).
    pub fn check_payload(&self, payload: &stripe::ChargePayload) -> Result<()> {
        let holds = self.external_id.is_none() || self.external_id == payload.external_id;
        agree(holds, "externalId", "externalId of the request")
    }
}

impl usdc::ChargeRequest {
    /// Checks that `payload` is of the type of this request's profile and moves what it asks for.
    ///
    /// # Errors
    ///
    /// [`Kind::BadValue`](crate::Kind::BadValue) for a type of another profile, otherwise
    /// [`Kind::Mismatch`](crate::Kind::Mismatch).
    pub fn check_payload(&self, payload: &usdc::ChargePayload) -> Result<()> {
        match (&self.method_details, payload) {
            (usdc::ChargeDetails::Evm(_), usdc::ChargePayload::Authorization(authorization)) => {
                // Invariant: the type of the request keeps the recipient an address.
                let payee = self.recipient.as_str().parse() == Ok(authorization.to);
                let value = authorization.value.get() == self.amount.get();
                agree(payee, "to", "recipient of the request")?;
                agree(value, "value", "amount of the request")
            }
            (usdc::ChargeDetails::Gateway(details), usdc::ChargePayload::Transfer(transfer)) => {
                let profile = &details.gateway;
                let mut sources = profile.accepted_sources.iter();
                let source = sources.any(|source| *source == transfer.source_network);
                let destination = profile.destination_network == transfer.destination_network;
                let fee = transfer.max_fee <= profile.max_fee;
                agree(source, "sourceNetwork", "one of acceptedSources")?;
                agree(
                    destination,
                    "destinationNetwork",
                    "destinationNetwork of the request",
                )?;
                agree(fee, "maxFee", "maxFee of the request or less")
            }
            (usdc::ChargeDetails::Solana(_), usdc::ChargePayload::Transaction(transaction)) => {
                let plain = transaction.transaction_format.is_none();
                agree(plain, "transactionFormat", "no such member")
            }
            (usdc::ChargeDetails::Stacks(_), usdc::ChargePayload::Transaction(_)) => Ok(()),
            // The profile defines its types: another is unknown to it.
            (_, payload) => {
                let error = Error::bad_value("the type of the profile", quoted(payload.tag()));
                Err(error.within("type"))
            }
        }
    }
}
