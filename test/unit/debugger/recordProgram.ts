import type { Chain } from '../../../engine/chain/Chain.ts'
import { createTraceRecorder } from '../../../engine/debugger/record/createTraceRecorder.ts'
import type { RecordedTrace } from '../../../engine/debugger/record/RecordedTrace.ts'
import { createMuxTracer } from '../../../engine/evm/trace/createMuxTracer.ts'
import { createStructLogTracer } from '../../../engine/evm/trace/createStructLogTracer.ts'
import { createTraceBudget } from '../../../engine/evm/trace/createTraceBudget.ts'
import type { Tracer } from '../../../engine/evm/trace/Tracer.ts'

export type StructLog = {
  readonly pc: number
  readonly op: string
  readonly gas: number
  readonly gasCost: number
  readonly depth: number
  readonly stack: readonly string[]
  readonly memory?: readonly string[]
  readonly returnData?: string
  readonly storage?: Readonly<Record<string, string>>
  readonly error?: string
}

export type Program = {
  /** Code by address: the first is called. */
  readonly accounts: readonly (readonly [address: Uint8Array, code: Uint8Array])[]
  readonly data?: Uint8Array
  readonly gas?: bigint
  readonly value?: bigint
}

export const hexToCode = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'))
export const addressOf = (last: number): Uint8Array =>
  Uint8Array.from({ length: 20 }, (_, index) => (index === 19 ? last : 0xcc))

export const WIDE = { maxSteps: 20_000_000, maxBytes: 2 ** 31 }

/** Runs a program once and hears of it twice: by the struct logger and by the recorder. */
export const recordProgram = (
  chain: Pick<Chain, 'execute' | 'head'>,
  { accounts, data = new Uint8Array(), gas = 1_000_000n, value = 0n }: Program,
): Promise<{ readonly logs: readonly StructLog[]; readonly trace: RecordedTrace }> =>
  chain.execute(
    chain.head(),
    (environment) => environment,
    async ({ state, execution }) => {
      for (const [address, code] of accounts) state.putCode(address, code)
      const recorder = createTraceRecorder(state, WIDE)
      const options = { enableMemory: true, enableReturnData: true }
      const structLogs = createStructLogTracer(options, state, createTraceBudget(2 ** 40))
      const tracer: Tracer = createMuxTracer({ structLogs, recorder: { ...recorder, toResult: () => null } })
      const result = await execution.runMessage(
        {
          from: addressOf(1),
          to: accounts[0]?.[0],
          data,
          value,
          gasLimit: gas,
          gasPrice: 0n,
          accessList: [],
          blobVersionedHashes: [],
          authorizationList: [],
        },
        tracer,
      )
      const trace = recorder.finish()
      if (trace === undefined) throw new Error('The recorder gave up.')
      const { structLogs: logs } = structLogs.toResult(result) as unknown as {
        readonly structLogs: readonly StructLog[]
      }
      return { logs, trace }
    },
  )
