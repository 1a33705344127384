import { type Hex, hexToBytes, keccak256, toHex } from 'viem'

/** A reproducible source of numbers: equal seeds and labels give equal series. Not for secrets. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number
  /** Standard normal. */
  normal(): number
  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number
}

/** Makes a series of its own for each label of a seed (the sfc32 generator of PractRand). */
export const createRandom = (seed: Hex, label: string): Random => {
  const digest = keccak256(toHex(`${seed}/${label}`))
  const words = new DataView(hexToBytes(digest).buffer)
  let [a, b, c, counter] = [words.getInt32(0), words.getInt32(4), words.getInt32(8), words.getInt32(12)]
  const uniform = (): number => {
    const result = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + result
    c |= 0
    return (result >>> 0) / 2 ** 32
  }
  return {
    uniform,
    // Box-Muller; 1 - u keeps the logarithm finite.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    integer: (low, high) => low + Math.floor(uniform() * (high - low + 1)),
  }
}
