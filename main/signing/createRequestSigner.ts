import { type Address, type Hex, hashTypedData, recoverAddress } from 'viem'
import { TerminalError } from '../../engine/api/errors.ts'
import type { SigningAccount } from '../../engine/api/signing.ts'
import { createSigningRequests, type SigningRequest, type SigningRequestsOptions } from './createSigningRequests.ts'
import type { Signer, TypedDataPayload } from './Signer.ts'

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

/** One kind of request: what of it is signed, by whom, and how it is checked. */
export interface RequestKind<Prepared extends { readonly requestId: string }> {
  readonly accountOf: (prepared: Prepared) => Address
  /** What is signed, with the digest that was shown for each. */
  readonly payloadsOf: (prepared: Prepared) => readonly { readonly payload: TypedDataPayload; readonly digest: Hex }[]
  /** Whether everything else that was shown belongs to what is signed. */
  readonly isConsistent: (prepared: Prepared) => boolean
  /** Looks at the chain as it is now; a sentence says what changed since the request was shown. */
  readonly recheck: (prepared: Prepared) => Promise<{ readonly effectsChanged?: string }>
}

/** What every kind of request needs. */
export interface RequestSignerOptions extends SigningRequestsOptions {
  readonly holderOf: (address: Address) => { readonly signer: Signer; readonly account: SigningAccount }
  readonly alarm: (entry: SigningAlarm) => void
}

export interface Signed {
  readonly digest: Hex
  readonly signature: Hex
  readonly signer: Address
}

/**
 * Keeps requests of one kind and signs them. Signatures leave it only when the payloads are those that were prepared, their digests
 * those that were shown, their effects still the same, and the recovered signer the account. A request is signed at most once, and
 * all of it or nothing.
 */
export const createRequestSigner = <Prepared extends { readonly requestId: string }>(
  options: RequestSignerOptions,
  kind: RequestKind<Prepared>,
) => {
  const requests = createSigningRequests<Prepared>(options)

  const obtainSignatures = async (prepared: Prepared, signer: Signer): Promise<Signed[]> => {
    const { requestId } = prepared
    const { effectsChanged } = await kind.recheck(prepared)
    if (effectsChanged !== undefined) throw new TerminalError('signing/effects-changed', effectsChanged, { requestId })
    const account = kind.accountOf(prepared)
    const signed: Signed[] = []
    for (const { payload, digest } of kind.payloadsOf(prepared)) {
      const signature = await signer.signTypedData(account, payload)
      const recoveredSigner = await recoverAddress({ hash: digest, signature }).catch(() => undefined)
      if (recoveredSigner !== account) {
        const atMs = options.clock.nowMs()
        options.alarm({ kind: 'wrong-signature', requestId, digest, expectedSigner: account, recoveredSigner, atMs })
        throw new TerminalError('signing/refused', `The signature is not that of ${account}; it was thrown away.`, {
          requestId,
          digest,
        })
      }
      signed.push({ digest, signature, signer: account })
    }
    return signed
  }

  /** Recomputes every digest from the stored payload (EIP-712): what was shown, what was asked and what will be signed are one. */
  const checkDigests = (prepared: Prepared, digests: readonly Hex[]): void => {
    const payloads = kind.payloadsOf(prepared)
    const isSame =
      payloads.length === digests.length &&
      payloads.every(({ payload, digest }, index) => digests[index] === digest && hashTypedData(payload) === digest)
    if (isSame && kind.isConsistent(prepared)) return
    throw new TerminalError('signing/digest-mismatch', 'The digest is not that of what was prepared and shown.', {
      requestId: prepared.requestId,
      digests,
    })
  }

  const findRequest = (requestId: string, principal: string, account?: Address): SigningRequest<Prepared> => {
    const request = requests.find(requestId)
    const isTheirs = request && (request.principal === undefined || request.principal === principal)
    if (isTheirs && (account === undefined || kind.accountOf(request.prepared) === account)) return request
    const message = 'This request is unknown, used or too old: review it again.'
    throw new TerminalError('signing/request-not-found', message, { requestId })
  }

  return {
    register: requests.register,
    /** Signs everything of a request; `digests` are those that were shown, in their order. With `account`, only its request. */
    sign: async (requestId: string, digests: readonly Hex[], principal: string, account?: Address) => {
      const request = findRequest(requestId, principal, account)
      const { prepared } = request
      checkDigests(prepared, digests)
      const { signer, account: holder } = options.holderOf(kind.accountOf(prepared))
      const { address, locked } = holder
      if (locked) throw new TerminalError('signing/locked', `The account ${address} is locked.`, { address })
      // Before the first await: two calls can't both get past here.
      requests.take(requestId)
      try {
        return { prepared, signed: await obtainSignatures(prepared, signer) }
      } catch (error) {
        if (mayTryAgain(error)) requests.giveBack(request)
        throw error
      }
    },
  }
}

/** Nothing left the room and nothing is wrong with the request: the account got locked, or the node was busy. */
const mayTryAgain = (error: unknown): boolean =>
  error instanceof TerminalError && (error.code === 'signing/locked' || error.code === 'chain/unavailable')
