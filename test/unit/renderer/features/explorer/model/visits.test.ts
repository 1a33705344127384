import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ExplorerLocation } from '../../../../../../renderer/features/explorer/model/location.ts'
import {
  canMove,
  move,
  startVisits,
  visit,
  whereIs,
} from '../../../../../../renderer/features/explorer/model/visits.ts'

const block = (number: number): ExplorerLocation => ({ page: 'block', block: String(number) })

test('goes back and forward through what was visited', () => {
  const there = visit(visit(startVisits(''), block(1)), block(2))
  const back = move(there, -1)
  expect(whereIs(back)).toEqual(block(1))
  expect(whereIs(move(move(back, -1), -1))).toEqual({ page: 'latest' })
  expect(whereIs(move(back, 1))).toEqual(block(2))
  expect(canMove(there, 1)).toBe(false)
})

test('forgets what was ahead when it goes somewhere new', () => {
  const visits = visit(move(visit(visit(startVisits(''), block(1)), block(2)), -1), block(3))
  expect(whereIs(visits)).toEqual(block(3))
  expect(canMove(visits, 1)).toBe(false)
  expect(whereIs(move(visits, -1))).toEqual(block(1))
})

test('does not count a place twice in a row', () => {
  const once = visit(startVisits(''), block(1))
  expect(visit(once, block(1))).toEqual(once)
})

test('is always somewhere it has been, and stays bounded', () => {
  const steps = fc.array(fc.oneof(fc.constant(-1 as const), fc.constant(1 as const), fc.nat(5).map(block)), {
    maxLength: 300,
  })
  fc.assert(
    fc.property(steps, (list) => {
      let visits = startVisits('')
      for (const step of list) visits = typeof step === 'number' ? move(visits, step) : visit(visits, step)
      expect(visits.places[visits.at]).toBeDefined()
      expect(visits.places.length).toBeLessThanOrEqual(100)
    }),
  )
})
