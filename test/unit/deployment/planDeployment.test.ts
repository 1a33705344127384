import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Address,
  encodeErrorResult,
  parseTransaction,
  recoverTransactionAddress,
  type TransactionSerializedLegacy,
  zeroHash,
} from 'viem'
import { expect, test } from 'vitest'
import { treasuryFactoryAbi } from '../../../contracts/generated/TreasuryFactory.ts'
import type { DeploymentParameters } from '../../../engine/deployment/DeploymentParameters.ts'
import { deterministicProxy } from '../../../engine/deployment/deterministicProxy.ts'
import { explainRevert } from '../../../engine/deployment/explainRevert.ts'
import { planDeployment } from '../../../engine/deployment/planDeployment.ts'
import { readArtifacts } from '../../../engine/deployment/readArtifacts.ts'
import { readAddressBook } from '../../../engine/deployment/writeAddressBook.ts'
import { makeFolder } from './openSendingChain.ts'

const artifacts = readArtifacts(
  readFileSync(new URL('../../../contracts/generated/artifacts.jsonl', import.meta.url), 'utf8'),
)
const one = '0x00000000000000000000000000000000000000AA'
const two = '0x00000000000000000000000000000000000000bb'
const parameters: DeploymentParameters = {
  admin: { kind: 'account', address: one },
  adminDelayS: 0,
  settlementToken: two,
  moneyAdmin: one,
  depositContract: two,
  grants: [],
  salt: zeroHash,
}
const plan = (changes: Partial<DeploymentParameters> = {}, deployer: Address = one) =>
  planDeployment(artifacts, { ...parameters, ...changes }, deployer)
const idsOf = ({ steps }: ReturnType<typeof plan>) => steps.map(({ id }) => id)

test('plans the same for the same, whoever deploys the code', () => {
  expect(idsOf(plan())).toEqual(idsOf(plan()))
  expect(plan({}, two).implementations).toEqual(plan().implementations)
  expect(plan({}, two).factory).toBe(plan().factory)
})

test('plans another set for other parameters, on the same code', () => {
  const other = plan({ adminDelayS: 5 })
  expect(other.set.id).not.toBe(plan().set.id)
  expect(idsOf(other).slice(0, -1)).toEqual(idsOf(plan()).slice(0, -1))
})

test('deploys practice money only where no other is given', () => {
  const contractsOf = ({ steps }: ReturnType<typeof plan>) =>
    steps.flatMap((step) => (step.kind === 'create' ? [step.contract] : []))
  expect(contractsOf(plan())).not.toContain('SettlementToken')
  expect(plan().settlementToken).toBe(two)
  const practice = plan({ settlementToken: undefined })
  expect(contractsOf(practice)).toContain('SettlementToken')
  expect(practice.steps.some((step) => step.kind === 'create' && step.address === practice.settlementToken)).toBe(true)
})

test('plans the rules for the set’s own compliance', () => {
  const set = { ...plan().implementations, admin: one } as const
  const rules = plan().stepsAfter(set)
  expect(rules).toHaveLength(9)
  for (const { constructorArguments } of rules) {
    expect(constructorArguments).toContain(set.compliance.slice(2).toLowerCase())
  }
  const others = plan().stepsAfter({ ...set, compliance: two })
  expect(others.map(({ address }) => address)).not.toContain(rules[0]?.address)
})

test('refuses to plan what is not compiled', () => {
  const fewer = new Map([...artifacts].filter(([name]) => name !== 'YieldModule'))
  expect(() => planDeployment(fewer, parameters, one)).toThrow(
    expect.objectContaining({ code: 'deployment/invalid', facts: { contract: 'YieldModule' } }),
  )
})

test('sends the deterministic proxy’s own transaction, by whom it was signed', async () => {
  const parsed = parseTransaction(deterministicProxy.transaction)
  expect(parsed).toMatchObject({ gasPrice: deterministicProxy.gasPriceWei, gas: deterministicProxy.gasLimit })
  const serializedTransaction = deterministicProxy.transaction as TransactionSerializedLegacy
  expect(await recoverTransactionAddress({ serializedTransaction })).toBe(deterministicProxy.deployer)
})

test('reads the errors of our contracts', () => {
  const { errors } = plan()
  const data = encodeErrorResult({ abi: treasuryFactoryAbi, errorName: 'InvalidDelay', args: [5n, 3n] })
  expect(explainRevert(errors, data)).toBe('InvalidDelay(5, 3)')
  expect(explainRevert(errors, '0x')).toBe('reverted without a reason')
  expect(explainRevert(errors, '0xdeadbeef')).toBe('reverted with 0xdeadbeef')
})

test('refuses an address book that is none', () => {
  const path = join(makeFolder(), 'book.json')
  expect(readAddressBook(path)).toBeUndefined()
  writeFileSync(path, '{"version":1}')
  expect(() => readAddressBook(path)).toThrow(expect.objectContaining({ code: 'deployment/book-damaged' }))
})
