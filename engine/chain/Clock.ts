/** Time, given from outside so that a run can be replayed. */
export type Clock = {
  readonly nowMs: () => number
  /** Calls `task` once, `delayMs` from now; the returned function cancels it. */
  readonly schedule: (task: () => void, delayMs: number) => () => void
}
