import type { Hex } from 'viem'
import { TerminalError } from '../../api/errors.ts'
import type { Services } from '../../api/services.ts'
import type { CompilerSettings, TestEvent } from '../../api/workbench.ts'
import type { ProjectSources } from '../../compiler/thread/CompilerMessages.ts'
import type { WorkbenchServicesOptions } from '../createWorkbenchServices.ts'
import { type FoundTest, findTests } from './findTests.ts'
import { runTest, skipTest, type TestRunOptions } from './runTest.ts'

/** Tests of one run; those beyond are told as skipped. */
const MAX_TESTS = 500

type Compiled = { readonly sources: ProjectSources; readonly settings: CompilerSettings }

/** Compiles a project and runs its tests one after the other; each is told when it is done. */
export const createRunTests =
  ({ workbench, findProvider, simulate, nowMs }: WorkbenchServicesOptions): Services['workbench']['runTests'] =>
  async ({ projectId, network }, { signal }) => {
    findProvider(network)
    const { workspace, compiler } = workbench()
    const { settings } = workspace.getProject(projectId)
    const sources = workspace.readSources(projectId)
    const { diagnostics, contracts } = await compiler.run('compile', { sources, settings }, { signal })
    const mistake = diagnostics.find(({ severity }) => severity === 'error')
    if (mistake !== undefined) {
      const place = mistake.range === undefined ? '' : ` (${mistake.range.path}:${mistake.range.startLine})`
      const message = `The project does not compile: ${mistake.message}${place}`
      throw new TerminalError('workbench/not-compiled', message, { projectId })
    }
    const tests = findTests(contracts, new Set(Object.keys(sources)))
    const findCreation = createFindCreation({ sources, settings }, workbench, signal)
    return runAll(tests, findCreation, { simulate, network, block: 'latest', signal }, nowMs)
  }

type FindCreation = (test: FoundTest) => Promise<Hex | undefined>

/** The creation code of a test's contract; `undefined` where a library would have to be linked. Tests of a contract follow one another. */
const createFindCreation = (
  compiled: Compiled,
  workbench: WorkbenchServicesOptions['workbench'],
  signal: AbortSignal,
): FindCreation => {
  let latest: { readonly key: string; readonly creation: Hex | undefined } | undefined
  return async ({ path, contract: name }) => {
    const key = `${path}:${name}`
    if (latest?.key !== key) {
      const found = await workbench().compiler.run('findArtifact', { ...compiled, path, name }, { signal })
      const creation = found?.creation.object
      latest = { key, creation: creation === '0x' ? undefined : creation }
    }
    return latest.creation
  }
}

async function* runAll(
  tests: readonly FoundTest[],
  findCreation: FindCreation,
  options: TestRunOptions,
  nowMs: () => number,
): AsyncGenerator<TestEvent, void, void> {
  const startedAtMs = nowMs()
  const total = tests.length
  yield { kind: 'start', total }
  // All run on the block that the first has found.
  let { block } = options
  let ran = 0
  for (const [index, test] of tests.entries()) {
    options.signal.throwIfAborted()
    const creation = test.skipped === undefined ? await findCreation(test) : undefined
    const skipped = test.skipped ?? (creation === undefined ? 'Its contract needs a library to be linked.' : undefined)
    const done = index + 1
    if (creation === undefined || skipped !== undefined || ran >= MAX_TESTS) {
      yield { kind: 'test', test: skipTest(test, skipped ?? `More than ${MAX_TESTS} tests are not run.`), done, total }
      continue
    }
    ran++
    const run = await runTest({ ...options, block }, test, creation)
    block = run.block
    yield { kind: 'test', test: run.result, done, total }
  }
  yield { kind: 'end', durationMs: nowMs() - startedAtMs }
}
