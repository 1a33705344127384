import type { Address, Hex } from 'viem'
import { TerminalError } from '../api/errors.ts'
import type { ExplorerLog, FeeBreakdown, TransactionDetails } from '../api/explorerRecords.ts'
import { decodeCall } from '../compiler/decode/decodeCall.ts'
import { ask, askIfOffered } from './ask.ts'
import { decodeLogs } from './decodeLogs.ts'
import type { ExplorerNetwork } from './ExplorerNetwork.ts'
import { explainFailure } from './explainFailure.ts'
import { listAddresses } from './listAddresses.ts'
import { readBlock, readHeadNumber } from './readBlocks.ts'
import { readToken } from './readTokens.ts'
import { listTokensOf, readTransfers } from './readTransfers.ts'
import { recoverAuthority } from './recoverAuthority.ts'
import { Data, type RpcBlock, RpcReceipt, RpcTransaction } from './rpcAnswers.ts'
import { summariseTransaction } from './summarise.ts'

const MAX_INPUT_DIGITS = 2 * 131_072
const MAX_LOGS = 1_000
const MAX_TOKENS = 32

/** EIP-1559, EIP-4844: what was offered, what of it was burnt, paid to the fee recipient, and paid for blobs. */
const breakDownFees = (
  transaction: RpcTransaction,
  receipt: RpcReceipt | undefined,
  baseFeePerGasWei: bigint | undefined,
): FeeBreakdown => {
  const offered: FeeBreakdown = {
    gasLimit: transaction.gas,
    // Of later types nodes give the effective price under this name.
    gasPriceWei: transaction.maxFeePerGas === undefined ? transaction.gasPrice : undefined,
    maxFeePerGasWei: transaction.maxFeePerGas,
    maxPriorityFeePerGasWei: transaction.maxPriorityFeePerGas,
    maxFeePerBlobGasWei: transaction.maxFeePerBlobGas,
  }
  if (receipt === undefined) return offered
  const { gasUsed, blobGasUsed, blobGasPrice } = receipt
  const price = receipt.effectiveGasPrice ?? transaction.gasPrice ?? 0n
  const burntWei = gasUsed * (baseFeePerGasWei ?? 0n)
  const tipWei = gasUsed * price - burntWei
  const blobFeeWei = (blobGasUsed ?? 0n) * (blobGasPrice ?? 0n)
  return {
    ...offered,
    gasUsed,
    baseFeePerGasWei,
    effectiveGasPriceWei: price,
    ...(blobGasUsed === undefined ? {} : { blobGasUsed, blobGasPriceWei: blobGasPrice, blobFeeWei }),
    burntWei,
    tipWei: tipWei < 0n ? 0n : tipWei,
    totalWei: gasUsed * price + blobFeeWei,
  }
}

const readTransaction = async ({ provider }: ExplorerNetwork, hash: Hex) => {
  const [transaction, receipt] = await Promise.all([
    ask(provider, { method: 'eth_getTransactionByHash', params: [hash], schema: RpcTransaction.nullable() }),
    ask(provider, { method: 'eth_getTransactionReceipt', params: [hash], schema: RpcReceipt.nullable() }),
  ])
  if (transaction === null)
    throw new TerminalError('explorer/transaction-not-found', `There is no transaction ${hash} on this network.`, {
      hash,
    })
  return { transaction, receipt: receipt ?? undefined }
}

const readRaw = ({ provider }: ExplorerNetwork, hash: Hex) =>
  askIfOffered(provider, { method: 'debug_getRawTransaction', params: [hash], schema: Data.nullable() })

const readTransfersOf = async (network: ExplorerNetwork, logs: readonly ExplorerLog[]) => {
  const tokens = listTokensOf(logs).slice(0, MAX_TOKENS)
  const known = await Promise.all(tokens.map(async (token) => [token, await readToken(network, token)] as const))
  return readTransfers(logs, new Map(known))
}

type Named = Pick<
  TransactionDetails,
  'from' | 'to' | 'createdAddress' | 'logs' | 'transfers' | 'authorizations' | 'call' | 'failure'
>

/** Every address that is worth a name. */
const addressesOf = (details: Named) =>
  [
    details.from,
    details.to,
    details.createdAddress,
    ...details.logs.flatMap(({ address, args }) => [address, ...listAddresses(args ?? [])]),
    ...details.transfers.flatMap(({ from, to }) => [from, to]),
    ...details.authorizations.flatMap(({ delegate, authority }) => [delegate, authority]),
    ...listAddresses(details.call?.args ?? []),
    ...listAddresses(details.failure?.revert?.args ?? []),
  ] as (Address | undefined)[]

/** @throws TerminalError `explorer/transaction-not-found` */
export const describeTransaction = async (network: ExplorerNetwork, hash: Hex): Promise<TransactionDetails> => {
  const { directory } = network
  const { transaction, receipt } = await readTransaction(network, hash)
  const { to, input } = transaction
  const [block, headNumber, raw, target] = await Promise.all([
    receipt && readBlock(network, receipt.blockHash),
    readHeadNumber(network),
    readRaw(network, hash),
    to && directory.find(to),
  ])
  const abis = target?.abis ?? directory.commonAbis
  const [logs, failure, authorizations] = await Promise.all([
    decodeLogs(network, receipt?.logs.slice(0, MAX_LOGS) ?? []),
    receipt?.status === 0n ? explainFailure(network, transaction, abis) : undefined,
    describeAuthorizations(transaction),
  ])
  const transfers = await readTransfersOf(network, logs)
  const details = {
    ...summariseTransaction({ transaction, receipt, timestampS: block?.timestamp, abis }),
    ...describeContent(transaction),
    call: to === undefined ? undefined : decodeCall(abis, input),
    fees: breakDownFees(transaction, receipt, feeOf(block)),
    cumulativeGasUsed: receipt?.cumulativeGasUsed,
    authorizations,
    logs,
    logCount: receipt?.logs.length ?? 0,
    transfers,
    failure,
    raw: raw ?? undefined,
    headNumber,
  }
  const names = directory.namesOf(addressesOf(details))
  if (to !== undefined && target?.name !== undefined) names[to] = target.name
  return { ...details, names }
}

const feeOf = (block: RpcBlock | undefined): bigint | undefined => block?.baseFeePerGas

const describeContent = ({ blockHash, chainId, input, accessList, blobVersionedHashes }: RpcTransaction) => ({
  blockHash,
  chainId,
  input: input.slice(0, 2 + MAX_INPUT_DIGITS),
  inputBytes: (input.length - 2) / 2,
  accessList: accessList ?? [],
  blobVersionedHashes: blobVersionedHashes ?? [],
})

const describeAuthorizations = ({ authorizationList = [] }: RpcTransaction) =>
  Promise.all(
    authorizationList.map(async (authorization) => ({
      chainId: authorization.chainId,
      delegate: authorization.address,
      nonce: authorization.nonce,
      authority: await recoverAuthority(authorization),
    })),
  )
