import type { CompiledContract } from '../../api/workbench.ts'

/** A test of a project. */
export type FoundTest = {
  readonly path: string
  readonly contract: string
  /** `testTransfer()` */
  readonly signature: string
  readonly hasSetUp: boolean
  /** ds-test's `failed()`, which tells of assertions that did not hold and did not revert. */
  readonly hasFailed: boolean
  /** Why it can't be run, in words. */
  readonly skipped: string | undefined
}

/** The tests of a project's own files, by file and contract. Contracts that can't be deployed are bases of tests, not tests. */
export const findTests = (contracts: readonly CompiledContract[], paths: ReadonlySet<string>): FoundTest[] =>
  contracts
    .filter(({ path, name, isDeployable }) => {
      const isTest = name.endsWith('Test') || path.endsWith('.t.sol')
      return isTest && isDeployable && paths.has(path)
    })
    .flatMap(listTests)
    .sort((one, other) => compare(one.path, other.path) || compare(one.contract, other.contract))

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

const listTests = ({ path, name: contract, constructorInputs, functions }: CompiledContract): FoundTest[] => {
  const hasSetUp = functions.some(({ signature }) => signature === 'setUp()')
  const hasFailed = functions.some(
    ({ signature, outputs }) => signature === 'failed()' && outputs.length === 1 && outputs[0]?.type === 'bool',
  )
  return functions
    .filter(({ name }) => name.startsWith('test'))
    .map(({ name, signature, inputs }) => {
      const skipped =
        constructorInputs.length > 0
          ? 'The constructor of its contract has parameters.'
          : inputs.length > 0
            ? 'It has parameters: fuzz tests are not run here.'
            : name.startsWith('testFail')
              ? 'testFail… is not supported: name it otherwise, and expect the revert in it.'
              : undefined
      return { path, contract, signature, hasSetUp, hasFailed, skipped }
    })
}
