import { TerminalError } from '../../../engine/api/errors.ts'

/** What is open now, by principal: sockets, or calls. */
export interface Register {
  /**
   * Enters something open, with the way to end it, and answers how to strike it off.
   *
   * @throws TerminalError `access/rate-limited` when the principal has too many open.
   */
  readonly enter: (principal: string, end: () => void) => () => void
  /** Ends everything of a principal. */
  readonly endOf: (principal: string) => void
  readonly endAll: () => void
}

/** A register of at most `most` open things a principal; `what` names them in the refusal. */
export const createRegister = (options: { readonly most: number; readonly what: string }): Register => {
  const byPrincipal = new Map<string, Set<() => void>>()
  const endOf = (principal: string) => {
    for (const end of [...(byPrincipal.get(principal) ?? [])]) end()
  }
  return {
    enter: (principal, end) => {
      const open = byPrincipal.get(principal) ?? new Set()
      if (open.size >= options.most) {
        throw new TerminalError('access/rate-limited', `Too many ${options.what} are open.`, {
          retryAfterMs: 1_000,
          most: options.most,
        })
      }
      const entry = () => end() // one's own, so that the same `end` can be entered twice
      open.add(entry)
      byPrincipal.set(principal, open)
      return () => {
        open.delete(entry)
        if (open.size === 0 && byPrincipal.get(principal) === open) byPrincipal.delete(principal)
      }
    },
    endOf,
    endAll: () => {
      for (const principal of [...byPrincipal.keys()]) endOf(principal)
    },
  }
}
