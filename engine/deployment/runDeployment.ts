import { TerminalError } from '../api/errors.ts'
import { Bytes32 } from '../api/schemas.ts'
import type { Clock } from '../chain/Clock.ts'
import type { DeploymentReader, DeploymentReceipt } from './createDeploymentReader.ts'
import { createTransactionSender, type SenderOptions } from './createTransactionSender.ts'
import type { DeploymentStep, SetAddresses } from './DeploymentStep.ts'
import { deterministicProxy } from './deterministicProxy.ts'
import type { DeploymentPlan } from './planDeployment.ts'
import { isStepDone, predictSet, toStepCall } from './readSteps.ts'

/** What a run tells of itself. */
export type DeploymentEvent =
  | { readonly type: 'done'; readonly step: DeploymentStep; readonly receipt: DeploymentReceipt | undefined }
  | {
      readonly type: 'transaction'
      readonly step: string
      readonly event: 'sent' | 'awaited'
      readonly hash: string | undefined
    }
  | { readonly type: 'confirming'; readonly block: number; readonly until: number }

export type RunOptions = Omit<SenderOptions, 'onTransaction'> & {
  readonly plan: DeploymentPlan
  /** In how many blocks, the transaction's own counted, the last step has to lie until it is taken for final. */
  readonly confirmations: number
  readonly onEvent?: (event: DeploymentEvent) => void
}

/** After so many reorganisations that took steps away, something else is wrong. */
const MAX_ROUNDS = 5
/** So often a node is asked for what another one has seen. */
const LAG_POLLS = 5

/**
 * Does what is left of a deployment, step by step, and answers where the set is. Stopped at any point and started again, it goes on
 * where it stopped. Waits at the end until a reorganisation is unlikely, and does again what one took away.
 *
 * @throws TerminalError `deployment/proxy-unavailable`, `deployment/unsettled`, and those of {@link createTransactionSender}
 */
export const runDeployment = async (options: RunOptions): Promise<SetAddresses> => {
  const { reader, plan } = options
  const send = createTransactionSender({
    ...options,
    onTransaction: (step, event, hash) => options.onEvent?.({ type: 'transaction', step, event, hash }),
  })

  const perform = async (step: DeploymentStep): Promise<void> => {
    if (await isStepDone(reader, step)) return
    const receipt =
      step.kind === 'proxy'
        ? await sendProxy(options)
        : await send({ id: step.id, call: toStepCall(step), isDone: () => isSoonDone(options, step) })
    if (!(await isSoonDone(options, step))) throw notDone(step)
    options.onEvent?.({ type: 'done', step, receipt })
  }

  for (let round = 0; round < MAX_ROUNDS; round++) {
    for (const step of plan.steps) await perform(step)
    const set = await requireSet(options)
    const rest = plan.stepsAfter(set)
    for (const step of rest) await perform(step)
    await confirm(options)
    const states = await Promise.all([...plan.steps, ...rest].map((step) => isStepDone(reader, step)))
    if (states.every(Boolean)) return set
  }
  throw new TerminalError('deployment/unsettled', `The chain was reorganised ${MAX_ROUNDS} times under the deployment.`)
}

const requireSet = async ({ reader, plan }: RunOptions): Promise<SetAddresses> => {
  const set = await predictSet(reader, plan.set)
  if (set !== undefined) return set
  throw new TerminalError('deployment/unsettled', 'The factory was there, and is not any more.')
}

/** Of several nodes behind one URL, one may know of a block a little later than another. */
const isSoonDone = async ({ reader, clock, pollMs }: RunOptions, step: DeploymentStep): Promise<boolean> => {
  for (let attempt = 0; attempt < LAG_POLLS; attempt++) {
    if (await isStepDone(reader, step)) return true
    await waitMs(clock, pollMs)
  }
  return false
}

/** A reorganisation took it away again, or the nodes behind the URL lag far behind each other. */
const notDone = ({ id, title }: DeploymentStep): TerminalError => {
  const message = `“${title}” was mined, and is not on chain. Run the same command again to go on.`
  return new TerminalError('deployment/unsettled', message, { step: id })
}

/** Its signature fixes its fee, and it has no chain id: a network may be too dear for it, or refuse it. */
const sendProxy = async ({ reader, clock, pollMs, timeoutMs }: RunOptions): Promise<undefined> => {
  const { baseFeePerGas } = await reader.latestBlock()
  if (baseFeePerGas > deterministicProxy.gasPriceWei)
    throw proxyUnavailable('gas costs more than the 100 gwei that it bids')
  if ((await reader.nonce(deterministicProxy.deployer, 'latest')) > 0)
    throw proxyUnavailable('its deployer has been used')
  try {
    await reader.ask(Bytes32, 'eth_sendRawTransaction', deterministicProxy.transaction)
  } catch (error) {
    const isOurs = error instanceof TerminalError && error.code === 'chain/rejected'
    if (!isOurs || !(await isUnderWay(reader))) throw isOurs ? proxyUnavailable(error.message) : error
  }
  const untilMs = clock.nowMs() + timeoutMs
  while ((await reader.code(deterministicProxy.address)) === '0x') {
    if (clock.nowMs() >= untilMs) throw proxyUnavailable('its transaction is in no block')
    await waitMs(clock, pollMs)
  }
}

const isUnderWay = async (reader: DeploymentReader): Promise<boolean> =>
  (await reader.nonce(deterministicProxy.deployer, 'pending')) > 0

const proxyUnavailable = (why: string): TerminalError =>
  new TerminalError(
    'deployment/proxy-unavailable',
    `The deterministic deployment proxy is missing here, and can't be deployed: ${why}.`,
  )

/** Waits until what stands now lies so many blocks deep. */
const confirm = async ({ reader, clock, pollMs, timeoutMs, confirmations, onEvent }: RunOptions): Promise<void> => {
  const until = (await reader.latestBlock()).number + confirmations - 1
  const untilMs = clock.nowMs() + timeoutMs * confirmations
  for (let told = -1; ; ) {
    const { number: block } = await reader.latestBlock()
    if (block >= until) return
    if (block !== told) onEvent?.({ type: 'confirming', block, until })
    told = block
    if (clock.nowMs() >= untilMs) {
      const message = `The network makes no blocks: it is at ${block}, and ${until} was to be waited for. On a network that makes blocks on demand, use --confirmations 1.`
      throw new TerminalError('deployment/unsettled', message, { block, until })
    }
    await waitMs(clock, pollMs)
  }
}

const waitMs = (clock: Clock, delayMs: number): Promise<void> =>
  new Promise((resolve) => {
    clock.schedule(resolve, delayMs)
  })
