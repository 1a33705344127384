import type { TypedDataDomain } from 'viem'
import { z } from 'zod'
import { Address, Bytes32, Count, SignedAmount, TimeMs, Uint256 } from './schemas.ts'

export const Side = z.enum(['buy', 'sell'])
export type Side = z.infer<typeof Side>

/** Time in force: good till cancelled, good till date, immediate or cancel, fill or kill. */
export const TimeInForce = z.enum(['GTC', 'GTD', 'IOC', 'FOK'])
export type TimeInForce = z.infer<typeof TimeInForce>

/** Which order gives way when both sides of a match have the same trader. */
export const SelfTradePrevention = z.enum(['cancel-newest', 'cancel-oldest', 'cancel-both'])
export type SelfTradePrevention = z.infer<typeof SelfTradePrevention>

/** An order as its trader signs it: the EIP-712 struct `Order` of `contracts/interfaces/ITradingModule.sol`. */
export const SignableOrder = z.object({
  trader: Address,
  token: Address,
  side: Side,
  timeInForce: TimeInForce,
  postOnly: z.boolean(),
  /** Treasury-token base units. */
  quantity: Uint256,
  /** Limit, clean: settlement-token base units for one whole treasury token, to which accrued interest is added. */
  price: Uint256,
  maxFeeBps: Count.max(65_535),
  /** Unix seconds. */
  expiry: Count,
  nonce: Count,
  salt: Uint256,
})
export type SignableOrder = z.infer<typeof SignableOrder>

/** EIP-712 types of an order. `side` and `timeInForce` are the contract's enums, in the order of the schemas above. */
export const orderTypes = {
  Order: [
    { name: 'trader', type: 'address' },
    { name: 'token', type: 'address' },
    { name: 'side', type: 'uint8' },
    { name: 'timeInForce', type: 'uint8' },
    { name: 'postOnly', type: 'bool' },
    { name: 'quantity', type: 'uint256' },
    { name: 'price', type: 'uint256' },
    { name: 'maxFeeBps', type: 'uint16' },
    { name: 'expiry', type: 'uint64' },
    { name: 'nonce', type: 'uint64' },
    { name: 'salt', type: 'uint256' },
  ],
} as const

/** The order as the contract's ABI and EIP-712 want it: enums as numbers, every integer above 16 bits as `bigint`. */
export const orderToStruct = (order: SignableOrder) => ({
  trader: order.trader,
  token: order.token,
  side: Side.options.indexOf(order.side),
  timeInForce: TimeInForce.options.indexOf(order.timeInForce),
  postOnly: order.postOnly,
  quantity: order.quantity,
  price: order.price,
  maxFeeBps: order.maxFeeBps,
  expiry: BigInt(order.expiry),
  nonce: BigInt(order.nonce),
  salt: order.salt,
})

/** EIP-712 typed data of an order for the trading module at `verifyingContract` on chain `chainId`. */
export const orderTypedData = (order: SignableOrder, domain: OrderDomain) => ({
  domain: {
    name: 'Quantera',
    version: '1',
    chainId: domain.chainId,
    verifyingContract: domain.verifyingContract,
  } satisfies TypedDataDomain,
  types: orderTypes,
  primaryType: 'Order' as const,
  message: orderToStruct(order),
})

/** What binds an order to one deployment: EIP-712 `chainId` and `verifyingContract`. */
export const OrderDomain = z.object({ chainId: Count, verifyingContract: Address })
export type OrderDomain = z.infer<typeof OrderDomain>

/** A ticket as a person fills it in. A market order is an IOC order with a protective limit computed from the book. */
export const Ticket = z
  .object({
    trader: Address,
    marketId: z.string().min(1).max(32),
    side: Side,
    type: z.enum(['limit', 'market']),
    sizeLots: Count.min(1),
    /** Limit price in ticks; absent on market orders. */
    priceTicks: Count.min(1).optional(),
    timeInForce: TimeInForce.default('GTC'),
    /** Unix seconds; needed for GTD. */
    expiresAtS: Count.optional(),
    postOnly: z.boolean().default(false),
    /** How far from the best opposite price a market order may trade, in hundredths of a percent. */
    maxSlippageBps: Count.max(1_000).default(50),
  })
  .refine((ticket) => ticket.type === 'market' || ticket.priceTicks !== undefined, {
    path: ['priceTicks'],
    message: 'A limit order needs a price.',
  })
export type Ticket = z.infer<typeof Ticket>
export type TicketInput = z.input<typeof Ticket>

/** Something wrong with a ticket, beside the field it belongs to. */
export const TicketProblem = z.object({
  code: z.string(),
  field: z.enum(['price', 'size', 'expiry', 'timeInForce', 'account', 'market']),
  message: z.string(),
})
export type TicketProblem = z.infer<typeof TicketProblem>

/** What a ticket would cost now. Amounts in settlement-token base units. */
export const OrderPreview = z.object({
  /** The limit, or a market order's protective limit; absent when the book can't price it. */
  limitPriceTicks: Count.optional(),
  /** Lots that would match at once, and lots that would rest in the book. */
  fillsNowLots: Count,
  restsLots: Count,
  /** Size-weighted price of what fills now, in ticks (may be fractional, for display). */
  averagePriceTicks: z.number().optional(),
  /** At clean prices. */
  notional: Uint256,
  /** Interest accrued on what is traded, if it settles today. The payment is notional and accrued interest. */
  accrued: Uint256,
  fee: Uint256,
  /** Buyer: payment plus fee, seller: payment less fee. */
  total: Uint256,
  /** Annual yield to maturity at the price, as a ratio (0.0431 is 4.31 %); for display. */
  yieldToMaturity: z.number().optional(),
  problems: z.array(TicketProblem),
})
export type OrderPreview = z.infer<typeof OrderPreview>

/** One change of one account's holding of one asset, found by simulating the settlement. */
export const BalanceEffect = z.object({
  account: Address,
  asset: Address,
  symbol: z.string(),
  decimals: Count,
  change: SignedAmount,
})
export type BalanceEffect = z.infer<typeof BalanceEffect>

/** A part of an order that settles at one price, with the fee of its role there. */
export const OrderLeg = z.object({ priceTicks: Count, sizeLots: Count, role: z.enum(['maker', 'taker']) })
export type OrderLeg = z.infer<typeof OrderLeg>

/** An order ready to be signed: the exact payload, its digest and what settling it in full would do. */
export const PreparedOrder = z.object({
  requestId: z.string(),
  marketId: z.string(),
  order: SignableOrder,
  domain: OrderDomain,
  /** EIP-712 hashes: `digest` is what is signed. */
  domainHash: Bytes32,
  messageHash: Bytes32,
  digest: Bytes32,
  preview: OrderPreview,
  /** How it would settle against the book as it stood: what was simulated. */
  legs: z.array(OrderLeg),
  effects: z.array(BalanceEffect),
  /** Gas that the settlement used in the simulation; the desk's settlement agent pays it. */
  settlementGas: Uint256,
  simulatedAtBlock: Count,
  warnings: z.array(z.string()),
})
export type PreparedOrder = z.infer<typeof PreparedOrder>

/** `open` rests in the book; `filled`, `cancelled` and `expired` are final; `rejected` never traded. */
export const OrderState = z.enum(['open', 'filled', 'cancelled', 'expired', 'rejected'])
export type OrderState = z.infer<typeof OrderState>

/** Where an order stands. */
export const OrderRecord = z.object({
  /** The EIP-712 digest. */
  orderId: Bytes32,
  marketId: z.string(),
  order: SignableOrder,
  state: OrderState,
  priceTicks: Count,
  sizeLots: Count,
  /** Lots matched, less the lots of fills whose settlement failed and that came back to the book. */
  filledLots: Count,
  /** Lots open in the book. */
  openLots: Count,
  /** Why it ended, where it didn't fill: an error code and a sentence. */
  reason: z.object({ code: z.string(), message: z.string() }).optional(),
  acceptedAtMs: TimeMs,
  updatedAtMs: TimeMs,
  /** Journal sequence of its acceptance: its time priority. */
  sequence: Count,
})
export type OrderRecord = z.infer<typeof OrderRecord>

/** `matched` waits for settlement; `settled` has its transaction; `failed` was unwound with the decoded reason. */
export const SettlementState = z.enum(['matched', 'settled', 'failed'])
export type SettlementState = z.infer<typeof SettlementState>

/** A fill, both sides of it. */
export const FillRecord = z.object({
  fillId: Bytes32,
  marketId: z.string(),
  /** Grows by one with every fill of the desk. */
  sequence: Count,
  makerOrderId: Bytes32,
  takerOrderId: Bytes32,
  takerSide: Side,
  buyer: Address,
  seller: Address,
  priceTicks: Count,
  sizeLots: Count,
  matchedAtMs: TimeMs,
  settlement: SettlementState,
  transactionHash: Bytes32.optional(),
  blockNumber: Count.optional(),
  /** Why settlement failed, decoded from the revert. */
  reason: z.object({ code: z.string(), message: z.string() }).optional(),
})
export type FillRecord = z.infer<typeof FillRecord>

/** The answer to an order: durable when it is given. */
export const OrderAck = z.object({ order: OrderRecord, fills: z.array(FillRecord) })
export type OrderAck = z.infer<typeof OrderAck>
