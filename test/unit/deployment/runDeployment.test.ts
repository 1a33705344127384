import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseGwei, zeroHash } from 'viem'
import { expect, onTestFinished, test } from 'vitest'
import { deterministicProxy } from '../../../engine/deployment/deterministicProxy.ts'
import { openDeploymentJournal } from '../../../engine/deployment/openDeploymentJournal.ts'
import { planDeployment } from '../../../engine/deployment/planDeployment.ts'
import { readArtifacts } from '../../../engine/deployment/readArtifacts.ts'
import { runDeployment } from '../../../engine/deployment/runDeployment.ts'
import { ProviderRpcError } from '../../../engine/networks/ProviderRpcError.ts'
import { systemClock } from '../../../engine/threads/systemClock.ts'
import { deployer, localSigner, makeFolder, openDeploymentChain } from './openSendingChain.ts'

const artifacts = readArtifacts(
  readFileSync(new URL('../../../contracts/generated/artifacts.jsonl', import.meta.url), 'utf8'),
)
const plan = planDeployment(
  artifacts,
  {
    admin: { kind: 'account', address: deployer.address },
    adminDelayS: 0,
    settlementToken: undefined,
    moneyAdmin: deployer.address,
    depositContract: deployer.address,
    grants: [],
    salt: zeroHash,
  },
  deployer.address,
)

const openRun = async () => {
  const chain = await openDeploymentChain()
  const identity = { chainId: 31_337, genesisHash: await chain.reader.genesisHash() }
  const journal = openDeploymentJournal(join(makeFolder(), 'journal.jsonl'), identity)
  onTestFinished(() => journal.close())
  const run = (confirmations = 1) =>
    runDeployment({
      ...{ reader: chain.reader, plan, signer: localSigner, chainId: 31_337, journal, clock: systemClock },
      ...{ timeoutMs: 100, pollMs: 5, confirmations },
    })
  return { ...chain, run }
}
const unavailable = { code: 'deployment/proxy-unavailable' }

test('refuses another contract at the deterministic proxy’s address', async () => {
  const { run, request } = await openRun()
  await request('anvil_setCode', deterministicProxy.address, '0x6001')
  await expect(run()).rejects.toMatchObject(unavailable)
})

test('sends the deterministic proxy nothing where gas costs more than it bids', async () => {
  const { run, request, reader } = await openRun()
  await request('anvil_setBalance', deterministicProxy.deployer, '0x2386f26fc10000')
  await request('anvil_setNextBlockBaseFeePerGas', `0x${parseGwei('150').toString(16)}`)
  await request('evm_mine')
  await expect(run()).rejects.toMatchObject(unavailable)
  expect(await reader.nonce(deterministicProxy.deployer, 'pending')).toBe(0)
})

test('says so where the network refuses transactions without a chain id', async () => {
  const { run, request, hooks } = await openRun()
  await request('anvil_setBalance', deterministicProxy.deployer, '0x2386f26fc10000')
  hooks.before = (method) => {
    if (method !== 'eth_sendRawTransaction') return
    const message = 'only replay-protected (EIP-155) transactions allowed over RPC'
    throw new ProviderRpcError({ code: -32_000, message })
  }
  await expect(run()).rejects.toMatchObject({ ...unavailable, message: expect.stringContaining('EIP-155') })
})

test('says so where the deterministic proxy’s deployer was used for something else', async () => {
  const { run, request } = await openRun()
  await request('anvil_setBalance', deterministicProxy.deployer, '0x2386f26fc10000')
  await request('anvil_setNonce', deterministicProxy.deployer, '0x1')
  await expect(run()).rejects.toMatchObject(unavailable)
})

test('says so where the network makes no blocks to wait for', async () => {
  const { run } = await openRun()
  await expect(run(5)).rejects.toMatchObject({ code: 'deployment/unsettled', facts: { block: 23, until: 27 } })
})
