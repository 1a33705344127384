import { toFunctionSignature, type AbiParameter as ViemParameter } from 'viem'
import type { AbiParameter, CallableFunction, CompiledContract } from '../../api/workbench.ts'
import type { ContractArtifact } from '../ContractArtifact.ts'

/** An artifact as the workbench shows it. */
export const toCompiledContract = ({ path, name, abi, creation, deployed }: ContractArtifact): CompiledContract => {
  const creator = abi.find((item) => item.type === 'constructor')
  return {
    path,
    name,
    isDeployable: creation.object !== '0x',
    deployedBytes: sizeOf(deployed.object),
    creationBytes: sizeOf(creation.object),
    constructorInputs: (creator?.inputs ?? []).map(toParameter),
    isPayableConstructor: creator?.stateMutability === 'payable',
    functions: toCallableFunctions(abi),
    abi: JSON.stringify(abi),
  }
}

/** The functions of an ABI, in its order, as forms ask for them. */
export const toCallableFunctions = (abi: ContractArtifact['abi']): CallableFunction[] =>
  abi.flatMap((item) =>
    item.type !== 'function'
      ? []
      : {
          signature: toFunctionSignature(item),
          name: item.name,
          stateMutability: item.stateMutability,
          inputs: item.inputs.map(toParameter),
          outputs: item.outputs.map(toParameter),
        },
  )

/** A parameter of an ABI, as forms ask for it. */
export const toParameter = (parameter: ViemParameter): AbiParameter => ({
  name: parameter.name ?? '',
  type: parameter.type,
  ...(parameter.internalType === undefined ? {} : { internalType: parameter.internalType }),
  ...('components' in parameter ? { components: parameter.components.map(toParameter) } : {}),
})

const sizeOf = (hex: string): number => (hex.length - 2) / 2
