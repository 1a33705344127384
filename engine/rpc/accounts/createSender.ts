import { toHex } from '../../chain/bytes.ts'
import type { Chain } from '../../chain/Chain.ts'
import { CHAIN_ERROR_CODES, ChainError } from '../../chain/ChainError.ts'
import { createLock } from '../../chain/createLock.ts'
import { toImpersonatedSignature } from '../../evm/impersonation.ts'
import { RPC_CODES, RpcError } from '../RpcError.ts'
import { buildTransaction } from './buildTransaction.ts'
import type { NodeAccounts } from './createNodeAccounts.ts'
import { type FilledTransaction, fillTransaction } from './fillTransaction.ts'
import { signFilled } from './signFilled.ts'
import type { TransactionRequest } from './TransactionRequest.ts'

/**
 * Fills and sends a transaction of an unlocked or an impersonated account. Resolves with its hash, as `sendRawTransaction` does.
 * `anyone`: as if every account were impersonated.
 *
 * @throws RpcError 4100 (EIP-1193) for another account
 */
export type SendTransaction = (
  request: TransactionRequest,
  options?: { readonly anyone?: boolean },
) => Promise<`0x${string}`>

/**
 * Makes the one that sends for the node's accounts. It chooses nonces one after another: two requests at once get two nonces, and
 * their transactions still share a block.
 */
export const createSender = (chain: Chain, accounts: NodeAccounts): SendTransaction => {
  const inTurn = createLock()

  const encode = async (filled: FilledTransaction): Promise<{ raw: Uint8Array; isImpersonated: boolean }> => {
    const unlocked = accounts.find(filled.from)
    if (unlocked !== undefined) {
      return { raw: await signFilled(filled, chain, unlocked.privateKey), isImpersonated: false }
    }
    return { raw: encodeImpersonated(filled, chain), isImpersonated: true }
  }

  const isOurs = (address: Uint8Array): boolean =>
    accounts.find(address) !== undefined || accounts.isImpersonated(address)

  return async (request, { anyone = false } = {}) => {
    const { from } = request
    if (from !== undefined && !anyone && !isOurs(from)) {
      throw new RpcError(
        RPC_CODES.unauthorized,
        `unknown account: no key of ${toHex(from)}, and it is not impersonated`,
      )
    }
    const { sent } = await inTurn(async () => {
      const filled = await fillTransaction(chain, request)
      const { raw, isImpersonated } = await encode(filled)
      return submit(chain, filled.from, () =>
        isImpersonated ? chain.sendImpersonatedTransaction(raw) : chain.sendRawTransaction(raw),
      )
    })
    return sent
  }
}

/** Sends a transaction and waits until it is in the pool, where its nonce counts; not for its block. */
const submit = async (chain: Chain, sender: Uint8Array, send: () => Promise<`0x${string}`>) => {
  let stop = (): void => {}
  const isPooled = new Promise<void>((resolve) => {
    stop = chain.subscribe((event) => {
      if (event.type === 'pending' && event.pooled.sender === toHex(sender)) resolve()
    })
  })
  const sent = send()
  // Whoever asked hears of a failure; here it only ends the wait.
  await Promise.race([isPooled, sent.catch(() => undefined)])
  stop()
  return { sent }
}

const encodeImpersonated = (filled: FilledTransaction, { common }: Chain): Uint8Array => {
  if (filled.type === 3) {
    throw new ChainError(CHAIN_ERROR_CODES.invalidParams, 'an impersonated account cannot send blobs')
  }
  const type = filled.type === 4 ? 4 : 2
  return buildTransaction({ ...filled, type }, common, [], toImpersonatedSignature(filled.from)).serialize()
}
