import { type Address, type Hex, numberToHex } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import { TerminalError } from '../api/errors.ts'
import type { EthereumProvider } from '../networks/Network.ts'

/** A call or, without `to`, a deployment, with its gas limit. */
export interface UnsignedCall {
  readonly to?: Address
  readonly data: Hex
  /** Wei; none by default. */
  readonly value?: bigint
  readonly gas: bigint
}

interface Batch {
  readonly account: PrivateKeyAccount
  readonly calls: readonly UnsignedCall[]
}

/** Far above any base fee of a chain whose blocks are mostly empty; what isn't needed isn't charged (EIP-1559). */
const maxFeePerGas = 100_000_000_000n

const signBatch = async (provider: EthereumProvider, chainId: number, { account, calls }: Batch): Promise<Hex[]> => {
  const first = Number(
    await provider.request({ method: 'eth_getTransactionCount', params: [account.address, 'pending'] }),
  )
  return Promise.all(
    calls.map((call, index) =>
      account.signTransaction({
        type: 'eip1559',
        chainId,
        nonce: first + index,
        maxFeePerGas,
        maxPriorityFeePerGas: 1_000_000_000n,
        ...call,
      }),
    ),
  )
}

/** How often another sender of the same account may be quicker. */
const attemptsMax = 5

/**
 * Sends the transactions of one account. Its nonces may be taken between counting and sending, where something else sends for it
 * too: then the first one is refused, nothing was sent, and all are signed anew. The others follow together, so that nothing gets
 * in between.
 */
const sendBatch = async (
  provider: EthereumProvider,
  chainId: number,
  batch: Batch,
  attempt = 1,
): Promise<readonly Hex[]> => {
  const send = async (raw: Hex) => (await provider.request({ method: 'eth_sendRawTransaction', params: [raw] })) as Hex
  const [first, ...others] = await signBatch(provider, chainId, batch)
  if (first === undefined) return []
  let firstHash: Hex
  try {
    firstHash = await send(first)
  } catch (error) {
    if (attempt === attemptsMax) throw error
    return sendBatch(provider, chainId, batch, attempt + 1)
  }
  return [firstHash, ...(await Promise.all(others.map(send)))]
}

/**
 * Sends transactions of several accounts and seals them into one block at `atS` (Unix seconds; now, without it). For chains
 * with development methods. Throws `chain/reverted` if any of them failed.
 */
export const sendInOneBlock = async (
  provider: EthereumProvider,
  batches: readonly Batch[],
  atS?: number,
): Promise<Hex[]> => {
  const chainId = Number(await provider.request({ method: 'eth_chainId' }))
  await provider.request({ method: 'evm_setAutomine', params: [false] })
  try {
    const hashes: Hex[] = []
    for (const batch of batches) hashes.push(...(await sendBatch(provider, chainId, batch)))
    if (atS !== undefined) {
      await provider.request({ method: 'evm_setNextBlockTimestamp', params: [numberToHex(atS)] })
    }
    await provider.request({ method: 'evm_mine', params: [] })
    await requireSuccess(provider, hashes)
    return hashes
  } finally {
    await provider.request({ method: 'evm_setAutomine', params: [true] })
  }
}

const requireSuccess = async (provider: EthereumProvider, hashes: readonly Hex[]): Promise<void> => {
  for (const [index, hash] of hashes.entries()) {
    const receipt = (await provider.request({ method: 'eth_getTransactionReceipt', params: [hash] })) as {
      status: Hex
    } | null
    if (receipt?.status !== '0x1') {
      throw new TerminalError('chain/reverted', `Transaction ${index + 1} of ${hashes.length} failed: ${hash}.`, {
        hash,
      })
    }
  }
}
