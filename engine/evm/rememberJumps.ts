import type { OpcodeEntry, RunState } from './trace/interpreterTypes.ts'

type Interpreter = RunState['interpreter']
type Analysis = ReturnType<Interpreter['_getValidJumpDestinations']>
type Remembered = { readonly analysis: Analysis; readonly table: readonly OpcodeEntry[] }

const patched = new WeakSet<object>()
const remembered = new WeakMap<Uint8Array, Remembered>()

/**
 * Lets all interpreters of this one's kind keep what they found out about a contract's code. @ethereumjs/evm works out jump
 * destinations and pushed numbers again at each call: more than half of what a short call takes. A state gives the same bytes for
 * the same code, and never changes them; what a creation runs is not kept.
 */
export const rememberJumps = (interpreter: Interpreter): void => {
  const kind: Interpreter = Object.getPrototypeOf(interpreter)
  if (patched.has(kind)) return
  patched.add(kind)
  const analyse = kind._getValidJumpDestinations
  kind._getValidJumpDestinations = function (code) {
    // biome-ignore lint/complexity/useLiteralKeys: protected fields; there is no other way to them.
    if (this['_env'].isCreate) return analyse.call(this, code)
    // biome-ignore lint/complexity/useLiteralKeys: as above.
    const table = this['_evm']['_opcodeMap']
    const known = remembered.get(code)
    if (known?.table === table) return known.analysis
    const analysis = known === undefined ? analyse.call(this, code) : withTable(known.analysis, code, table)
    remembered.set(code, { analysis, table })
    return analysis
  }
}

/** The same analysis for other opcodes, as they are while a tracer listens. */
const withTable = (analysis: Analysis, code: Uint8Array, table: readonly OpcodeEntry[]): Analysis => {
  const opcodesCached = analysis.opcodesCached.slice()
  for (let position = 0; position < opcodesCached.length; position++) {
    const entry = table[code[position] ?? 0]
    if (opcodesCached[position] !== undefined && entry !== undefined) opcodesCached[position] = entry
  }
  return { ...analysis, opcodesCached }
}
