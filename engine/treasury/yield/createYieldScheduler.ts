import { type Abi, type Address, encodeFunctionData, erc20Abi } from 'viem'
import { TerminalError } from '../../api/errors.ts'
import type { Clock } from '../../chain/Clock.ts'
import { createLock } from '../../chain/createLock.ts'
import type { ContractClient } from '../clients/createContractClient.ts'
import { createReader } from '../clients/createContractClient.ts'
import type { SetClients, TreasuryNetwork } from '../clients/createSetClients.ts'
import type { ContractCall, Sender } from '../clients/Sender.ts'
import { treasuryStatuses } from '../treasuryStatuses.ts'
import { createHolderIndex, type HolderIndex } from './createHolderIndex.ts'
import { planYield, type YieldAction, type YieldPolicy } from './planYield.ts'
import { readTreasuryYield } from './readTreasuryYield.ts'

/** What one run did. */
export interface YieldRun {
  readonly done: readonly { readonly token: Address; readonly action: YieldAction; readonly transactionHash: string }[]
  /** What was refused; the next run tries again. */
  readonly failed: readonly { readonly token: Address; readonly action: YieldAction; readonly error: TerminalError }[]
}

interface SchedulerOptions {
  readonly network: Pick<TreasuryNetwork, 'provider' | 'addresses'>
  readonly clients: SetClients
  /** The paying agent: signs and, where the policy says so, pays. */
  readonly sender: Sender
  readonly policy: YieldPolicy
  /** What gives the paying agent the money for a payment, where it doesn't keep it: sent before it pays in. */
  readonly provideMoney?: (amount: bigint) => readonly ContractCall[]
  readonly clock: Clock
  /** Between two runs. */
  readonly intervalMs: number
  /** The block before which no token of the set had a holder. */
  readonly fromBlock: bigint
  readonly onError: (error: unknown) => void
}

/** Rounds of reading, planning and acting in one run: funding, then paying; maturing, then funding, redeeming and closing. */
const MAX_ROUNDS = 6

/**
 * Does what the treasuries of a set need when it is due: coupons funded and paid, treasuries declared matured, redeemed and closed.
 * It keeps no record of its own: see {@link planYield}. Runs never overlap.
 */
export const createYieldScheduler = (options: SchedulerOptions) => {
  const { network, clients, sender, policy, clock } = options
  const reader = createReader(network.provider)
  const indices = new Map<Address, HolderIndex>()
  const lock = createLock()
  let cancel: (() => void) | undefined

  const indexOf = (token: Address): HolderIndex => {
    const index = indices.get(token) ?? createHolderIndex(network.provider, token, options.fromBlock)
    indices.set(token, index)
    return index
  }

  const planFor = async (token: Address): Promise<readonly YieldAction[]> => {
    const state = await readTreasuryYield(clients, token, await indexOf(token).list())
    const { timestamp } = await reader.getBlock()
    return planYield(state, Number(timestamp), policy)
  }

  const act = async (token: Address, action: YieldAction): Promise<string> => {
    const money = 'amount' in action ? (options.provideMoney?.(action.amount) ?? []) : []
    const calls = [...money, ...toCalls(clients, network.addresses.settlementToken, token, action)]
    let hash = ''
    for (const call of calls) hash = (await sender.send(call)).transactionHash
    return hash
  }

  /** Whether it would move anything: who is frozen, or whom the money refuses, is still due what can't be paid now. */
  const isUseful = async (token: Address, action: YieldAction): Promise<boolean> => {
    if (action.kind !== 'pay-coupon') return true
    const { index, holders } = action
    const call = [token, BigInt(index), holders] as const
    const { result } = await clients.yieldModule.simulate.payCoupons(call, { account: sender.address })
    return result > 0n
  }

  const runToken = async (token: Address, run: MutableRun, signal?: AbortSignal): Promise<void> => {
    const tried = new Set<string>()
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const actions = (await planFor(token)).filter((action) => !tried.has(toKey(action)))
      if (actions.length === 0) return
      for (const action of actions) {
        if (signal?.aborted) return
        tried.add(toKey(action))
        try {
          if (!(await isUseful(token, action))) continue
          run.done.push({ token, action, transactionHash: await act(token, action) })
        } catch (error) {
          if (!(error instanceof TerminalError)) throw error
          run.failed.push({ token, action, error })
        }
      }
    }
  }

  const runNow = async (signal?: AbortSignal): Promise<YieldRun> => {
    const run: MutableRun = { done: [], failed: [] }
    const count = await clients.registry.read.treasuryCount()
    const treasuries = await clients.registry.read.list([0n, count])
    for (const { info } of treasuries) if (!signal?.aborted) await runToken(info.token, run, signal)
    return run
  }

  const runOnce = (signal?: AbortSignal): Promise<YieldRun> => lock(() => runNow(signal))

  const scheduleNext = (delayMs: number): void => {
    cancel = clock.schedule(() => {
      runOnce()
        .catch(options.onError)
        .finally(() => {
          if (cancel !== undefined) scheduleNext(options.intervalMs)
        })
    }, delayMs)
  }

  return {
    /** Runs once, after a run that is under way. */
    run: runOnce,
    /** Runs now and then each interval, until {@link stop}. */
    start: () => scheduleNext(0),
    stop: () => {
      cancel?.()
      cancel = undefined
    },
  }
}

export type YieldScheduler = ReturnType<typeof createYieldScheduler>

interface MutableRun {
  readonly done: YieldRun['done'][number][]
  readonly failed: YieldRun['failed'][number][]
}

const toKey = (action: YieldAction): string =>
  JSON.stringify(action, (_key, value) => (typeof value === 'bigint' ? value.toString() : value))

const toCall = <ContractAbi extends Abi>(
  { address, abi }: Pick<ContractClient<ContractAbi>, 'address' | 'abi'>,
  functionName: string,
  args: readonly unknown[],
): ContractCall => ({ to: address, data: encodeFunctionData({ abi: abi as Abi, functionName, args }) })

/** The transactions of an action; money paid in is allowed to the yield module first, to the unit. */
const toCalls = (
  { registry, yieldModule }: SetClients,
  settlementToken: Address,
  token: Address,
  action: YieldAction,
): readonly ContractCall[] => {
  const allow = (amount: bigint): ContractCall => ({
    to: settlementToken,
    data: encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [yieldModule.address, amount] }),
  })
  const setStatus = (status: (typeof treasuryStatuses)[number]): ContractCall =>
    toCall(registry, 'setStatus', [token, treasuryStatuses.indexOf(status)])
  switch (action.kind) {
    case 'fund-coupon':
      return [allow(action.amount), toCall(yieldModule, 'fundCoupon', [token, BigInt(action.index), action.amount])]
    case 'pay-coupon':
      return [toCall(yieldModule, 'payCoupons', [token, BigInt(action.index), action.holders])]
    case 'sweep-coupon':
      return [toCall(yieldModule, 'sweepCoupon', [token, BigInt(action.index)])]
    case 'mature':
      return [setStatus('matured')]
    case 'fund-redemption':
      return [allow(action.amount), toCall(yieldModule, 'fundRedemption', [token, action.amount])]
    case 'redeem':
      return action.holders.map((holder) => toCall(yieldModule, 'redeem', [token, holder]))
    case 'close':
      return [setStatus('redeemed')]
  }
}
