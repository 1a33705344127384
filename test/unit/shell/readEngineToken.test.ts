import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readEngineToken } from '../../../main/shell/readEngineToken.ts'

const directory = mkdtempSync(join(tmpdir(), 'token-'))
afterAll(() => rmSync(directory, { recursive: true }))
const token = 'ab'.repeat(32)
const write = (name: string, text: string) => {
  writeFileSync(join(directory, name), text)
  return join(directory, name)
}

test('takes the token from the environment and removes it there', () => {
  const environment: NodeJS.ProcessEnv = { QUANTERA_TOKEN: token }
  expect(readEngineToken(undefined, environment)).toBe(token)
  expect(environment).toEqual({})
})

test('prefers the file, without its line end, and removes the other from the environment', () => {
  const environment: NodeJS.ProcessEnv = { QUANTERA_TOKEN: 'cd'.repeat(32) }
  expect(readEngineToken(write('good', `${token}\n`), environment)).toBe(token)
  expect(environment).toEqual({})
})

test('refuses to go on without a token', () => {
  expect(() => readEngineToken(undefined, {})).toThrow('needs a token')
})

test.each([
  ['short', 'short'],
  ['header', `${token}\r\nX-Evil: 1`],
  ['long', 'a'.repeat(600)],
  ['huge', 'a'.repeat(10_000)],
  ['letters', 'é'.repeat(40)],
])('refuses a %s token and does not quote it', (name, text) => {
  const path = write(name, text)
  expect(() => readEngineToken(path, {})).toThrow(/does not look like one|is not a token file/)
  expect(() => readEngineToken(path, {})).toThrow(
    expect.not.objectContaining({ message: expect.stringContaining(text) }),
  )
})

test('refuses a missing file and a folder', () => {
  expect(() => readEngineToken(join(directory, 'missing'), {})).toThrow('is not a token file')
  expect(() => readEngineToken(directory, {})).toThrow('is not a token file')
})
