import type { Common } from '@ethereumjs/common'
import { keccak_256 } from '@noble/hashes/sha3.js'
import type { BlockEnvironment } from '../evm/Executor.ts'
import { fromHex } from './bytes.ts'
import type { Genesis } from './Genesis.ts'
import { stepGasLimit } from './stepGasLimit.ts'
import type { BlockRecord } from './store/ChainRecords.ts'

/** The environment of the block after `head`, made at `timestamp` (seconds since 1970). */
export const toNextEnvironment = (
  { header, hash }: BlockRecord,
  timestamp: bigint,
  genesis: Required<Genesis>,
  common: Common,
): BlockEnvironment => ({
  number: header.number + 1n,
  timestamp,
  parentHash: hash,
  coinbase: fromHex(genesis.coinbase),
  gasLimit: stepGasLimit(header.gasLimit, genesis.gasLimit),
  baseFeePerGas: header.calcNextBaseFee(),
  excessBlobGas: header.calcNextExcessBlobGas(common),
  // Deterministic, so that a chain replays: there is no consensus layer to take these from.
  prevRandao: keccak_256(hash),
  parentBeaconBlockRoot: new Uint8Array(32),
})
