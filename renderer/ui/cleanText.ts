const defaultLengthMax = 64

/**
 * Code points that change how other text looks without being seen: controls, bidirectional marks and overrides (UAX #9),
 * zero-width and other format characters, variation selectors, tags, line and paragraph separators, private use, lone surrogates.
 */
const invisible = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Variation_Selector}\u115F\u1160\u3164\uFFA0]/gu

/** More than two combining marks on one letter serve only to cover other text. */
const stackedMarks = /(\p{M}{2})\p{M}+/gu

/**
 * Makes text from a chain or a file (a token's `name()`, a revert reason) safe to show: control, bidirectional and invisible
 * characters are taken out, white space is collapsed, and the length is capped with an ellipsis.
 *
 * @example
 * cleanText('USDC\u202E') // 'USDC'
 */
export function cleanText(text: string, lengthMax = defaultLengthMax): string {
  const points = [
    ...text
      .slice(0, lengthMax * 8)
      .replace(/\s+/gu, ' ')
      .replace(invisible, '')
      .replace(stackedMarks, '$1')
      .trim(),
  ]
  return points.length > lengthMax ? `${points.slice(0, lengthMax - 1).join('')}…` : points.join('')
}
