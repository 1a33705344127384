import type { CompleteGenesis } from '../Genesis.ts'
import { damaged } from './ChainFileError.ts'
import type { ChainFileSummary } from './chainFileFormat.ts'
import { readChainFile } from './readChainFile.ts'

export type CheckedChainFile = ChainFileSummary & { readonly genesis: CompleteGenesis }

/**
 * Reads a whole chain file and checks that it is complete and unchanged; its blocks are not executed.
 *
 * @throws ChainFileError `chain/file-damaged`, `chain/file-version`; TerminalError `chain/cancelled`.
 */
export const checkChainFile = async (path: string, signal?: AbortSignal): Promise<CheckedChainFile> => {
  let genesis: CompleteGenesis | undefined
  let checked: CheckedChainFile | undefined
  let blocks = 0
  for await (const record of readChainFile(path, signal)) {
    if ((genesis === undefined) !== (record.kind === 'genesis')) throw damaged(path, 'its parts are out of order')
    if (record.kind === 'genesis') genesis = record.genesis
    if (record.kind === 'block') blocks++
    if (record.kind !== 'end' || genesis === undefined) continue
    if (record.blocks !== blocks) throw damaged(path, `it has ${blocks} of ${record.blocks} blocks`)
    checked = { genesis, chainId: genesis.chainId, blocks, headHash: record.headHash as `0x${string}` }
  }
  if (checked === undefined) throw damaged(path, 'it has no end')
  return checked
}
