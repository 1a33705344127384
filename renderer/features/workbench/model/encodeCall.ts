import { type Abi, encodeFunctionData } from 'viem'
import type { AbiParameter, CallableFunction } from '../../../../engine/api/workbench.ts'
import { type Argument, elementOf, kindOf } from './abiForm.ts'

/** A call's data, to debug a call that was never a transaction. */
export function encodeCall(callable: CallableFunction, args: readonly Argument[]): `0x${string}` {
  const { name, stateMutability, inputs, outputs } = callable
  const abi = [{ type: 'function', name, stateMutability, inputs, outputs }]
  return encodeFunctionData({
    // The desk's schema has read it: an ABI of one function.
    abi: abi as unknown as Abi,
    functionName: name,
    args: inputs.map((input, at) => toNative(input, args[at] ?? '')),
  })
}

/** Integers as bigints, as encoding wants them. */
function toNative(parameter: AbiParameter, argument: Argument): unknown {
  if (typeof argument === 'boolean') return argument
  if (typeof argument === 'string') return kindOf(parameter) === 'integer' ? BigInt(argument) : argument
  return argument.map((member, at) =>
    toNative(kindOf(parameter) === 'array' ? elementOf(parameter) : (parameter.components?.[at] ?? parameter), member),
  )
}
