import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { DecodedCall, DecodedLog, DecodedRevert, DecodedValue, HexData } from './decoded.ts'
import { codes, procedure } from './procedure.ts'
import { Address, Bytes32, Count, SignedAmount, Uint256 } from './schemas.ts'

/** How many calls and transactions one bundle has at most. */
const MAX_ITEMS = 256
/** geth's limit for one transaction without blobs, and as much for what it calls with. */
const MAX_DATA_BYTES = 131_072
const MAX_CODE_BYTES = 24_576
const MAX_LIST = 1_024
const MAX_BLOBS = 16

const hexUpTo = (maxBytes: number) =>
  z
    .string()
    .max(2 + 2 * maxBytes)
    .regex(/^0x([0-9a-fA-F]{2})*$/, 'must be 0x and an even number of hexadecimal digits')
    .transform((value) => value.toLowerCase() as `0x${string}`)

/** An EIP-7702 authorization with its signature. */
const Authorization = z.object({
  chainId: Uint256,
  /** Whose code the signer is to run; the zero address takes the delegation away. */
  address: Address,
  nonce: Uint256,
  yParity: z.number().int().min(0).max(255),
  r: Bytes32,
  s: Bytes32,
})

const AccessList = z.array(z.object({ address: Address, storageKeys: z.array(Bytes32).max(MAX_LIST) })).max(MAX_LIST)

/** A call that nobody signed; with fees it pays for its gas, without them gas is free. */
const UnsignedCall = z.object({
  kind: z.literal('call'),
  from: Address,
  /** Absent: creates a contract. */
  to: Address.optional(),
  data: hexUpTo(MAX_DATA_BYTES).default('0x'),
  valueWei: Uint256.default(0n),
  /** Absent: all that a block has. */
  gas: Uint256.optional(),
  /** Checked against the account's where it is given. */
  nonce: Uint256.optional(),
  gasPriceWei: Uint256.optional(),
  maxFeePerGasWei: Uint256.optional(),
  maxPriorityFeePerGasWei: Uint256.optional(),
  accessList: AccessList.default([]),
  /** What BLOBHASH reads; the blobs' own fee is not charged. */
  blobVersionedHashes: z.array(Bytes32).max(MAX_BLOBS).default([]),
  authorizationList: z.array(Authorization).max(64).default([]),
})

/** EIP-2718 bytes as a block holds them: without blobs. */
const SignedTransaction = z.object({ kind: z.literal('transaction'), raw: hexUpTo(MAX_DATA_BYTES) })

export const SimulationItem = z.discriminatedUnion('kind', [UnsignedCall, SignedTransaction])
export type SimulationItem = z.infer<typeof SimulationItem>

const Slots = z.record(Bytes32, Bytes32).refine((slots) => Object.keys(slots).length <= MAX_LIST, 'too many slots')

/** What an account is imagined to be. `state` replaces its whole storage, `stateDiff` single slots. */
const AccountOverride = z.strictObject({
  balanceWei: Uint256.optional(),
  nonce: Uint256.optional(),
  code: hexUpTo(MAX_CODE_BYTES).optional(),
  state: Slots.optional(),
  stateDiff: Slots.optional(),
})

const StateOverrides = z
  .array(z.object({ address: Address }).extend(AccountOverride.shape))
  .max(MAX_LIST)
  .describe('Accounts as they are imagined to be')

const MAX_GAS_LIMIT = 1_000_000_000n

const BlockOverrides = z
  .strictObject({
    number: Uint256.optional(),
    /** Seconds since 1970. */
    timestamp: Uint256.optional(),
    gasLimit: Uint256.optional(),
    coinbase: Address.optional(),
    prevRandao: Bytes32.optional(),
    baseFeePerGasWei: Uint256.optional(),
  })
  .refine(({ gasLimit = 0n }) => gasLimit <= MAX_GAS_LIMIT, {
    path: ['gasLimit'],
    error: 'must be at most 1,000,000,000',
  })

const ExtraAbi = z.object({
  /** The contract it belongs to; of any contract where absent. */
  address: Address.optional(),
  name: z.string().max(128).optional(),
  /** JSON, as compilers write it. */
  abi: z.string().max(1_000_000),
})

/** What is imagined. Items run one after the other, each on what those before it did. */
export const SimulationRequest = z.object({
  network: z.string().min(1).max(64).default('practice'),
  /** `pending`: in the block after the newest; `latest` or a number: in that block again, after all that was in it. */
  block: z.union([z.enum(['pending', 'latest']), Count]).default('pending'),
  items: z.array(SimulationItem).min(1).max(MAX_ITEMS),
  stateOverrides: StateOverrides.default([]),
  blockOverrides: BlockOverrides.default({}),
  abis: z.array(ExtraAbi).max(32).default([]),
})
export type SimulationRequest = z.infer<typeof SimulationRequest>

/** One item of a bundle, to run again and look into: those before it run first, all as a simulation runs them. */
export const SimulationSubject = SimulationRequest.pick({
  block: true,
  items: true,
  stateOverrides: true,
  blockOverrides: true,
})
  .extend({
    kind: z.literal('simulation'),
    /** Which of `items`, from 0. */
    item: Count,
  })
  .refine(({ items, item }) => item < items.length, {
    path: ['item'],
    message: 'must be the place of one of the items',
  })
export type SimulationSubject = z.infer<typeof SimulationSubject>

/** What the gas is made of: `used` is `max(intrinsic + execution - refund, floor)`. */
const SimulatedGas = z.object({
  limit: Uint256,
  used: Uint256,
  intrinsic: Uint256,
  execution: Uint256,
  refund: Uint256,
  floor: Uint256,
})

/** What the sender pays for the gas, apart from what it sends. */
const SimulatedFee = z.object({
  gasPriceWei: Uint256,
  totalWei: Uint256,
  /** To the block's coinbase. */
  tipWei: Uint256,
  /** For blobs (EIP-4844). */
  blobWei: Uint256,
})

/** One frame of the call tree, numbered in the order they begin; 0 is the outermost. */
export const SimulatedFrame = z.object({
  frame: Count,
  parent: Count.optional(),
  depth: Count,
  /** `CALL`, `DELEGATECALL`, `STATICCALL`, `CALLCODE`, `CREATE`, `CREATE2` */
  type: z.string(),
  from: Address,
  /** Whose code ran; of a creation the new contract, absent when it failed. */
  to: Address.optional(),
  contract: z.string().optional(),
  call: DecodedCall.optional(),
  outputs: z.array(DecodedValue).optional(),
  /** At most 4 KiB of it, as of the output. */
  input: HexData,
  output: HexData,
  valueWei: Uint256,
  gas: Uint256,
  gasUsed: Uint256,
  error: z.string().optional(),
  revert: DecodedRevert.optional(),
})
export type SimulatedFrame = z.infer<typeof SimulatedFrame>

export const EtherChange = z.object({
  account: Address,
  beforeWei: Uint256,
  afterWei: Uint256,
  changeWei: SignedAmount,
  /** The part of the change that is fees: negative for who pays them, positive for the block's coinbase. */
  feeWei: SignedAmount,
})
export type EtherChange = z.infer<typeof EtherChange>

/** A token as it says of itself: a text by anyone, cleaned of what isn't seen and cut. */
const TokenName = z.object({
  token: Address,
  name: z.string().optional(),
  symbol: z.string().optional(),
  decimals: Count.optional(),
})

/** What an account has of a token: an amount; of an ERC-721 token 1 or 0. */
export const TokenChange = TokenName.extend({
  standard: z.enum(['erc20', 'erc721', 'erc1155']),
  /** Of ERC-721 and ERC-1155. */
  tokenId: Uint256.optional(),
  account: Address,
  /** What the contract itself answers, before and after. */
  before: Uint256.optional(),
  after: Uint256.optional(),
  change: SignedAmount,
  /** What its logs claim. */
  loggedChange: SignedAmount,
  /** Whether the contract's balances and its logs say the same. */
  isVerified: z.boolean(),
})
export type TokenChange = z.infer<typeof TokenChange>

/** Who may move what of whose. */
export const ApprovalChange = TokenName.extend({
  /** `operator`: all of the owner's tokens (ERC-721, ERC-1155); `permit2`: through Uniswap's Permit2, `via`. */
  kind: z.enum(['erc20', 'erc721', 'operator', 'permit2']),
  owner: Address,
  spender: Address,
  via: Address.optional(),
  tokenId: Uint256.optional(),
  /** The allowance; of `erc721` and `operator` 1 or 0. */
  before: Uint256.optional(),
  after: Uint256.optional(),
  isUnlimited: z.boolean(),
  /** Seconds since 1970, of Permit2. */
  expiresAtS: Count.optional(),
  /** Whether the contract's answers and its logs say the same. */
  isVerified: z.boolean(),
})
export type ApprovalChange = z.infer<typeof ApprovalChange>

/** A delegation of an account to code (EIP-7702); absent: to none. */
export const DelegationChange = z.object({
  account: Address,
  before: Address.optional(),
  after: Address.optional(),
})

/** What came of an authorization of a set-code transaction. */
export const AuthorizationOutcome = z.object({
  /** Absent where the signature gives nobody. */
  authority: Address.optional(),
  delegate: Address,
  isApplied: z.boolean(),
  /** Why it was skipped. */
  fault: z.enum(['wrong-chain', 'invalid-nonce', 'invalid-signature', 'has-code', 'wrong-nonce']).optional(),
})

export const SlotChange = z.object({
  slot: Bytes32,
  before: Bytes32,
  after: Bytes32,
  /** What of the contract's variables has changed in it, where its layout is known. */
  variables: z.array(z.object({ label: z.string(), type: z.string(), before: z.string(), after: z.string() })),
})

export const StorageChange = z.object({
  account: Address,
  contract: z.string().optional(),
  slots: z.array(SlotChange),
})
export type StorageChange = z.infer<typeof StorageChange>

/** What someone about to sign should know; `address` is whom it is about. */
export const SimulationWarning = z.object({
  kind: z.enum([
    'fails',
    'unlimited-approval',
    'operator-approval',
    'fresh-recipient',
    'delegation',
    'authorization-skipped',
    'dishonest-token',
    'no-code',
  ]),
  message: z.string(),
  address: Address.optional(),
})
export type SimulationWarning = z.infer<typeof SimulationWarning>

export const SimulatedItem = z.object({
  index: Count,
  /** `reverted`: by a REVERT; `failed`: otherwise, as out of gas; `invalid`: it can't even be in a block, and has done nothing. */
  status: z.enum(['success', 'reverted', 'failed', 'invalid']),
  error: z.string().optional(),
  revert: DecodedRevert.optional(),
  transactionHash: Bytes32.optional(),
  from: Address.optional(),
  to: Address.optional(),
  createdAddress: Address.optional(),
  call: DecodedCall.optional(),
  outputs: z.array(DecodedValue).optional(),
  /** At most 64 KiB of it. */
  returnData: HexData,
  gas: SimulatedGas,
  fee: SimulatedFee,
  frames: z.array(SimulatedFrame),
  /** How many there were. */
  frameCount: Count,
  logs: z.array(DecodedLog),
  logCount: Count,
  etherChanges: z.array(EtherChange),
  tokenChanges: z.array(TokenChange),
  approvals: z.array(ApprovalChange),
  delegations: z.array(DelegationChange),
  authorizations: z.array(AuthorizationOutcome),
  storage: z.array(StorageChange),
  /** Slots that have changed, those left out of `storage` included. */
  slotCount: Count,
  /** What an EIP-2930 access list for it would hold. */
  accessList: z.array(z.object({ address: Address, storageKeys: z.array(Bytes32) })),
  warnings: z.array(SimulationWarning),
  /** Whether frames, logs, slots or tokens were left out because there were too many. */
  isCut: z.boolean(),
})
export type SimulatedItem = z.infer<typeof SimulatedItem>

const SimulationOutcome = z.object({
  network: z.string(),
  /** The block that the state is of. */
  stateBlock: z.object({ number: Count, hash: Bytes32 }),
  /** The block that the items were imagined in. */
  blockNumber: Uint256,
  /** Seconds since 1970. */
  timestamp: Uint256,
  baseFeePerGasWei: Uint256,
  gasUsed: Uint256,
  /** Whether the chain has moved on since: the result is of a state that is not the newest any more. */
  isStale: z.boolean(),
  durationMs: z.number(),
})

export const Simulation = SimulationOutcome.extend({ items: z.array(SimulatedItem) })
export type Simulation = z.infer<typeof Simulation>

export const SimulationEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('item'), item: SimulatedItem, done: Count, total: Count }),
  SimulationOutcome.extend({ kind: z.literal('end') }),
])
export type SimulationEvent = z.infer<typeof SimulationEvent>

const simulationErrors = codes(
  'network/not-found',
  'network/unreachable',
  'network/refused',
  'network/invalid-answer',
  'network/proof-invalid',
  'network/disagreement',
  'network/offline-miss',
  'simulation/block-not-found',
  'simulation/invalid-abi',
  'simulation/timeout',
  'simulation/busy',
  'chain/unavailable',
)

export const simulation = {
  simulate: procedure
    .meta({ role: 'trader', kind: 'command' })
    .route({
      method: 'POST',
      path: '/simulation',
      summary: 'What calls and transactions would do, one after the other; nothing is kept',
    })
    .input(SimulationRequest)
    .errors(simulationErrors)
    .output(Simulation),

  streamSimulation: procedure
    .meta({ role: 'trader', kind: 'stream' })
    .route({
      method: 'POST',
      path: '/simulation/stream',
      summary: 'As `simulate`, each item as soon as it is done; ends when the caller goes away',
    })
    .input(SimulationRequest)
    .errors(simulationErrors)
    .output(eventIterator(SimulationEvent)),
}
