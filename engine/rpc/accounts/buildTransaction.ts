import type { Common } from '@ethereumjs/common'
import { createTx, type TypedTransaction, type TypedTxData } from '@ethereumjs/tx'
import { Address } from '@ethereumjs/util'
import { toHex } from '../../chain/bytes.ts'
import { CHAIN_ERROR_CODES, ChainError } from '../../chain/ChainError.ts'
import { toNodeSentence } from '../../evm/toNodeSentence.ts'
import { toAuthorization } from '../toMessage.ts'
import type { FilledTransaction } from './fillTransaction.ts'

/** An ECDSA signature as transactions of types 1 to 4 hold it; for type 0 `v` is EIP-155's. */
type Signature = { readonly v: bigint; readonly r: bigint; readonly s: bigint }

/** The transaction as the EVM's library has it, unsigned unless a signature is given. @throws ChainError -32602 */
export const buildTransaction = (
  filled: FilledTransaction,
  common: Common,
  blobVersionedHashes: readonly `0x${string}`[] = [],
  signature?: Signature,
): TypedTransaction => {
  const { type, to, nonce, gasLimit, value, data } = filled
  const content = {
    type,
    nonce,
    gasLimit,
    value,
    data,
    ...(to === undefined ? {} : { to: new Address(to) }),
    ...(type === 0 ? {} : { accessList: toAccessList(filled), chainId: common.chainId() }),
    ...toFees(filled),
    ...(type === 3 ? { maxFeePerBlobGas: filled.maxFeePerBlobGas, blobVersionedHashes: [...blobVersionedHashes] } : {}),
    ...(type === 4 ? { authorizationList: filled.authorizationList.map((item) => [...toAuthorization(item)]) } : {}),
    ...signature,
  }
  try {
    return createTx(content as TypedTxData, { common, freeze: false })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const sentence = toNodeSentence(reason) ?? reason.replace(/ \(tx type=.*$/s, '')
    throw new ChainError(CHAIN_ERROR_CODES.invalidParams, sentence, undefined, { cause: error })
  }
}

const toFees = ({ type, gasPrice, maxFeePerGas, maxPriorityFeePerGas }: FilledTransaction) =>
  type < 2 ? { gasPrice: gasPrice ?? maxFeePerGas } : { maxFeePerGas, maxPriorityFeePerGas }

const toAccessList = ({ accessList }: FilledTransaction) =>
  accessList.map(({ address, storageKeys }) => ({ address: toHex(address), storageKeys: storageKeys.map(toHex) }))
