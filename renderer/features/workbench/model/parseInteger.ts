/** Units that amounts may be typed in, and their powers of ten in wei. */
export const units = { wei: 0, gwei: 9, ether: 18 } as const
export type Unit = keyof typeof units

const exponentMax = 77

/**
 * Reads a whole number as people type it: `1000`, `1_000`, `1,000`, `0xff`, `1e18`, `1.5 ether`, `-3`. A fraction must come out whole.
 * Undefined where it is none.
 *
 * @example
 * parseInteger('1.5 ether') // 1500000000000000000n
 */
export function parseInteger(text: string, unit: Unit = 'wei'): bigint | undefined {
  const plain = text
    .trim()
    .replace(/[_,](?=\d)/g, '')
    .toLowerCase()
  if (/^0x[0-9a-f]{1,64}$/.test(plain)) return BigInt(plain)
  const match = /^([-−]?)(\d{1,78})(?:\.(\d{1,78}))?(?:e(\d{1,2}))?\s*(wei|gwei|ether|eth)?$/.exec(plain)
  if (match === null) return undefined
  const [, sign = '', whole = '', typedFraction = '', exponent = '0', typedUnit] = match
  const fraction = typedFraction.replace(/0+$/, '')
  const power = Number(exponent) + units[typedUnit === undefined ? unit : toUnit(typedUnit)]
  if (power > exponentMax || fraction.length > power) return undefined
  const value = BigInt(`${whole}${fraction.padEnd(power, '0')}`)
  return sign === '' ? value : -value
}

const toUnit = (name: string): Unit => (name === 'wei' || name === 'gwei' ? name : 'ether')
