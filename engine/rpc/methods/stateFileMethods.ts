import { z } from 'zod'
import { toHex } from '../../chain/bytes.ts'
import { defineMethod, type MethodTable } from '../RpcContext.ts'
import { hexBytes } from '../schemas.ts'
import { decodeStateFile, encodeStateFile } from '../stateFile.ts'
import { underEachName } from '../tools.ts'

const MAX_FILE_DIGITS = 2 * 33_554_432

/** Anvil sends whether it wants the history too: only the state is dumped. */
const DumpParams = z.tuple([z.boolean().nullish()])

/** A state that goes from one chain to another, in Anvil's form. */
export const stateFileMethods: MethodTable = underEachName(() => ({
  dumpState: defineMethod(DumpParams, async ({ chain }) => toHex(await encodeStateFile(chain))),
  loadState: defineMethod(z.tuple([hexBytes(MAX_FILE_DIGITS)]), async ({ chain }, [file]) => {
    await chain.changeAccounts(await decodeStateFile(file))
    return true
  }),
}))
