import { z } from 'zod'
import { toHex, toQuantity } from '../../chain/bytes.ts'
import { defineMethod, type MethodTable } from '../RpcContext.ts'
import { AddressBytes, HexBytes, Quantity, Slot } from '../schemas.ts'

/** These methods also take plain numbers, as the tools that know them send. */
const NumberOrQuantity = z.union([Quantity, z.number().int().nonnegative().transform(BigInt)])
const MAX_MINED_BLOCKS = 10_000n

/**
 * Methods that bend the chain's rules, under the names Hardhat's users know. Changes of an account seal a block, so that they are
 * as durable as any other.
 */
export const developmentMethods: MethodTable = {
  evm_mine: defineMethod(z.tuple([NumberOrQuantity.nullish()]), async ({ chain }, [timestamp]) => {
    if (timestamp != null) chain.setNextBlockTimestamp(timestamp)
    return toHex((await chain.mine()).hash)
  }),
  hardhat_mine: defineMethod(
    z.tuple([NumberOrQuantity.nullish(), NumberOrQuantity.nullish()]),
    async ({ chain }, [count, intervalSeconds]) => {
      const blocks = Math.min(Number(count ?? 1n), Number(MAX_MINED_BLOCKS))
      for (let mined = 0; mined < blocks; mined++) {
        if (mined > 0 && intervalSeconds != null) {
          chain.setNextBlockTimestamp(chain.head().header.timestamp + intervalSeconds)
        }
        await chain.mine()
      }
      return null
    },
  ),
  evm_setNextBlockTimestamp: defineMethod(z.tuple([NumberOrQuantity]), ({ chain }, [timestamp]) => {
    chain.setNextBlockTimestamp(timestamp)
    return toQuantity(timestamp)
  }),
  // Ganache's name: milliseconds in, the clock's offset in seconds out.
  evm_setTime: defineMethod(z.tuple([NumberOrQuantity]), ({ chain }, [timestampMs]) =>
    Math.round(chain.setTime(Number(timestampMs)) / 1_000),
  ),
  evm_setAutomine: defineMethod(z.tuple([z.boolean()]), ({ chain }, [isOn]) => {
    chain.setMining({ mode: isOn ? 'instant' : 'manual' })
    return null
  }),
  evm_setIntervalMining: defineMethod(z.tuple([NumberOrQuantity]), ({ chain }, [intervalMs]) => {
    chain.setMining(intervalMs === 0n ? { mode: 'manual' } : { mode: 'interval', intervalMs: Number(intervalMs) })
    return null
  }),
  hardhat_setBalance: defineMethod(z.tuple([AddressBytes, NumberOrQuantity]), async ({ chain }, [address, balance]) => {
    await chain.changeAccounts([{ address, balance }])
    return true
  }),
  hardhat_setNonce: defineMethod(z.tuple([AddressBytes, NumberOrQuantity]), async ({ chain }, [address, nonce]) => {
    await chain.changeAccounts([{ address, nonce }])
    return true
  }),
  hardhat_setCode: defineMethod(z.tuple([AddressBytes, HexBytes]), async ({ chain }, [address, code]) => {
    await chain.changeAccounts([{ address, code }])
    return true
  }),
  hardhat_setStorageAt: defineMethod(z.tuple([AddressBytes, Slot, Slot]), async ({ chain }, [address, slot, value]) => {
    await chain.changeAccounts([{ address, storage: [[slot, value]] }])
    return true
  }),
}
