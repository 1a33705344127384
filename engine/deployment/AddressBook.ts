import { z } from 'zod'
import { Address, Bytes32, Count } from '../api/schemas.ts'

/** One contract as explorers want it for source verification. */
const DeployedContract = z.object({
  /** The contract's name. */
  name: z.string(),
  address: Address,
  /** `contracts/treasury/TreasuryToken.sol:TreasuryToken` */
  source: z.string(),
  /** ABI-encoded. */
  constructorArguments: z.string().regex(/^0x([0-9a-f]{2})*$/),
  /** The standard-JSON input, from the address book's folder. */
  standardJson: z.string(),
})

/** What stands where on a chain: what `npm run deploy` writes, and whoever works with the contracts reads. */
export const AddressBook = z.object({
  version: z.literal(1),
  chainId: Count,
  genesisHash: Bytes32,
  deployer: Address,
  /** What every set of this version shares. */
  factory: Address,
  implementations: z.object({
    registry: Address,
    compliance: Address,
    yieldModule: Address,
    tradingModule: Address,
    priceCommittee: Address,
    validatorModule: Address,
    orderBoard: Address,
    treasuryToken: Address,
  }),
  /** The set's contracts by their role: a network's `addresses`. */
  addresses: z.object({
    admin: Address,
    registry: Address,
    compliance: Address,
    yieldModule: Address,
    tradingModule: Address,
    priceCommittee: Address,
    validatorModule: Address,
    orderBoard: Address,
    settlementToken: Address,
    depositContract: Address,
    historyVerifier: Address,
    classRule: Address,
    counterpartyRule: Address,
    countryRule: Address,
    dailyVolumeRule: Address,
    lockUpRule: Address,
    maxBalanceRule: Address,
    maxHoldersRule: Address,
    sanctionsRule: Address,
    validatorRule: Address,
  }),
  /** Whether the admin is a timelock that was deployed with the set. */
  hasTimelock: z.boolean(),
  /** solc's full version: `0.8.37+commit.…` */
  compiler: z.string(),
  contracts: z.array(DeployedContract),
})
export type AddressBook = z.output<typeof AddressBook>
