import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import solc from 'solc'
import {
  type Address,
  concatHex,
  decodeFunctionData,
  encodeAbiParameters,
  getContractAddress,
  type Hex,
  keccak256,
  zeroHash,
} from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { treasuryFactoryAbi } from '../../../contracts/generated/TreasuryFactory.ts'
import type { AddressBook } from '../../../engine/deployment/AddressBook.ts'
import { createDeploymentReader } from '../../../engine/deployment/createDeploymentReader.ts'
import { deterministicProxy } from '../../../engine/deployment/deterministicProxy.ts'
import { openDeploymentJournal } from '../../../engine/deployment/openDeploymentJournal.ts'
import { implementationNames, planDeployment, ruleNames } from '../../../engine/deployment/planDeployment.ts'
import { readArtifacts } from '../../../engine/deployment/readArtifacts.ts'
import { runDeployment } from '../../../engine/deployment/runDeployment.ts'
import type { StandardJson } from '../../../engine/deployment/toStandardJson.ts'
import { writeAddressBook } from '../../../engine/deployment/writeAddressBook.ts'
import { systemClock } from '../../../engine/threads/systemClock.ts'
import { createTestChain } from '../../builders/createTestChain.ts'
import { deployer, localSigner } from '../../unit/deployment/openSendingChain.ts'
import { makeTemporaryFolder } from './makeTemporaryFolder.ts'

const artifacts = readArtifacts(
  readFileSync(new URL('../../../contracts/generated/artifacts.jsonl', import.meta.url), 'utf8'),
)
const parameters = {
  admin: { kind: 'timelock', minDelayS: 60, proposers: [deployer.address], executors: [deployer.address] },
  adminDelayS: 60,
  settlementToken: undefined,
  moneyAdmin: deployer.address,
  depositContract: '0x00000000219ab540356cBB839Cbe05303d7705Fa',
  grants: [],
  salt: zeroHash,
} as const
const plan = planDeployment(artifacts, parameters, deployer.address)
const temporary = makeTemporaryFolder()
let book: AddressBook

beforeAll(async () => {
  const { provider, close } = await createTestChain({
    rich: [deployer.address],
    timestampS: 1_900_000_000,
    chainId: 31_337,
  })
  const reader = createDeploymentReader(provider)
  const chain = { chainId: 31_337, genesisHash: await reader.genesisHash() }
  const journal = openDeploymentJournal(join(temporary.path, 'journal.jsonl'), chain)
  const set = await runDeployment({
    ...{ reader, plan, signer: localSigner, chainId: 31_337, journal, clock: systemClock },
    ...{ timeoutMs: 5_000, pollMs: 5, confirmations: 1 },
  })
  const path = join(temporary.path, 'book.json')
  book = writeAddressBook({ path, chain, artifacts, plan, set, parameters })
  journal.close()
  await close()
})
afterAll(() => temporary.remove())

/** What explorers do: compile the input, whose output may be chosen, as it has no part in the code. */
const compile = (standardJson: string, sources: readonly string[]): ReadonlyMap<string, Hex> => {
  const input: StandardJson = JSON.parse(readFileSync(join(temporary.path, standardJson), 'utf8'))
  const outputSelection: Record<string, Record<string, string[]>> = {}
  for (const source of sources) {
    const [path = '', name = ''] = source.split(':')
    outputSelection[path] = { [name]: ['evm.bytecode.object'] }
  }
  const output = JSON.parse(
    solc.compile(JSON.stringify({ ...input, settings: { ...input.settings, outputSelection } })),
  )
  return new Map(
    sources.map((source) => {
      const [path = '', name = ''] = source.split(':')
      return [source, `0x${output.contracts[path][name].evm.bytecode.object}`]
    }),
  )
}

/** The set's salt is the hash of its deployer and parameters. */
const setSalt = (): Hex => {
  const { args } = decodeFunctionData({ abi: treasuryFactoryAbi, data: plan.set.deployCall })
  const [deploySet] = treasuryFactoryAbi.filter((entry) => entry.type === 'function' && entry.name === 'deploySet')
  if (deploySet?.type !== 'function') throw new Error('The factory has no deploySet.')
  return keccak256(
    encodeAbiParameters([{ type: 'address' }, ...deploySet.inputs], [deployer.address, args[0]] as never),
  )
}

const names = [
  ...Object.values(implementationNames),
  ...ruleNames,
  'HistoryVerifier',
  'SettlementToken',
  'TreasuryFactory',
]

test.each(names)('the input of %s compiles to the code that stands at its address', (name) => {
  expect(book.compiler).toBe('0.8.37+commit.f401782d')
  const standardJson = `book/${name}.json`
  const contracts = book.contracts.filter((contract) => contract.standardJson === standardJson)
  expect(contracts).toHaveLength(name === 'TreasuryFactory' ? 9 : 1)
  const codes = compile(standardJson, [...new Set(contracts.map(({ source }) => source))])
  for (const { source, address, constructorArguments } of contracts) {
    const isOfSet = !source.startsWith('contracts/')
    const from: Address = isOfSet ? book.factory : deterministicProxy.address
    const bytecode = concatHex([codes.get(source) ?? '0x', constructorArguments as Hex])
    // CREATE2: the address commits to every byte of the code and the arguments.
    expect(getContractAddress({ opcode: 'CREATE2', from, salt: isOfSet ? setSalt() : zeroHash, bytecode })).toBe(
      address,
    )
  }
})
