import { z } from 'zod'
import { type ErrorCode, errorCodes } from '../../api/errorCodes.ts'
import { SignedOrder } from '../../api/market.ts'
import { Market } from '../../api/marketData.ts'
import { Address, Bytes32, Count, TimeMs, Uint256 } from '../../api/schemas.ts'

export const KnownErrorCode = z
  .string()
  .refine((code) => code in errorCodes)
  .transform((code) => code as ErrorCode)

/** Whoever asked: `principal` owns the orders it places, an admin may touch everyone's. */
const Actor = z.object({ principal: z.string(), isAdmin: z.boolean() })

/** An order whose signature, eligibility and funds were looked up before it was journalled. */
export const Placement = z.object({
  /** The EIP-712 digest. */
  orderId: Bytes32,
  marketId: z.string(),
  signed: SignedOrder,
  /** What the trader could pay of the asset it gives, as read from the chain. */
  available: Uint256,
  /** What settlements had taken of that asset when `available` was read: whatever they took since may be missing from it. */
  settledOut: Uint256,
})
export type Placement = z.infer<typeof Placement>

export const JournalledOutcome = z.discriminatedUnion('kind', [
  z.object({ fillId: Bytes32, kind: z.literal('settled'), transactionHash: Bytes32, blockNumber: Count }),
  z.object({
    fillId: Bytes32,
    kind: z.literal('failed'),
    code: KnownErrorCode,
    message: z.string(),
    culprit: z.enum(['maker', 'taker', 'both', 'unknown']),
  }),
])

const atMs = TimeMs

/** Everything that can change the market, with the time it came in: what the journal holds. */
export const Command = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('list'), atMs, market: Market, referencePriceTicks: Count.optional() }),
  z.object({ kind: z.literal('halt'), atMs, marketId: z.string(), halted: z.boolean() }),
  z.object({ kind: z.literal('place'), atMs, actor: Actor, placement: Placement }),
  z.object({ kind: z.literal('cancel'), atMs, actor: Actor, orderId: Bytes32 }),
  z.object({ kind: z.literal('replace'), atMs, actor: Actor, orderId: Bytes32, placement: Placement }),
  z.object({
    kind: z.literal('cancel-all'),
    atMs,
    actor: Actor,
    trader: Address,
    marketId: z.string().optional(),
  }),
  z.object({ kind: z.literal('expire'), atMs }),
  z.object({ kind: z.literal('settlement'), atMs, outcomes: z.array(JournalledOutcome) }),
])
export type Command = z.infer<typeof Command>

/** A command of one kind. */
export type CommandOf<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>
