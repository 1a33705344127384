import { keccak256, parseGwei, stringToHex, zeroAddress, zeroHash } from 'viem'
import { expect, test } from 'vitest'
import { decideParameters } from '../../../main/deployment/decideParameters.ts'
import { parseDeployArguments } from '../../../main/deployment/parseDeployArguments.ts'

const one = '0x00000000000000000000000000000000000000AA'
const two = '0x00000000000000000000000000000000000000bb' // as EIP-55 writes it
const signer = '0x00000000000000000000000000000000000000CC'
const least = ['--network', 'http://127.0.0.1:8545', '--signer', 'env:KEY']

const parse = (...words: readonly string[]) => {
  const parsed = parseDeployArguments([...least, ...words])
  if (parsed === undefined) throw new Error('help')
  return parsed
}
const decide = (chainId: number, ...words: readonly string[]) => decideParameters(parse(...words), chainId, signer)

test('is a dry run with a timelock of two days unless told otherwise', () => {
  expect(parse()).toMatchObject({
    execute: false,
    replace: false,
    delayS: 172_800,
    adminDelayS: 172_800,
    salt: zeroHash,
  })
  expect(decide(31_337)).toMatchObject({
    admin: { kind: 'timelock', minDelayS: 172_800, proposers: [signer], executors: [signer] },
    settlementToken: undefined,
    moneyAdmin: signer,
    depositContract: '0x00000000219ab540356cBB839Cbe05303d7705Fa',
  })
})

test('reads what is asked for', () => {
  const words = ['--admin', one, '--admin', two, '--executor', 'anyone', '--delay', '60', '--admin-delay', '5']
  expect(decide(1, ...words, '--settlement-token', two, '--salt', 'second')).toMatchObject({
    admin: { kind: 'timelock', minDelayS: 60, proposers: [one, two], executors: [zeroAddress] },
    adminDelayS: 5,
    salt: keccak256(stringToHex('second')),
  })
  expect(
    parse('--max-fee', '12.5', '--timeout', '7', '--confirmations', '2', '--chain-id', '5', '--execute'),
  ).toMatchObject({
    ...{ maxFeeWei: parseGwei('12.5'), timeoutMs: 7_000, confirmations: 2, chainId: 5, execute: true },
  })
  expect(parseDeployArguments(['--help'])).toBeUndefined()
})

test('gives pausers and resumers every part, and other roles theirs', () => {
  const { grants } = decide(31_337, '--pauser', one, '--resumer', two, '--grant', `tradingModule:OPERATOR_ROLE:${one}`)
  const role = (name: string) => keccak256(stringToHex(name))
  expect(grants).toHaveLength(15)
  expect(grants.filter((grant) => grant.role === role('PAUSER_ROLE') && grant.account === one)).toHaveLength(7)
  expect(grants.at(-1)).toEqual({ part: 'tradingModule', role: role('OPERATOR_ROLE'), account: one })
})

test('takes a single admin without a timelock', () => {
  expect(decide(31_337, '--delay', '0', '--admin', one).admin).toEqual({ kind: 'account', address: one })
})

test.each([
  ['two admins without a timelock', ['--delay', '0', '--admin', one, '--admin', two]],
  ['executors without a timelock', ['--delay', '0', '--executor', one]],
  ['practice money on mainnet', ['--settlement-token', 'practice'], 1],
  ['no money on a public chain', [], 1],
  ['an unknown deposit contract', ['--settlement-token', two], 424_242],
  ['an address with a wrong checksum', ['--admin', '0x00000000219ab540356cBB839Cbe05303d7705FA']],
  ['a delay that is no number', ['--delay', '2d']],
  ['no confirmations', ['--confirmations', '0']],
  ['a fee that is no number', ['--max-fee', 'much']],
  ['a grant of the admin role', ['--grant', `registry:DEFAULT_ADMIN_ROLE:${one}`]],
  ['a grant in no part', ['--grant', `token:PAUSER_ROLE:${one}`]],
  ['an unknown option', ['--force']],
])('refuses %s', (_name, words, chainId = 31_337) => {
  expect(() => decide(chainId, ...words)).toThrow(expect.objectContaining({ code: 'deployment/invalid' }))
})

test('asks for a network, and for a signer where something is sent', () => {
  expect(() => parseDeployArguments(['--signer', 'env:KEY'])).toThrow('--network is missing.')
  expect(() => parseDeployArguments(['--network', 'anvil', '--execute'])).toThrow('--signer is missing.')
})
