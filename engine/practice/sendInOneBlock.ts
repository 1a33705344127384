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
  const signed = (await Promise.all(batches.map((batch) => signBatch(provider, chainId, batch)))).flat()
  await provider.request({ method: 'evm_setAutomine', params: [false] })
  try {
    const hashes: Hex[] = []
    for (const raw of signed) {
      hashes.push((await provider.request({ method: 'eth_sendRawTransaction', params: [raw] })) as Hex)
    }
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
