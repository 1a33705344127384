import { z } from 'zod'
import { TransactionRequest } from '../accounts/TransactionRequest.ts'
import { AccountOverride, AddressBytes, AddressText, BlockOverride, Quantity } from '../schemas.ts'

const MAX_WITHDRAWALS = 16
const MAX_CALLS = 10_000
/** Beyond the 256 that are simulated: their error says so better than the schema's. */
const MAX_BLOCKS = 10_000

const Withdrawal = z
  .object({ index: Quantity, validatorIndex: Quantity, address: AddressBytes, amount: Quantity })
  .transform(({ amount, ...rest }) => ({ ...rest, amountGwei: amount }))

const SimulatedAccount = AccountOverride.extend({ movePrecompileToAddress: AddressText.optional() })

const SimulatedBlock = z.object({
  blockOverrides: BlockOverride.extend({
    blobBaseFee: Quantity.optional(),
    withdrawals: z.array(Withdrawal).max(MAX_WITHDRAWALS).optional(),
  }).nullish(),
  stateOverrides: z.record(AddressText, SimulatedAccount).nullish(),
  calls: z.array(TransactionRequest).max(MAX_CALLS).nullish(),
})
export type SimulatedBlock = z.output<typeof SimulatedBlock>

/** The state overrides of one simulated block, by address in lower case. */
export type SimulatedState = NonNullable<SimulatedBlock['stateOverrides']>

/** `EthSimulatePayload` of the execution-apis. */
export const SimulatePayload = z.object({
  blockStateCalls: z.array(SimulatedBlock).min(1, 'empty input').max(MAX_BLOCKS),
  traceTransfers: z.boolean().nullish(),
  validation: z.boolean().nullish(),
  returnFullTransactions: z.boolean().nullish(),
})
export type SimulatePayload = z.output<typeof SimulatePayload>
