import type { GasFigures } from './compareGas.ts'

type Operations = Readonly<Record<string, number>>

const BEGIN = '<!-- gas: written by `npm run gas` -->'
const END = '<!-- end of gas -->'

/** Replaces the tables of gas in a document by those of these figures. */
export const withGasTables = (document: string, figures: GasFigures, universalToken: Operations): string => {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)]
  if (begin === -1 || end === -1) throw new Error(`The document has no place for gas: ${BEGIN} … ${END}`)
  const tables = toGasTables(figures.quantera ?? {}, figures.trex ?? {}, universalToken)
  return `${document.slice(0, begin + BEGIN.length)}\n\n${tables}\n\n${document.slice(end)}`
}

/** What only ours do stands apart, so that every row of the first table compares something. */
const toGasTables = (ours: Operations, trex: Operations, universalToken: Operations): string => {
  const names = Object.keys(ours).sort()
  const shared = names.filter((name) => name in trex || name in universalToken)
  const rows = shared.map((name) => [name, ...[ours, universalToken, trex].map((figures) => format(figures[name]))])
  const others = names.filter((name) => !shared.includes(name)).map((name) => [name, format(ours[name])])
  const beside = toTable(['gas, whole transaction', 'ours', 'UniversalToken', 'T-REX 4.1.6'], rows)
  return `${beside}\n\n${toTable(['gas, whole transaction', 'ours'], others)}`
}

const toTable = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const widths = head.map((title, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? title).length)))
  const toLine = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [toLine(head), toLine(rule), ...rows.map(toLine)].join('\n')
}

const format = (gas: number | undefined): string => (gas === undefined ? '–' : gas.toLocaleString('en-US'))
