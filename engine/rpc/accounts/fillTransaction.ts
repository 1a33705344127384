import type { Chain } from '../../chain/Chain.ts'
import { CHAIN_ERROR_CODES, ChainError, refuse } from '../../chain/ChainError.ts'
import { estimateRequest } from '../estimateGas.ts'
import { SUGGESTED_TIP, suggestBlobFeeCap, suggestFeeCap } from '../suggestedFees.ts'
import type { TransactionRequest } from './TransactionRequest.ts'

type TransactionType = 0 | 1 | 2 | 3 | 4

/** What a sender pays for gas, in wei. Without EIP-1559's caps the price is both. */
type Fees = {
  readonly gasPrice: bigint | undefined
  readonly maxFeePerGas: bigint
  readonly maxPriorityFeePerGas: bigint
}

/** A transaction that lacks only its signature. Amounts in wei. */
export type FilledTransaction = Fees & {
  readonly type: TransactionType
  readonly from: Uint8Array
  readonly to: Uint8Array | undefined
  readonly nonce: bigint
  readonly gasLimit: bigint
  readonly value: bigint
  readonly data: Uint8Array
  readonly accessList: NonNullable<TransactionRequest['accessList']>
  readonly authorizationList: NonNullable<TransactionRequest['authorizationList']>
  readonly maxFeePerBlobGas: bigint
  readonly blobs: readonly Uint8Array[]
}

const EMPTY_BYTES = new Uint8Array()

const invalid = (message: string): ChainError => new ChainError(CHAIN_ERROR_CODES.invalidParams, message)

/**
 * Chooses what a request left open: the next nonce, gas by an estimate, fees that outlive a few full blocks.
 *
 * @throws ChainError -32602 for a request that contradicts itself, -32000 for one that cannot be executed.
 */
export const fillTransaction = async (chain: Chain, request: TransactionRequest): Promise<FilledTransaction> => {
  const { from } = request
  if (from === undefined) throw invalid('missing "from": which account sends?')
  requireChain(chain, request)
  const type = chooseType(request)
  const data = request.input ?? request.data ?? EMPTY_BYTES
  if (request.to == null && data.length === 0) throw invalid('contract creation without any data provided')
  const fees = chooseFees(chain, request, type)
  const authorizationList = request.authorizationList ?? []
  return {
    type,
    from,
    to: request.to ?? undefined,
    nonce: request.nonce ?? (await chain.pendingNonce(from)),
    gasLimit: request.gas ?? (await estimateRequest(chain, request)),
    value: request.value ?? 0n,
    data,
    accessList: request.accessList ?? [],
    authorizationList,
    maxFeePerBlobGas: request.maxFeePerBlobGas ?? suggestBlobFeeCap(chain),
    blobs: request.blobs ?? [],
    ...fees,
  }
}

const requireChain = (chain: Chain, { chainId }: TransactionRequest): void => {
  if (chainId === undefined || chainId === BigInt(chain.chainId)) return
  throw invalid(`chainId does not match the chain's (have=${chainId}, want=${chain.chainId})`)
}

const chooseType = (request: TransactionRequest): TransactionType => {
  const needed = findNeededType(request)
  const type = request.type === undefined ? needed : (Number(request.type) as TransactionType)
  if (type < needed) throw invalid(`a transaction of type ${type} cannot have what one of type ${needed} has`)
  if (type === 3 && request.blobs === undefined) throw invalid('a blob transaction needs "blobs"')
  if (type === 4 && !request.authorizationList?.length)
    throw invalid('a set-code transaction needs "authorizationList"')
  if (type > 2 && request.gasPrice !== undefined) throw invalid(`a transaction of type ${type} has no "gasPrice"`)
  if (type > 2 && request.to == null) throw invalid(`a transaction of type ${type} cannot create a contract`)
  return type
}

const findNeededType = (request: TransactionRequest): TransactionType => {
  const { authorizationList, blobs, gasPrice, accessList } = request
  if (authorizationList !== undefined && blobs !== undefined)
    throw invalid('both "blobs" and "authorizationList" are set')
  if (authorizationList !== undefined) return 4
  if (blobs !== undefined) return 3
  const hasCaps = request.maxFeePerGas !== undefined || request.maxPriorityFeePerGas !== undefined
  if (gasPrice !== undefined && hasCaps) {
    throw invalid('both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified')
  }
  // A type below 2 that was asked for gets a price; without a word on fees EIP-1559's caps are chosen.
  if (hasCaps || (gasPrice === undefined && (request.type ?? 2n) >= 2n)) return 2
  return accessList === undefined ? 0 : 1
}

const chooseFees = (chain: Chain, request: TransactionRequest, type: TransactionType): Fees => {
  const { gasPrice } = request
  if (type < 2 || gasPrice !== undefined) {
    const price = gasPrice ?? chain.nextEnvironment().baseFeePerGas + SUGGESTED_TIP
    return { gasPrice: type < 2 ? price : undefined, maxFeePerGas: price, maxPriorityFeePerGas: price }
  }
  const { maxFeePerGas: cap, maxPriorityFeePerGas: tip } = request
  const maxPriorityFeePerGas = tip ?? (cap !== undefined && cap < SUGGESTED_TIP ? cap : SUGGESTED_TIP)
  const maxFeePerGas = cap ?? suggestFeeCap(chain, maxPriorityFeePerGas)
  if (maxFeePerGas < maxPriorityFeePerGas) {
    throw refuse(
      `max priority fee per gas higher than max fee per gas: maxPriorityFeePerGas: ${maxPriorityFeePerGas}, maxFeePerGas: ${maxFeePerGas}`,
    )
  }
  return { gasPrice: undefined, maxFeePerGas, maxPriorityFeePerGas }
}
