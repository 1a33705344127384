import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type FlameNode,
  findBox,
  findBoxOfStep,
  findNeighbour,
  layOutFlame,
  listVisibleBoxes,
  panFlame,
  wholeFlame,
  zoomFlame,
  zoomToBox,
} from '../../../../../../renderer/features/debugger/model/flame.ts'

const node = (index: number, gas: bigint, parent?: number, firstStep = index * 10): FlameNode => ({
  node: index,
  parent,
  label: `C.f${index}`,
  depth: 0,
  gas,
  selfGas: 0n,
  firstStep,
})

/** A root of 100 gas that calls 1 (50) and then 3 (25); 1 calls 2 (25). */
const nodes = [node(0, 100n), node(1, 50n, 0), node(2, 25n, 1), node(3, 25n, 0)]

const boxOf = (index: number) => {
  const box = layOutFlame(nodes).find((each) => each.node.node === index)
  if (box === undefined) throw new Error(`There is no box ${index}.`)
  return box
}

test('children lie under their parent in the order they ran, as wide as their gas', () => {
  expect(layOutFlame(nodes).map(({ start, end, row }) => [start, end, row])).toEqual([
    [0, 1, 0],
    [0, 0.5, 1],
    [0, 0.25, 2],
    [0.5, 0.75, 1],
  ])
})

test('there is nothing to draw without gas', () => {
  expect(layOutFlame([])).toEqual([])
  expect(layOutFlame([node(0, 0n)])).toEqual([])
})

test('a child whose gas exceeds its parent’s stays inside it', () => {
  const boxes = layOutFlame([node(0, 100n), node(1, 40n, 0), node(2, 90n, 1)])
  expect(boxes[2]).toMatchObject({ start: 0, end: 0.4 })
})

test('no box leaves its parent, and siblings don’t overlap', () => {
  const anyNodes = fc
    .array(fc.tuple(fc.bigInt(0n, 1_000_000n), fc.nat()), { minLength: 1, maxLength: 60 })
    .map((entries) =>
      entries.map(([gas, parent], at) => node(at, at === 0 ? gas + 1n : gas, at === 0 ? undefined : parent % at)),
    )
  fc.assert(
    fc.property(anyNodes, (all) => {
      const boxes = layOutFlame(all)
      const byNode = new Map(boxes.map((box) => [box.node.node, box]))
      const ends = new Map<number, number>()
      for (const box of boxes) {
        expect(box.end).toBeGreaterThanOrEqual(box.start)
        const parent = box.node.parent === undefined ? undefined : byNode.get(box.node.parent)
        if (parent === undefined) continue
        expect(box.row).toBe(parent.row + 1)
        expect(box.start).toBeGreaterThanOrEqual(ends.get(parent.node.node) ?? parent.start)
        expect(box.end).toBeLessThanOrEqual(parent.end)
        ends.set(parent.node.node, box.end)
      }
    }),
  )
})

test('finds the box under the pointer, zoomed in or not', () => {
  const boxes = layOutFlame(nodes)
  expect(findBox(boxes, wholeFlame, 0.6, 1)?.node.node).toBe(3)
  expect(findBox(boxes, { start: 0.5, end: 0.75 }, 0.1, 1)?.node.node).toBe(3)
  expect(findBox(boxes, wholeFlame, 0.9, 1)).toBeUndefined()
})

test('zooming keeps what is under the pointer there, and never leaves the whole', () => {
  const view = zoomFlame(wholeFlame, 0.25, 0.5)
  expect(view.start + 0.25 * (view.end - view.start)).toBeCloseTo(0.25)
  expect(zoomFlame(view, 0.5, 100)).toEqual(wholeFlame)
  expect(panFlame({ start: 0.9, end: 1 }, 5)).toEqual({ start: 0.9, end: 1 })
  expect(zoomToBox(boxOf(3))).toEqual({ start: 0.5, end: 0.75 })
})

test('boxes too narrow to be seen are not drawn until the view is near', () => {
  const boxes = layOutFlame([node(0, 1_000_000n), node(1, 1n, 0)])
  expect(listVisibleBoxes(boxes, wholeFlame, 1_000)).toHaveLength(1)
  expect(listVisibleBoxes(boxes, { start: 0, end: 0.00001 }, 1_000)).toHaveLength(2)
})

test('arrows lead to the caller, the first call within, and the calls before and after', () => {
  const boxes = layOutFlame(nodes)
  expect(findNeighbour(boxes, boxOf(1), 'ArrowUp')?.node.node).toBe(0)
  expect(findNeighbour(boxes, boxOf(1), 'ArrowDown')?.node.node).toBe(2)
  expect(findNeighbour(boxes, boxOf(1), 'ArrowRight')?.node.node).toBe(3)
  expect(findNeighbour(boxes, boxOf(3), 'ArrowLeft')?.node.node).toBe(1)
  expect(findNeighbour(boxes, boxOf(0), 'ArrowUp')).toBeUndefined()
})

test('a step belongs to the deepest call that began before it', () => {
  const boxes = layOutFlame(nodes)
  expect(findBoxOfStep(boxes, 5)?.node.node).toBe(0)
  expect(findBoxOfStep(boxes, 25)?.node.node).toBe(2)
  expect(findBoxOfStep(boxes, 31)?.node.node).toBe(3)
})
