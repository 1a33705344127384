import type { CustomCrypto } from '@ethereumjs/common'
import { type Common, createCustomCommon, Hardfork, Mainnet } from '@ethereumjs/common'

/** The rules a chain can follow. */
export type HardforkName = 'prague' | 'osaka'

const HARDFORKS = { prague: Hardfork.Prague, osaka: Hardfork.Osaka } as const satisfies Record<HardforkName, Hardfork>

/** The chain's parameters for @ethereumjs: every fork up to `hardfork` from the first block on, without the DAO's exception. */
export const createCommon = (chainId: number, hardfork: HardforkName, customCrypto: CustomCrypto = {}): Common => {
  const names = Mainnet.hardforks.map(({ name }) => name)
  const active = new Set<string>(names.slice(0, names.indexOf(HARDFORKS[hardfork]) + 1))
  active.delete(Hardfork.Dao)
  const hardforks = Mainnet.hardforks
    .filter(({ name }) => active.has(name))
    .map(({ forkHash: _forkHash, timestamp: _timestamp, ...fork }) => ({ ...fork, block: 0 }))
  return createCustomCommon({ name: 'quantera', chainId, hardforks }, Mainnet, {
    hardfork: HARDFORKS[hardfork],
    customCrypto,
  })
}
