import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import type { AccessToken } from '../../../engine/api/access.ts'
import { Role } from '../../../engine/api/procedure.ts'
import { openDatabase } from '../../../engine/store/openDatabase.ts'
import { createSecret, hashSecret } from './secrets.ts'

const migrations = [
  `CREATE TABLE token (
    token_id TEXT PRIMARY KEY,
    secret_hash TEXT NOT NULL UNIQUE,
    label TEXT NOT NULL,
    role TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL
  ) STRICT`,
]

const Row = z
  .object({ token_id: z.string(), label: z.string(), role: Role, created_at_ms: z.number() })
  .transform((row) => ({ tokenId: row.token_id, label: row.label, role: row.role, createdAtMs: row.created_at_ms }))

/** The tokens made from the desk's own, in `access.sqlite`: secrets are kept as hashes only. */
export interface TokenStore {
  readonly create: (label: string, role: Role, nowMs: number) => AccessToken & { readonly token: string }
  readonly list: () => AccessToken[]
  readonly find: (secret: string) => AccessToken | undefined
  /** Answers false where there is no such token. */
  readonly remove: (tokenId: string) => boolean
  readonly close: () => void
}

/** Opens the token store of a data folder. */
export const createTokenStore = (dataDirectory: string): TokenStore => {
  const database = openDatabase(join(dataDirectory, 'access.sqlite'), { migrations })
  const insert = database.prepare('INSERT INTO token VALUES (?, ?, ?, ?, ?)')
  const selectAll = database.prepare(
    'SELECT token_id, label, role, created_at_ms FROM token ORDER BY created_at_ms, token_id',
  )
  const selectOne = database.prepare('SELECT token_id, label, role, created_at_ms FROM token WHERE secret_hash = ?')
  const remove = database.prepare('DELETE FROM token WHERE token_id = ?')
  return {
    create: (label, role, nowMs) => {
      const token = createSecret()
      const tokenId = randomBytes(8).toString('hex')
      insert.run(tokenId, hashSecret(token), label, role, nowMs)
      return { tokenId, label, role, createdAtMs: nowMs, token }
    },
    list: () => selectAll.all().map((row) => Row.parse(row)),
    find: (secret) => {
      const row = selectOne.get(hashSecret(secret))
      return row === undefined ? undefined : Row.parse(row)
    },
    remove: (tokenId) => remove.run(tokenId).changes > 0,
    close: () => database.close(),
  }
}
