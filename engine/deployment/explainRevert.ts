import { type Abi, decodeErrorResult, type Hex } from 'viem'
import type { ContractArtifacts } from './planDeployment.ts'

/** Every custom error that our contracts declare, each once. */
export const listErrors = (artifacts: ContractArtifacts): Abi => {
  const errors = [...artifacts.values()].flatMap(({ abi }) => abi.filter((entry) => entry.type === 'error'))
  return [...new Map(errors.map((error) => [JSON.stringify([error.name, error.inputs]), error])).values()]
}

/** A revert's data as a sentence's end: `InvalidDelay(31536000, 2592000)`; the data itself where it is none of our errors. */
export const explainRevert = (errors: Abi, data: string): string => {
  try {
    const { errorName, args = [] } = decodeErrorResult({ abi: errors, data: data as Hex })
    return `${errorName}(${args.map(String).join(', ')})`
  } catch {
    return data === '0x' ? 'reverted without a reason' : `reverted with ${data}`
  }
}
