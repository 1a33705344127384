import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { GasFigures } from './compareGas.ts'
import { withGasTables } from './gasTable.ts'

const path = join(import.meta.dirname, '../contracts/gas.json')
const universalTokenPath = join(import.meta.dirname, '../contracts/fixtures/universalToken.json')
const readmePath = join(import.meta.dirname, '../../contracts/README.md')
const UniversalToken = z.object({ gas: z.record(z.string(), z.number().int().positive()) })
const Figures = z.record(z.string(), z.record(z.string(), z.number().int().positive()))

/** The committed figures. */
export const readGas = (): GasFigures => (existsSync(path) ? Figures.parse(JSON.parse(readFileSync(path, 'utf8'))) : {})

/** What UniversalToken costs, as it was measured once, by the same method; nothing of it is here to be measured again. */
export const readUniversalToken = (): Readonly<Record<string, number>> =>
  UniversalToken.parse(JSON.parse(readFileSync(universalTokenPath, 'utf8'))).gas

/** Replaces the committed figures, sorted by name, and the tables of the contracts' README. */
export const writeGas = (figures: GasFigures): void => {
  const groups = Object.entries(figures).sort(([a], [b]) => (a < b ? -1 : 1))
  const sorted = groups.map(([group, operations]) => [
    group,
    Object.fromEntries(Object.entries(operations).sort(([a], [b]) => (a < b ? -1 : 1))),
  ])
  writeFileSync(path, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`)
  writeFileSync(readmePath, withGasTables(readFileSync(readmePath, 'utf8'), figures, readUniversalToken()))
}
