import type { Address, Hex } from 'viem'

/** What a step sends. */
export type StepCall = { readonly to: Address; readonly data: Hex; readonly valueWei: bigint }

type Common = {
  /** Names the step by what it does, so that it is the same step in the next run only where it does the same. */
  readonly id: string
  /** For people. */
  readonly title: string
}

/** Gives the deterministic proxy's deployer what its transaction costs. */
export type FundStep = Common & { readonly kind: 'fund' }
/** Sends the deterministic proxy's own transaction, which was signed long ago. */
export type ProxyStep = Common & { readonly kind: 'proxy' }
/** Deploys a contract through the deterministic proxy. */
export type CreateStep = Common & {
  readonly kind: 'create'
  /** The contract's name in the address book. */
  readonly contract: string
  /** Its path and name for source verification: `contracts/treasury/TreasuryToken.sol:TreasuryToken`. */
  readonly source: string
  readonly address: Address
  readonly salt: Hex
  readonly creationCode: Hex
  /** The part of `creationCode` that is the constructor's arguments. */
  readonly constructorArguments: Hex
}
/** Has the factory deploy a set. */
export type SetStep = Common & {
  readonly kind: 'set'
  readonly factory: Address
  readonly deployer: Address
  /** The call of `deploySet`, and of `predictSet`, which tells where. */
  readonly deployCall: Hex
  readonly predictCall: Hex
}

/** One transaction of a deployment. Each is recognised on chain once it is done: by what stands at its address. */
export type DeploymentStep = FundStep | ProxyStep | CreateStep | SetStep

/** The addresses of a set, as the factory answers them. */
export type SetAddresses = {
  readonly admin: Address
  readonly registry: Address
  readonly compliance: Address
  readonly yieldModule: Address
  readonly tradingModule: Address
  readonly priceCommittee: Address
  readonly validatorModule: Address
  readonly orderBoard: Address
}
