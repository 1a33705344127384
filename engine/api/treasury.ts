import { z } from 'zod'
import { DayCountConvention, TreasuryKind, TreasuryStatus } from './marketData.ts'
import { codes, procedure } from './procedure.ts'
import { Address, Bytes32, Count, Uint256 } from './schemas.ts'

/** A date, UTC, as `2031-05-15`. */
const CalendarDate = z.iso.date()

/** What an issuer fixes for ever when it registers a treasury. Money is settlement-token base units for one whole token. */
export const NewTreasury = z.object({
  name: z.string().min(1).max(128),
  symbol: z.string().regex(/^[A-Z0-9-]{1,16}$/, 'must be capital letters, digits and hyphens'),
  isin: z.string().regex(/^[A-Z]{2}[A-Z0-9]{9}[0-9]$/, 'must be an ISIN (ISO 6166)'),
  kind: TreasuryKind,
  /** ISO 4217. */
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be three capital letters'),
  issueDate: CalendarDate,
  maturityDate: CalendarDate,
  /** Where the first coupon period is irregular; otherwise it follows from the maturity. */
  firstCouponDate: CalendarDate.optional(),
  /** Where the last coupon period is irregular: the coupon before maturity. */
  lastRegularDate: CalendarDate.optional(),
  dayCount: DayCountConvention,
  couponsPerYear: z.union([
    z.literal(0),
    z.literal(1),
    z.literal(2),
    z.literal(3),
    z.literal(4),
    z.literal(6),
    z.literal(12),
  ]),
  /** Annual, in billionths: 4.125 % is 41,250,000. */
  couponRate: z.number().int().min(0).max(1_000_000_000),
  faceValue: Uint256,
  issuePrice: Uint256,
  /** keccak256 of the offering document. */
  documentHash: Bytes32,
})
export type NewTreasury = z.infer<typeof NewTreasury>

/** A treasury as its registry has it. */
export const TreasuryRecord = NewTreasury.omit({ symbol: true }).extend({
  token: Address,
  symbol: z.string(),
  issuer: Address,
  status: TreasuryStatus,
  firstCouponDate: CalendarDate,
  lastRegularDate: CalendarDate,
  /** Absent while there is no price. */
  price: z.object({ clean: Uint256, accrued: Uint256, dirty: Uint256, observedAtS: Count }).optional(),
  /** Over all partitions, base units of the treasury token. */
  supply: Uint256,
})
export type TreasuryRecord = z.infer<typeof TreasuryRecord>

/** A coupon: what it pays, and how far its payment is. */
export const CouponRecord = z.object({
  index: Count,
  /** Unix seconds: the start of the day it is paid, when balances count. */
  payTimeS: Count,
  perToken: Uint256,
  due: Uint256,
  funded: Uint256,
  paid: Uint256,
  state: z.enum(['upcoming', 'due', 'funded', 'paid', 'short']),
})
export type CouponRecord = z.infer<typeof CouponRecord>

/** A document that a token names (ERC-1643). */
export const DocumentRecord = z.object({
  name: z.string(),
  uri: z.string(),
  hash: Bytes32,
  modifiedAtS: Count,
  /** Whether its bytes are kept here. */
  isStored: z.boolean(),
})
export type DocumentRecord = z.infer<typeof DocumentRecord>

const Transactions = z.object({ transactionHashes: z.array(Bytes32) })

/** What one run of the yield scheduler did. */
export const YieldReport = z.object({
  done: z.array(z.object({ token: Address, action: z.string(), transactionHash: Bytes32 })),
  failed: z.array(z.object({ token: Address, action: z.string(), code: z.string(), message: z.string() })),
})
export type YieldReport = z.infer<typeof YieldReport>

const OfTreasury = z.object({ token: Address })
const refusals = codes(
  'treasury/not-found',
  'contract/reverted',
  'contract/forbidden',
  'contract/paused',
  'chain/unavailable',
  'chain/rejected',
)

export const treasury = {
  list: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({ method: 'GET', path: '/treasuries', summary: 'Every treasury of the registry' })
    .errors(codes('chain/unavailable'))
    .output(z.array(TreasuryRecord)),

  get: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({
      method: 'GET',
      path: '/treasuries/{token}',
      summary: 'A treasury: terms, status, price, accrued interest',
    })
    .input(OfTreasury)
    .errors(refusals)
    .output(TreasuryRecord),

  create: procedure
    .meta({ role: 'admin', kind: 'command' })
    .route({
      method: 'POST',
      path: '/treasuries',
      summary: 'Create a treasury: deploy its token, register it, admit it to trading, schedule its coupons',
    })
    .input(NewTreasury)
    .errors({ ...refusals, ...codes('treasury/exists', 'treasury/invalid-terms') })
    .output(Transactions.extend({ token: Address })),

  setStatus: procedure
    .meta({ role: 'admin', kind: 'command' })
    .route({ method: 'POST', path: '/treasuries/{token}/status', summary: 'Move a treasury along its life' })
    .input(OfTreasury.extend({ status: TreasuryStatus }))
    .errors(refusals)
    .output(Transactions),

  updatePrice: procedure
    .meta({ role: 'admin', kind: 'command' })
    .route({ method: 'POST', path: '/treasuries/{token}/price', summary: 'Record a newer clean price' })
    .input(OfTreasury.extend({ cleanPrice: Uint256, observedAtS: Count }))
    .errors(refusals)
    .output(Transactions),

  listCoupons: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({
      method: 'GET',
      path: '/treasuries/{token}/coupons',
      summary: 'The coupons of a treasury and their payment',
    })
    .input(OfTreasury)
    .errors(refusals)
    .output(z.array(CouponRecord)),

  listDocuments: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({ method: 'GET', path: '/treasuries/{token}/documents', summary: 'The documents that a token names' })
    .input(OfTreasury)
    .errors(refusals)
    .output(z.array(DocumentRecord)),

  addDocument: procedure
    .meta({ role: 'admin', kind: 'command' })
    .route({
      method: 'POST',
      path: '/treasuries/{token}/documents',
      summary: 'Keep a document by its hash, and have the token name it',
    })
    .input(
      OfTreasury.extend({
        /** At most 32 bytes of UTF-8. */
        name: z.string().min(1).max(32),
        mediaType: z.string().regex(/^[\w.+-]{1,64}\/[\w.+-]{1,64}$/, 'must be a media type'),
        contentBase64: z.base64().max(22_369_624),
      }),
    )
    .errors({ ...refusals, ...codes('treasury/document-too-large') })
    .output(Transactions.extend({ hash: Bytes32 })),

  readDocument: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({ method: 'GET', path: '/treasury-documents/{hash}', summary: 'A document by the hash of its bytes' })
    .input(z.object({ hash: Bytes32 }))
    .errors(codes('treasury/document-not-found', 'store/corrupt'))
    .output(z.object({ hash: Bytes32, mediaType: z.string(), contentBase64: z.string() })),

  runYield: procedure
    .meta({ role: 'admin', kind: 'command' })
    .route({
      method: 'POST',
      path: '/treasuries/yield/run',
      summary: 'Fund and pay what is due of coupons and redemptions now, instead of at the next scheduled run',
    })
    .errors(codes('chain/unavailable'))
    .output(YieldReport),
}
