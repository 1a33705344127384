import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { GasFigures } from './compareGas.ts'

const path = join(import.meta.dirname, '../contracts/gas.json')
const Figures = z.record(z.string(), z.record(z.string(), z.number().int().positive()))

/** The committed figures. */
export const readGas = (): GasFigures => (existsSync(path) ? Figures.parse(JSON.parse(readFileSync(path, 'utf8'))) : {})

/** Replaces the committed figures, sorted by name. */
export const writeGas = (figures: GasFigures): void => {
  const groups = Object.entries(figures).sort(([a], [b]) => (a < b ? -1 : 1))
  const sorted = groups.map(([group, operations]) => [
    group,
    Object.fromEntries(Object.entries(operations).sort(([a], [b]) => (a < b ? -1 : 1))),
  ])
  writeFileSync(path, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`)
}
