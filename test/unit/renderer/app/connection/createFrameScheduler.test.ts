import { expect, test } from 'vitest'
import { createFrameScheduler } from '../../../../../renderer/app/connection/createFrameScheduler.ts'

const build = () => {
  const frames: (() => void)[] = []
  const timers: (() => void)[] = []
  const scheduler = createFrameScheduler({
    requestFrame: (callback) => frames.push(callback),
    setTimer: (callback) => timers.push(callback),
  })
  return { scheduler, frames, timers }
}

test('runs a piece of work once a frame, however often it is asked for', () => {
  const { scheduler, frames } = build()
  let runs = 0
  const work = () => {
    runs += 1
  }
  scheduler.schedule(work)
  scheduler.schedule(work)
  expect([runs, frames.length]).toEqual([0, 1])
  frames[0]?.()
  expect(runs).toBe(1)
})

test('runs without a frame where the window is hidden, and not twice when the frame comes late', () => {
  const { scheduler, frames, timers } = build()
  let runs = 0
  scheduler.schedule(() => {
    runs += 1
  })
  timers[0]?.()
  frames[0]?.()
  expect(runs).toBe(1)
})

test('puts work asked for during a frame into the next one', () => {
  const { scheduler, frames } = build()
  const order: string[] = []
  scheduler.schedule(() => {
    order.push('first')
    scheduler.schedule(() => order.push('second'))
  })
  frames[0]?.()
  expect(order).toEqual(['first'])
  frames[1]?.()
  expect(order).toEqual(['first', 'second'])
})
