import { z } from 'zod'
import { toHex, toQuantity } from '../../chain/bytes.ts'
import { CLIENT_VERSION } from '../clientVersion.ts'
import { defineMethod, type Json, type MethodTable, type RpcContext } from '../RpcContext.ts'
import { RPC_CODES, RpcError } from '../RpcError.ts'
import { AddressBytes, NoParams } from '../schemas.ts'
import { SUGGESTED_TIP } from '../suggestedFees.ts'
import { NumberOrQuantity, toAnswer, underEachName } from '../tools.ts'

const LEAST_GAS_LIMIT = 5_000n
/** EIP-1985: what headers of other clients can hold. */
const MOST_GAS_LIMIT = 2n ** 63n - 1n

const describeNode = ({ chain }: RpcContext): Json => {
  const { number, hash, header } = chain.head()
  const { baseFeePerGas, gasLimit } = chain.nextEnvironment()
  return {
    currentBlockNumber: toQuantity(number),
    currentBlockTimestamp: Number(header.timestamp),
    currentBlockHash: toHex(hash),
    hardFork: chain.common.hardfork(),
    transactionOrder: 'fees',
    environment: {
      baseFee: toQuantity(baseFeePerGas),
      chainId: chain.chainId,
      gasLimit: toQuantity(gasLimit),
      gasPrice: toQuantity(baseFeePerGas + SUGGESTED_TIP),
    },
    forkConfig: { forkUrl: null, forkBlockNumber: null, forkRetryBackoff: null },
  }
}

const describeInstance = ({ chain, instanceId }: RpcContext): Json => {
  const { number, hash } = chain.head()
  return {
    clientVersion: CLIENT_VERSION,
    chainId: chain.chainId,
    instanceId,
    latestBlockNumber: number,
    latestBlockHash: toHex(hash),
  }
}

/** What the next blocks have, and what the node says of itself. */
export const settingMethods: MethodTable = {
  ...underEachName((tool) => ({
    setCoinbase: defineMethod(z.tuple([AddressBytes]), async ({ chain }, [coinbase]) => {
      await chain.changeSettings({ coinbase })
      return toAnswer(tool)
    }),
    setNextBlockBaseFeePerGas: defineMethod(z.tuple([NumberOrQuantity]), async ({ chain }, [nextBaseFeePerGas]) => {
      await chain.changeSettings({ nextBaseFeePerGas })
      return toAnswer(tool)
    }),
    setMinGasPrice: defineMethod(z.tuple([NumberOrQuantity]), () => {
      throw new RpcError(RPC_CODES.invalidParams, `${tool}_setMinGasPrice is not supported when EIP-1559 is active`)
    }),
    /** There is no log of requests to switch. */
    setLoggingEnabled: defineMethod(z.tuple([z.boolean()]), () => toAnswer(tool)),
    metadata: defineMethod(NoParams, describeInstance),
  })),
  evm_setBlockGasLimit: defineMethod(z.tuple([NumberOrQuantity]), async ({ chain }, [gasLimit]) => {
    if (gasLimit < LEAST_GAS_LIMIT || gasLimit > MOST_GAS_LIMIT) {
      throw new RpcError(RPC_CODES.invalidParams, `a gas limit is from ${LEAST_GAS_LIMIT} to 2^63 - 1`)
    }
    await chain.changeSettings({ gasLimit })
    return true
  }),
  anvil_nodeInfo: defineMethod(NoParams, describeNode),
}
