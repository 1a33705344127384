import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  hexToBytes,
  recoverTransactionAddress,
  type TransactionSerializableEIP1559,
  type TransactionSerializedEIP1559,
} from 'viem'
import { expect, test, vi } from 'vitest'
import { openDeploymentSigner } from '../../../main/deployment/openDeploymentSigner.ts'
import { encryptKey } from '../../../main/signing/keystore/encryptKey.ts'
import { deployer, makeFolder } from './openSendingChain.ts'

const key = `0x${'0'.repeat(63)}7` as const
const transaction: TransactionSerializableEIP1559 & { readonly type: 'eip1559' } = {
  type: 'eip1559',
  chainId: 1,
  nonce: 3,
  to: deployer.address,
  value: 1n,
  gas: 21_000n,
  maxFeePerGas: 2n,
  maxPriorityFeePerGas: 1n,
}
const nobody = { passwordVariable: undefined, environment: {}, askPassword: () => Promise.reject(new Error('asked')) }

const writeKeystore = async (password: string): Promise<string> => {
  const path = join(makeFolder(), 'keystore.json')
  writeFileSync(path, await encryptKey(hexToBytes(key), password, 'Deployer', { n: 2, r: 8, p: 1 }))
  return path
}

test('signs with the key of a variable, as any wallet does', async () => {
  const opened = await openDeploymentSigner({ ...nobody, signer: 'env:KEY', environment: { KEY: key } }, true)
  expect(opened.address).toBe(deployer.address)
  const signed = await opened.sign?.(transaction)
  expect(signed).toBe(await deployer.signTransaction(transaction))
  const serializedTransaction = signed as TransactionSerializedEIP1559
  expect(await recoverTransactionAddress({ serializedTransaction })).toBe(deployer.address)
})

test('opens a keystore with a password that is asked for, or in a variable', async () => {
  const signer = `keystore:${await writeKeystore('secret')}`
  const askPassword = vi.fn(() => Promise.resolve('secret'))
  const asked = await openDeploymentSigner({ ...nobody, signer, askPassword }, true)
  expect(askPassword).toHaveBeenCalledOnce()
  const told = { ...nobody, signer, passwordVariable: 'PASSWORD', environment: { PASSWORD: 'secret' } }
  const expected = await deployer.signTransaction(transaction)
  expect(await asked.sign?.(transaction)).toBe(expected)
  expect(await (await openDeploymentSigner(told, true)).sign?.(transaction)).toBe(expected)
})

test('asks for no password where the address is enough', async () => {
  const signer = `keystore:${await writeKeystore('secret')}`
  const { address, sign } = await openDeploymentSigner({ ...nobody, signer }, false)
  expect(address).toBe(deployer.address)
  await expect(sign?.(transaction)).rejects.toThrow()
})

test('signs nothing any more once its key is forgotten', async () => {
  const opened = await openDeploymentSigner({ ...nobody, signer: 'env:KEY', environment: { KEY: key } }, true)
  opened.forget()
  await expect(opened.sign?.(transaction)).rejects.toThrow()
})

test('leaves an unlocked account to the node', async () => {
  const opened = await openDeploymentSigner({ ...nobody, signer: `unlocked:${deployer.address}` }, true)
  expect(opened).toMatchObject({ address: deployer.address, sign: undefined })
})

test.each(['env:KEY', 'env:', 'unlocked:me', key, 'keystore:'])('refuses %s, and repeats no secret', async (signer) => {
  const error = await openDeploymentSigner({ ...nobody, signer, environment: { KEY: '0x12' } }, true).catch((e) => e)
  expect(error).toMatchObject({ code: 'deployment/invalid' })
  expect(JSON.stringify([error.message, error.facts])).not.toContain(key)
})

test('refuses a wrong password', async () => {
  const signer = `keystore:${await writeKeystore('secret')}`
  const source = { ...nobody, signer, passwordVariable: 'PASSWORD', environment: { PASSWORD: 'guess' } }
  await expect(openDeploymentSigner(source, true)).rejects.toMatchObject({ code: 'signing/wrong-password' })
  await expect(openDeploymentSigner({ ...source, environment: {} }, true)).rejects.toMatchObject({
    code: 'deployment/invalid',
  })
})
