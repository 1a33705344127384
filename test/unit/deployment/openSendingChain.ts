import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { privateKeyToAccount } from 'viem/accounts'
import { onTestFinished } from 'vitest'
import { createDeploymentReader } from '../../../engine/deployment/createDeploymentReader.ts'
import { createTransactionSender, type SenderOptions } from '../../../engine/deployment/createTransactionSender.ts'
import type { DeploymentSigner } from '../../../engine/deployment/DeploymentSigner.ts'
import { openDeploymentJournal } from '../../../engine/deployment/openDeploymentJournal.ts'
import type { EthereumProvider } from '../../../engine/networks/Network.ts'
import { systemClock } from '../../../engine/threads/systemClock.ts'
import { createTestChain } from '../../builders/createTestChain.ts'

/** Stands for the process having been killed. */
export class Killed extends Error {}

const key = `0x${'0'.repeat(63)}7` as const
export const deployer = privateKeyToAccount(key)

/** A key that is here. */
export const localSigner: DeploymentSigner = {
  address: deployer.address,
  sign: (transaction) => deployer.signTransaction(transaction),
}
/** The same account, for which the node signs. */
export const unlockedSigner: DeploymentSigner = { address: deployer.address, sign: undefined }

/** A folder that is gone when the test ends. */
export const makeFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'quantera-deployment-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** An embedded chain with a rich deployer, and a provider that tests can break. */
export const openDeploymentChain = async () => {
  const { provider, close } = await createTestChain({
    rich: [deployer.address],
    timestampS: 1_900_000_000,
    chainId: 31_337,
    unlockedKeys: [key],
  })
  onTestFinished(close)
  const hooks: { before?: ((method: string) => void) | undefined; after?: ((method: string) => void) | undefined } = {}
  const breakable: EthereumProvider = {
    ...provider,
    request: async (request) => {
      hooks.before?.(request.method)
      const answer = await provider.request(request)
      hooks.after?.(request.method)
      return answer
    },
  }
  const request = (method: string, ...params: readonly unknown[]) => provider.request({ method, params })
  return { provider: breakable, reader: createDeploymentReader(breakable), hooks, request }
}

/** The same with a journal, and senders over it: each `start` is another run of the program. */
export const openSendingChain = async () => {
  const chain = await openDeploymentChain()
  const path = join(makeFolder(), 'journal.jsonl')
  const identity = { chainId: 31_337, genesisHash: await chain.reader.genesisHash() }
  const start = (options: Partial<SenderOptions> = {}) => {
    const journal = openDeploymentJournal(path, identity)
    onTestFinished(() => journal.close())
    const { reader } = chain
    return createTransactionSender({
      ...{ reader, signer: localSigner, chainId: 31_337, journal, clock: systemClock, timeoutMs: 300, pollMs: 5 },
      ...options,
    })
  }
  const nonce = (): Promise<number> => chain.reader.nonce(deployer.address, 'latest')
  return { ...chain, start, nonce, journalLines: () => readFileSync(path, 'utf8').trim().split('\n').length }
}
