import { z } from 'zod'
import { toHex } from '../../chain/bytes.ts'
import type { Chain } from '../../chain/Chain.ts'
import { buildTransaction } from '../accounts/buildTransaction.ts'
import { createSidecar } from '../accounts/createSidecar.ts'
import { fillTransaction } from '../accounts/fillTransaction.ts'
import { TransactionRequest } from '../accounts/TransactionRequest.ts'
import { formatUnsigned } from '../format.ts'
import { defineMethod, type Json, type MethodTable } from '../RpcContext.ts'
import { RPC_CODES, RpcError } from '../RpcError.ts'
import { RawTransaction } from '../schemas.ts'

const fill = async (chain: Chain, request: TransactionRequest): Promise<Json> => {
  const filled = await fillTransaction(chain, request)
  const hashes = filled.type === 3 ? (await createSidecar(filled.blobs, chain.common)).versionedHashes : []
  const transaction = buildTransaction(filled, chain.common, hashes)
  return { raw: toHex(transaction.serialize()), tx: formatUnsigned(transaction, filled.from) }
}

/** Taking in transactions, and preparing them for their signature. */
export const sendMethods: MethodTable = {
  eth_sendRawTransaction: defineMethod(z.tuple([RawTransaction]), ({ chain }, [raw]) => chain.sendRawTransaction(raw)),
  eth_fillTransaction: defineMethod(z.tuple([TransactionRequest]), ({ chain }, [request], { isPrivileged }) => {
    if (request.blobs !== undefined && !isPrivileged) {
      throw new RpcError(RPC_CODES.unauthorized, "blobs are committed to for the desk's administrator alone")
    }
    return fill(chain, request)
  }),
}
