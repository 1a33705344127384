import {
  type Address,
  decodeEventLog,
  encodeEventTopics,
  encodeFunctionData,
  getAddress,
  type Hex,
  hashTypedData,
  numberToHex,
} from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import { z } from 'zod'
import { tradingModuleAbi } from '../../../contracts/generated/TradingModule.ts'
import { treasuryListingsAbi } from '../../../contracts/generated/TreasuryListings.ts'
import { TerminalError } from '../../api/errors.ts'
import { type OrderDomain, orderToStruct, orderTypedData } from '../../api/order.ts'
import type { EthereumProvider } from '../../networks/Network.ts'
import { readContract } from '../../networks/readContract.ts'
import { feeOf } from '../ticket/marketUnits.ts'
import type { Clock, Culprit, SettlementOutcome, SettlementRequest, Settler, TradingChecks } from '../types.ts'
import { type DecodedFailure, decodeSettlementFailure } from './decodeSettlementFailure.ts'
import { type MinedReceipt, waitForReceipt } from './waitForReceipt.ts'

interface SettlerOptions {
  readonly provider: EthereumProvider
  readonly domain: OrderDomain
  readonly settlementToken: Address
  /** The account that holds the module's operator role and pays the gas. */
  readonly operator: PrivateKeyAccount
  readonly checks: Pick<TradingChecks, 'available'>
  readonly clock: Clock
}

/** `TradingModule` promises each fill a million gas; with EIP-150's 64th and its own bookkeeping a fill needs this much. */
const gasPerFill = 1_080_000n
const gasOfBatch = 200_000n
/** The answer of `TradingModule.quote`: clean amount, accrued interest, and their sum. */
const Quote = z.tuple([z.bigint(), z.bigint(), z.bigint()])
const maxFeeCapPerGas = 100_000_000_000n

const fillToStruct = ({ fillId, maker, taker, quantity, price }: SettlementRequest) => ({
  fillId,
  maker: orderToStruct(maker.order),
  makerSignature: maker.signature,
  taker: orderToStruct(taker.order),
  takerSignature: taker.signature,
  quantity,
  price,
})

/**
 * Settles fills through `TradingModule.settleBatch`: each fill is one delivery versus payment, and a fill that fails holds up
 * no other. The module refuses a fill id twice, so sending again after a crash or a time-out settles nothing twice.
 */
export const createSettler = ({
  provider,
  domain,
  settlementToken,
  operator,
  checks,
  clock,
}: SettlerOptions): Settler => {
  const module = domain.verifyingContract

  const send = async (data: Hex, gas: bigint): Promise<MinedReceipt> => {
    const nonce = Number(
      await provider.request({ method: 'eth_getTransactionCount', params: [operator.address, 'pending'] }),
    )
    const raw = await operator.signTransaction({
      type: 'eip1559',
      chainId: domain.chainId,
      nonce,
      to: module,
      data,
      gas,
      maxFeePerGas: maxFeeCapPerGas,
      maxPriorityFeePerGas: 1_000_000_000n,
    })
    const hash = (await provider.request({ method: 'eth_sendRawTransaction', params: [raw] })) as Hex
    return waitForReceipt(provider, hash, clock)
  }

  /** Finds the settlement of a fill that an earlier transaction made. */
  const findEarlierSettlement = async (fillId: Hex): Promise<SettlementOutcome> => {
    const topics = encodeEventTopics({ abi: tradingModuleAbi, eventName: 'Trade', args: { fillId } })
    const logs = (await provider.request({
      method: 'eth_getLogs',
      params: [{ address: module, fromBlock: '0x0', toBlock: 'latest', topics }],
    })) as readonly { transactionHash: Hex; blockNumber: Hex }[]
    const log = logs[0]
    if (log === undefined) {
      throw new TerminalError('chain/unavailable', 'The chain says that a fill is settled and has no record of it.', {
        fillId,
      })
    }
    return { fillId, kind: 'settled', transactionHash: log.transactionHash, blockNumber: Number(log.blockNumber) }
  }

  /** ERC-20 doesn't say whose allowance was too small: asks for both sides'. */
  const findShortAllowance = async ({ maker, taker, quantity, price }: SettlementRequest): Promise<Culprit> => {
    const [buyer, seller] = maker.order.side === 'buy' ? [maker, taker] : [taker, maker]
    const quote = await readContract(provider, module, treasuryListingsAbi, 'quote', [
      seller.order.token,
      quantity,
      price,
    ])
    const [cleanAmount, , payment] = Quote.parse(quote)
    const needed = payment + feeOf(cleanAmount, buyer.order.maxFeeBps)
    const [cash, tokens] = await Promise.all([
      checks.available(buyer.order.trader, settlementToken),
      checks.available(seller.order.trader, seller.order.token),
    ])
    const buyerIsShort = cash < needed
    const sellerIsShort = tokens < quantity
    if (buyerIsShort === sellerIsShort) return buyerIsShort ? 'both' : 'unknown'
    return buyerIsShort === (buyer === maker) ? 'maker' : 'taker'
  }

  const failureToOutcome = async (fill: SettlementRequest, failure: DecodedFailure): Promise<SettlementOutcome> => {
    if (failure.name === 'FillAlreadySettled') return findEarlierSettlement(fill.fillId)
    const culprit = failure.name === 'ERC20InsufficientAllowance' ? await findShortAllowance(fill) : failure.culprit
    return { fillId: fill.fillId, kind: 'failed', code: failure.code, message: failure.message, culprit }
  }

  const outcomeOf = async (fill: SettlementRequest, receipt: MinedReceipt): Promise<SettlementOutcome> => {
    for (const log of receipt.logs) {
      if (getAddress(log.address) !== module || log.topics[1] !== fill.fillId) continue
      const event = decodeEventLog({ abi: tradingModuleAbi, data: log.data, topics: log.topics })
      if (event.eventName === 'Trade') {
        const { transactionHash, blockNumber } = receipt
        return { fillId: fill.fillId, kind: 'settled', transactionHash, blockNumber: Number(blockNumber) }
      }
      if (event.eventName === 'SettlementFailed') {
        const digest = (order: SettlementRequest['maker']['order']) => hashTypedData(orderTypedData(order, domain))
        const ids = { maker: digest(fill.maker.order), taker: digest(fill.taker.order) }
        return failureToOutcome(fill, decodeSettlementFailure(event.args.reason, fill, ids))
      }
    }
    throw new TerminalError('chain/unavailable', 'A settlement left no trace of one of its fills.', {
      fillId: fill.fillId,
      transactionHash: receipt.transactionHash,
    })
  }

  return {
    settle: async (fills) => {
      const data = encodeFunctionData({
        abi: tradingModuleAbi,
        functionName: 'settleBatch',
        args: [fills.map(fillToStruct)],
      })
      const receipt = await send(data, gasOfBatch + gasPerFill * BigInt(fills.length))
      if (receipt.status !== numberToHex(1)) {
        throw new TerminalError('chain/unavailable', 'A batch of settlements reverted as a whole.', {
          transactionHash: receipt.transactionHash,
        })
      }
      return Promise.all(fills.map((fill) => outcomeOf(fill, receipt)))
    },
  }
}
