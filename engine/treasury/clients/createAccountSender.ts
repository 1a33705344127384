import { createWalletClient, custom, defineChain, type LocalAccount, type TransactionReceipt } from 'viem'
import { TerminalError } from '../../api/errors.ts'
import { createLock } from '../../chain/createLock.ts'
import type { Network } from '../../networks/Network.ts'
import { createReader } from './createContractClient.ts'
import type { ContractCall, Sender } from './Sender.ts'
import { toContractError } from './toContractError.ts'

/** How long a network may take to put a transaction into a block. */
const RECEIPT_TIMEOUT_MS = 180_000
const POLLING_MS = 200

/** So that viem refuses to sign for another chain than the one asked for. */
const toChain = ({ chainId, name }: Pick<Network, 'chainId' | 'name'>) =>
  defineChain({
    id: chainId,
    name,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [] } },
  })

/**
 * Sends with an account of viem's (a key, or whatever signs like one). Every call is estimated first, so that one that would fail
 * is refused with its reason and costs nothing; the gas limit is a fifth above the estimate, since the state may move in between.
 */
export const createAccountSender = (
  network: Pick<Network, 'provider' | 'chainId' | 'name'>,
  account: LocalAccount,
): Sender => {
  const transport = custom(network.provider, { retryCount: 0 })
  const reader = createReader(network.provider)
  const wallet = createWalletClient({ account, chain: toChain(network), transport })
  const lock = createLock()

  const sendNow = async (call: ContractCall): Promise<TransactionReceipt> => {
    const gas = await reader.estimateGas({ account: account.address, ...call })
    const hash = await wallet.sendTransaction({ gas: (gas * 6n) / 5n, ...call })
    const receipt = await reader.waitForTransactionReceipt({
      hash,
      timeout: RECEIPT_TIMEOUT_MS,
      pollingInterval: POLLING_MS,
    })
    if (receipt.status === 'success') return receipt
    // It would have succeeded when it was estimated: the state moved. Asked again, the contract says why.
    await reader.call({ account: account.address, ...call })
    throw new TerminalError('contract/reverted', `The transaction ${hash} failed.`, { hash })
  }

  const send = async (call: ContractCall): Promise<TransactionReceipt> => {
    try {
      return await sendNow(call)
    } catch (error) {
      throw toContractError(error)
    }
  }
  return { address: account.address, send: (call) => lock(() => send(call)) }
}
