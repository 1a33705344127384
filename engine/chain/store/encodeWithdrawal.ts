import { RLP } from '@ethereumjs/rlp'
import { bigIntToUnpaddedBytes, bytesToBigInt } from '@ethereumjs/util'
import type { Withdrawal } from '../../evm/Withdrawal.ts'

const FIELDS = 4
const ADDRESS_BYTES = 20

/** RLP of a withdrawal (EIP-4895). */
export const encodeWithdrawal = ({ index, validatorIndex, address, amountGwei }: Withdrawal): Uint8Array =>
  RLP.encode([
    bigIntToUnpaddedBytes(index),
    bigIntToUnpaddedBytes(validatorIndex),
    address,
    bigIntToUnpaddedBytes(amountGwei),
  ])

/** A withdrawal from its decoded RLP. @throws Error when it is none. */
export const toWithdrawal = (fields: unknown): Withdrawal => {
  const isList =
    Array.isArray(fields) && fields.length === FIELDS && fields.every((field) => field instanceof Uint8Array)
  if (!isList) throw new Error('A withdrawal has four fields.')
  const [index, validatorIndex, address, amount] = fields as [Uint8Array, Uint8Array, Uint8Array, Uint8Array]
  if (address.length !== ADDRESS_BYTES) throw new Error('A withdrawal needs an address.')
  return {
    index: bytesToBigInt(index),
    validatorIndex: bytesToBigInt(validatorIndex),
    address,
    amountGwei: bytesToBigInt(amount),
  }
}

/** Withdrawals as the store keeps them: nothing where there are none. */
export const encodeWithdrawals = (withdrawals: readonly Withdrawal[]): Uint8Array | null =>
  withdrawals.length === 0
    ? null
    : RLP.encode(withdrawals.map((withdrawal) => RLP.decode(encodeWithdrawal(withdrawal))))

export const decodeWithdrawals = (stored: Uint8Array | null): readonly Withdrawal[] =>
  stored === null ? [] : (RLP.decode(stored) as Uint8Array[][]).map(toWithdrawal)
