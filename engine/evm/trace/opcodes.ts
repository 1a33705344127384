/** Opcodes that tracers look at (Yellow Paper, appendix H). */
export const OPCODES = {
  balance: 0x31,
  extcodesize: 0x3b,
  extcodecopy: 0x3c,
  extcodehash: 0x3f,
  sload: 0x54,
  sstore: 0x55,
  log0: 0xa0,
  create: 0xf0,
  call: 0xf1,
  callcode: 0xf2,
  delegatecall: 0xf4,
  create2: 0xf5,
  staticcall: 0xfa,
  selfdestruct: 0xff,
} as const

/** LOG0 to LOG4. */
export const LOGS: ReadonlySet<number> = new Set([0, 1, 2, 3, 4].map((topics) => OPCODES.log0 + topics))

/** The opcodes that call another account. */
export const CALLS: ReadonlySet<number> = new Set([
  OPCODES.call,
  OPCODES.callcode,
  OPCODES.delegatecall,
  OPCODES.staticcall,
])

/** Whether an opcode calls another account: gas is on top of the stack, the account below it. */
export const isCall = (opcode: number): boolean => CALLS.has(opcode)

/** Whether an opcode creates a contract. */
export const isCreate = (opcode: number): boolean => opcode === OPCODES.create || opcode === OPCODES.create2
