import { readFileSync } from 'node:fs'
import type { ArtifactSource, ContractArtifact } from '../ContractArtifact.ts'
import type { ArtifactStore } from '../openArtifactStore.ts'

/**
 * Puts the desk's own contracts into the store, so that traces of them read in source terms. `file` is what `contracts/compile.ts`
 * writes: a line with the sources of all, then a line for each contract.
 */
export const addBuiltInArtifacts = (store: ArtifactStore, file: URL): void => {
  const [first = '[]', ...lines] = readFileSync(file, 'utf8').trim().split('\n')
  const sources: readonly ArtifactSource[] = JSON.parse(first)
  store.add(lines.map((line): ContractArtifact => ({ ...JSON.parse(line), sources })))
}
