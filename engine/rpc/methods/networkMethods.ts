import { keccak_256 } from '@noble/hashes/sha3.js'
import { z } from 'zod'
import { toHex, toQuantity } from '../../chain/bytes.ts'
import { CLIENT_VERSION } from '../clientVersion.ts'
import { describeConfig } from '../describeConfig.ts'
import { defineMethod, type MethodTable } from '../RpcContext.ts'
import { HexBytes, NoParams } from '../schemas.ts'

/** What the chain is. */
export const networkMethods: MethodTable = {
  web3_clientVersion: defineMethod(NoParams, () => CLIENT_VERSION),
  web3_sha3: defineMethod(z.tuple([HexBytes]), (_context, [bytes]) => toHex(keccak_256(bytes))),
  net_version: defineMethod(NoParams, ({ chain }) => String(chain.chainId)),
  net_listening: defineMethod(NoParams, () => true),
  net_peerCount: defineMethod(NoParams, () => '0x0'),
  eth_chainId: defineMethod(NoParams, ({ chain }) => toQuantity(chain.chainId)),
  eth_blockNumber: defineMethod(NoParams, ({ chain }) => toQuantity(chain.head().number)),
  eth_config: defineMethod(NoParams, ({ chain }) => describeConfig(chain)),
  eth_syncing: defineMethod(NoParams, () => false),
  eth_coinbase: defineMethod(NoParams, ({ chain }) => toHex(chain.nextEnvironment().coinbase)),
  /** Whether it makes blocks of its own accord. */
  eth_mining: defineMethod(NoParams, ({ chain }) => chain.getMining().mode !== 'manual'),
  eth_hashrate: defineMethod(NoParams, () => '0x0'),
}
