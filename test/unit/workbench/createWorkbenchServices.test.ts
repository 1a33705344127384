import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TraceSubject } from '../../../engine/api/debugger.ts'
import type { DecodedLog } from '../../../engine/api/decoded.ts'
import { TerminalError } from '../../../engine/api/errors.ts'
import type { CallContext, Services } from '../../../engine/api/services.ts'
import { TokenTemplate } from '../../../engine/api/workbench.ts'
import { openArtifactStore } from '../../../engine/compiler/openArtifactStore.ts'
import { openDebugTrace } from '../../../engine/debugger/openDebugTrace.ts'
import { createWorkbenchServices } from '../../../engine/workbench/createWorkbenchServices.ts'
import { openWorkbench } from '../../../engine/workbench/openWorkbench.ts'
import { createTestChain } from '../../builders/createTestChain.ts'
import { simulateOn } from '../../builders/simulateOn.ts'

const keys = [generatePrivateKey(), generatePrivateKey()]
const [alice, bob] = keys.map((key) => privateKeyToAccount(key).address) as [`0x${string}`, `0x${string}`]
const stranger = privateKeyToAccount(generatePrivateKey()).address

let folder: string
let chain: Awaited<ReturnType<typeof createTestChain>>
let services: Services['workbench']
let artifacts: ReturnType<typeof openArtifactStore>
let close: () => Promise<void>
const context = (signal = new AbortController().signal): CallContext => ({
  caller: { principal: 'tester', role: 'trader' },
  signal,
})

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'workbench-'))
  chain = await createTestChain({ rich: [alice, bob], timestampS: 1_700_000_000, unlockedKeys: keys })
  const artifactsFile = join(folder, 'artifacts.sqlite')
  artifacts = openArtifactStore(artifactsFile)
  const workbench = openWorkbench({
    dataDirectory: folder,
    compilerUrl: new URL('../../../engine/compiler/compilerWorker.ts', import.meta.url),
    artifactsFile,
    nowMs: Date.now,
    schedule: (task, delayMs) => {
      const timer = setTimeout(task, delayMs)
      return () => clearTimeout(timer)
    },
  })
  services = createWorkbenchServices({
    workbench: () => workbench,
    findProvider: (network) => {
      if (network === 'practice') return chain.provider
      throw new TerminalError('network/not-found', 'There is no such network.', { network })
    },
    findArtifact: artifacts.findByCode,
    simulate: simulateOn(chain.chain, artifacts),
    nowMs: Date.now,
    createId: randomUUID,
  })
  close = async () => {
    await workbench.close()
    artifacts.close()
    await chain.close()
    rmSync(folder, { recursive: true })
  }
})
afterAll(() => close())

const source = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
contract Counter {
    error TooLarge(uint256 limit);
    struct Step { uint256 by; string why; }
    event Counted(address indexed who, uint256 count, string why);
    uint256 public count;
    uint256 public immutable limit;
    Log public log = new Log();
    constructor(uint256 limit_) payable { limit = limit_; require(limit_ > 0, "no limit"); }
    function add(Step[] calldata steps) external payable returns (uint256 total, bool isFull) {
        for (uint256 i = 0; i < steps.length; i++) {
            count += steps[i].by;
            if (count > limit) revert TooLarge(limit);
            emit Counted(msg.sender, count, steps[i].why);
        }
        log.write("added");
        return (count, count == limit);
    }
    function halve(uint256 by) external view returns (uint256) { return count / by; }
    function burnGas() external { count++; assembly { mstore(0xffffffffff, 1) } }
}
contract Log {
    event Written(string what);
    function write(string calldata what) external { emit Written(what); }
}
interface ICounter { function count() external view returns (uint256); }
`
const make = async (name: string) => {
  const { projectId } = await services.createProject({ name }, context())
  await services.writeFile({ projectId, path: 'src/Counter.sol', text: source }, context())
  return projectId
}
const deploy = (projectId: string, change: Record<string, unknown> = {}) =>
  services.deploy(
    {
      projectId,
      path: 'src/Counter.sol',
      name: 'Counter',
      network: 'practice',
      from: alice,
      args: ['10'],
      valueWei: 0n,
      ...change,
    },
    context(),
  )
type DeployOutcome = Awaited<ReturnType<Services['workbench']['deploy']>>
type Deployment = NonNullable<DeployOutcome['deployment']>
const requireDeployment = ({ deployment, ...outcome }: DeployOutcome): Deployment => {
  if (deployment === undefined) throw new Error(JSON.stringify(outcome))
  return deployment
}

describe('deploy and invoke', () => {
  let deployment: Deployment
  let projectId: string
  const invoke = (
    signature: string,
    args: unknown[],
    change: { mode?: 'call' | 'send'; from?: `0x${string}`; valueWei?: bigint } = {},
  ) =>
    services.invoke(
      { deploymentId: deployment.deploymentId, signature, args, mode: 'call', from: alice, valueWei: 0n, ...change },
      context(),
    )
  const add = 'add((uint256,string)[])'
  beforeAll(async () => {
    projectId = await make('Counter')
    expect((await services.compile({ projectId }, context())).diagnostics).toEqual([])
    deployment = requireDeployment(await deploy(projectId))
  }, 60_000)

  test('lists the unlocked accounts with their balances', async () => {
    const accounts = await services.listAccounts({ network: 'practice' }, context())
    expect(accounts.map(({ address }) => address)).toEqual([alice, bob])
    expect(accounts[1]?.balanceWei).toBe(1_000n * 10n ** 18n)
  })

  test('calls without changing anything', async () => {
    const outcome = await invoke(add, [[['4', 'why']]])
    expect(outcome).toMatchObject({
      status: 'success',
      outputs: [
        { name: 'total', type: 'uint256', value: '4' },
        { name: 'isFull', type: 'bool', value: false },
      ],
    })
    expect((await invoke('count()', [])).outputs).toMatchObject([{ value: '0' }])
  })

  test('sends a transaction, with what it returned and all its events by their own ABIs', async () => {
    const outcome = await invoke(
      add,
      [
        [
          ['3', 'ü'],
          ['2', ''],
        ],
      ],
      { mode: 'send', from: bob },
    )
    expect(outcome.status).toBe('success')
    expect(outcome.outputs).toMatchObject([{ value: '5' }, { value: false }])
    expect(outcome.logs.map(({ contract, signature }) => [contract, signature])).toEqual([
      ['Counter', 'Counted(address,uint256,string)'],
      ['Counter', 'Counted(address,uint256,string)'],
      ['Log', 'Written(string)'],
    ])
    expect(outcome.logs[0]?.args).toMatchObject([{ value: bob }, { value: '3' }, { value: 'ü' }])
    expect(outcome.transactionHash).toMatch(/^0x/)
  })

  test('explains reverts, of calls and of transactions, which are on the chain', async () => {
    const called = await invoke(add, [[['11', '']]])
    expect(called).toMatchObject({ status: 'reverted', revert: { kind: 'custom', message: 'TooLarge(limit: 10)' } })
    const sent = await invoke(add, [[['11', '']]], { mode: 'send' })
    expect(sent).toMatchObject({ status: 'reverted', logs: [], revert: { kind: 'custom' } })
    const receipt = await chain.provider.request({
      method: 'eth_getTransactionReceipt',
      params: [sent.transactionHash],
    })
    expect(receipt).toMatchObject({ status: '0x0' })
    expect(await invoke('halve(uint256)', ['0'])).toMatchObject({ revert: { kind: 'panic' } })
  })

  test('tells a failure that is no revert', async () => {
    expect(await invoke('burnGas()', [], { mode: 'send' })).toMatchObject({ status: 'failed', error: 'out of gas' })
  })

  test('a deployment that reverts is no deployment', async () => {
    const outcome = await deploy(projectId, { args: ['0'] })
    expect(outcome).toMatchObject({ status: 'reverted', revert: { kind: 'error', message: 'no limit' } })
    expect(outcome.deployment).toBeUndefined()
  })

  test('what reverts and was no transaction can be debugged, as a call on the block it ran on', async () => {
    const block = chain.chain.head().number
    const read = await invoke('halve(uint256)', ['0'])
    expect(read.debug).toMatchObject({
      kind: 'simulation',
      block,
      items: [{ from: alice, to: deployment.address }],
      item: 0,
    })
    // Too poor for all the gas that a transaction without an estimate asks for.
    const balance = (wei: string) => chain.provider.request({ method: 'anvil_setBalance', params: [bob, wei] })
    await balance('0x10000')
    const refused = await deploy(projectId, { from: bob, args: ['0'] })
    expect(refused).toMatchObject({
      status: 'reverted',
      revert: { message: 'no limit' },
      debug: { items: [{ from: bob }] },
    })
    expect(refused.transactionHash).toBeUndefined()
    const { debug } = refused
    if (debug === undefined) throw new Error('There is nothing to debug.')
    const limits = { maxSteps: 100_000, maxBytes: 100_000_000 }
    const trace = await openDebugTrace(chain.chain, artifacts, TraceSubject.parse(debug), limits)
    expect(trace.summary).toMatchObject({ status: 'reverted', revert: { message: 'no limit' } })
    const line = source.split('\n').findIndex((text) => text.includes('"no limit"')) + 1
    expect(trace.getStep(trace.summary.failingStep ?? 0).row).toMatchObject({ path: 'src/Counter.sol', line })
    // One that would work is refused as it was.
    await expect(deploy(projectId, { from: bob })).rejects.toMatchObject({ code: 'chain/rejected' })
    await balance('0x3635c9adc5dea00000')
  })

  test('lists deployments, newest first', async () => {
    const second = requireDeployment(await deploy(projectId, { valueWei: 5n }))
    const listed = await services.listDeployments({ projectId }, context())
    expect(listed.map(({ deploymentId }) => deploymentId)).toEqual([second.deploymentId, deployment.deploymentId])
    expect(listed[0]).toEqual(second)
  })

  test.each([
    [{ from: stranger }, 'workbench/account-locked'],
    [{ network: 'mainnet' }, 'network/not-found'],
    [{ args: [] }, 'workbench/invalid-argument'],
    [{ args: ['1', '2'] }, 'workbench/invalid-argument'],
    [{ name: 'ICounter', args: [] }, 'workbench/not-compiled'],
    [{ name: 'Other' }, 'workbench/not-compiled'],
    [{ valueWei: 10n ** 24n }, 'chain/rejected'],
  ])('refuses to deploy with %o', async (change, code) => {
    await expect(deploy(projectId, change)).rejects.toMatchObject({ code })
  })

  test('refuses arguments that do not fit, and ether where none is taken', async () => {
    const wrong = (parameter: string) => ({ code: 'workbench/invalid-argument', facts: { parameter } })
    await expect(
      invoke(add, [
        [
          ['1', 'x'],
          ['-1', 'x'],
        ],
      ]),
    ).rejects.toMatchObject(wrong('steps[1].by'))
    await expect(invoke('nothing()', [])).rejects.toMatchObject(wrong('signature'))
    await expect(invoke('halve(uint256)', ['1'], { valueWei: 1n })).rejects.toMatchObject(wrong('valueWei'))
    await expect(
      services.invoke(
        { deploymentId: 'no', signature: 'count()', args: [], mode: 'call', from: alice, valueWei: 0n },
        context(),
      ),
    ).rejects.toMatchObject({ code: 'workbench/deployment-not-found' })
  })

  test('deploys only what was compiled as the files are now', async () => {
    const { version } = await services.readFile({ projectId, path: 'src/Counter.sol' }, context())
    const edited = await services.writeFile(
      { projectId, path: 'src/Counter.sol', text: `${source}\n`, version },
      context(),
    )
    await expect(deploy(projectId)).rejects.toMatchObject({ code: 'workbench/not-compiled' })
    await services.writeFile({ projectId, path: 'src/Counter.sol', text: source, version: edited.version }, context())
    expect((await deploy(projectId)).status).toBe('success')
  })
})

describe('watchEvents', () => {
  test('gives the latest, then new ones, and takes back those of blocks that are gone', async () => {
    const projectId = await make('Watched')
    await services.compile({ projectId }, context())
    const { deploymentId } = requireDeployment(await deploy(projectId, { args: ['1000'] }))
    const send = (count: number) =>
      services.invoke(
        {
          deploymentId,
          signature: 'add((uint256,string)[])',
          args: [Array(count).fill(['1', ''])],
          mode: 'send',
          from: alice,
          valueWei: 0n,
        },
        context(),
      )
    await send(70)
    await send(70)
    const controller = new AbortController()
    const stream = await services.watchEvents({ deploymentId }, context(controller.signal))
    type WatchedLog = DecodedLog & { logIndex: number; isRemoved: boolean }
    const next = async () => ((await stream.next()).value ?? []) as WatchedLog[]
    const counts = (batch: Awaited<ReturnType<typeof next>>) => batch.map(({ args }) => Number(args?.[1]?.value))
    expect(counts(await next())).toEqual(Array.from({ length: 100 }, (_, at) => at + 41))
    const snapshot = await chain.provider.request({ method: 'evm_snapshot' })
    await send(2)
    const fresh = await next()
    expect(counts(fresh)).toEqual([141, 142])
    await chain.provider.request({ method: 'evm_revert', params: [snapshot] })
    const gone = await next()
    expect(gone.map(({ isRemoved }) => isRemoved)).toEqual([true, true])
    expect(gone.map(({ logIndex }) => logIndex).sort()).toEqual(fresh.map(({ logIndex }) => logIndex).sort())
    const last = stream.next()
    controller.abort()
    expect((await last).done).toBe(true)
  })
})

test('a project from a template compiles and deploys', async () => {
  const template = TokenTemplate.parse({ standard: 'erc20', name: 'Bond', symbol: 'B', premint: 7n, hasPermit: true })
  const { projectId, files } = await services.createProject({ name: 'From template', template }, context())
  expect(files.map(({ path }) => path)).toEqual(['src/Bond.sol'])
  await services.compile({ projectId }, context())
  const outcome = await deploy(projectId, { path: 'src/Bond.sol', name: 'Bond', args: [bob] })
  expect(outcome.logs[0]).toMatchObject({ signature: 'Transfer(address,address,uint256)', contract: 'Bond' })
  await services.deleteProject({ projectId }, context())
  await expect(services.listDeployments({ projectId }, context())).rejects.toMatchObject({
    code: 'workbench/project-not-found',
  })
})

test('keeps the names of a file while it does not parse', async () => {
  const projectId = await make('Typing')
  const check = (text: string) => services.checkSource({ projectId, path: 'src/Counter.sol', text }, context())
  const whole = await check(source)
  expect(whole.symbols.map(({ name }) => name)).toContain('Counted')
  const broken = await check(`${source}\ncontract {`)
  expect(broken.diagnostics.length).toBeGreaterThan(0)
  expect(broken.symbols).toEqual(whole.symbols)
})

test('refuses settings that no compiler here fits', async () => {
  const projectId = await make('Settings')
  const compilers = await services.listCompilers(undefined, context())
  expect(compilers[0]).toMatchObject({ version: '0.8.37' })
  const settings = { version: '0.8.20', evmVersion: 'shanghai', optimizerEnabled: true, optimizerRuns: 1, viaIr: false }
  expect((await services.updateSettings({ projectId, settings }, context())).settings).toEqual(settings)
  for (const wrong of [{ version: '0.4.11' }, { evmVersion: 'osaka' }]) {
    const change = services.updateSettings({ projectId, settings: { ...settings, ...wrong } }, context())
    await expect(change).rejects.toMatchObject({ code: 'workbench/compiler-not-found' })
  }
})
