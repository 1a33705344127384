import { z } from 'zod'
import { toHex, toQuantity } from '../../chain/bytes.ts'
import { createAccessList } from '../accessList/createAccessList.ts'
import { defineMethod, type MethodTable } from '../RpcContext.ts'
import { requireBlock } from '../resolveBlock.ts'
import { BlockId, CallRequest, StateOverride } from '../schemas.ts'
import { overrideState } from '../toMessage.ts'

/** What a transaction will touch (EIP-2930). */
export const accessListMethods: MethodTable = {
  eth_createAccessList: defineMethod(
    z.tuple([CallRequest, BlockId.nullish(), StateOverride.nullish()]),
    ({ chain }, [request, id, stateOverride]) =>
      chain.execute(
        requireBlock(chain, id ?? 'latest'),
        (environment) => environment,
        async (session) => {
          overrideState(session.state, stateOverride)
          const { accessList, gasUsed, error } = await createAccessList(session, request)
          return {
            accessList: accessList.map(({ address, storageKeys }) => ({
              address: toHex(address),
              storageKeys: storageKeys.map(toHex),
            })),
            ...(error === undefined ? {} : { error }),
            gasUsed: toQuantity(gasUsed),
          }
        },
      ),
  ),
}
