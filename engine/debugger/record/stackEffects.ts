import { LOGS } from '../../evm/trace/opcodes.ts'

/**
 * How many items each opcode takes from the stack (Yellow Paper, appendix H; CLZ of EIP-7939). DUP and SWAP are not here: they take
 * nothing and make nothing new.
 */
const TAKES: readonly (readonly [count: number, opcodes: readonly number[]])[] = [
  [1, [0x15, 0x19, 0x1e, 0x31, 0x35, 0x3b, 0x3f, 0x40, 0x49, 0x50, 0x51, 0x54, 0x56, 0x5c, 0xff]],
  [
    2,
    [
      0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x0a, 0x0b, 0x10, 0x11, 0x12, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1a, 0x1b,
      0x1c, 0x1d, 0x20, 0x52, 0x53, 0x55, 0x57, 0x5d, 0xf3, 0xfd,
    ],
  ],
  [3, [0x08, 0x09, 0x37, 0x39, 0x3e, 0x5e, 0xf0]],
  [4, [0x3c, 0xf5]],
  [6, [0xf4, 0xfa]],
  [7, [0xf1, 0xf2]],
]

/** The opcodes that leave one new item, first and last of each range. */
const MAKES: readonly (readonly [first: number, last: number])[] = [
  [0x01, 0x0b],
  [0x10, 0x1e],
  [0x20, 0x20],
  [0x30, 0x36],
  [0x38, 0x38],
  [0x3a, 0x3b],
  [0x3d, 0x3d],
  [0x3f, 0x4a],
  [0x51, 0x51],
  [0x54, 0x54],
  [0x58, 0x5a],
  [0x5c, 0x5c],
  [0x5f, 0x7f],
  [0xf0, 0xf2],
  [0xf4, 0xf5],
  [0xfa, 0xfa],
]

const takes = new Uint8Array(256)
for (const [count, opcodes] of TAKES) for (const opcode of opcodes) takes[opcode] = count
for (const opcode of LOGS) takes[opcode] = opcode - 0xa0 + 2
const makes = new Uint8Array(256)
for (const [first, last] of MAKES) makes.fill(1, first, last + 1)

const DUP1 = 0x80
const SWAP1 = 0x90
const SWAP16 = 0x9f

/** Whether an opcode leaves a new item on top of the stack. */
export const makesItem = (opcode: number): boolean => makes[opcode] === 1

/**
 * Does to a stack what an opcode that succeeded did to it.
 *
 * @param read gives the item that it made
 */
export const applyOpcode = (stack: bigint[], opcode: number, read: () => bigint): void => {
  if (opcode >= DUP1 && opcode < SWAP1) stack.push(stack[stack.length - (opcode - DUP1 + 1)] ?? 0n)
  else if (opcode >= SWAP1 && opcode <= SWAP16) swapTop(stack, opcode - SWAP1 + 1)
  else {
    stack.length -= Math.min(stack.length, takes[opcode] ?? 0)
    if (makesItem(opcode)) stack.push(read())
  }
}

const swapTop = (stack: bigint[], depth: number): void => {
  const top = stack.length - 1
  const other = top - depth
  const item = stack[top] ?? 0n
  stack[top] = stack[other] ?? 0n
  stack[other] = item
}
