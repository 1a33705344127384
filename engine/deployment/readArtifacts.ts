import type { ArtifactSource, ContractArtifact } from '../compiler/ContractArtifact.ts'
import type { ContractArtifacts } from './planDeployment.ts'

/** Reads what `contracts/compile.ts` writes: a line with the sources of all, then a line for each contract. */
export const readArtifacts = (text: string): ContractArtifacts => {
  const [first = '[]', ...lines] = text.trim().split('\n')
  const sources: readonly ArtifactSource[] = JSON.parse(first)
  return new Map(
    lines.map((line) => {
      const artifact: ContractArtifact = { ...JSON.parse(line), sources }
      return [artifact.name, artifact]
    }),
  )
}
