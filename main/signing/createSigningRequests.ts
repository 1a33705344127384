import type { SigningClock } from './SigningClock.ts'

/** Something prepared that waits for its signature. */
export interface SigningRequest<Prepared> {
  readonly prepared: Prepared
  /** Who prepared it; only they may have it signed. Absent: anyone with the role. */
  readonly principal: string | undefined
  readonly expiresAtMs: number
}

export interface SigningRequestsOptions {
  readonly clock: Pick<SigningClock, 'nowMs'>
  /** Default five minutes: a review takes less, and a simulation older than that says little. */
  readonly keepForMs?: number
  /** Default 5,000; the oldest gives way. */
  readonly capacity?: number
}

/**
 * What was prepared and may be signed: each for some minutes and once. They are copied in and frozen, so what was prepared is
 * what is signed, whatever its maker does with the object.
 */
export const createSigningRequests = <Prepared extends { readonly requestId: string }>(
  options: SigningRequestsOptions,
) => {
  const { clock, keepForMs = 5 * 60_000, capacity = 5_000 } = options
  // In the order of their registration, which is the order of their expiry.
  const requests = new Map<string, SigningRequest<Prepared>>()

  const dropExpired = (nowMs: number): void => {
    for (const [requestId, { expiresAtMs }] of requests) {
      if (expiresAtMs > nowMs && requests.size <= capacity) return
      requests.delete(requestId)
    }
  }
  return {
    register: (prepared: Prepared, principal?: string): void => {
      if (requests.has(prepared.requestId)) throw new Error(`The request ${prepared.requestId} was registered already.`)
      const nowMs = clock.nowMs()
      const copy = deepFreeze(structuredClone(prepared))
      requests.set(prepared.requestId, { prepared: copy, principal, expiresAtMs: nowMs + keepForMs })
      dropExpired(nowMs)
    },
    find: (requestId: string): SigningRequest<Prepared> | undefined => {
      dropExpired(clock.nowMs())
      return requests.get(requestId)
    },
    /** Takes the request away, so that nobody else can have it signed. */
    take: (requestId: string): boolean => requests.delete(requestId),
    /** Gives a request back that was taken and not signed, with the time it had left. */
    giveBack: (request: SigningRequest<Prepared>): void => {
      if (request.expiresAtMs <= clock.nowMs()) return
      const { requestId } = request.prepared
      const later = [...requests].filter(([, { expiresAtMs }]) => expiresAtMs >= request.expiresAtMs)
      requests.set(requestId, request)
      for (const [id, waiting] of later) {
        requests.delete(id)
        requests.set(id, waiting)
      }
    },
  }
}

const deepFreeze = <Value>(value: Value): Value => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const member of Object.values(value)) deepFreeze(member)
  }
  return value
}
