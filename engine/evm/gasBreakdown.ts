import type { Common } from '@ethereumjs/common'
import type { GasBreakdown, Message } from './Executor.ts'

const WORD_BYTES = 32
/** EIP-7623: a byte that is not zero counts as four that are. */
const TOKENS_PER_NONZERO_BYTE = 4

/**
 * What a message costs before its first opcode (Yellow Paper g0, EIP-2028, EIP-2930, EIP-3860), and what it costs at least for its
 * calldata (EIP-7623). Authorizations are not counted.
 */
export const measureMessageGas = (message: Message, common: Common): { intrinsic: bigint; floor: bigint } => {
  let zeros = 0
  for (const byte of message.data) if (byte === 0) zeros++
  const others = message.data.length - zeros
  const base = common.param('txGas')
  let intrinsic =
    base + BigInt(zeros) * common.param('txDataZeroGas') + BigInt(others) * common.param('txDataNonZeroGas')
  if (message.to === undefined) {
    const words = BigInt(Math.ceil(message.data.length / WORD_BYTES))
    intrinsic += common.param('txCreationGas') + words * common.param('initCodeWordGas')
  }
  for (const [, slots] of message.accessList) {
    intrinsic += common.param('accessListAddressGas') + BigInt(slots.length) * common.param('accessListStorageKeyGas')
  }
  const tokens = BigInt(zeros + others * TOKENS_PER_NONZERO_BYTE)
  return { intrinsic, floor: base + tokens * common.param('totalCostFloorPerToken') }
}

/**
 * What a transaction pays for, and how much that is: EIP-3529 caps the refund, EIP-7623 sets the floor.
 *
 * @param earnedRefund before the cap
 */
export const settleGas = (
  { intrinsic, execution, floor }: Omit<GasBreakdown, 'refund'>,
  earnedRefund: bigint,
  common: Common,
): { gasUsed: bigint; gas: GasBreakdown } => {
  const spent = intrinsic + execution
  const maxRefund = spent / common.param('maxRefundQuotient')
  const refund = earnedRefund < maxRefund ? earnedRefund : maxRefund
  const used = spent - refund
  return { gasUsed: used < floor ? floor : used, gas: { intrinsic, execution, refund, floor } }
}
