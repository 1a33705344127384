/** Runs work later, together with other work of the same frame. */
export interface FrameScheduler {
  /** Runs `work` once in the next frame, however often it is asked for before that. */
  readonly schedule: (work: () => void) => void
}

export interface FrameClock {
  readonly requestFrame: (callback: () => void) => void
  readonly setTimer: (callback: () => void, delayMs: number) => void
}

/** A hidden window gets no frames: what waits longer than this is applied without one, so queues stay short. */
const hiddenDelayMs = 250

/** Collects the work of all streams, so that a frame applies each of them once and React renders once. */
export function createFrameScheduler({ requestFrame, setTimer }: FrameClock): FrameScheduler {
  let waiting: Set<() => void> | undefined
  return {
    schedule: (work) => {
      if (waiting !== undefined) {
        waiting.add(work)
        return
      }
      const batch = new Set([work])
      waiting = batch
      const flush = () => {
        if (waiting !== batch) return
        waiting = undefined
        for (const due of batch) due()
      }
      requestFrame(flush)
      setTimer(flush, hiddenDelayMs)
    },
  }
}
