/**
 * Check digit of an ISIN's first eleven characters (ISO 6166: letters become two digits, then the Luhn algorithm).
 *
 * @example
 * isinCheckDigit('US037833100') // 5
 */
export const isinCheckDigit = (body: string): number => {
  const digits = [...body].flatMap((character) => [...Number.parseInt(character, 36).toString()].map(Number))
  const sum = digits.reverse().reduce((total, digit, index) => {
    const doubled = index % 2 === 0 ? digit * 2 : digit
    return total + Math.floor(doubled / 10) + (doubled % 10)
  }, 0)
  return (10 - (sum % 10)) % 10
}

/** Whether `isin` has twelve characters of the right kind and a right check digit. */
export const isIsin = (isin: string): boolean =>
  /^[A-Z]{2}[A-Z0-9]{9}[0-9]$/.test(isin) && isinCheckDigit(isin.slice(0, 11)) === Number(isin[11])
