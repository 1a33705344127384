import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openDeploymentJournal } from '../../../engine/deployment/openDeploymentJournal.ts'
import { makeFolder } from './openSendingChain.ts'

const chain = { chainId: 1, genesisHash: `0x${'ab'.repeat(32)}` } as const
const from = '0x00000000000000000000000000000000000000AA'
const hash = `0x${'cd'.repeat(32)}` as const

const openJournal = (path: string, of: typeof chain | { chainId: number; genesisHash: `0x${string}` } = chain) => {
  const journal = openDeploymentJournal(path, of)
  onTestFinished(() => journal.close())
  return journal
}

test('remembers the latest transaction of each step over runs', () => {
  const path = join(makeFolder(), 'new', 'journal.jsonl')
  const journal = openJournal(path)
  journal.intend({ step: 'a', from, nonce: 1, atMs: 1, signed: '0x01', hash })
  journal.sent(journal.intend({ step: 'b', from, nonce: 2, atMs: 2 }), hash)
  journal.intend({ step: 'a', from, nonce: 3, atMs: 3 })
  for (const opened of [journal, openJournal(path)]) {
    expect(opened.latest('a')).toMatchObject({ nonce: 3, atMs: 3 })
    expect(opened.latest('a')?.hash).toBeUndefined()
    expect(opened.latest('b')).toMatchObject({ nonce: 2, hash })
    expect(opened.latest('c')).toBeUndefined()
  }
})

test('forgets a line that a crash has torn', () => {
  const path = join(makeFolder(), 'journal.jsonl')
  openJournal(path).intend({ step: 'a', from, nonce: 1, atMs: 1 })
  const whole = readFileSync(path, 'utf8')
  appendFileSync(path, '{"type":"intent","step":"b"')
  const journal = openJournal(path)
  expect(readFileSync(path, 'utf8')).toBe(whole)
  expect(journal.latest('b')).toBeUndefined()
  journal.intend({ step: 'b', from, nonce: 2, atMs: 2 })
  expect(openJournal(path).latest('b')).toMatchObject({ nonce: 2 })
})

test('refuses a journal that was changed', () => {
  const path = join(makeFolder(), 'journal.jsonl')
  openJournal(path)
  appendFileSync(path, '{"type":"intent","step":"b"}\n')
  expect(() => openDeploymentJournal(path, chain)).toThrow(
    expect.objectContaining({ code: 'deployment/journal-damaged', facts: { path, lineNumber: 2 } }),
  )
  writeFileSync(path, `${JSON.stringify({ type: 'sent', step: 'a', nonce: 1, hash })}\n`)
  expect(() => openDeploymentJournal(path, chain)).toThrow(
    expect.objectContaining({ code: 'deployment/journal-damaged' }),
  )
})

test('refuses the journal of another chain, and of one with the same id that began anew', () => {
  const path = join(makeFolder(), 'journal.jsonl')
  openJournal(path)
  for (const other of [
    { ...chain, chainId: 2 },
    { ...chain, genesisHash: hash },
  ]) {
    expect(() => openDeploymentJournal(path, other)).toThrow(
      expect.objectContaining({ code: 'deployment/wrong-network' }),
    )
  }
})
