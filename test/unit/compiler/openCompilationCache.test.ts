import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  type CompilationCache,
  openCompilationCache,
  toCompilationKey,
} from '../../../engine/compiler/openCompilationCache.ts'

let cache: CompilationCache
beforeEach(() => {
  cache = openCompilationCache(':memory:', 10_000)
})
afterEach(() => cache.close())

/** About 4,000 bytes that don't shrink. */
const output = () => randomBytes(3_000).toString('base64')
const key = (name: string) => toCompilationKey('0.8.37', name)

test('gives back what was put, by version and input', () => {
  cache.put(key('a'), 'ü€😀')
  expect(cache.get(key('a'))).toBe('ü€😀')
  expect(cache.get(key('b'))).toBeUndefined()
  expect(cache.get(toCompilationKey('0.8.34', 'a'))).toBeUndefined()
})

test('lets go of what was used longest ago when it grows too large', () => {
  for (const name of ['a', 'b', 'c']) cache.put(key(name), output())
  cache.get(key('a'))
  cache.put(key('d'), output())
  cache.put(key('e'), output())
  const kept = ['a', 'b', 'c', 'd', 'e'].filter((name) => cache.get(key(name)) !== undefined)
  expect(kept.length).toBeLessThan(5)
  expect(kept).toContain('e')
  expect(kept).not.toContain('b')
})
