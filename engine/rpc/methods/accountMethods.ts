import { hashTypedData } from 'viem'
import { z } from 'zod'
import { toHex } from '../../chain/bytes.ts'
import { fillTransaction } from '../accounts/fillTransaction.ts'
import { requireAccount, requirePrivilege } from '../accounts/requireAccount.ts'
import { signFilled } from '../accounts/signFilled.ts'
import { TransactionRequest } from '../accounts/TransactionRequest.ts'
import { TypedData } from '../accounts/TypedData.ts'
import { defineMethod, type Json, type MethodTable, type RpcContext, type RpcSession } from '../RpcContext.ts'
import { RPC_CODES, RpcError } from '../RpcError.ts'
import { AddressBytes, HexBytes, NoParams } from '../schemas.ts'

const MAX_TEXT_LENGTH = 1_048_576

/** `personal_sign` takes bytes, or text where it is no 0x-hex. */
const Message = z.union([
  HexBytes,
  z
    .string()
    .max(MAX_TEXT_LENGTH)
    .transform((text) => Buffer.from(text, 'utf8')),
])

/** EIP-191, version 0x45. */
const signMessage = (context: RpcContext, session: RpcSession, address: Uint8Array, message: Uint8Array) =>
  requireAccount(context, session, address).signer.signMessage({ message: { raw: toHex(message) } })

const invalid = (message: string): RpcError => new RpcError(RPC_CODES.invalidParams, message)

/** EIP-712 asks signers to refuse a message for another chain. */
const requireChain = (context: RpcContext, { domain }: TypedData): void => {
  const { chainId } = domain
  if (chainId === undefined || toChainId(chainId) === BigInt(context.chain.chainId)) return
  throw invalid(
    `chainId of the domain does not match the chain's (have=${String(chainId)}, want=${context.chain.chainId})`,
  )
}

const toChainId = (value: unknown): bigint | undefined => {
  try {
    return typeof value === 'string' || typeof value === 'number' ? BigInt(value) : undefined
  } catch {
    return undefined
  }
}

const signTypedData = async (context: RpcContext, session: RpcSession, address: Uint8Array, data: TypedData) => {
  const { signer } = requireAccount(context, session, address)
  requireChain(context, data)
  let hash: `0x${string}`
  try {
    hash = hashTypedData(data as Parameters<typeof hashTypedData>[0])
  } catch (error) {
    throw invalid(`typed data: ${error instanceof Error ? error.message.split('\n')[0] : 'cannot be hashed'}`)
  }
  return signer.sign({ hash })
}

const signTransaction = async (
  context: RpcContext,
  session: RpcSession,
  request: TransactionRequest,
): Promise<Json> => {
  requirePrivilege(session)
  const { privateKey } = requireAccount(context, session, request.from ?? new Uint8Array(20))
  return toHex(await signFilled(await fillTransaction(context.chain, request), context.chain, privateKey))
}

/**
 * The node's own accounts: those of a practice desk whose keys it holds, and those that are impersonated. Everybody may ask for them;
 * a session without privilege sees none and gets no signature (EIP-1193: 4100).
 */
export const accountMethods: MethodTable = {
  eth_accounts: defineMethod(NoParams, ({ accounts }, _params, { isPrivileged }) =>
    isPrivileged ? [...accounts.list()] : [],
  ),
  eth_sendTransaction: defineMethod(z.tuple([TransactionRequest]), ({ sendTransaction }, [request], session) => {
    requirePrivilege(session)
    return sendTransaction(request)
  }),
  eth_signTransaction: defineMethod(z.tuple([TransactionRequest]), (context, [request], session) =>
    signTransaction(context, session, request),
  ),
  eth_sign: defineMethod(z.tuple([AddressBytes, HexBytes]), (context, [address, message], session) =>
    signMessage(context, session, address, message),
  ),
  personal_sign: defineMethod(
    // Some clients send a password as a third parameter, which an unlocked account does not need.
    z.tuple([Message, AddressBytes, z.unknown()]),
    (context, [message, address], session) => signMessage(context, session, address, message),
  ),
  eth_signTypedData_v4: defineMethod(z.tuple([AddressBytes, TypedData]), (context, [address, data], session) =>
    signTypedData(context, session, address, data),
  ),
}
