/** The values of each option. */
type Options = Readonly<Record<string, readonly unknown[]>>
type Row = Readonly<Record<string, unknown>>
/** One value of one option. */
type Choice = readonly [name: string, value: unknown]

/**
 * A few combinations of options in which each value of each option meets each value of every other: where one option breaks another,
 * one of them shows it. Greedy; the same rows for the same options.
 */
export const pairwise = (options: Options): Row[] => {
  const names = Object.keys(options)
  const open = new Map<string, readonly [Choice, Choice]>()
  for (const [at, one] of names.entries()) {
    for (const other of names.slice(at + 1)) {
      for (const a of options[one] ?? []) {
        for (const b of options[other] ?? [])
          open.set(toKey([one, a], [other, b]), [
            [one, a],
            [other, b],
          ])
      }
    }
  }
  const rows: Row[] = []
  while (open.size > 0) {
    const [first] = open.values()
    const row: Record<string, unknown> = Object.fromEntries(first ?? [])
    for (const name of names.filter((candidate) => !(candidate in row))) {
      const gain = (value: unknown): number =>
        Object.entries(row).filter(
          (choice) => open.has(toKey([name, value], choice)) || open.has(toKey(choice, [name, value])),
        ).length
      row[name] = (options[name] ?? []).reduce((best, value) => (gain(value) > gain(best) ? value : best))
    }
    for (const a of Object.entries(row)) for (const b of Object.entries(row)) open.delete(toKey(a, b))
    rows.push(row)
  }
  return rows
}

const toKey = (a: Choice, b: Choice): string => `${a[0]}=${String(a[1])} ${b[0]}=${String(b[1])}`
