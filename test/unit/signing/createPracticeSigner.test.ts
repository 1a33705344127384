import { recoverTypedDataAddress } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { expect, test } from 'vitest'
import { createPracticeSigner } from '../../../main/signing/createPracticeSigner.ts'

const privateKey = `0x${'33'.repeat(32)}` as const
const { address } = privateKeyToAccount(privateKey)
const payload = {
  domain: { name: 'Test', chainId: 1 },
  types: { Note: [{ name: 'text', type: 'string' }] },
  primaryType: 'Note',
  message: { text: 'hello' },
} as const

test('lists its accounts by label, never locked', () => {
  expect(createPracticeSigner([{ label: 'Desk', privateKey }]).accounts()).toEqual([
    { address, label: 'Desk', kind: 'practice', locked: false },
  ])
})

test('signs as viem does (RFC 6979), for an address in any case', async () => {
  const signer = createPracticeSigner([{ label: 'Desk', privateKey }])
  const signature = await signer.signTypedData(address.toLowerCase() as typeof address, payload)
  expect(signature).toBe(await privateKeyToAccount(privateKey).signTypedData(payload))
  expect(await recoverTypedDataAddress({ ...payload, signature })).toBe(address)
})

test('does not sign for an account that it does not hold', async () => {
  await expect(createPracticeSigner([]).signTypedData(address, payload)).rejects.toMatchObject({
    code: 'signing/account-not-found',
  })
})

test('refuses keys that are none, or there twice', () => {
  expect(() => createPracticeSigner([{ label: 'Zero', privateKey: `0x${'00'.repeat(32)}` }])).toThrow(
    'not a private key',
  )
  expect(() =>
    createPracticeSigner([
      { label: 'One', privateKey },
      { label: 'Two', privateKey },
    ]),
  ).toThrow('twice')
})
