import {
  type Abi,
  type Address,
  decodeEventLog,
  encodeFunctionData,
  erc20Abi,
  getAddress,
  type Hex,
  hashTypedData,
  keccak256,
  numberToHex,
  toHex,
} from 'viem'
import { z } from 'zod'
import { complianceModuleAbi } from '../../../contracts/generated/ComplianceModule.ts'
import { settlementTokenAbi } from '../../../contracts/generated/SettlementToken.ts'
import { tradingModuleAbi } from '../../../contracts/generated/TradingModule.ts'
import { treasuryTokenAbi } from '../../../contracts/generated/TreasuryToken.ts'
import { TerminalError } from '../../api/errors.ts'
import type { Market } from '../../api/marketData.ts'
import {
  type BalanceEffect,
  type OrderDomain,
  type OrderLeg,
  orderToStruct,
  orderTypedData,
  type SignableOrder,
} from '../../api/order.ts'
import type { EthereumProvider } from '../../networks/Network.ts'
import { decodeSettlementFailure } from '../settlement/decodeSettlementFailure.ts'
import { cleanAmountOf, priceOfTicks, quantityOfLots } from './marketUnits.ts'

interface SimulateOrderInput {
  readonly order: SignableOrder
  readonly domain: OrderDomain
  readonly market: Market
  readonly legs: readonly OrderLeg[]
  readonly compliance: Address
  /** Holds the roles that give the counterparty its standing, and settles. */
  readonly agent: Address
}

/** What settling an order would do to its trader. */
export interface SimulatedOrder {
  readonly effects: readonly BalanceEffect[]
  readonly gasUsed: bigint
  readonly blockNumber: number
}

const HexText = z.custom<Hex>((value) => typeof value === 'string' && /^0x[0-9a-fA-F]*$/.test(value))
const SimulationResult = z.object({
  blockNumber: HexText,
  results: z.array(
    z.object({
      status: z.enum(['success', 'reverted', 'failed', 'invalid']),
      gasUsed: HexText,
      returnData: HexText,
      logs: z.array(z.object({ address: HexText, topics: z.array(HexText), data: HexText })),
    }),
  ),
})

/** An account that exists only inside the simulation: the other side of every leg. */
const counterparty = getAddress(`0x${keccak256(toHex('quantera simulation counterparty')).slice(-40)}`)

/**
 * Code that answers every call with ERC-1271's magic value: PUSH32 0x1626ba7e…, PUSH0, MSTORE, PUSH1 32, PUSH0, RETURN. In the
 * simulation it stands at the trader, whose signature doesn't exist yet, and at the counterparty; everything else that runs is
 * the real contracts on the real state.
 */
const acceptingCode: Hex = `0x7f1626ba7e${'00'.repeat(28)}5f5260205ff3`

const call = (from: Address, to: Address, abi: Abi, functionName: string, args: readonly unknown[]) => ({
  from,
  to,
  data: encodeFunctionData({ abi, functionName, args }),
})

const legToFill = (input: SimulateOrderInput, leg: OrderLeg, index: number) => {
  const { order, market } = input
  const quantity = quantityOfLots(market, leg.sizeLots)
  const price = priceOfTicks(market, leg.priceTicks)
  const other: SignableOrder = {
    ...order,
    trader: counterparty,
    side: order.side === 'buy' ? 'sell' : 'buy',
    quantity,
    price,
    maxFeeBps: 10_000,
    nonce: 0,
    salt: BigInt(index),
  }
  const [maker, taker] = leg.role === 'taker' ? [other, order] : [order, other]
  return { fillId: keccak256(toHex(`simulation ${index}`)), maker, taker, quantity, price }
}

/** Gives the counterparty its standing and just what the legs need of it. */
const counterpartyCalls = ({ order, market, legs, compliance, agent, domain }: SimulateOrderInput) => {
  const investor = {
    status: 1,
    class: 2,
    country: '0x5851',
    expiry: 2n ** 64n - 1n,
    identityHash: keccak256(counterparty),
  }
  const standing = call(agent, compliance, complianceModuleAbi, 'setInvestor', [counterparty, investor])
  const approve = (token: Address) =>
    call(counterparty, token, erc20Abi, 'approve', [domain.verifyingContract, 2n ** 256n - 1n])
  if (order.side === 'buy') {
    const quantity = quantityOfLots(
      market,
      legs.reduce((total, { sizeLots }) => total + sizeLots, 0),
    )
    const token = order.token as Address
    return [standing, call(agent, token, treasuryTokenAbi, 'issue', [counterparty, quantity]), approve(token)]
  }
  // Three times the price covers accrued interest and every fee, which are far below it.
  const payment = legs.reduce((total, leg) => total + 3n * cleanAmountOf(market, leg.priceTicks, leg.sizeLots), 0n)
  const cash = market.settlementToken.address as Address
  return [standing, call(agent, cash, settlementTokenAbi, 'mint', [counterparty, payment]), approve(cash)]
}

const sumEffects = (
  { order, market }: SimulateOrderInput,
  logs: readonly { address: Hex; topics: Hex[]; data: Hex }[],
): BalanceEffect[] => {
  const { treasury, settlementToken } = market
  const assets = [
    { asset: treasury.token, symbol: treasury.symbol, decimals: treasury.decimals },
    { asset: settlementToken.address, symbol: settlementToken.symbol, decimals: settlementToken.decimals },
  ]
  return assets.flatMap(({ asset, symbol, decimals }) => {
    let change = 0n
    for (const log of logs) {
      if (getAddress(log.address) !== asset || log.topics[0] !== transferTopic) continue
      const { args } = decodeEventLog({
        abi: erc20Abi,
        eventName: 'Transfer',
        data: log.data,
        topics: log.topics as [],
      })
      if (args.from === order.trader) change -= args.value
      if (args.to === order.trader) change += args.value
    }
    return change === 0n ? [] : [{ account: order.trader, asset, symbol, decimals, change }]
  })
}

const transferTopic = keccak256(toHex('Transfer(address,address,uint256)'))

const refuse = (input: SimulateOrderInput, fill: ReturnType<typeof legToFill>, returnData: Hex): never => {
  const { maker, taker } = fill
  const digest = (order: SignableOrder) => hashTypedData(orderTypedData(order, input.domain))
  const request = {
    ...fill,
    maker: { order: maker, signature: '0x' as const },
    taker: { order: taker, signature: '0x' as const },
  }
  const failure = decodeSettlementFailure(returnData, request, { maker: digest(maker), taker: digest(taker) })
  throw new TerminalError(failure.code, failure.message, { error: failure.name, trader: input.order.trader })
}

/**
 * Runs the settlement of a whole order, leg by leg, through the real trading module, on the latest state, committing nothing.
 *
 * @throws TerminalError with the decoded reason when it would not settle.
 */
export const simulateOrder = async (provider: EthereumProvider, input: SimulateOrderInput): Promise<SimulatedOrder> => {
  const preparation = counterpartyCalls(input)
  const fills = input.legs.map((leg, index) => legToFill(input, leg, index))
  const settlements = fills.map(({ maker, taker, ...fill }) =>
    call(input.agent, input.domain.verifyingContract as Address, tradingModuleAbi, 'settle', [
      {
        ...fill,
        maker: orderToStruct(maker),
        makerSignature: '0x',
        taker: orderToStruct(taker),
        takerSignature: '0x',
      },
    ]),
  )
  const answer = await provider.request({
    method: 'quantera_simulate',
    params: [
      {
        calls: [...preparation, ...settlements].map((entry) => ({ ...entry, gas: numberToHex(3_000_000) })),
        stateOverride: { [input.order.trader]: { code: acceptingCode }, [counterparty]: { code: acceptingCode } },
      },
    ],
  })
  const { results, blockNumber } = SimulationResult.parse(answer)
  const settled = results.slice(preparation.length)
  const failedPreparation = results.slice(0, preparation.length).find(({ status }) => status !== 'success')
  if (failedPreparation !== undefined) {
    throw new TerminalError('settlement/failed', 'The settlement could not be simulated: the treasury is not tradable.')
  }
  for (const [index, fill] of fills.entries()) {
    const result = settled[index]
    if (result === undefined || result.status !== 'success') refuse(input, fill, result?.returnData ?? '0x')
  }
  return {
    effects: sumEffects(
      input,
      settled.flatMap(({ logs }) => logs),
    ),
    gasUsed: settled.reduce((total, { gasUsed }) => total + BigInt(gasUsed), 0n),
    // The simulation runs as the block after the head.
    blockNumber: Number(blockNumber) - 1,
  }
}
