import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Hex } from 'viem'
import { TerminalError } from '../api/errors.ts'
import { AddressBook } from './AddressBook.ts'
import type { DeploymentParameters } from './DeploymentParameters.ts'
import type { SetAddresses } from './DeploymentStep.ts'
import { describeContracts } from './describeContracts.ts'
import type { ContractArtifacts, DeploymentPlan } from './planDeployment.ts'
import { readCompilerVersion, toStandardJson } from './toStandardJson.ts'

/** The chain that a book is of. */
export type BookChain = { readonly chainId: number; readonly genesisHash: Hex }

export type WriteOptions = {
  readonly path: string
  readonly chain: BookChain
  readonly artifacts: ContractArtifacts
  readonly plan: DeploymentPlan
  readonly set: SetAddresses
  readonly parameters: DeploymentParameters
}

/**
 * Reads an address book; `undefined` when there is none.
 *
 * @throws TerminalError `deployment/book-damaged`
 */
export const readAddressBook = (path: string): AddressBook | undefined => {
  if (!existsSync(path)) return undefined
  try {
    return AddressBook.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    throw new TerminalError(
      'deployment/book-damaged',
      `${path} is no address book that can be read.`,
      { path },
      { cause },
    )
  }
}

/**
 * Refuses to take one chain's address book for another's.
 *
 * @throws TerminalError `deployment/wrong-network`, `deployment/book-damaged`
 */
export const requireBookOf = (path: string, { chainId, genesisHash }: BookChain): void => {
  const book = readAddressBook(path)
  if (book === undefined || (book.chainId === chainId && book.genesisHash === genesisHash)) return
  const message = `${path} is the address book of another chain: of ${book.chainId} that begins with ${book.genesisHash}, not of ${chainId} that begins with ${genesisHash}.`
  throw new TerminalError('deployment/wrong-network', message, { path, chainId, genesisHash })
}

/** Writes the address book, and beside it, in a folder of the same name, the input for source verification of every contract. */
export const writeAddressBook = ({ path, chain, artifacts, plan, set, parameters }: WriteOptions): AddressBook => {
  const folder = basename(path).replace(/\.json$/, '')
  const described = describeContracts(artifacts, plan, set, parameters)
  const toFile = (name: string): string => `${folder}/${name}.json`
  const addressOf = (name: string) => described.find((contract) => contract.name === name)?.address
  const factory = artifacts.get('TreasuryFactory')
  const book = AddressBook.parse({
    version: 1,
    ...chain,
    deployer: plan.set.deployer,
    factory: plan.factory,
    implementations: plan.implementations,
    addresses: {
      ...set,
      settlementToken: plan.settlementToken,
      depositContract: parameters.depositContract,
      historyVerifier: plan.historyVerifier,
      classRule: addressOf('ClassRule'),
      counterpartyRule: addressOf('CounterpartyRule'),
      countryRule: addressOf('CountryRule'),
      dailyVolumeRule: addressOf('DailyVolumeRule'),
      lockUpRule: addressOf('LockUpRule'),
      maxBalanceRule: addressOf('MaxBalanceRule'),
      maxHoldersRule: addressOf('MaxHoldersRule'),
      sanctionsRule: addressOf('SanctionsRule'),
      validatorRule: addressOf('ValidatorRule'),
    },
    hasTimelock: parameters.admin.kind === 'timelock',
    compiler: factory === undefined ? '' : readCompilerVersion(factory),
    contracts: described.map(({ compiledWith, ...contract }) => ({ ...contract, standardJson: toFile(compiledWith) })),
  })
  mkdirSync(join(dirname(path), folder), { recursive: true })
  for (const name of new Set(described.map(({ compiledWith }) => compiledWith))) {
    const artifact = artifacts.get(name)
    if (artifact !== undefined) writeWhole(join(dirname(path), toFile(name)), toStandardJson(artifact))
  }
  writeWhole(path, book)
  return book
}

const writeWhole = (path: string, value: unknown): void => {
  writeFileSync(`${path}.new`, `${JSON.stringify(value, null, 2)}\n`)
  renameSync(`${path}.new`, path)
}
