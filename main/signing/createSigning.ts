import { type Address, domainSeparator, getAddress, type Hex, hashStruct, hashTypedData, recoverAddress } from 'viem'
import { TerminalError } from '../../engine/api/errors.ts'
import { orderTypedData, type PreparedOrder } from '../../engine/api/order.ts'
import type { Services } from '../../engine/api/services.ts'
import { createOrderRequests, type OrderRequest } from './createOrderRequests.ts'
import type { KeystoreSigner } from './keystore/createKeystoreSigner.ts'
import type { Signer } from './Signer.ts'
import type { SigningClock } from './SigningClock.ts'

/** A signer gave a signature that isn't the account's: somebody must hear of it. No secret in it. */
export interface SigningAlarm {
  readonly kind: 'wrong-signature'
  readonly requestId: string
  readonly digest: Hex
  readonly expectedSigner: Address
  /** Absent when the signature is no signature at all. */
  readonly recoveredSigner: Address | undefined
  readonly atMs: number
}

export interface SigningOptions {
  /** Signers beside the keystore; where two hold one account, the first signs. */
  readonly signers: readonly Signer[]
  readonly keystore: KeystoreSigner
  readonly clock: Pick<SigningClock, 'nowMs'>
  /** Simulates the prepared order again, on the chain as it is now; a sentence says what changed since it was shown. */
  readonly recheck: (prepared: PreparedOrder) => Promise<{ readonly effectsChanged?: string }>
  readonly alarm: (entry: SigningAlarm) => void
  readonly keepRequestsForMs?: number
  readonly requestCapacity?: number
}

export interface Signing {
  readonly services: Services['signing']
  /**
   * Keeps the exact payload that was simulated and is about to be shown; only it can be signed. With `principal`, only for that
   * caller.
   */
  registerOrder(prepared: PreparedOrder, principal?: string): void
}

/**
 * The signing domain. A signature leaves it only when the payload is the one that was prepared and simulated, its digest the one
 * that was shown, its effects still the same, and the recovered signer the trader. A request is signed at most once.
 */
export const createSigning = (options: SigningOptions): Signing => {
  const { keystore, clock } = options
  const signers: readonly Signer[] = [...options.signers, keystore]
  const requests = createOrderRequests({
    clock,
    ...(options.keepRequestsForMs === undefined ? {} : { keepForMs: options.keepRequestsForMs }),
    ...(options.requestCapacity === undefined ? {} : { capacity: options.requestCapacity }),
  })

  const holderOf = (address: Address) => {
    for (const signer of signers) {
      const account = signer.accounts().find((candidate) => candidate.address === address)
      if (account) return { signer, account }
    }
    throw new TerminalError('signing/account-not-found', `This desk can't sign with ${address}.`, { address })
  }

  const obtainSignature = async ({ prepared }: OrderRequest, signer: Signer) => {
    const { effectsChanged } = await options.recheck(prepared)
    if (effectsChanged !== undefined) {
      throw new TerminalError('signing/effects-changed', effectsChanged, { requestId: prepared.requestId })
    }
    const { order, digest, requestId } = prepared
    const trader = getAddress(order.trader)
    const signature = await signer.signTypedData(trader, orderTypedData(order, prepared.domain))
    const recoveredSigner = await recoverAddress({ hash: digest, signature }).catch(() => undefined)
    if (recoveredSigner !== trader) {
      const atMs = clock.nowMs()
      options.alarm({ kind: 'wrong-signature', requestId, digest, expectedSigner: trader, recoveredSigner, atMs })
      throw new TerminalError('signing/refused', `The signature is not that of ${trader}; it was thrown away.`, {
        requestId,
        digest,
      })
    }
    return { digest, signature, signer: trader }
  }

  const signOrder: Services['signing']['signOrder'] = async ({ requestId, digest }, { caller }) => {
    const request = requests.find(requestId)
    if (!request || (request.principal !== undefined && request.principal !== caller.principal)) {
      throw new TerminalError(
        'signing/request-not-found',
        'This request is unknown, used or too old: review it again.',
        {
          requestId,
        },
      )
    }
    checkDigest(request.prepared, digest)
    const { signer, account } = holderOf(getAddress(request.prepared.order.trader))
    if (account.locked) {
      throw new TerminalError('signing/locked', `The account ${account.address} is locked.`, {
        address: account.address,
      })
    }
    // Before the first await: two calls can't both get past here.
    requests.take(requestId)
    try {
      return await obtainSignature(request, signer)
    } catch (error) {
      if (mayTryAgain(error)) requests.giveBack(request)
      throw error
    }
  }

  return {
    registerOrder: requests.register,
    services: { ...createAccountServices(signers, keystore), signOrder },
  }
}

/** Nothing was signed and nothing is wrong with the request: the account got locked, or the node was busy. */
const mayTryAgain = (error: unknown): boolean =>
  error instanceof TerminalError && (error.code === 'signing/locked' || error.code === 'chain/unavailable')

/** Recomputes every hash from the stored order (EIP-712): what was shown, what was asked and what will be signed are one. */
const checkDigest = (prepared: PreparedOrder, digest: Hex): void => {
  const { domain, types, primaryType, message } = orderTypedData(prepared.order, prepared.domain)
  const isSame =
    prepared.digest === digest &&
    hashTypedData({ domain, types, primaryType, message }) === digest &&
    hashStruct({ types, primaryType, data: message }) === prepared.messageHash &&
    domainSeparator({ domain }) === prepared.domainHash
  if (!isSame) {
    throw new TerminalError('signing/digest-mismatch', 'The digest is not that of the order that was simulated.', {
      requestId: prepared.requestId,
      digest,
    })
  }
}

const createAccountServices = (
  signers: readonly Signer[],
  keystore: KeystoreSigner,
): Omit<Services['signing'], 'signOrder'> => ({
  listAccounts: async () => {
    const accounts = new Map(
      signers
        .flatMap((signer) => signer.accounts())
        .toReversed()
        .map((account) => [account.address, account]),
    )
    return [...accounts.values()].toReversed()
  },
  createAccount: (input) => keystore.createAccount(input),
  importAccount: (input) => keystore.importAccount(input),
  exportAccount: async ({ address, password }) => ({ keystore: await keystore.exportAccount(address, password) }),
  unlockAccount: ({ address, password }) => keystore.unlockAccount(address, password),
  lockAccount: async ({ address }) => keystore.lockAccount(address),
})
