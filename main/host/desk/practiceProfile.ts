import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { bytesToHex } from 'viem'
import { z } from 'zod'
import { TerminalError } from '../../../engine/api/errors.ts'
import { Address, Bytes32, Count } from '../../../engine/api/schemas.ts'
import { writePrivateFile } from './writePrivateFile.ts'

const Profile = z.object({
  version: z.literal(1),
  /** Everything random on the practice desk comes from here: keys, prices, history. */
  seed: Bytes32,
  /** 00:00 UTC of the day the practice treasuries were issued, Unix seconds. */
  issuedAtS: Count,
  /** The rules of the embedded chain, chosen when the desk was begun. */
  hardfork: z.enum(['prague', 'osaka']).default('prague'),
  /** Present once the history is whole; before that the desk is made anew. */
  addresses: z
    .object({
      registry: Address,
      compliance: Address,
      settlementToken: Address,
      tradingModule: Address,
      treasuryTokens: z.array(Address),
    })
    .optional(),
})

/** What a practice desk is made from, kept in its folder. */
export type PracticeProfile = z.infer<typeof Profile>

const historyDays = 21
const dayMs = 86_400_000
const fileName = 'practice.json'
/** The files that a desk which was not made to its end leaves behind. */
const halfMadeFiles = ['chain.sqlite', 'market.sqlite'].flatMap((name) => [name, `${name}-wal`, `${name}-shm`])

export const writeProfile = (dataDirectory: string, profile: PracticeProfile): void =>
  writePrivateFile(join(dataDirectory, fileName), JSON.stringify(profile))

/**
 * Reads the practice desk's profile, or begins one; what an unfinished desk left behind is removed.
 *
 * @param hardfork the rules of a new desk's chain
 * @throws TerminalError `store/corrupt` when the file is there and can't be understood; `chain/genesis-mismatch` when the desk has
 * other rules than those asked for.
 */
export const openProfile = (
  dataDirectory: string,
  nowMs: number,
  hardfork?: PracticeProfile['hardfork'],
): PracticeProfile => {
  const path = join(dataDirectory, fileName)
  const existing = existsSync(path) ? parseProfile(readFileSync(path, 'utf8'), path) : undefined
  if (existing?.addresses !== undefined) {
    if (hardfork === undefined || hardfork === existing.hardfork) return existing
    const message = `The chain of this desk has the rules of ${existing.hardfork}; ${hardfork} needs a folder of its own.`
    throw new TerminalError('chain/genesis-mismatch', message, { hardfork: existing.hardfork })
  }
  for (const name of halfMadeFiles) rmSync(join(dataDirectory, name), { force: true })
  const profile: PracticeProfile = {
    version: 1,
    seed: existing?.seed ?? bytesToHex(randomBytes(32)),
    hardfork: hardfork ?? existing?.hardfork ?? 'prague',
    issuedAtS: (Math.floor(nowMs / dayMs) * dayMs - historyDays * dayMs) / 1000,
  }
  writeProfile(dataDirectory, profile)
  return profile
}

const parseProfile = (text: string, path: string): PracticeProfile => {
  try {
    return Profile.parse(JSON.parse(text))
  } catch (error) {
    const message = `The practice desk's profile can't be read: ${path}. Move the folder away to begin a new desk.`
    throw new TerminalError('store/corrupt', message, { path }, { cause: error })
  }
}
