/** Gas of whole transactions, by whose contracts they call and by what they do. */
export type GasFigures = Readonly<Record<string, Readonly<Record<string, number>>>>

/**
 * How far a figure may be from the committed one, as a share of it. Addresses and signatures have a zero byte more or less when the
 * code changes that makes them, and a zero byte of calldata costs 12 gas less than another.
 */
const TOLERANCE = 0.001

/** Says which figures are others than those committed: changed by more than the tolerance, new, or gone. */
export const compareGas = (committed: GasFigures, measured: GasFigures): readonly string[] => {
  const [before, after] = [flatten(committed), flatten(measured)]
  const names = [...new Set([...before.keys(), ...after.keys()])].sort()
  return names.flatMap((name) => {
    const [old, now] = [before.get(name), after.get(name)]
    if (old === undefined) return [`${name}: ${now} gas, and not committed`]
    if (now === undefined) return [`${name}: committed with ${old} gas, and not measured`]
    if (Math.abs(now - old) <= old * TOLERANCE) return []
    const percent = (((now - old) / old) * 100).toFixed(2)
    return [`${name}: ${now} gas, where ${old} are committed (${now > old ? '+' : ''}${percent} %)`]
  })
}

const flatten = (figures: GasFigures): ReadonlyMap<string, number> =>
  new Map(
    Object.entries(figures).flatMap(([group, operations]) =>
      Object.entries(operations).map(([operation, gas]) => [`${group}, ${operation}`, gas] as const),
    ),
  )
