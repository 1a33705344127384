import {
  type Abi,
  type Address,
  concatHex,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  keccak256,
  zeroAddress,
  zeroHash,
} from 'viem'
import { treasuryFactoryAbi } from '../../contracts/generated/TreasuryFactory.ts'
import { TerminalError } from '../api/errors.ts'
import type { ContractArtifact } from '../compiler/ContractArtifact.ts'
import type { DeploymentParameters } from './DeploymentParameters.ts'
import type { CreateStep, DeploymentStep, SetAddresses, SetStep } from './DeploymentStep.ts'
import { proxyAddressOf } from './deterministicProxy.ts'
import { listErrors } from './explainRevert.ts'

/** The code behind a set's proxies, in the factory's order, by their names in its `Implementations`. */
export const implementationNames = {
  registry: 'TreasuryRegistry',
  compliance: 'ComplianceModule',
  yieldModule: 'YieldModule',
  tradingModule: 'TradingModule',
  priceCommittee: 'PriceCommittee',
  validatorModule: 'ValidatorModule',
  orderBoard: 'OrderBoard',
  treasuryToken: 'TreasuryToken',
} as const

/** The rules that tokens of a set can be given; each set has its own. */
export const ruleNames = [
  'ClassRule',
  'CounterpartyRule',
  'CountryRule',
  'DailyVolumeRule',
  'LockUpRule',
  'MaxBalanceRule',
  'MaxHoldersRule',
  'SanctionsRule',
  'ValidatorRule',
] as const

/** The parts of a set that have roles, in the order of the factory's `Part`. */
export const setParts = [
  'registry',
  'compliance',
  'yieldModule',
  'tradingModule',
  'priceCommittee',
  'validatorModule',
  'orderBoard',
] as const

/** The transactions that make a deployment, in their order. Nothing of it depends on time, or on what is on chain. */
export type DeploymentPlan = {
  readonly steps: readonly DeploymentStep[]
  /** What stands on its own: deployed once, shared by every set. */
  readonly implementations: Readonly<Record<keyof typeof implementationNames, Address>>
  /** Shared too: it has no state. */
  readonly historyVerifier: Address
  readonly factory: Address
  readonly settlementToken: Address
  readonly set: SetStep
  /** By which its contracts say why they refuse. */
  readonly errors: Abi
  /** What follows once it is known where the set is. */
  readonly stepsAfter: (set: SetAddresses) => readonly CreateStep[]
}

/** The compiled contracts by their names. */
export type ContractArtifacts = ReadonlyMap<string, ContractArtifact>

/** Plans a deployment by `deployer`, whose account the addresses of the set depend on. */
export const planDeployment = (
  artifacts: ContractArtifacts,
  parameters: DeploymentParameters,
  deployer: Address,
): DeploymentPlan => {
  const codes = Object.values(implementationNames).map((name) => planCreation(artifacts, name, []))
  const historyVerifier = planCreation(artifacts, 'HistoryVerifier', [])
  const money = planMoney(artifacts, parameters)
  const implementations = toImplementations(codes)
  const factory = planCreation(artifacts, 'TreasuryFactory', [implementations])
  const settlementToken = money?.address ?? parameters.settlementToken ?? zeroAddress
  const set = planSet(factory.address, deployer, parameters, settlementToken)
  return {
    steps: [
      { kind: 'fund', id: 'deterministic-proxy:fund', title: 'Fund the deterministic deployment proxy’s deployer' },
      { kind: 'proxy', id: 'deterministic-proxy', title: 'Deterministic deployment proxy' },
      ...codes,
      historyVerifier,
      factory,
      ...(money === undefined ? [] : [money]),
      set,
    ],
    implementations,
    historyVerifier: historyVerifier.address,
    factory: factory.address,
    settlementToken,
    set,
    errors: listErrors(artifacts),
    stepsAfter: ({ compliance, validatorModule }) =>
      ruleNames.map((name) =>
        planCreation(artifacts, name, name === 'ValidatorRule' ? [compliance, validatorModule] : [compliance]),
      ),
  }
}

/** The practice money, where the deployment is to have some of its own. */
const planMoney = (artifacts: ContractArtifacts, { settlementToken, moneyAdmin }: DeploymentParameters) =>
  settlementToken === undefined ? planCreation(artifacts, 'SettlementToken', [moneyAdmin]) : undefined

const toImplementations = (codes: readonly CreateStep[]): DeploymentPlan['implementations'] => {
  const of = (name: string): Address => codes.find(({ contract }) => contract === name)?.address ?? zeroAddress
  return {
    registry: of(implementationNames.registry),
    compliance: of(implementationNames.compliance),
    yieldModule: of(implementationNames.yieldModule),
    tradingModule: of(implementationNames.tradingModule),
    priceCommittee: of(implementationNames.priceCommittee),
    validatorModule: of(implementationNames.validatorModule),
    orderBoard: of(implementationNames.orderBoard),
    treasuryToken: of(implementationNames.treasuryToken),
  }
}

const planCreation = (artifacts: ContractArtifacts, name: string, args: readonly unknown[]): CreateStep => {
  const artifact = artifacts.get(name)
  if (artifact === undefined || artifact.creation.object === '0x') {
    throw new TerminalError('deployment/invalid', `${name} is not among the compiled contracts.`, { contract: name })
  }
  const constructorArguments = encodeArguments(artifact.abi, args)
  const creationCode = concatHex([artifact.creation.object, constructorArguments])
  const address = proxyAddressOf(zeroHash, creationCode)
  return {
    kind: 'create',
    id: `create:${address}`,
    title: name,
    contract: name,
    source: `${artifact.path}:${name}`,
    address,
    salt: zeroHash,
    creationCode,
    constructorArguments,
  }
}

const encodeArguments = (abi: Abi, args: readonly unknown[]): Hex => {
  const inputs = abi.find((entry) => entry.type === 'constructor')?.inputs ?? []
  return encodeAbiParameters(inputs, args)
}

const planSet = (
  factory: Address,
  deployer: Address,
  { admin, adminDelayS, depositContract, grants, salt }: DeploymentParameters,
  settlementToken: Address,
): SetStep => {
  const given = {
    salt,
    admin: admin.kind === 'account' ? admin.address : zeroAddress,
    timelock:
      admin.kind === 'timelock'
        ? { minDelay: BigInt(admin.minDelayS), proposers: admin.proposers, executors: admin.executors }
        : { minDelay: 0n, proposers: [], executors: [] },
    adminDelay: adminDelayS,
    settlementToken,
    depositContract,
    grants: grants.map(({ part, role, account }) => ({ part: setParts.indexOf(part), role, account })),
  }
  const deployCall = encodeFunctionData({ abi: treasuryFactoryAbi, functionName: 'deploySet', args: [given] })
  const predictCall = encodeFunctionData({
    abi: treasuryFactoryAbi,
    functionName: 'predictSet',
    args: [given, deployer],
  })
  return {
    kind: 'set',
    id: `set:${keccak256(deployCall)}@${factory}`,
    title: 'Set',
    factory,
    deployer,
    deployCall,
    predictCall,
  }
}
