import { z } from 'zod'
import { BalanceEffect } from './order.ts'
import { Permit } from './permit.ts'
import { codes, procedure } from './procedure.ts'
import { Address, Bytes32 } from './schemas.ts'

/** What opening an account on the practice desk does, before it is done. */
export const PreparedOnboarding = z.object({
  requestId: z.string(),
  account: Address,
  /** What the account is given. */
  effects: z.array(BalanceEffect),
  /** What the account signs: that the trading module may move its cash and its treasuries. */
  permits: z.array(Permit),
})
export type PreparedOnboarding = z.infer<typeof PreparedOnboarding>

export const practice = {
  getStanding: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({
      method: 'GET',
      path: '/practice/accounts/{account}',
      summary: 'Whether an account is approved and has given the trading module its allowances',
    })
    .input(z.object({ account: Address }))
    .errors(codes('chain/unavailable'))
    .output(z.object({ account: Address, mayTrade: z.boolean() })),

  prepareOnboarding: procedure
    .meta({ role: 'admin', kind: 'command' })
    .route({
      method: 'POST',
      path: '/practice/onboard/prepare',
      summary: 'What opening an account of this desk gives it, and the permits it signs (ERC-2612)',
    })
    .input(z.object({ account: Address }))
    .errors(codes('signing/account-not-found', 'signing/refused', 'chain/unavailable'))
    .output(PreparedOnboarding),

  onboard: procedure
    .meta({ role: 'admin', kind: 'command' })
    .route({
      method: 'POST',
      path: '/practice/onboard',
      summary:
        'Approve an account as an investor of the practice desk and fund it; with `permits`, sign and relay them too',
    })
    .input(
      z.object({
        account: Address,
        /** The prepared request, and the digests as they were shown, in their order. Without it the account gives its allowances itself. */
        permits: z.object({ requestId: z.string().max(64), digests: z.array(Bytes32).max(64) }).optional(),
      }),
    )
    .errors(
      codes(
        'chain/unavailable',
        'chain/rejected',
        'chain/reverted',
        'signing/request-not-found',
        'signing/account-not-found',
        'signing/locked',
        'signing/digest-mismatch',
        'signing/effects-changed',
        'signing/refused',
      ),
    )
    .output(z.object({ account: Address, transactionHashes: z.array(Bytes32) })),
}
