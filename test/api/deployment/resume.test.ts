import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createRehearsal } from '../../../engine/deployment/createRehearsal.ts'
import type { DeploymentParameters } from '../../../engine/deployment/DeploymentParameters.ts'
import type { DeploymentSigner } from '../../../engine/deployment/DeploymentSigner.ts'
import type { SetAddresses } from '../../../engine/deployment/DeploymentStep.ts'
import { openDeploymentJournal } from '../../../engine/deployment/openDeploymentJournal.ts'
import { planDeployment } from '../../../engine/deployment/planDeployment.ts'
import { previewDeployment } from '../../../engine/deployment/previewDeployment.ts'
import { readArtifacts } from '../../../engine/deployment/readArtifacts.ts'
import { type RunOptions, runDeployment } from '../../../engine/deployment/runDeployment.ts'
import { systemClock } from '../../../engine/threads/systemClock.ts'
import {
  deployer,
  Killed,
  localSigner,
  makeFolder,
  openDeploymentChain,
  unlockedSigner,
} from '../../unit/deployment/openSendingChain.ts'

const artifacts = readArtifacts(
  readFileSync(new URL('../../../contracts/generated/artifacts.jsonl', import.meta.url), 'utf8'),
)
const parameters: DeploymentParameters = {
  admin: { kind: 'timelock', minDelayS: 60, proposers: [deployer.address], executors: [deployer.address] },
  adminDelayS: 60,
  settlementToken: undefined,
  moneyAdmin: deployer.address,
  depositContract: '0x00000000219ab540356cBB839Cbe05303d7705Fa',
  grants: [],
  salt: `0x${'00'.repeat(32)}`,
}
const plan = planDeployment(artifacts, parameters, deployer.address)
/** All but the proxy's own transaction, which isn't the deployer's: eleven codes, the factory, the set, nine rules, and the funding. */
const OUR_TRANSACTIONS = 22

const openRuns = async (signer: DeploymentSigner = localSigner) => {
  const chain = await openDeploymentChain()
  const path = join(makeFolder(), 'journal.jsonl')
  const identity = { chainId: 31_337, genesisHash: await chain.reader.genesisHash() }
  const run = async (options: Partial<RunOptions> = {}) => {
    const journal = openDeploymentJournal(path, identity)
    onTestFinished(() => journal.close())
    return runDeployment({
      ...{ reader: chain.reader, plan, signer, chainId: 31_337, journal, clock: systemClock },
      ...{ timeoutMs: 5_000, pollMs: 5, confirmations: 1 },
      ...options,
    })
  }
  return { ...chain, run, path, nonce: () => chain.reader.nonce(deployer.address, 'latest') }
}

let whole: Promise<SetAddresses> | undefined
/** What a run that nobody interrupts comes to: it depends on the parameters alone. */
const runOnce = (): Promise<SetAddresses> => {
  whole ??= openRuns().then(({ run }) => run())
  return whole
}

test('deploys everything, the deterministic proxy first, and then finds nothing left to do', async () => {
  const { run, reader, nonce } = await openRuns()
  const set = await run()
  expect(await nonce()).toBe(OUR_TRANSACTIONS)
  for (const address of [...Object.values(set), ...Object.values(plan.implementations), plan.factory]) {
    expect(await reader.code(address)).not.toBe('0x')
  }
  expect(await run()).toEqual(set)
  expect(await nonce()).toBe(OUR_TRANSACTIONS)
})

for (const { name, signer, method } of [
  { name: 'a key that is here', signer: localSigner, method: 'eth_sendRawTransaction' },
  { name: 'an account of the node', signer: unlockedSigner, method: 'eth_sendTransaction' },
]) {
  for (const moment of ['before', 'after'] as const) {
    test(`killed ${moment} each transaction, with ${name}, ends the same and sends none twice`, async () => {
      const uninterrupted = await runOnce()
      const { run, hooks, nonce } = await openRuns(signer)
      let kills = 0
      for (;;) {
        // Lets one transaction more pass than the run before did; of those that are sent already, none is sent again.
        hooks[moment] = (called) => {
          if (called === method) throw new Killed()
        }
        const outcome = await run().catch((error: unknown) => error)
        if (!(outcome instanceof Killed)) {
          expect(outcome).toEqual(uninterrupted)
          break
        }
        kills++
        if (moment === 'before') {
          // What wasn't sent is sent by a run that is killed before the one after it.
          let passed = 0
          hooks.before = (called) => {
            if (called === method && ++passed > 1) throw new Killed()
          }
          const next = await run().catch((error: unknown) => error)
          if (next instanceof Killed) kills++
          else expect(next).toEqual(uninterrupted)
        }
      }
      expect(kills).toBeGreaterThanOrEqual(OUR_TRANSACTIONS)
      expect(await nonce()).toBe(OUR_TRANSACTIONS)
    })
  }
}

test('does again what a reorganisation took away', async () => {
  const { run, request, reader, nonce } = await openRuns()
  const snapshot = await request('evm_snapshot')
  let isReverted = false
  const set = await run({
    confirmations: 3,
    onEvent: ({ type }) => {
      if (type !== 'confirming') return
      // The whole deployment is taken from the chain once, while its confirmations are waited for.
      if (isReverted) void request('evm_mine')
      else void request('evm_revert', snapshot).then(() => request('anvil_mine', '0x20'))
      isReverted = true
    },
  })
  expect(isReverted).toBe(true)
  expect(await reader.code(set.registry)).not.toBe('0x')
  expect(await nonce()).toBe(OUR_TRANSACTIONS)
})

test('tells what each step will cost, sends nothing, and is right', async () => {
  const { reader, run, hooks, nonce } = await openRuns()
  const sent: string[] = []
  hooks.before = (method) => void (method.startsWith('eth_send') && sent.push(method))
  // This chain lets a simulation use less gas than it takes.
  const rehearse = createRehearsal({ chainId: 31_337, clock: systemClock, createId: () => randomUUID() })
  const preview = await previewDeployment({ reader, plan, from: deployer.address, rehearse })
  expect(preview.isRehearsed).toBe(true)
  expect(sent).toEqual([])
  expect(await nonce()).toBe(0)
  hooks.before = undefined
  const used = new Map<string, bigint>()
  const set = await run({
    onEvent: (event) => {
      if (event.type === 'done' && event.receipt !== undefined) used.set(event.step.id, event.receipt.gasUsed)
    },
  })
  expect(preview.set).toEqual(set)
  expect(used.size).toBe(OUR_TRANSACTIONS)
  for (const { step, gas } of preview.steps) if (step.kind !== 'proxy') expect(gas).toBe(used.get(step.id))
})
