"""PyPI x402: headers and messages through its pydantic models, networks, prices."""

import json

from lib.lines import field, serve, typed
from x402 import chains, types
from x402.clients.base import decode_x_payment_response
from x402.common import process_price_to_atomic_amount
from x402.encoding import safe_base64_encode
from x402.exact import decode_payment, encode_payment


def network(name):
    chain = chains.get_chain_id(name)
    asset = chains.get_default_token_address(chain)
    return {
        "chainId": int(chain),
        "asset": asset,
        "name": chains.get_token_name(chain, asset),
        "version": chains.get_token_version(chain, asset),
        "decimals": chains.get_token_decimals(chain, asset),
    }


def discovery(text):
    read = typed(types.ListDiscoveryResourcesResponse)(text)
    page = types.ListDiscoveryResourcesResponse(**read)
    for item, model in zip(read["items"], page.items):
        item["lastUpdated"] = int(model.last_updated.timestamp())
    return read


def show(model, read):
    """What its middleware does with a decoded header."""
    return model.model_validate(read).model_dump(mode="json", by_alias=True, exclude_unset=True)


def settlement(given):
    """What its middleware does with the facilitator's answer."""
    return safe_base64_encode(types.SettleResponse(**given).model_dump_json(by_alias=True))


serve("x402", {
    "x402.payment.decode": lambda text: show(types.PaymentPayload, decode_payment(field(text))),
    "x402.payment.encode": encode_payment,
    "x402.settlement.decode": lambda text: decode_x_payment_response(field(text)),
    "x402.settlement.encode": settlement,
    "x402.required.decode": typed(types.x402PaymentRequiredResponse),
    "x402.requirements.decode": typed(types.PaymentRequirements),
    "x402.verify-response.decode": typed(types.VerifyResponse),
    "x402.settle-response.decode": typed(types.SettleResponse),
    "x402.discovery.decode": discovery,
    "x402.network.lookup": network,
    "x402.amount.from-price": lambda given: process_price_to_atomic_amount(
        given["price"], "base-sepolia"
    )[0],
}, {"x402.amount.from-price": [{"decimals": 6}]})
