import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useDesk } from '../../../app/connection/DeskContext.tsx'
import { useNotifications } from '../../../ui/notifications.tsx'
import { type Breakpoints, chooseNearestStep, listBreakpoints } from '../model/breakpoints.ts'
import type { TraceSummary } from '../model/debugRequest.ts'

export type StepTarget = 'line' | 'over' | 'out' | 'call' | 'storage' | 'failure'
export type Direction = 'forward' | 'backward'

/** Where each trace of this window was left, by its id. */
const lastSteps = new Map<string, number>()

/** Where a trace stands, and the ways to move: by steps at once, by lines and calls as fast as the desk finds them. */
export function useStepping(trace: TraceSummary, breakpoints: Breakpoints) {
  const { client } = useDesk()
  const { notifyFailure } = useNotifications()
  const queries = useQueryClient()
  const { traceId, steps } = trace
  const [step, setStep] = useState(() => lastSteps.get(traceId) ?? trace.failingStep ?? 0)
  const [missed, setMissed] = useState<string>()
  const isFinding = useRef(false)
  const current = useRef(step)
  // A breakpoint holds from the moment it is shown, also for a key that is pressed before the commands are registered anew.
  const stops = useRef(breakpoints)
  useEffect(() => {
    stops.current = breakpoints
  }, [breakpoints])
  const goTo = useCallback(
    (wanted: number) => {
      const next = Math.min(Math.max(0, Math.round(wanted)), Math.max(0, steps - 1))
      current.current = next
      lastSteps.set(traceId, next)
      setMissed(undefined)
      setStep(next)
    },
    [traceId, steps],
  )
  const moveBy = useCallback((count: number) => goTo(current.current + count), [goTo])
  const search = useCallback(
    async (ask: (from: number) => Promise<number | undefined>, notFound: string) => {
      // Keys held down repeat faster than answers come: what is under way is enough.
      if (isFinding.current) return
      isFinding.current = true
      try {
        const from = current.current
        const found = await ask(from)
        // Somebody moved on meanwhile: what was looked for is looked for no more.
        if (current.current !== from) return
        if (found === undefined) setMissed(notFound)
        else goTo(found)
      } catch (error) {
        notifyFailure('The step was not found', error)
        await queries.invalidateQueries({ queryKey: ['debugger', 'trace'], predicate: () => isForgotten(error) })
      } finally {
        isFinding.current = false
      }
    },
    [goTo, notifyFailure, queries],
  )
  const find = useCallback(
    (target: StepTarget, direction: Direction) =>
      search(
        async (from) => (await client.debugging.findStep({ traceId, from, direction, target })).step,
        describeMiss(target, direction),
      ),
    [client, traceId, search],
  )
  const findBreakpoint = useCallback(
    (direction: Direction) =>
      search(
        async (from) => {
          const answers = await Promise.all(
            listBreakpoints(stops.current).map((value) =>
              client.debugging.findStep({ traceId, from, direction, target: 'breakpoint', value }),
            ),
          )
          return chooseNearestStep(
            answers.map((answer) => answer.step),
            direction,
          )
        },
        `No breakpoint ${direction === 'forward' ? 'after' : 'before'} this step`,
      ),
    [client, traceId, search],
  )
  return { step, missed, goTo, moveBy, find, findBreakpoint }
}

export type Stepping = ReturnType<typeof useStepping>

const isForgotten = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'debugger/trace-not-found'

const words = {
  line: 'other line',
  over: 'other line of this frame',
  out: 'step of the caller',
  call: 'call',
  storage: 'write to storage',
  failure: 'failure',
} as const satisfies Record<StepTarget, string>

const describeMiss = (target: StepTarget, direction: Direction) =>
  `No ${words[target]} ${direction === 'forward' ? 'after' : 'before'} this step`
