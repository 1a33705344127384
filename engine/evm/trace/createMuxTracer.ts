import type { TraceStep, TransactionTracer } from './Tracer.ts'

/** geth's `muxTracer`: several tracers at once, each with a result under its name. */
export const createMuxTracer = (tracers: Readonly<Record<string, TransactionTracer>>): TransactionTracer => {
  const all = Object.values(tracers)
  const listening = new Set(all)
  const wanted = all.map(({ opcodes }) => opcodes).filter((opcodes) => opcodes !== undefined)
  const isWanted = ({ opcodes }: TransactionTracer, step: TraceStep) => opcodes?.has(step.opcode) ?? true
  return {
    ...(wanted.length < all.length ? {} : { opcodes: new Set(wanted.flatMap((opcodes) => [...opcodes])) }),
    onEnter: (frame) => {
      for (const tracer of all) tracer.onEnter(frame)
    },
    onStep: (step) => {
      for (const tracer of listening) if (isWanted(tracer, step) && !tracer.onStep(step)) listening.delete(tracer)
      return listening.size > 0
    },
    onExit: (frame) => {
      for (const tracer of all) tracer.onExit(frame)
    },
    toResult: (outcome) =>
      Object.fromEntries(Object.entries(tracers).map(([name, tracer]) => [name, tracer.toResult(outcome)])),
  }
}
