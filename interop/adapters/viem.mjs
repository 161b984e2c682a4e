// npm viem: EIP-712 hashing, signing, recovery, addresses.

import { Refused, body, installed, serve } from "./lib/lines.mjs";

const { load, version } = installed("viem");
const { domainSeparator, getAddress, hashTypedData, isAddress, parseSignature, recoverAddress } =
  await load("viem");
const { sign } = await load("viem/accounts");

const types = {
  TransferWithAuthorization: [
    { name: "from", type: "address" },
    { name: "to", type: "address" },
    { name: "value", type: "uint256" },
    { name: "validAfter", type: "uint256" },
    { name: "validBefore", type: "uint256" },
    { name: "nonce", type: "bytes32" },
  ],
};

/** The library takes the chain id as an integer. */
const numbered = ({ chainId, ...domain }) =>
  chainId === undefined ? domain : { ...domain, chainId: BigInt(chainId) };

const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const recover = async ({ digest, signature }) => {
  const address = await recoverAddress({ hash: digest, signature });
  return { address, highS: parseSignature(signature).s > order / 2n };
};

const lower = (text) => {
  if (!isAddress(text)) throw new Refused("");
  return text.toLowerCase();
};

await serve("viem", version("viem"), {
  "eip712.domain.separator": (domain) => domainSeparator({ domain: numbered(domain) }),
  "eip712.typed-data.digest": (text) => hashTypedData(JSON.parse(body(text))),
  "eip712.authorization.digest": ({ domain, authorization }) => hashTypedData({
    domain: numbered(domain), types, primaryType: "TransferWithAuthorization", message: authorization,
  }),
  "eip712.sign": ({ digest, key }) => sign({ hash: digest, privateKey: key, to: "hex" }),
  "eip712.recover": recover,
  "address.decode": lower,
  "address.checksum": (text) => getAddress(text),
});
