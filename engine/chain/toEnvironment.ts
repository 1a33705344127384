import type { BlockHeader } from '@ethereumjs/block'
import type { BlockEnvironment } from '../evm/Executor.ts'

/** The environment that a block's header gives its code. */
export const toEnvironment = (header: BlockHeader): BlockEnvironment => ({
  number: header.number,
  timestamp: header.timestamp,
  parentHash: header.parentHash,
  coinbase: header.coinbase.bytes,
  gasLimit: header.gasLimit,
  baseFeePerGas: header.baseFeePerGas ?? 0n,
  excessBlobGas: header.excessBlobGas ?? 0n,
  prevRandao: header.mixHash,
  parentBeaconBlockRoot: header.parentBeaconBlockRoot ?? new Uint8Array(32),
})
