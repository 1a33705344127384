import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Hex } from 'viem'
import { z } from 'zod'
import { TerminalError } from '../../engine/api/errors.ts'
import { Address } from '../../engine/api/schemas.ts'
import type { Clock } from '../../engine/chain/Clock.ts'
import { createDeploymentReader, type DeploymentReader } from '../../engine/deployment/createDeploymentReader.ts'
import { createRehearsal } from '../../engine/deployment/createRehearsal.ts'
import { openDeploymentJournal } from '../../engine/deployment/openDeploymentJournal.ts'
import { planDeployment } from '../../engine/deployment/planDeployment.ts'
import { previewDeployment, requireFeasible } from '../../engine/deployment/previewDeployment.ts'
import { readArtifacts } from '../../engine/deployment/readArtifacts.ts'
import { type DeploymentEvent, runDeployment } from '../../engine/deployment/runDeployment.ts'
import { type BookChain, requireBookOf, writeAddressBook } from '../../engine/deployment/writeAddressBook.ts'
import { askPassword } from './askPassword.ts'
import { decideParameters } from './decideParameters.ts'
import { describePreview } from './describePreview.ts'
import { findKnownNetwork } from './knownNetworks.ts'
import { openDeploymentNetwork } from './openDeploymentNetwork.ts'
import { openDeploymentSigner } from './openDeploymentSigner.ts'
import { deployUsage, parseDeployArguments } from './parseDeployArguments.ts'

/** What a run is given by its process. */
export type DeployContext = {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly random: () => number
  readonly say: (line: string) => void
  readonly askPassword?: (question: string) => Promise<string>
}

const artifactsFile = fileURLToPath(new URL('../../contracts/generated/artifacts.jsonl', import.meta.url))
const POLL_MS = 1_000
const LOCAL_POLL_MS = 50
const CONFIRMATIONS = 3

/**
 * `npm run deploy`: shows a deployment, or with `--execute` carries it out and writes its address book. The contracts are compiled.
 *
 * @throws TerminalError of the expected failures, none of which loses anything: the same command goes on
 */
export const deploy = async (words: readonly string[], context: DeployContext): Promise<void> => {
  const asked = parseDeployArguments(words)
  if (asked === undefined) return context.say(deployUsage)
  const { clock, say } = context
  const network = openDeploymentNetwork({ ...context, network: asked.network })
  const reader = createDeploymentReader(network.provider)
  const chain = await readChain(reader, asked.chainId ?? network.chainId)
  const path = asked.out ?? `deployments/${chain.chainId}.json`
  requireBookOf(path, chain)
  const signer = await openDeploymentSigner(
    {
      ...{ environment: context.environment, passwordVariable: asked.passwordVariable },
      ...{ signer: asked.signer ?? (await findSigner(reader)), askPassword: context.askPassword ?? askPassword },
    },
    asked.execute,
  )
  try {
    const parameters = decideParameters(asked, chain.chainId, signer.address)
    const artifacts = readArtifacts(readFileSync(artifactsFile, 'utf8'))
    const plan = planDeployment(artifacts, parameters, signer.address)
    const rehearse = createRehearsal({ chainId: chain.chainId, clock, createId: () => randomUUID() })
    say(`${network.name}, chain ${chain.chainId}, as ${signer.address}`)
    const preview = await previewDeployment({ reader, plan, from: signer.address, rehearse })
    for (const line of describePreview(preview)) say(line)
    if (!asked.execute) return say('Nothing was sent. To send it, add --execute.')
    requireFeasible(preview, signer.address)
    const journal = openDeploymentJournal(`${path.replace(/\.json$/, '')}.journal.jsonl`, chain)
    try {
      const isLocal = findKnownNetwork(chain.chainId)?.isLocal ?? false
      const set = await runDeployment({
        ...{ reader, plan, signer, journal, clock, chainId: chain.chainId },
        ...{ timeoutMs: asked.timeoutMs, maxFeeWei: asked.maxFeeWei, replace: asked.replace },
        pollMs: isLocal ? LOCAL_POLL_MS : POLL_MS,
        confirmations: asked.confirmations ?? (isLocal ? 1 : CONFIRMATIONS),
        onEvent: (event) => say(describeEvent(event)),
      })
      const book = writeAddressBook({ path, chain, artifacts, plan, set, parameters })
      for (const [name, address] of Object.entries(book.addresses)) say(`  ${name.padEnd(20)}${address}`)
      say(`Wrote ${path}, and beside it what explorers need to verify the sources.`)
    } finally {
      journal.close()
    }
  } finally {
    signer.forget()
  }
}

const readChain = async (reader: DeploymentReader, expected: number | undefined): Promise<BookChain> => {
  const chainId = await reader.chainId()
  if (expected !== undefined && chainId !== expected) {
    const message = `The node is one of chain ${chainId}, not of ${expected}.`
    throw new TerminalError('deployment/wrong-network', message, { chainId, expected })
  }
  const genesisHash: Hex = await reader.genesisHash()
  return { chainId, genesisHash }
}

/** For a dry run by nobody in particular. */
const findSigner = async (reader: DeploymentReader): Promise<string> => {
  const [first] = await reader.ask(z.array(Address), 'eth_accounts')
  if (first !== undefined) return `unlocked:${first}`
  throw new TerminalError('deployment/invalid', '--signer is missing, and the node has no accounts.')
}

const describeEvent = (event: DeploymentEvent): string => {
  switch (event.type) {
    case 'transaction':
      return `    ${event.event} ${event.hash ?? 'a transaction that the node signs'}`
    case 'done':
      return `  ${event.step.title}: done${event.receipt === undefined ? '' : ` in block ${event.receipt.blockNumber}, ${event.receipt.gasUsed.toLocaleString('en-US')} gas`}`
    case 'confirming':
      return `  at block ${event.block}, waiting for ${event.until}`
  }
}
