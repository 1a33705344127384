import { type Abi, type Address, encodeAbiParameters, encodeFunctionData, type Hex, zeroAddress } from 'viem'
import type { DeploymentParameters } from './DeploymentParameters.ts'
import type { CreateStep, SetAddresses } from './DeploymentStep.ts'
import { type ContractArtifacts, type DeploymentPlan, implementationNames } from './planDeployment.ts'

/** A deployed contract as explorers want it for source verification. */
export type DescribedContract = {
  readonly name: string
  readonly address: Address
  /** Path and name: `contracts/treasury/TreasuryToken.sol:TreasuryToken`. */
  readonly source: string
  readonly constructorArguments: Hex
  /** The contract of ours with whose sources it is compiled. */
  readonly compiledWith: string
}

const PROXY = '@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol:ERC1967Proxy'
const TIMELOCK = '@openzeppelin/contracts/governance/TimelockController.sol:TimelockController'
const FACTORY = 'TreasuryFactory'

/** Every contract of a deployment, with the arguments of its constructor. */
export const describeContracts = (
  artifacts: ContractArtifacts,
  plan: DeploymentPlan,
  set: SetAddresses,
  parameters: DeploymentParameters,
): readonly DescribedContract[] => [
  ...[...plan.steps, ...plan.stepsAfter(set)].filter((step) => step.kind === 'create').map(describeCreated),
  ...describeTimelock(set, parameters),
  ...describeProxies(artifacts, plan, set, parameters),
]

const describeCreated = ({ contract, address, source, constructorArguments }: CreateStep): DescribedContract => ({
  name: contract,
  address,
  source,
  constructorArguments,
  compiledWith: contract,
})

const describeTimelock = ({ admin }: SetAddresses, { admin: asked }: DeploymentParameters): DescribedContract[] => {
  if (asked.kind !== 'timelock') return []
  const types = [{ type: 'uint256' }, { type: 'address[]' }, { type: 'address[]' }, { type: 'address' }]
  const args = [BigInt(asked.minDelayS), asked.proposers, asked.executors, zeroAddress]
  const constructorArguments = encodeAbiParameters(types, args)
  return [{ name: 'TimelockController', address: admin, source: TIMELOCK, constructorArguments, compiledWith: FACTORY }]
}

const describeProxies = (
  artifacts: ContractArtifacts,
  { implementations, settlementToken }: DeploymentPlan,
  set: SetAddresses,
  { adminDelayS, depositContract }: DeploymentParameters,
): DescribedContract[] => {
  const governed = [set.admin, adminDelayS]
  const links = {
    registry: [],
    compliance: [],
    yieldModule: [set.registry, settlementToken],
    tradingModule: [set.registry, settlementToken],
    priceCommittee: [set.registry],
    validatorModule: [set.compliance, depositContract],
    orderBoard: [set.tradingModule],
  } as const
  return (Object.keys(links) as (keyof typeof links)[]).map((part) => {
    const abi: Abi = artifacts.get(implementationNames[part])?.abi ?? []
    const initialization = encodeFunctionData({ abi, functionName: 'initialize', args: [...links[part], ...governed] })
    const constructorArguments = encodeAbiParameters(
      [{ type: 'address' }, { type: 'bytes' }],
      [implementations[part], initialization],
    )
    const name = `${implementationNames[part]} (proxy)`
    return { name, address: set[part], source: PROXY, constructorArguments, compiledWith: FACTORY }
  })
}
