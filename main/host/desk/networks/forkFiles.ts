import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { NetworkId } from '../../../../engine/api/networks.ts'
import { Bytes32, Count, TimeMs } from '../../../../engine/api/schemas.ts'
import type { Log } from '../../doors/log.ts'
import { writePrivateFile } from '../writePrivateFile.ts'

const Hex = z
  .string()
  .regex(/^0x[0-9a-f]*$/)
  .transform((hex) => hex as `0x${string}`)

/** What makes a fork, as it is kept in its folder. The URLs may hold keys: nobody but the desk reads the file. */
const ForkRecord = z.object({
  version: z.literal(1),
  id: NetworkId,
  name: z.string(),
  createdAtMs: TimeMs,
  urls: z.array(z.string()),
  quorum: Count,
  hardfork: z.enum(['prague', 'osaka']),
  chainId: Count,
  isOffline: z.boolean(),
  point: z.object({
    chainId: Count,
    number: Count,
    hash: Bytes32,
    header: Hex,
    verification: z.enum(['proofs', 'quorum']),
  }),
})
export type ForkRecord = z.infer<typeof ForkRecord>

const RECORD = 'fork.json'

/** The forks in `directory`: a folder each, and a cache of other chains' states that all of them share. */
export const createForkFiles = (directory: string, log: Log) => {
  const folderOf = (id: string): string => join(directory, id)

  const read = (id: string): ForkRecord | undefined => {
    const path = join(folderOf(id), RECORD)
    // Without its record a fork was not made to its end, or not deleted to its end.
    if (!existsSync(path)) rmSync(folderOf(id), { recursive: true, force: true })
    else {
      try {
        return ForkRecord.parse(JSON.parse(readFileSync(path, 'utf8')))
      } catch {
        log('fork.unreadable', { path })
      }
    }
    return undefined
  }

  return {
    cacheFile: join(directory, 'cache.sqlite'),
    chainFile: (id: string): string => join(folderOf(id), 'chain.sqlite'),
    /** What is there; a folder that nothing can be made of is left alone. */
    readAll: (): ForkRecord[] => {
      mkdirSync(directory, { recursive: true, mode: 0o700 })
      const folders = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory())
      return folders.map(({ name }) => read(name)).filter((record) => record !== undefined)
    },
    write: (record: ForkRecord): void => {
      mkdirSync(folderOf(record.id), { recursive: true, mode: 0o700 })
      writePrivateFile(join(folderOf(record.id), RECORD), JSON.stringify(record))
    },
    remove: (id: string): void => {
      rmSync(join(folderOf(id), RECORD), { force: true })
      rmSync(folderOf(id), { recursive: true, force: true })
    },
  }
}
