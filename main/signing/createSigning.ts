import { type Address, domainSeparator, getAddress, hashStruct } from 'viem'
import { TerminalError } from '../../engine/api/errors.ts'
import { orderTypedData, type PreparedOrder } from '../../engine/api/order.ts'
import { type Permit, permitTypedData } from '../../engine/api/permit.ts'
import type { Services } from '../../engine/api/services.ts'
import {
  createRequestSigner,
  type RequestKind,
  type RequestSignerOptions,
  type Signed,
  type SigningAlarm,
} from './createRequestSigner.ts'
import type { KeystoreSigner } from './keystore/createKeystoreSigner.ts'
import type { Signer } from './Signer.ts'
import type { SigningClock } from './SigningClock.ts'

/** Permits of one account that are shown and signed together. */
export interface PermitRequest {
  readonly requestId: string
  readonly account: Address
  readonly permits: readonly Permit[]
}

export interface SigningOptions {
  /** Signers beside the keystore; where two hold one account, the first signs. */
  readonly signers: readonly Signer[]
  readonly keystore: KeystoreSigner
  readonly clock: Pick<SigningClock, 'nowMs'>
  /** Simulates the prepared order again, on the chain as it is now; a sentence says what changed since it was shown. */
  readonly recheck: RequestKind<PreparedOrder>['recheck']
  /** Reads again what the tokens want signed. */
  readonly recheckPermits: RequestKind<PermitRequest>['recheck']
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
  /** The same for permits; `signing/account-not-found` where no signer holds the account. */
  registerPermits(request: PermitRequest, principal: string): void
  /** Signs all permits of a request, once; `digests` are those that were shown, in their order. Fails as `signOrder` does. */
  signPermits(
    input: Pick<PermitRequest, 'requestId' | 'account'> & { readonly digests: readonly `0x${string}`[] },
    principal: string,
  ): Promise<{ readonly permits: readonly Permit[]; readonly signed: readonly Signed[] }>
}

/**
 * The signing domain. A signature leaves it only when the payload is the one that was prepared and simulated, its digest the one
 * that was shown, its effects still the same, and the recovered signer the trader. A request is signed at most once.
 */
export const createSigning = (options: SigningOptions): Signing => {
  const { keystore, clock, alarm } = options
  const signers: readonly Signer[] = [...options.signers, keystore]

  const holderOf = (address: Address) => {
    for (const signer of signers) {
      const account = signer.accounts().find((candidate) => candidate.address === address)
      if (account) return { signer, account }
    }
    throw new TerminalError('signing/account-not-found', `This desk can't sign with ${address}.`, { address })
  }
  const shared: RequestSignerOptions = {
    clock,
    alarm,
    holderOf,
    ...(options.keepRequestsForMs === undefined ? {} : { keepForMs: options.keepRequestsForMs }),
    ...(options.requestCapacity === undefined ? {} : { capacity: options.requestCapacity }),
  }
  const orders = createRequestSigner(shared, orderKind(options.recheck))
  const permits = createRequestSigner(shared, permitKind(options.recheckPermits))

  return {
    registerOrder: orders.register,
    registerPermits: (request, principal) => {
      holderOf(getAddress(request.account))
      permits.register(request, principal)
    },
    signPermits: async ({ requestId, account, digests }, principal) => {
      const { prepared, signed } = await permits.sign(requestId, digests, principal, account)
      return { permits: prepared.permits, signed }
    },
    services: {
      ...createAccountServices(signers, keystore),
      signOrder: async ({ requestId, digest }, { caller }) => {
        const [signed] = (await orders.sign(requestId, [digest], caller.principal)).signed
        if (signed === undefined) throw new Error('An order has one signature.')
        return signed
      },
    },
  }
}

/** An order is one payload; its domain and message hashes were shown beside its digest. */
const orderKind = (recheck: SigningOptions['recheck']): RequestKind<PreparedOrder> => ({
  accountOf: ({ order }) => getAddress(order.trader),
  payloadsOf: ({ order, domain, digest }) => [{ payload: orderTypedData(order, domain), digest }],
  isConsistent: ({ order, domain, messageHash, domainHash }) => {
    const typedData = orderTypedData(order, domain)
    const { types, primaryType, message } = typedData
    return (
      hashStruct({ types, primaryType, data: message }) === messageHash &&
      domainSeparator({ domain: typedData.domain }) === domainHash
    )
  },
  recheck,
})

/** Permits are payloads of one owner. */
const permitKind = (recheck: SigningOptions['recheckPermits']): RequestKind<PermitRequest> => ({
  accountOf: ({ account }) => getAddress(account),
  payloadsOf: ({ permits }) => permits.map((permit) => ({ payload: permitTypedData(permit), digest: permit.digest })),
  isConsistent: ({ account, permits }) => permits.every(({ owner }) => owner === account),
  recheck,
})

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
