import { expect, test } from 'vitest'
import { createRegister } from '../../../../main/host/doors/createRegister.ts'

test('ends what a principal has open, and nothing of another', () => {
  const register = createRegister({ most: 5, what: 'calls' })
  const ended: string[] = []
  register.enter('a', () => ended.push('a1'))
  register.enter('a', () => ended.push('a2'))
  register.enter('b', () => ended.push('b1'))
  register.endOf('a')
  expect(ended).toEqual(['a1', 'a2'])
})

test('refuses more than its bound until one leaves', () => {
  const register = createRegister({ most: 1, what: 'sockets' })
  const leave = register.enter('a', () => undefined)
  expect(() => register.enter('a', () => undefined)).toThrow(expect.objectContaining({ code: 'access/rate-limited' }))
  leave()
  leave()
  expect(() => register.enter('a', () => undefined)).not.toThrow()
})

test('lets what it ends leave meanwhile', () => {
  const register = createRegister({ most: 5, what: 'calls' })
  const ended: number[] = []
  const leaves = [1, 2, 3].map((index): (() => void) =>
    register.enter('a', () => {
      ended.push(index)
      for (const leave of leaves) leave()
    }),
  )
  register.endAll()
  expect(ended).toEqual([1, 2, 3])
  register.endAll()
  expect(ended).toHaveLength(3)
})
