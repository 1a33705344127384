import { expect, test } from 'vitest'
import { describeError } from '../../../../renderer/ui/describeError.ts'

test('gives the code and the sentence of a failure of the desk', () => {
  const error = Object.assign(new Error('The price is off the grid.'), { code: 'order/tick-size' })
  expect(describeError(error)).toEqual({ code: 'order/tick-size', message: 'The price is off the grid.' })
})

test('cleans what came from a chain', () => {
  expect(describeError(new Error('reverted: \u202Eevil\u0000'))).toEqual({ message: 'reverted: evil' })
})

test('says so when there is no sentence', () => {
  expect(describeError('thrown text').message).toBe('Something failed without saying why.')
})
