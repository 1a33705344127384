/** Control characters, and what turns the direction of text or hides in it (Unicode categories Cc, Cf, Zl, Zp). */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu

/**
 * Text that anyone may have written into a contract, fit to be shown: without characters that are not seen or that change how others
 * are read, on one line, and of at most `maxLength` characters.
 */
export const cleanText = (text: string, maxLength: number): string => {
  const seen = text.replace(UNSEEN, '').replace(/\s+/gu, ' ').trim()
  const characters = [...seen]
  return characters.length <= maxLength ? seen : `${characters.slice(0, maxLength).join('')}…`
}
