import { type Address, getAddress } from 'viem'
import { SYSTEM_CONTRACTS } from '../../../engine/evm/systemContracts.ts'
import { derivePracticeAccounts } from '../../../engine/practice/practiceAccounts.ts'
import type { RunningDesk } from './openPracticeDesk.ts'

/** An address and what people call it. */
interface KnownName {
  readonly name: string
  readonly address: Address
}

/** The same on every chain since Prague. */
export const systemNames: readonly KnownName[] = [
  { name: 'Beacon roots (EIP-4788)', address: getAddress(SYSTEM_CONTRACTS.beaconRoots.address) },
  { name: 'Block hashes (EIP-2935)', address: getAddress(SYSTEM_CONTRACTS.historyStorage.address) },
  { name: 'Withdrawal requests (EIP-7002)', address: getAddress(SYSTEM_CONTRACTS.withdrawalRequests.address) },
  { name: 'Consolidation requests (EIP-7251)', address: getAddress(SYSTEM_CONTRACTS.consolidationRequests.address) },
  { name: 'Deposit contract', address: '0x00000000219ab540356cBB839Cbe05303d7705Fa' },
]

/** The practice desk's contracts and parties. */
export const listPracticeNames = ({ contracts, makers }: RunningDesk): readonly KnownName[] => [
  ...contracts.map(({ name, address }) => ({ name, address: address as Address })),
  ...Object.values(derivePracticeAccounts(makers.seed)).map(({ label, account }) => ({
    name: label,
    address: account.address,
  })),
  ...systemNames,
]
