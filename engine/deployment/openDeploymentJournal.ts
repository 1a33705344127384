import { closeSync, existsSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Hex } from 'viem'
import { z } from 'zod'
import { HexData } from '../api/decoded.ts'
import { TerminalError } from '../api/errors.ts'
import { Address, Bytes32, Count } from '../api/schemas.ts'

/** The first line: which chain the journal is of. */
const ChainEntry = z.object({ type: z.literal('chain'), chainId: Count, genesisHash: Bytes32 })
/** Written before a transaction leaves. What a node signs has no hash yet. */
const IntentEntry = z.object({
  type: z.literal('intent'),
  step: z.string(),
  from: Address,
  nonce: Count,
  atMs: Count,
  /** The signed transaction, to be sent again as it is. */
  signed: HexData.transform((text) => text as Hex).optional(),
  hash: Bytes32.optional(),
})
/** The hash that a node gave a transaction that it signed. */
const SentEntry = z.object({ type: z.literal('sent'), step: z.string(), nonce: Count, hash: Bytes32 })
const Entry = z.discriminatedUnion('type', [ChainEntry, IntentEntry, SentEntry])

/** The latest transaction of a step, as far as the journal knows. */
export type JournaledTransaction = z.output<typeof IntentEntry>

/**
 * What a deployment sent: so that whoever resumes it waits for what is under way, and sends the same again under the same nonce, never
 * a second one beside it.
 */
export type DeploymentJournal = {
  /** The latest transaction of a step. */
  latest(step: string): JournaledTransaction | undefined
  /** Durable when it returns. */
  intend(transaction: Omit<JournaledTransaction, 'type'>): JournaledTransaction
  sent(transaction: JournaledTransaction, hash: Hex): JournaledTransaction
  close(): void
}

/**
 * Opens the journal of a chain, or begins it.
 *
 * @throws TerminalError `deployment/journal-damaged`; `deployment/wrong-network` when it is another chain's.
 */
export const openDeploymentJournal = (
  path: string,
  chain: { readonly chainId: number; readonly genesisHash: Hex },
): DeploymentJournal => {
  mkdirSync(dirname(path), { recursive: true })
  const { entries, length } = readEntries(path)
  const latest = new Map<string, JournaledTransaction>()
  requireChain(path, entries[0], chain)
  for (const entry of entries) {
    if (entry.type === 'intent') latest.set(entry.step, entry)
    const before = entry.type === 'sent' ? latest.get(entry.step) : undefined
    if (entry.type === 'sent' && before?.nonce === entry.nonce) latest.set(entry.step, { ...before, hash: entry.hash })
  }
  const file = openSync(path, 'a+', 0o600)
  ftruncateSync(file, length)
  const append = (entry: z.input<typeof Entry>): void => {
    writeSync(file, `${JSON.stringify(entry)}\n`)
    fsyncSync(file)
  }
  if (entries.length === 0) append({ type: 'chain', ...chain })
  return {
    latest: (step) => latest.get(step),
    intend: (transaction) => {
      const entry = { type: 'intent', ...transaction } as const
      append(entry)
      latest.set(entry.step, entry)
      return entry
    },
    sent: (transaction, hash) => {
      const entry = { ...transaction, hash }
      append({ type: 'sent', step: entry.step, nonce: entry.nonce, hash })
      latest.set(entry.step, entry)
      return entry
    },
    close: () => closeSync(file),
  }
}

/** The whole lines, and how many bytes they take: a last line without its end was torn by a crash, before anything was sent. */
const readEntries = (
  path: string,
): { readonly entries: readonly z.output<typeof Entry>[]; readonly length: number } => {
  if (!existsSync(path)) return { entries: [], length: 0 }
  const text = readFileSync(path, 'utf8')
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  const entries = whole
    .split('\n')
    .slice(0, -1)
    .map((line, index) => parseEntry(path, line, index + 1))
  return { entries, length: Buffer.byteLength(whole) }
}

const parseEntry = (path: string, line: string, lineNumber: number): z.output<typeof Entry> => {
  try {
    return Entry.parse(JSON.parse(line))
  } catch (cause) {
    const message = `Line ${lineNumber} of ${path} can't be read: the journal was changed by another hand.`
    throw new TerminalError('deployment/journal-damaged', message, { path, lineNumber }, { cause })
  }
}

const requireChain = (
  path: string,
  first: z.output<typeof Entry> | undefined,
  { chainId, genesisHash }: { readonly chainId: number; readonly genesisHash: Hex },
): void => {
  if (first === undefined) return
  if (first.type !== 'chain') {
    throw new TerminalError('deployment/journal-damaged', `${path} doesn't begin with its chain.`, { path })
  }
  if (first.chainId === chainId && first.genesisHash === genesisHash) return
  const message = `${path} is of another chain: of ${first.chainId} that begins with ${first.genesisHash}, not of ${chainId} that begins with ${genesisHash}.`
  throw new TerminalError('deployment/wrong-network', message, { path, chainId, genesisHash })
}
