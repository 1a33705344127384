import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cleanText } from '../../../../renderer/ui/cleanText.ts'

test('takes out marks that turn the direction of text', () => {
  expect(cleanText('USDC\u202Edetsurt\u2066\u200F')).toBe('USDCdetsurt')
})

test('takes out control, zero-width, tag and filler characters', () => {
  expect(cleanText('U\u0000S\u200BD\u{E0041}C\u3164\uFE0F\uFEFF')).toBe('USDC')
})

test('makes one line of several', () => {
  expect(cleanText(' US\n\tTreasury\u2028bill ')).toBe('US Treasury bill')
})

test('keeps names in other scripts', () => {
  expect(cleanText('国債 Österreich €')).toBe('国債 Österreich €')
})

test('keeps no more than two marks stacked on a letter', () => {
  expect(cleanText('Z\u0311\u0323\u0325\u0330\u0347')).toBe('Z\u0311\u0323')
})

test('caps the length in characters, with an ellipsis', () => {
  expect(cleanText('abcdefgh', 5)).toBe('abcd…')
  expect(cleanText('😀😀😀😀', 3)).toBe('😀😀…')
})

test('never shows a longer text than asked for, nor a hidden character, whatever comes in', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 1, max: 80 }), (text, lengthMax) => {
      const cleaned = cleanText(text, lengthMax)
      expect([...cleaned].length).toBeLessThanOrEqual(lengthMax)
      expect(cleaned).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
    }),
  )
})
