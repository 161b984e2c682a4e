"""PyPI eth-account (with eth-utils and eth-keys): EIP-712 hashing, signing, recovery, addresses."""

import json

from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_keys.constants import SECPK1_N
from eth_utils import is_address, keccak, to_checksum_address, to_normalized_address
from lib.lines import holds, serve

AUTHORIZATION = [
    ("from", "address"), ("to", "address"), ("value", "uint256"),
    ("validAfter", "uint256"), ("validBefore", "uint256"), ("nonce", "bytes32"),
]
TYPES = {"TransferWithAuthorization": [{"name": n, "type": t} for n, t in AUTHORIZATION]}


def hexadecimal(raw):
    return "0x" + bytes(raw).hex()


def digest(message):
    return hexadecimal(keccak(b"\x19" + message.version + message.header + message.body))


def chain_as_number(domain):
    """The library takes the chain id as JSON-RPC has it."""
    chain = domain.get("chainId")
    decimal = isinstance(chain, str) and chain.isdecimal()
    return {**domain, "chainId": int(chain)} if decimal else domain


def separator(domain):
    """The header of any message over the domain."""
    message = {name: "0" for name, _ in AUTHORIZATION}
    message |= {"from": "0x" + "00" * 20, "to": "0x" + "00" * 20, "nonce": "0x" + "00" * 32}
    return hexadecimal(encode_typed_data(chain_as_number(domain), TYPES, message).header)


def recover(given):
    address = Account._recover_hash(given["digest"], signature=given["signature"])
    s = int(given["signature"][66:130], 16)
    return {"address": address, "highS": s > SECPK1_N // 2}


def lower(text):
    holds(is_address(text))
    return to_normalized_address(text)


serve("eth-account", {
    "eip712.domain.separator": separator,
    "eip712.typed-data.digest": lambda text: digest(encode_typed_data(full_message=json.loads(text))),
    "eip712.authorization.digest": lambda given: digest(
        encode_typed_data(chain_as_number(given["domain"]), TYPES, given["authorization"])
    ),
    "eip712.sign": lambda given: hexadecimal(
        Account.unsafe_sign_hash(given["digest"], given["key"]).signature
    ),
    "eip712.recover": recover,
    "address.decode": lower,
    "address.checksum": to_checksum_address,
})
