/** What @ethereumjs says and what geth says: clients match on geth's words. */
const SENTENCES: readonly (readonly [RegExp, (match: RegExpMatchArray) => string])[] = [
  [
    /INTRINSIC_GAS_TOO_LOW: tx gas limit (\d+) is lower than the minimum gas limit of (\d+)/,
    ([, gas, needed]) => `intrinsic gas too low: gas ${gas}, minimum needed ${needed}`,
  ],
  [/doesn't have enough funds/, () => 'insufficient funds for gas * price + value'],
  [
    /account has nonce of: (\d+) tx has nonce of: (\d+)/,
    ([, next = '0', given = '0']) =>
      `nonce too ${BigInt(given) < BigInt(next) ? 'low' : 'high'}: next nonce ${next}, tx nonce ${given}`,
  ],
  [/nonce cannot equal or exceed MAX_UINT64/, () => 'nonce has max value'],
  [/less than the block's baseFeePerGas/, () => 'max fee per gas less than block base fee'],
  [/maxFeePerGas cannot be less than maxPriorityFee/, () => 'max priority fee per gas higher than max fee per gas'],
  [/is less than block blobGasPrice/, () => 'max fee per blob gas less than block blob gas fee'],
  [
    /gas ?limit \* (?:maxFeePerGas|gasPrice) cannot exceed/i,
    () => 'insufficient funds for gas * price + value: required balance exceeds 256 bits',
  ],
  [
    /initcode size of this transaction is too large: it is (\d+) while the max is (\d+)/,
    ([, size, limit]) => `max initcode size exceeded: code size ${size} limit ${limit}`,
  ],
  [/is not EOA/, () => 'sender not an eoa'],
  [
    /Transaction gas limit (\d+) exceeds the maximum allowed by EIP-7825 \((\d+)\)/,
    ([, gas, cap]) => `transaction gas limit too high (cap: ${cap}, tx: ${gas})`,
  ],
  [/versioned hash does not start with KZG/, () => 'blob has invalid hash version'],
  [/Invalid EIP-4844 transaction\. Only expecting/, () => 'unexpected blob sidecar in transaction'],
  [/at least one blob/, () => 'blob transaction missing blob hashes'],
  [
    /total blob gas of (\d+) to exceed maximum blob gas per block of (\d+)/,
    ([, blobGas, max]) => `too many blobs in transaction: blob gas ${blobGas}, permitted ${max}`,
  ],
  [
    /(\d+) blobs exceeds max (\d+) blobs per tx/,
    ([, blobs, max]) => `too many blobs in transaction: have ${blobs}, permitted ${max}`,
  ],
  [/cannot be used to create contracts \(tx type=3/, () => 'blob transaction of type create'],
  [/cannot be used to create contracts \(tx type=4/, () => 'EIP-7702 transaction cannot be used to create contract'],
  [/authorization list is empty/, () => 'EIP-7702 transaction with empty auth list'],
]

/** geth's sentence for a reason of @ethereumjs to refuse a transaction; `undefined` when none is known. */
export const toNodeSentence = (reason: string): string | undefined => {
  for (const [pattern, toSentence] of SENTENCES) {
    const match = reason.match(pattern)
    if (match !== null) return toSentence(match)
  }
  return undefined
}
