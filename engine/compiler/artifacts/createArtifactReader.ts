import { createHash } from 'node:crypto'
import type { Database } from '../../store/openDatabase.ts'
import type { ArtifactFinder, ContractArtifact, ImmutableRange } from '../ContractArtifact.ts'
import { hashMaskedCode, hashPrefixes } from './codeHash.ts'
import { decompress } from './compress.ts'

/** Artifacts kept in memory: a few megabytes each with all their sources. */
const MAX_ARTIFACTS = 64
/** Codes whose artifact is known, or known to be missing. */
const MAX_CODES = 10_000

type ArtifactReader = ArtifactFinder & {
  /** Look again for codes that had no artifact: this connection has added some. */
  forgetMisses(): void
}

/** Finds artifacts by code, with what it found before at hand: a trace asks for the same few codes again and again. */
export const createArtifactReader = (database: Database): ArtifactReader => {
  const lookUp = createLookUp(database)
  const load = remember(createLoad(database), MAX_ARTIFACTS)
  const ids = new Map<string, number | undefined>()
  let version = -1

  /** SQLite's `data_version` changes when another connection has committed. */
  const forgetWhenChanged = (): void => {
    const current = Number(database.pragma('data_version', { simple: true }))
    if (current === version) return
    version = current
    forgetMisses()
  }
  const forgetMisses = (): void => {
    for (const [key, id] of ids) if (id === undefined) ids.delete(key)
  }
  const find = (kind: keyof typeof lookUp, code: Uint8Array): ContractArtifact | undefined => {
    if (code.length === 0) return undefined
    forgetWhenChanged()
    const key = `${kind} ${createHash('sha256').update(code).digest('base64')}`
    if (!ids.has(key)) {
      if (ids.size >= MAX_CODES) ids.clear()
      ids.set(key, lookUp[kind](code))
    }
    const id = ids.get(key)
    return id === undefined ? undefined : load(id)
  }
  return {
    findByCode: (code) => find('deployed', code),
    findByCreationCode: (code) => find('creation', code),
    forgetMisses,
  }
}

/** Finds the id of the newest artifact with a code. */
const createLookUp = (database: Database) => {
  const masks = database.prepare('SELECT DISTINCT immutables FROM deployed_code WHERE size = ?').pluck()
  const deployed = database
    .prepare('SELECT max(artifact_id) FROM deployed_code WHERE size = ? AND immutables = ? AND hash = ?')
    .pluck()
  const sizes = database.prepare('SELECT DISTINCT size FROM creation_code WHERE size <= ? ORDER BY size').pluck()
  const creation = database.prepare('SELECT max(artifact_id) FROM creation_code WHERE size = ? AND hash = ?').pluck()
  return {
    deployed: (code: Uint8Array): number | undefined => {
      for (const mask of masks.all(code.length) as string[]) {
        const ranges: readonly ImmutableRange[] = JSON.parse(mask)
        const id = deployed.get(code.length, mask, hashMaskedCode(code, ranges))
        if (typeof id === 'number') return id
      }
      return undefined
    },
    creation: (code: Uint8Array): number | undefined => {
      let longest: number | undefined
      for (const { size, hash } of hashPrefixes(code, sizes.all(code.length) as number[])) {
        const id = creation.get(size, hash)
        if (typeof id === 'number') longest = id
      }
      return longest
    },
  }
}

const createLoad = (database: Database): ((id: number) => ContractArtifact) => {
  const content = database.prepare('SELECT content FROM artifact WHERE id = ?').pluck()
  const sources = database.prepare(
    `SELECT source_id AS id, path, text FROM artifact_source JOIN source USING (hash) WHERE artifact_id = ? ORDER BY source_id`,
  )
  return (id) => ({
    ...JSON.parse(decompress(content.get(id) as Buffer)),
    sources: (sources.all(id) as { id: number; path: string; text: Buffer }[]).map((source) => ({
      ...source,
      text: decompress(source.text),
    })),
  })
}

/** Keeps the latest `size` results. */
const remember = <Result>(load: (id: number) => Result, size: number): ((id: number) => Result) => {
  const results = new Map<number, Result>()
  return (id) => {
    const result = results.get(id) ?? load(id)
    results.delete(id)
    results.set(id, result) // the map's order is the order of use
    const oldest = results.size > size ? results.keys().next() : undefined
    if (oldest && !oldest.done) results.delete(oldest.value)
    return result
  }
}
