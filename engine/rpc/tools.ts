import { z } from 'zod'
import type { Json, MethodTable } from './RpcContext.ts'
import { Quantity } from './schemas.ts'

/** The tools whose names for the development methods are answered, as viem's test client calls them. */
type Tool = 'anvil' | 'hardhat' | 'ganache'
const TOOLS: readonly Tool[] = ['anvil', 'hardhat', 'ganache']

/** These methods also take plain numbers, as the tools that know them send. */
export const NumberOrQuantity = z.union([Quantity, z.number().int().nonnegative().transform(BigInt)])

/** What a tool's clients expect of a method that only does something: Anvil says null, the others true. */
export const toAnswer = (tool: Tool): Json => (tool === 'anvil' ? null : true)

/** The methods under the name of each tool. */
export const underEachName = (toMethods: (tool: Tool) => MethodTable): MethodTable =>
  Object.fromEntries(
    TOOLS.flatMap((tool) =>
      Object.entries(toMethods(tool)).map(([name, method]) => [`${tool}_${name}`, method] as const),
    ),
  )
