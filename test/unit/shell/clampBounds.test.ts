import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clampBounds } from '../../../main/shell/window/clampBounds.ts'

const primary = { x: 0, y: 25, width: 1_920, height: 1_055 }
const left = { x: -2_560, y: 0, width: 2_560, height: 1_440 }

test('leaves a window that fits where it is', () => {
  const bounds = { x: 100, y: 100, width: 1_200, height: 800 }
  expect(clampBounds(bounds, [primary, left])).toEqual(bounds)
})

test('keeps a window on the other display that it is on', () => {
  const bounds = { x: -2_000, y: 200, width: 1_200, height: 800 }
  expect(clampBounds(bounds, [primary, left])).toEqual(bounds)
})

test('brings a window of an unplugged display to the primary one', () => {
  expect(clampBounds({ x: -2_000, y: 200, width: 1_200, height: 800 }, [primary])).toEqual({
    x: 0,
    y: 200,
    width: 1_200,
    height: 800,
  })
})

test('pushes a window that hangs over the edge back in', () => {
  expect(clampBounds({ x: 1_500, y: -300, width: 1_200, height: 800 }, [primary])).toEqual({
    x: 720,
    y: 25,
    width: 1_200,
    height: 800,
  })
})

test('makes a window of a former large display fit a small one', () => {
  const small = { x: 0, y: 0, width: 800, height: 560 }
  expect(clampBounds({ x: 0, y: 0, width: 5_000, height: 3_000 }, [small])).toEqual(small)
})

test('always gives a window that is wholly on one display', () => {
  const coordinate = fc.integer({ min: -10_000, max: 10_000 })
  const size = fc.integer({ min: 1, max: 10_000 })
  const rectangle = fc.record({ x: coordinate, y: coordinate, width: size, height: size })
  fc.assert(
    fc.property(rectangle, fc.array(rectangle, { minLength: 1, maxLength: 4 }), (bounds, areas) => {
      const { x, y, width, height } = clampBounds(bounds, areas)
      const isInside = areas.some(
        (area) => x >= area.x && y >= area.y && x + width <= area.x + area.width && y + height <= area.y + area.height,
      )
      expect(isInside).toBe(true)
    }),
  )
})
