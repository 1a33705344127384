import type { z } from 'zod'
import type { LineGas as LineGasSchema } from '../../../../engine/api/debugger.ts'
import { formatCount } from '../../../ui/format.ts'

export type LineGas = z.infer<typeof LineGasSchema>

/** Gas by line of one source. */
export const collectLineGas = (lines: readonly LineGas[], path: string): ReadonlyMap<number, LineGas> =>
  new Map(lines.filter((each) => each.path === path).map((each) => [each.line, each]))

/** How wide the gas of a source's lines is written, in characters. */
export const measureGasWidth = (gas: ReadonlyMap<number, LineGas>): number =>
  Math.max(0, ...[...gas.values()].map((each) => formatCount(Number(each.gas)).length))

/** A line's number with its gas before it, in columns: `12,345   42`. */
export function formatLineNumber(line: number, gas: ReadonlyMap<number, LineGas>, gasWidth: number): string {
  const amount = gas.get(line)?.gas
  const text = amount === undefined ? '' : formatCount(Number(amount))
  return `${text.padStart(gasWidth, '\u00a0')}${'\u00a0\u00a0'}${String(line).padStart(4, '\u00a0')}`
}
