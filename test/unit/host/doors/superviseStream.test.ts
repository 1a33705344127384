import { expect, test } from 'vitest'
import { superviseStream } from '../../../../main/host/doors/superviseStream.ts'

const build = (source: AsyncIterator<unknown>) => {
  const abort = new AbortController()
  const ended = { times: 0 }
  const stream = superviseStream(source, {
    signal: abort.signal,
    translate: (error) => new Error(`told: ${String(error)}`),
    onEnd: () => (ended.times += 1),
  })
  return { abort, ended, stream }
}
const silent = () => {
  const state = { returned: 0 }
  const source: AsyncIterator<unknown> = {
    next: () => new Promise(() => undefined),
    return: async () => {
      state.returned += 1
      return { done: true, value: undefined }
    },
  }
  return { source, state }
}

test('passes values on and ends once', async () => {
  async function* count() {
    yield 1
    yield 2
  }
  const { stream, ended } = build(count())
  const values = []
  for await (const value of stream) values.push(value)
  expect(values).toEqual([1, 2])
  expect(await stream.next()).toEqual({ done: true, value: undefined })
  expect(ended.times).toBe(1)
})

test('ends at once on abort, though the source says nothing', async () => {
  const { source, state } = silent()
  const { stream, abort, ended } = build(source)
  const pending = stream.next()
  abort.abort()
  expect(await pending).toEqual({ done: true, value: undefined })
  expect([state.returned, ended.times]).toEqual([1, 1])
})

test('ends a stream that was aborted before it began', async () => {
  const { source, state } = silent()
  const abort = new AbortController()
  abort.abort()
  const stream = superviseStream(source, { signal: abort.signal, translate: (error) => error, onEnd: () => undefined })
  expect(await stream.next()).toEqual({ done: true, value: undefined })
  expect(state.returned).toBe(1)
})

test('returns the source when the reader returns', async () => {
  const { source, state } = silent()
  const { stream, ended } = build(source)
  await stream.return?.()
  await stream.return?.()
  expect([state.returned, ended.times]).toEqual([1, 1])
})

test('tells errors as the caller may see them', async () => {
  const { stream, ended } = build({ next: () => Promise.reject(new Error('inside')) })
  await expect(stream.next()).rejects.toThrow('told: Error: inside')
  expect(ended.times).toBe(1)
})
