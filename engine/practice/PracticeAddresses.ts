import type { Address } from 'viem'

/** Where the practice desk's contracts stand: the address book of the embedded network. */
export interface PracticeAddresses {
  readonly registry: Address
  readonly compliance: Address
  readonly yieldModule: Address
  readonly tradingModule: Address
  readonly priceCommittee: Address
  readonly validatorModule: Address
  readonly orderBoard: Address
  readonly settlementToken: Address
  readonly factory: Address
  /** The rules of compliance that the practice treasuries have. */
  readonly countryRule: Address
  readonly classRule: Address
  /** One token for each practice treasury, in their order. */
  readonly treasuryTokens: readonly Address[]
}
