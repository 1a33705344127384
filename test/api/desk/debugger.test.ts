import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ConnectedDesk, createDeskClient } from '../../builders/createDeskClient.ts'
import { type StartedHost, startHost } from '../../builders/startHost.ts'

type Hex = `0x${string}`
type Block = { readonly transactions: readonly { readonly hash: Hex; readonly to: Hex | null }[] }
type Settlement = { readonly from: Hex; readonly to: Hex; readonly input: Hex; readonly blockNumber: Hex }

let host: StartedHost
let connection: ConnectedDesk
let settlement: Hex

const rpc = async <Result>(method: string, ...params: readonly unknown[]): Promise<Result> => {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
  const response = await fetch(host.rpc, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  return ((await response.json()) as { readonly result: Result }).result
}

/** The latest transaction that settled trades. */
const findSettlement = async (): Promise<Hex> => {
  const contracts = await connection.desk.system.listContracts()
  const module = contracts.find(({ name }) => name === 'TradingModule')?.address.toLowerCase()
  for (let number = Number(await rpc<Hex>('eth_blockNumber')); number > 0; number--) {
    const { transactions } = await rpc<Block>('eth_getBlockByNumber', `0x${number.toString(16)}`, true)
    const found = transactions.find(({ to }) => to === module)
    if (found !== undefined) return found.hash
  }
  throw new Error('Nothing was settled.')
}

beforeAll(async () => {
  host = await startHost({ arguments: ['--no-makers'] })
  connection = await createDeskClient({ url: host.ws, token: host.token })
  settlement = await findSettlement()
})
afterAll(async () => {
  connection?.close()
  await host?.dispose()
})

const open = () => connection.desk.debugging.openTrace({ subject: { kind: 'transaction', hash: settlement } })

test('opens a settlement in the terms of its source, and steps through it line by line', async () => {
  const { debugging } = connection.desk
  const trace = await open()
  expect(trace).toMatchObject({ network: 'practice', status: 'success' })
  // The proxy is called, and runs the module.
  const [proxy, module] = trace.frames
  expect(proxy).toMatchObject({ type: 'CALL' })
  expect(module).toMatchObject({ type: 'DELEGATECALL', contract: 'TradingModule', call: { contract: 'TradingModule' } })
  expect(trace.frames.map(({ contract }) => contract)).toEqual(
    expect.arrayContaining(['SettlementToken', 'TreasuryToken', 'ComplianceModule']),
  )
  expect(trace.sources.map(({ path }) => path)).toContain('contracts/trading/TradingModule.sol')
  const { traceId } = trace
  const lines: string[] = []
  let from = module?.firstStep ?? 0
  for (let count = 0; count < 20; count++) {
    const { step } = await debugging.findStep({ traceId, from, direction: 'forward', target: 'over' })
    if (step === undefined) break
    const { row, range } = await debugging.getStep({ traceId, step })
    expect(row.line).toBe(range?.startLine)
    lines.push(`${row.path}:${row.line}`)
    from = step
  }
  expect(lines).toHaveLength(20)
  expect(new Set(lines).size).toBeGreaterThan(8)
  const { step } = await debugging.findStep({ traceId, from, direction: 'backward', target: 'over' })
  expect(step).toBeLessThan(from)
})

test('lists steps and tells where the gas went', async () => {
  const { debugging } = connection.desk
  const { traceId, steps, frames } = await open()
  const rows = await debugging.listSteps({ traceId, from: steps - 3, count: 2_000 })
  expect(rows.map(({ step }) => step)).toEqual([steps - 3, steps - 2, steps - 1])
  const { lines, flame } = await debugging.getGasProfile({ traceId })
  expect(lines[0]?.gas).toBeGreaterThan(0n)
  expect(flame).toHaveLength(frames.length)
  expect(flame[0]?.gas).toBe(frames[0]?.gasUsed)
})

test('names the slots that a settlement writes', async () => {
  const { debugging } = connection.desk
  const { traceId, frames } = await open()
  const token = frames.find(
    ({ contract, call }) => contract === 'SettlementToken' && call?.signature.startsWith('transferFrom'),
  )
  const { storage } = await debugging.getStep({ traceId, step: (token?.endStep ?? 1) - 1 })
  expect(storage.map(({ label }) => label)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^accounts\[0x[0-9a-fA-F]{40}\]\.balance\b/)]),
  )
})

test('names what contracts keep in namespaces, while a settlement is traced and while it is simulated', async () => {
  const { debugging, simulation } = connection.desk
  const { traceId, frames } = await open()
  const labelsOf = async (contract: string): Promise<(string | undefined)[]> => {
    const ends = frames.filter((frame) => frame.contract === contract).map(({ endStep }) => endStep)
    const states = await Promise.all(ends.map((end) => debugging.getStep({ traceId, step: (end ?? 1) - 1 })))
    return states.flatMap(({ storage }) => storage.map(({ label }) => label))
  }
  const filled = expect.stringMatching(/^orders\[0x[0-9a-f]{64}\]$/)
  expect(await labelsOf('TradingModule')).toEqual(
    expect.arrayContaining([
      filled,
      expect.stringMatching(/\bdesk\.feeTable$/),
      // The operator's role is a constant, so that only the inner key is hashed at run time.
      expect.stringMatching(/^_roles\[0x[0-9a-f]{64}\]\.hasRole\[0x[0-9a-fA-F]{40}\]$/),
    ]),
  )
  expect(await labelsOf('TreasuryToken')).toEqual(
    expect.arrayContaining([expect.stringMatching(/^holdings\[0x[0-9a-fA-F]{40}\]\.slots\[0\]$/)]),
  )

  const { from, to, input, blockNumber } = await rpc<Settlement>('eth_getTransactionByHash', settlement)
  const block = Number(blockNumber) - 1
  const { items } = await simulation.simulate({ block, items: [{ kind: 'call', from, to, data: input }] })
  expect(items[0]?.status).toBe('success')
  const changes = items[0]?.storage.find(({ contract }) => contract === 'TradingModule')?.slots ?? []
  const variables = changes.flatMap((change) => change.variables)
  expect(variables).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ label: filled, before: '0', after: expect.stringMatching(/^[1-9]\d*$/) }),
      expect.objectContaining({ label: expect.stringMatching(/^settledFills\._data\[\d+\]$/) }),
    ]),
  )
  expect(changes.every((change) => change.variables.length > 0)).toBe(true)
})

test('keeps a trace for who opened it, until it is closed', async () => {
  const { debugging, access } = connection.desk
  const { traceId } = await open()
  const { token } = await access.createToken({ label: 'other', role: 'trader' })
  const other = await createDeskClient({ url: host.ws, token })
  const gone = { code: 'debugger/trace-not-found' }
  await expect(other.desk.debugging.getStep({ traceId, step: 0 })).rejects.toMatchObject(gone)
  other.close()
  await expect(debugging.getStep({ traceId, step: 10 ** 9 })).rejects.toMatchObject({ code: 'debugger/step-not-found' })
  await debugging.closeTrace({ traceId })
  await expect(debugging.closeTrace({ traceId })).rejects.toMatchObject(gone)
})

test('refuses what is not there', async () => {
  const { debugging } = connection.desk
  const hash = `0x${'12'.repeat(32)}`
  const unknown = debugging.openTrace({ subject: { kind: 'transaction', hash } })
  await expect(unknown).rejects.toMatchObject({ code: 'debugger/transaction-not-found' })
  const elsewhere = debugging.openTrace({ network: 'nowhere', subject: { kind: 'transaction', hash: settlement } })
  await expect(elsewhere).rejects.toMatchObject({ code: 'network/not-found' })
})

test('serves the debugger over REST as well', async () => {
  const headers = { authorization: `Bearer ${host.token}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ subject: { kind: 'transaction', hash: settlement } })
  const opened = await fetch(`${host.rest}/debugger/traces`, { method: 'POST', headers, body })
  const { traceId } = (await opened.json()) as { readonly traceId: string }
  const steps = await fetch(`${host.rest}/debugger/traces/${traceId}/steps?from=0&count=2`, { headers })
  expect(await steps.json()).toMatchObject([{ step: 0 }, { step: 1 }])
})
