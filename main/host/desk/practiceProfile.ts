import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { bytesToHex } from 'viem'
import { z } from 'zod'
import { TerminalError } from '../../../engine/api/errors.ts'
import { Address, Bytes32, Count } from '../../../engine/api/schemas.ts'
import { writePrivateFile } from './writePrivateFile.ts'

/** 1 had contracts that couldn't be upgraded and full prices; 2 has the upgradeable set and clean prices. */
const currentVersion = 2

const Profile = z.object({
  /** Grows when the practice desk's contracts change so that a desk of the old ones can't go on with the new. */
  version: z.literal(currentVersion),
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
      yieldModule: Address,
      tradingModule: Address,
      priceCommittee: Address,
      validatorModule: Address,
      orderBoard: Address,
      settlementToken: Address,
      factory: Address,
      countryRule: Address,
      classRule: Address,
      treasuryTokens: z.array(Address),
    })
    .optional(),
})

/** What a practice desk is made from, kept in its folder. */
export type PracticeProfile = z.infer<typeof Profile>

const historyDays = 21
const dayMs = 86_400_000
const fileName = 'practice.json'
/** What a desk is beside its profile: left behind by one that was not made to its end, set aside with an older one. */
const deskFiles = ['chain.sqlite', 'market.sqlite'].flatMap((name) => [name, `${name}-wal`, `${name}-shm`])

export const writeProfile = (dataDirectory: string, profile: PracticeProfile): void =>
  writePrivateFile(join(dataDirectory, fileName), JSON.stringify(profile))

/** Where the files of a desk of older contracts are kept: the folder with its own older version of the program opens them. */
export interface SetAside {
  readonly version: number
  readonly folder: string
}

/**
 * Sets a desk of older contracts aside, whole, in a folder of its own, so that a new one can begin in its place: its chain holds
 * contracts that this version doesn't know. Nothing is deleted. Keys, projects, forks and logins belong to the folder and stay.
 * Answers what was set aside, if anything.
 *
 * @throws TerminalError `store/newer-schema` when a newer version of the program made the desk
 */
export const setAsideOlderDesk = (dataDirectory: string): SetAside | undefined => {
  const path = join(dataDirectory, fileName)
  const found = existsSync(path) ? AnyProfile.safeParse(readJsonFile(path)).data : undefined
  if (found === undefined || found.version === currentVersion) return undefined
  const { version } = found
  if (version > currentVersion) {
    const message = `A newer version of the terminal made this desk: ${path}.`
    throw new TerminalError('store/newer-schema', message, { version, knownVersion: currentVersion })
  }
  const folder = freeFolder(join(dataDirectory, `desk-of-version-${version}`))
  mkdirSync(folder, { mode: 0o700 })
  // The profile last: until it is moved, the next start goes on with what is left.
  for (const name of [...deskFiles, fileName]) {
    if (existsSync(join(dataDirectory, name))) renameSync(join(dataDirectory, name), join(folder, name))
  }
  return { version, folder }
}

const AnyProfile = z.object({ version: Count })

const readJsonFile = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    // `openProfile` says what is wrong with it.
    return undefined
  }
}

const freeFolder = (path: string): string => {
  let free = path
  for (let count = 2; existsSync(free); count += 1) free = `${path}-${count}`
  return free
}

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
  for (const name of deskFiles) rmSync(join(dataDirectory, name), { force: true })
  const profile: PracticeProfile = {
    version: currentVersion,
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
