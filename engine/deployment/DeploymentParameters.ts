import type { Address, Hex } from 'viem'
import type { setParts } from './planDeployment.ts'

/** A role of one part of the set that an account has from the beginning. */
export type DeploymentGrant = {
  readonly part: (typeof setParts)[number]
  /** keccak256 of the role's name. */
  readonly role: Hex
  readonly account: Address
}

/** Who governs the set. */
export type DeploymentAdmin =
  | { readonly kind: 'account'; readonly address: Address }
  | {
      /** A timelock of its own, which nobody administers but itself. */
      readonly kind: 'timelock'
      /** Seconds between announcing and doing. */
      readonly minDelayS: number
      readonly proposers: readonly Address[]
      /** The zero address stands for everybody. */
      readonly executors: readonly Address[]
    }

/** What a deployment is to be. */
export type DeploymentParameters = {
  readonly admin: DeploymentAdmin
  /** Seconds that each change of the admin takes at least. */
  readonly adminDelayS: number
  /** The money; without it, practice money of the deployment's own, which `moneyAdmin` administers. */
  readonly settlementToken: Address | undefined
  readonly moneyAdmin: Address
  /** The chain's deposit contract for validators. */
  readonly depositContract: Address
  readonly grants: readonly DeploymentGrant[]
  /** Tells sets with otherwise equal parameters apart. */
  readonly salt: Hex
}
