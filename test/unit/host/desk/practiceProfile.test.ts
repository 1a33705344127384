import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openProfile, setAsideOlderDesk } from '../../../../main/host/desk/practiceProfile.ts'

const nowMs = Date.parse('2026-11-23T12:00:00Z')

const aFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'profile-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A desk as the first version left it, with something of the user's beside it. */
const aDeskOfVersion = (version: number) => {
  const folder = aFolder()
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  write('practice.json', JSON.stringify({ version, seed: `0x${'11'.repeat(32)}`, issuedAtS: 1, addresses: {} }))
  write('chain.sqlite', 'chain')
  write('market.sqlite', 'market')
  write('market.sqlite-wal', 'log')
  write('artifacts.sqlite', 'projects')
  return folder
}

test('sets a desk of older contracts aside whole, and leaves what is the user’s', () => {
  const folder = aDeskOfVersion(1)
  const setAside = setAsideOlderDesk(folder)
  expect(setAside).toEqual({ version: 1, folder: join(folder, 'desk-of-version-1') })
  expect(readdirSync(join(folder, 'desk-of-version-1')).sort()).toEqual([
    'chain.sqlite',
    'market.sqlite',
    'market.sqlite-wal',
    'practice.json',
  ])
  expect(readFileSync(join(folder, 'desk-of-version-1', 'chain.sqlite'), 'utf8')).toBe('chain')
  expect(readdirSync(folder).sort()).toEqual(['artifacts.sqlite', 'desk-of-version-1'])
  expect(openProfile(folder, nowMs)).toMatchObject({ version: 2, hardfork: 'prague' })
})

test('overwrites nothing that was set aside before', () => {
  const folder = aDeskOfVersion(1)
  setAsideOlderDesk(folder)
  writeFileSync(join(folder, 'practice.json'), JSON.stringify({ version: 1 }))
  expect(setAsideOlderDesk(folder)?.folder).toBe(join(folder, 'desk-of-version-1-2'))
  expect(existsSync(join(folder, 'desk-of-version-1', 'chain.sqlite'))).toBe(true)
})

test('leaves a desk of its own version, a fresh folder and an unreadable profile alone', () => {
  const folder = aFolder()
  expect(setAsideOlderDesk(folder)).toBeUndefined()
  openProfile(folder, nowMs)
  expect(setAsideOlderDesk(folder)).toBeUndefined()
  writeFileSync(join(folder, 'practice.json'), 'not JSON')
  expect(setAsideOlderDesk(folder)).toBeUndefined()
  expect(() => openProfile(folder, nowMs)).toThrow(expect.objectContaining({ code: 'store/corrupt' }))
})

test('refuses a desk of a newer version', () => {
  const folder = aDeskOfVersion(3)
  expect(() => setAsideOlderDesk(folder)).toThrow(expect.objectContaining({ code: 'store/newer-schema' }))
  expect(existsSync(join(folder, 'chain.sqlite'))).toBe(true)
})
