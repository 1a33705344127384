import { createHash } from 'node:crypto'
import type { Database } from '../../store/openDatabase.ts'
import type { ContractArtifact } from '../ContractArtifact.ts'
import { hashMaskedCode } from './codeHash.ts'
import { compress } from './compress.ts'

/** Writes one artifact, its sources once each however many artifacts share them. To be called within a transaction. */
export const createArtifactWriter = (database: Database): ((artifact: ContractArtifact) => void) => {
  const find = database.prepare('SELECT id FROM artifact WHERE hash = ?').pluck()
  const insert = database.prepare('INSERT INTO artifact (hash, content) VALUES (?, ?)')
  const findSource = database.prepare('SELECT 1 FROM source WHERE hash = ?').pluck()
  const insertSource = database.prepare('INSERT INTO source (hash, text) VALUES (?, ?)')
  const linkSource = database.prepare(
    'INSERT INTO artifact_source (artifact_id, source_id, path, hash) VALUES (?, ?, ?, ?)',
  )
  const insertDeployed = database.prepare(
    'INSERT INTO deployed_code (size, immutables, hash, artifact_id) VALUES (?, ?, ?, ?)',
  )
  const insertCreation = database.prepare('INSERT INTO creation_code (size, hash, artifact_id) VALUES (?, ?, ?)')

  return ({ sources, ...rest }) => {
    const { immutables } = rest.deployed
    const deployed = toBytes(rest.deployed.object)
    const creation = toBytes(rest.creation.object)
    if (deployed.length === 0) return // an interface: no code to find it by
    const hashed = sources.map((source) => ({ ...source, hash: sha256(source.text) }))
    const content = JSON.stringify(rest)
    const hash = sha256(JSON.stringify([content, hashed.map((source) => [source.id, source.path, source.hash])]))
    if (find.get(hash) !== undefined) return
    const artifactId = insert.run(hash, compress(content)).lastInsertRowid
    for (const source of hashed) {
      if (findSource.get(source.hash) === undefined) insertSource.run(source.hash, compress(source.text))
      linkSource.run(artifactId, source.id, source.path, source.hash)
    }
    insertDeployed.run(deployed.length, JSON.stringify(immutables), hashMaskedCode(deployed, immutables), artifactId)
    if (creation.length > 0) insertCreation.run(creation.length, sha256(creation), artifactId)
  }
}

const toBytes = (hex: string): Buffer => Buffer.from(hex.slice(2), 'hex')

const sha256 = (data: string | Uint8Array): Buffer => createHash('sha256').update(data).digest()
