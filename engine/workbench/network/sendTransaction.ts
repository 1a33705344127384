import { type Address, type Hex, numberToHex } from 'viem'
import { z } from 'zod'
import { TerminalError } from '../../api/errors.ts'
import { Bytes32 } from '../../api/schemas.ts'
import { askNetwork } from '../../networks/askNetwork.ts'
import type { EthereumProvider } from '../../networks/Network.ts'
import { NodeAddress, NodeReceipt, Quantity, TopCall } from './nodeAnswers.ts'

export type TransactionRequest = {
  readonly from: Address
  /** Absent: the data is creation code. */
  readonly to?: Address
  readonly data: Hex
  readonly valueWei: bigint
}

export type MinedTransaction = { readonly hash: Hex; readonly receipt: NodeReceipt; readonly call: TopCall | undefined }

/** Calls `task` after `delayMs`; the result takes that back. */
export type Schedule = (task: () => void, delayMs: number) => () => void

/** EIP-7825: no transaction may have more gas than this. */
const MAX_GAS = 16_777_216n
const POLL_MS = 50
const MAX_POLLS = 600

/** The accounts that the node sends for without asking. */
export const readUnlocked = (provider: EthereumProvider): Promise<Address[]> =>
  askNetwork(provider, { method: 'eth_accounts' }, z.array(NodeAddress))

/** What JSON-RPC takes for a call. */
export const toCallRequest = ({ from, to, data, valueWei }: TransactionRequest) => ({
  from,
  ...(to === undefined ? {} : { to }),
  data,
  value: numberToHex(valueWei),
})

/**
 * Sends a transaction of an unlocked account and waits until it is in a block. One that reverts is sent too: a transaction on the
 * chain can be traced and debugged.
 *
 * @throws TerminalError `workbench/account-locked`, `chain/rejected`, `chain/unavailable` (the fact `transactionHash` is there when it
 * was sent and is in no block after 30 seconds)
 */
export const sendTransaction = async (
  provider: EthereumProvider,
  request: TransactionRequest,
  schedule: Schedule,
): Promise<MinedTransaction> => {
  const { from } = request
  if (!(await readUnlocked(provider)).includes(from)) {
    throw new TerminalError('workbench/account-locked', `${from} is not an unlocked account of this network.`, { from })
  }
  const call = toCallRequest(request)
  const gas = await chooseGas(provider, call)
  const params = [{ ...call, gas: numberToHex(gas) }]
  const hash = await askNetwork(provider, { method: 'eth_sendTransaction', params }, Bytes32)
  const receipt = await waitForReceipt(provider, hash, schedule)
  return { hash, receipt, call: await traceTopCall(provider, hash) }
}

/** A fifth more than estimated: the state may be another one by then. As much as is allowed where the estimate says it reverts. */
const chooseGas = async (provider: EthereumProvider, call: object): Promise<bigint> => {
  try {
    const estimate = await askNetwork(provider, { method: 'eth_estimateGas', params: [call] }, Quantity)
    const generous = (estimate * 6n) / 5n
    return generous < MAX_GAS || estimate > MAX_GAS ? generous : MAX_GAS
  } catch (error) {
    if (!isRefusal(error)) throw error
    const block = { method: 'eth_getBlockByNumber', params: ['latest', false] }
    const { gasLimit } = await askNetwork(provider, block, z.object({ gasLimit: Quantity }))
    return gasLimit < MAX_GAS ? gasLimit : MAX_GAS
  }
}

const waitForReceipt = async (provider: EthereumProvider, hash: Hex, schedule: Schedule): Promise<NodeReceipt> => {
  for (let polls = 0; polls < MAX_POLLS; polls++) {
    const request = { method: 'eth_getTransactionReceipt', params: [hash] }
    const receipt = await askNetwork(provider, request, NodeReceipt.nullable())
    if (receipt !== null) return receipt
    await new Promise<void>((resolve) => schedule(resolve, POLL_MS))
  }
  const message = 'The transaction was sent and is in no block yet: mine one, or wait for the next.'
  throw new TerminalError('chain/unavailable', message, { transactionHash: hash })
}

/** What it returned, or why it failed; `undefined` where the node traces nothing. */
const traceTopCall = async (provider: EthereumProvider, hash: Hex): Promise<TopCall | undefined> => {
  const params = [hash, { tracer: 'callTracer', tracerConfig: { onlyTopCall: true } }]
  try {
    return await askNetwork(provider, { method: 'debug_traceTransaction', params }, TopCall)
  } catch (error) {
    if (isRefusal(error)) return undefined
    throw error
  }
}

const isRefusal = (error: unknown): boolean =>
  error instanceof TerminalError && (error.code === 'chain/rejected' || error.code === 'chain/reverted')
