import type { Common } from '@ethereumjs/common'
import { getCalldataFloorGas, type TypedTransaction } from '@ethereumjs/tx'
import type { RunTxResult } from '@ethereumjs/vm'
import type { ExecutionState } from './ExecutionState.ts'
import type { AuthorizationBytes, GasBreakdown } from './Executor.ts'
import { settleGas } from './gasBreakdown.ts'
import { judgeAuthorizations } from './judgeAuthorizations.ts'

/**
 * Measures a transaction before it runs; the result tells what its gas was made of once it has. @ethereumjs/vm gives the sum alone,
 * and forgets the refund where the calldata's floor is above it.
 */
export const readTransactionGas = (transaction: TypedTransaction, state: ExecutionState, common: Common) => {
  const sender = transaction.getSenderAddress()
  const intrinsic = transaction.getIntrinsicGas()
  const floor = getCalldataFloorGas(transaction, sender)
  // Refunds are a fifth at most: a floor below that never hides one.
  const isHidden = floor > intrinsic - intrinsic / common.param('maxRefundQuotient')
  const authorizations = isHidden ? listAuthorizations(transaction) : []
  const verdicts = judgeAuthorizations(state, common.chainId(), sender.bytes, authorizations)
  const refunded = verdicts.filter(({ fault, isExisting }) => fault === undefined && isExisting).length
  const ofAuthorizations =
    refunded === 0 ? 0n : BigInt(refunded) * (common.param('perEmptyAccountCost') - common.param('perAuthBaseGas'))

  return ({ totalGasSpent, execResult }: RunTxResult): GasBreakdown => {
    const execution = execResult.executionGasUsed
    const spent = intrinsic + execution
    if (totalGasSpent > floor) return { intrinsic, execution, refund: spent - totalGasSpent, floor }
    return settleGas({ intrinsic, execution, floor }, ofAuthorizations + (execResult.gasRefund ?? 0n), common).gas
  }
}

/** The authorizations of a set-code transaction (EIP-7702); others have none. */
export const listAuthorizations = (transaction: TypedTransaction): readonly AuthorizationBytes[] =>
  'authorizationList' in transaction ? transaction.authorizationList : []
