import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TraceSubject } from '../../../../engine/api/debugger.ts'
import type { CallContext, Services } from '../../../../engine/api/services.ts'
import { TestEvent, type TestResult } from '../../../../engine/api/workbench.ts'
import { openArtifactStore } from '../../../../engine/compiler/openArtifactStore.ts'
import { openDebugTrace } from '../../../../engine/debugger/openDebugTrace.ts'
import { createWorkbenchServices } from '../../../../engine/workbench/createWorkbenchServices.ts'
import { openWorkbench, type Workbench } from '../../../../engine/workbench/openWorkbench.ts'
import { createTestChain } from '../../../builders/createTestChain.ts'
import { simulateOn } from '../../../builders/simulateOn.ts'

const header = '// SPDX-License-Identifier: MIT\npragma solidity ^0.8.20;\n'
const token = `${header}
contract Token {
    error Poor(address who, uint256 has);
    event Moved(uint256 amount);
    mapping(address => uint256) public balances;
    constructor() { balances[msg.sender] = 100; }
    function move(address to, uint256 amount) external {
        if (balances[msg.sender] < amount) revert Poor(msg.sender, balances[msg.sender]);
        balances[msg.sender] -= amount;
        balances[to] += amount;
        emit Moved(amount);
    }
}
`
const tests = `${header}
import {Token} from "../src/Token.sol";
interface Vm { function prank(address who) external; }
abstract contract Base {
    Token internal token;
    function setUp() public virtual { token = new Token(); }
}
contract TokenTest is Base {
    uint256 private seen;
    function testMoves() public {
        require(seen == 0, "another test was seen");
        seen = 1;
        token.move(address(7), 60);
        token.move(address(7), 40);
        require(token.balances(address(7)) == 100);
    }
    function testAgain() public { this.testMoves(); }
    function testTooMuch() public {
        token.move(address(7), 101);
    }
    function testAsserts() public view { assert(address(this) == msg.sender); }
    function testPlace() public view {
        require(address(this) == 0x7FA9385bE102ac3EAc297483Dd6233D62b3e1496, "elsewhere");
        require(address(this).balance > 1 ether, "poor");
    }
    function testFuzz(uint256 amount) public { token.move(address(7), amount); }
    function testFailMoves() public { token.move(address(7), 101); }
    function testPrank() public { Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D).prank(address(7)); }
    function testBurns() public pure { assembly { mstore(0xffffffffff, 1) } }
    function helper() public { }
}
contract Broken { function setUp() public pure { revert("no way"); } function testNothing() public pure { } }
contract Unborn { constructor() { require(false, "stillborn"); } function testNothing() public pure { } }
contract Needy { constructor(uint256) { } function testNothing() public pure { } }
contract Old {
    bool public failed;
    function testSaysSo() public { failed = true; }
    function testHolds() public { }
}
`

const keys = [generatePrivateKey()]
let folder: string
let chain: Awaited<ReturnType<typeof createTestChain>>
let artifacts: ReturnType<typeof openArtifactStore>
let workbench: Workbench
let services: Services['workbench']
const context = (signal = new AbortController().signal): CallContext => ({
  caller: { principal: 'tester', role: 'trader' },
  signal,
})
const open = (timeoutMs: number) =>
  createWorkbenchServices({
    workbench: () => workbench,
    findProvider: () => chain.provider,
    findArtifact: artifacts.findByCode,
    simulate: simulateOn(chain.chain, artifacts, timeoutMs),
    nowMs: Date.now,
    createId: randomUUID,
  })
const make = async (name: string, files: Readonly<Record<string, string>>) => {
  const { projectId } = await services.createProject({ name }, context())
  for (const [path, text] of Object.entries(files)) await services.writeFile({ projectId, path, text }, context())
  return projectId
}
const run = async (projectId: string) => {
  const events: TestEvent[] = []
  for await (const event of await services.runTests({ projectId, network: 'practice' }, context())) {
    events.push(TestEvent.parse(event))
  }
  return events
}
const results = (events: readonly TestEvent[]) =>
  new Map(events.flatMap((event) => (event.kind === 'test' ? [[nameOf(event.test), event.test] as const] : [])))
const nameOf = ({ contract, signature }: TestResult) => `${contract}.${signature}`

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tests-'))
  const rich = keys.map((key) => privateKeyToAccount(key).address)
  chain = await createTestChain({ rich, timestampS: 1_700_000_000, unlockedKeys: keys })
  const artifactsFile = join(folder, 'artifacts.sqlite')
  artifacts = openArtifactStore(artifactsFile)
  workbench = openWorkbench({
    dataDirectory: folder,
    compilerUrl: new URL('../../../../engine/compiler/compilerWorker.ts', import.meta.url),
    artifactsFile,
    nowMs: Date.now,
    schedule: (task, delayMs) => {
      const timer = setTimeout(task, delayMs)
      return () => clearTimeout(timer)
    },
  })
  services = open(30_000)
})
afterAll(async () => {
  await workbench.close()
  artifacts.close()
  await chain.close()
  rmSync(folder, { recursive: true })
})

test('runs every test for itself, and says in words what failed or was not run', async () => {
  const projectId = await make('Tokens', { 'src/Token.sol': token, 'test/Token.t.sol': tests })
  const events = await run(projectId)
  const found = results(events)
  expect(events.at(0)).toEqual({ kind: 'start', total: found.size })
  expect(events.at(-1)).toMatchObject({ kind: 'end' })
  expect([...found].map(([name, { status, message }]) => [name, status, message])).toEqual([
    ['Broken.testNothing()', 'failed', 'setUp() failed: no way'],
    ['Needy.testNothing()', 'skipped', expect.stringContaining('constructor')],
    ['Old.testHolds()', 'passed', undefined],
    ['Old.testSaysSo()', 'failed', expect.stringContaining('failed() is true')],
    ['TokenTest.testAgain()', 'passed', undefined],
    ['TokenTest.testAsserts()', 'failed', expect.stringMatching(/assert/i)],
    ['TokenTest.testBurns()', 'failed', expect.stringContaining('out of gas')],
    ['TokenTest.testFailMoves()', 'skipped', expect.stringContaining('testFail')],
    ['TokenTest.testFuzz(uint256)', 'skipped', expect.stringContaining('parameters')],
    ['TokenTest.testMoves()', 'passed', undefined],
    ['TokenTest.testPlace()', 'passed', undefined],
    ['TokenTest.testPrank()', 'failed', expect.stringContaining('cheat codes')],
    ['TokenTest.testTooMuch()', 'failed', expect.stringContaining('Poor')],
    ['Unborn.testNothing()', 'failed', 'The constructor failed: stillborn'],
  ])
  expect(found.get('TokenTest.testMoves()')).toMatchObject({ logCount: 2, hasCheatCodes: false })
  expect(found.get('TokenTest.testMoves()')?.gasUsed).toBeGreaterThan(40_000n)
  expect(found.get('TokenTest.testPrank()')?.hasCheatCodes).toBe(true)
  expect(chain.chain.head().number).toBe(0)
}, 60_000)

test('a test that failed opens in the debugger at the line that made it fail', async () => {
  const projectId = await make('Debugged', { 'src/Token.sol': token, 'test/Token.t.sol': tests })
  const debug = results(await run(projectId)).get('TokenTest.testTooMuch()')?.debug
  const limits = { maxSteps: 1_000_000, maxBytes: 1_000_000_000 }
  const trace = await openDebugTrace(chain.chain, artifacts, TraceSubject.parse(debug), limits)
  expect(trace.summary).toMatchObject({
    status: 'reverted',
    frames: [{ contract: 'TokenTest' }, { contract: 'Token' }],
  })
  const line = token.split('\n').findIndex((text) => text.includes('revert Poor')) + 1
  expect(trace.getStep(trace.summary.failingStep ?? 0).row).toMatchObject({ path: 'src/Token.sol', line })
}, 60_000)

test('a test that takes too long has failed, and the next one runs', async () => {
  const slow = `${header}contract SlowTest {
    function testA() public pure { for (uint256 i = 0; ; i++) { } }
    function testB() public pure { }
  }`
  const projectId = await make('Slow', { 'Slow.sol': slow })
  services = open(1)
  const found = results(await run(projectId))
  services = open(30_000)
  expect(found.get('SlowTest.testA()')).toMatchObject({ status: 'failed', message: expect.stringContaining('longer') })
  expect(found.has('SlowTest.testB()')).toBe(true)
}, 60_000)

test('runs nothing of a project that does not compile, has no tests, or is not wanted any more', async () => {
  const wrong = await make('Wrong', { 'A.t.sol': `${header}contract ATest { function testX() public { nothing(); } }` })
  await expect(run(wrong)).rejects.toMatchObject({
    code: 'workbench/not-compiled',
    message: expect.stringContaining('A.t.sol:3'),
  })
  const empty = await make('Empty', { 'Token.sol': token })
  expect(await run(empty)).toMatchObject([{ kind: 'start', total: 0 }, { kind: 'end' }])
  const controller = new AbortController()
  const projectId = await make('Stopped', { 'src/Token.sol': token, 'test/Token.t.sol': tests })
  const stream = await services.runTests({ projectId, network: 'practice' }, context(controller.signal))
  await stream.next()
  await stream.next()
  controller.abort(new Error('enough'))
  const rest = async () => {
    for await (const event of stream) expect(event.kind).not.toBe('end')
  }
  await expect(rest()).rejects.toThrow('enough')
}, 60_000)
