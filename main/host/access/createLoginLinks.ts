import type { Caller } from '../../../engine/api/services.ts'
import { createSecret, hashSecret } from './secrets.ts'

/** Codes that log one browser in, once. */
export interface LoginLinks {
  /** Makes a code for a caller; without `expiresAtMs` it stays valid until it is used. */
  readonly create: (caller: Caller, expiresAtMs?: number) => string
  /** Uses a code up; nothing for one that is unknown, used or expired. */
  readonly redeem: (code: string) => Caller | undefined
  /** Voids every unused code of a principal. */
  readonly endOf: (principal: string) => void
}

/** Login codes, kept in memory as hashes; of more than `most` unused codes the oldest is void. */
export const createLoginLinks = (options: { readonly nowMs: () => number; readonly most?: number }): LoginLinks => {
  const { nowMs, most = 100 } = options
  const links = new Map<string, { readonly caller: Caller; readonly expiresAtMs: number }>()
  return {
    create: (caller, expiresAtMs = Number.POSITIVE_INFINITY) => {
      const code = createSecret()
      links.set(hashSecret(code), { caller, expiresAtMs })
      const oldest = links.size > most ? links.keys().next().value : undefined
      if (oldest !== undefined) links.delete(oldest)
      return code
    },
    redeem: (code) => {
      const key = hashSecret(code)
      const link = links.get(key)
      links.delete(key)
      return link !== undefined && nowMs() < link.expiresAtMs ? link.caller : undefined
    },
    endOf: (principal) => {
      for (const [key, link] of links) if (link.caller.principal === principal) links.delete(key)
    },
  }
}
