import { expect, test } from 'vitest'
import { describeOrder, describeTerms } from '../../../../../../renderer/features/signing/model/describeOrder.ts'
import { buildMarket, buildSignableOrder } from '../../../builders.ts'

test('says what is bought or sold, how much, and the bound of the price', () => {
  expect(describeOrder(buildSignableOrder(), buildMarket())).toBe('Buy 5 BILL (5 lots) for at most 98.950 QUSD each.')
  expect(describeOrder(buildSignableOrder({ side: 'sell' }), buildMarket())).toBe(
    'Sell 5 BILL (5 lots) for at least 98.950 QUSD each.',
  )
})

test('says until when the signature counts and what the fee may be', () => {
  const text = describeTerms(buildSignableOrder({ timeInForce: 'IOC', maxFeeBps: 25 }))
  expect(text).toContain('What does not trade at once is cancelled.')
  expect(text).toContain('void after 2027-01-15 08:00:00 UTC')
  expect(text).toContain('Fee at most 0.25 %')
})

test('does not let a token name turn the sentence around', () => {
  const market = buildMarket()
  const hostile = { ...market, treasury: { ...market.treasury, symbol: 'BILL\u202E' } }
  expect(describeOrder(buildSignableOrder(), hostile)).toBe('Buy 5 BILL (5 lots) for at most 98.950 QUSD each.')
})
