import { expect, test } from 'vitest'
import {
  findPlacedOrder,
  PlacementUnknownError,
  placeOrder,
} from '../../../../../../renderer/features/signing/model/placement.ts'

const refusal = (code: string) => Object.assign(new Error('refused'), { code })

test('passes the answer of the desk on, refusals too', async () => {
  await expect(placeOrder(async () => 'ack')).resolves.toBe('ack')
  await expect(placeOrder(() => Promise.reject(refusal('order/balance')))).rejects.toMatchObject({
    code: 'order/balance',
  })
})

test('says that nothing is known when no answer came', async () => {
  await expect(placeOrder(() => Promise.reject(new Error('The connection closed.')))).rejects.toBeInstanceOf(
    PlacementUnknownError,
  )
})

test('does not take a bug of the desk for a refusal', async () => {
  await expect(placeOrder(() => Promise.reject(refusal('host/internal')))).rejects.toBeInstanceOf(PlacementUnknownError)
})

test('tells an order that was placed from one that was not', async () => {
  await expect(findPlacedOrder(async () => 'order')).resolves.toBe('order')
  await expect(findPlacedOrder(() => Promise.reject(refusal('order/not-found')))).resolves.toBeUndefined()
})

test('leaves it open while the desk does not answer', async () => {
  await expect(findPlacedOrder(() => Promise.reject(new Error('There is no connection.')))).rejects.toThrow(
    'no connection',
  )
})
