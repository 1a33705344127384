import { paramsBlock } from '@ethereumjs/block'
import { type Common, type CustomCrypto, createCustomCommon, Hardfork, Mainnet } from '@ethereumjs/common'
import { paramsEVM } from '@ethereumjs/evm'
import { paramsTx } from '@ethereumjs/tx'
import { paramsVM } from '@ethereumjs/vm'
import { lazyKzg } from './kzg.ts'

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
  const common = createCustomCommon({ name: 'quantera', chainId, hardforks }, Mainnet, {
    hardfork: HARDFORKS[hardfork],
    customCrypto: { kzg: lazyKzg, ...customCrypto },
  })
  for (const params of [paramsTx, paramsBlock, paramsVM, paramsEVM]) common.updateParams(params)
  // Every transaction merges its package's parameters again, and every header copies the whole: milliseconds for each block, to
  // no effect on a chain whose rules never change.
  common.updateParams = () => {}
  common.copy = () => common
  return common
}
