import type { getOpcodesForHF } from '@ethereumjs/evm'

/** What @ethereumjs/evm keeps for each opcode: how it is named, what it costs, what it does. */
export type OpcodeEntry = ReturnType<typeof getOpcodesForHF>['opcodeMap'][number]

/** The state of the interpreter that an opcode is given. */
export type RunState = Parameters<OpcodeEntry['gasHandler']>[0]
