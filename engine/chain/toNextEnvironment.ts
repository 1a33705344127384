import type { Common } from '@ethereumjs/common'
import type { BlockEnvironment } from '../evm/Executor.ts'
import { fromHex } from './bytes.ts'
import type { ChainSettings } from './ChainSettings.ts'
import type { ConsensusData } from './ConsensusData.ts'
import type { CompleteGenesis } from './Genesis.ts'
import { stepGasLimit } from './stepGasLimit.ts'
import type { BlockRecord } from './store/ChainRecords.ts'

/** The environment of the block after `head`, made at `timestamp` (seconds since 1970). */
export const toNextEnvironment = (
  { header, hash }: BlockRecord,
  timestamp: bigint,
  { prevRandao, parentBeaconBlockRoot }: ConsensusData,
  { coinbase, gasLimit, nextBaseFeePerGas }: ChainSettings,
  genesis: CompleteGenesis,
  common: Common,
): BlockEnvironment => ({
  number: header.number + 1n,
  timestamp,
  parentHash: hash,
  coinbase: coinbase ?? fromHex(genesis.coinbase),
  gasLimit: gasLimit ?? stepGasLimit(header.gasLimit, genesis.gasLimit),
  baseFeePerGas: nextBaseFeePerGas ?? header.calcNextBaseFee(),
  excessBlobGas: header.calcNextExcessBlobGas(common),
  prevRandao,
  parentBeaconBlockRoot,
})
