import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RecordedTrace } from '../../../engine/debugger/record/RecordedTrace.ts'
import {
  frameOf,
  reconstructMemory,
  reconstructReturnData,
  reconstructStack,
  reconstructStorage,
} from '../../../engine/debugger/record/reconstructStep.ts'
import { createTestChain } from '../../builders/createTestChain.ts'
import { addressOf, hexToCode, type Program, recordProgram, type StructLog } from './recordProgram.ts'

let desk: Awaited<ReturnType<typeof createTestChain>>
beforeAll(async () => {
  desk = await createTestChain({ rich: [], timestampS: 1_700_000_000 })
})
afterAll(() => desk.close())

/** A step of the record, in the words of a struct log. */
const toStructLog = (trace: RecordedTrace, step: number): Omit<StructLog, 'error' | 'storage'> => {
  const memory = Buffer.from(reconstructMemory(trace, step)).toString('hex')
  const returnData = Buffer.from(reconstructReturnData(trace, step)).toString('hex')
  return {
    pc: trace.pc.get(step),
    op: trace.names[trace.opcode.get(step)] ?? '',
    gas: trace.gas.get(step),
    gasCost: trace.cost.get(step),
    depth: frameOf(trace, step).start.depth + 1,
    stack: reconstructStack(trace, step).map((item) => `0x${item.toString(16)}`),
    ...(memory === '' ? {} : { memory: memory.match(/.{64}/g) ?? [] }),
    ...(returnData === '' ? {} : { returnData: `0x${returnData}` }),
  }
}

const expectSame = async (program: Program, stride = 1): Promise<RecordedTrace> => {
  const { logs, trace } = await recordProgram(desk.chain, program)
  expect(trace.steps).toBe(logs.length)
  for (let step = 0; step < logs.length; step += stride) {
    const { error: _error, storage: _storage, refund: _refund, ...log } = logs[step] as StructLog & { refund?: number }
    expect(toStructLog(trace, step), `step ${step}`).toEqual(log)
  }
  return trace
}

const first = addressOf(0xa1)
const second = addressOf(0xa2)
const digits = (address: Uint8Array): string => Buffer.from(address).toString('hex')
/** CALL-like of `second` with 32 bytes from memory 0, and room for 64 bytes at 0x40. */
const call = (opcode: 'f1' | 'f2' | 'f4' | 'fa', gas = '61ffff'): string =>
  `6040 6040 6020 6000 ${opcode === 'f1' || opcode === 'f2' ? '6000' : ''} 73${digits(second)} ${gas} ${opcode} 50`

const answering = hexToCode(`7f${'ab'.repeat(32)}600052 6001 6000 55 6020 6000 f3`)
const reverting = hexToCode(`7f${'cd'.repeat(32)}600052 6002 6001 55 6004 6000 fd`)
const burning = hexToCode('6001 6000 55 5b 6003 56')

test.each([
  ['nested calls', answering, ['f1', 'f2', 'f4', 'fa']],
  ['calls that revert', reverting, ['f1', 'f4', 'fa']],
  ['calls that run out of gas', burning, ['f1', 'f2']],
  ['calls to no code', new Uint8Array(), ['f1', 'fa']],
] as const)('gives every machine of %s as struct logs do', async (_name, callee, calls) => {
  const code = hexToCode(
    `7f${'11'.repeat(32)} 600052 ${calls.map((opcode) => call(opcode)).join('')} 3d 6000 6080 3e 00`,
  )
  await expectSame({
    accounts: [
      [first, code],
      [second, callee],
    ],
  })
})

test('gives every machine of creations as struct logs do', async () => {
  // Creates a contract with code 00 by CREATE and CREATE2, one that reverts with 4 bytes, and one with more value than there is.
  const deploy = '69 6001 6000 53 6001 6000 f3 600052'
  const fail = '64 6004 6000 fd 600052'
  const code = hexToCode(
    `${deploy} 600a 6016 6000 f0 ${deploy} 6007 600a 6016 6000 f5 ${fail} 6005 601b 6000 f0 6005 601b 60ff f0 00`,
  )
  const trace = await expectSame({ accounts: [[first, code]] })
  expect(trace.frames.map(({ start, end }) => [start.type, end?.error])).toEqual([
    ['CALL', undefined],
    ['CREATE', undefined],
    ['CREATE2', undefined],
    ['CREATE', 'revert'],
    ['CREATE', 'insufficient balance for transfer'],
  ])
})

test('gives every machine of precompiled contracts, copies and moves as struct logs do', async () => {
  const identity = '6020 6060 6020 6000 6004 61ffff fa 50'
  const code = hexToCode(
    `7f${'5a'.repeat(32)} 600052 ${identity} 36 6000 6080 37 38 6000 60a0 39 6010 6005 60f0 5e 73${digits(second)} 80 3b 6000 6101 80 93 92 3c 6140 51 50 60aa 6200ffff 53 59 00`,
  )
  await expectSame({
    accounts: [
      [first, code],
      [second, answering],
    ],
    data: new Uint8Array(70).fill(7),
  })
})

test('gives every machine of a frame that calls itself to the limit of its gas', async () => {
  const code = hexToCode(`6001 6000 5c 01 80 6000 5d 6020 6000 53 6000 6000 6000 6000 6000 30 5a f1 3d 50 00`)
  const trace = await expectSame({ accounts: [[first, code]], gas: 300_000n })
  expect(trace.frames.length).toBeGreaterThan(20)
})

test('gives machines between checkpoints of stack and memory as struct logs do', async () => {
  // A stack 300 deep, then a loop that writes all over 4 KiB of memory.
  const code = hexToCode(`${'59'.repeat(300)} 61 0800 5b 6001 90 03 80 80 610fff 16 52 80 61012f 57 00`)
  const trace = await expectSame({ accounts: [[first, code]] }, 97)
  expect(trace.steps).toBeGreaterThan(20_000)
  expect(trace.frames[0]?.stackCheckpoints.length).toBeGreaterThan(5)
  expect(trace.frames[0]?.memoryCheckpoints.length).toBeGreaterThan(1)
})

/** Any opcodes: most programs of them fail soon, so that pushes make up two thirds. */
const anyCode = fc
  .array(
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.integer({ min: 0, max: 96 }).map((value) => `60${value.toString(16).padStart(2, '0')}`),
      },
      {
        weight: 1,
        arbitrary: fc
          .bigInt({ min: 0n, max: 2n ** 256n - 1n })
          .map((word) => `7f${word.toString(16).padStart(64, '0')}`),
      },
      { weight: 1, arbitrary: fc.constantFrom('30', '59', '5a', `73${digits(second)}`) },
      { weight: 5, arbitrary: fc.integer({ min: 0, max: 255 }).map((opcode) => opcode.toString(16).padStart(2, '0')) },
      {
        weight: 2,
        arbitrary: fc.constantFrom(
          '20',
          '51',
          '52',
          '53',
          '54',
          '55',
          '5c',
          '5d',
          '80',
          '81',
          '90',
          '91',
          'f1',
          'f4',
          'fa',
          'f0',
        ),
      },
    ),
    { minLength: 1, maxLength: 60 },
  )
  .map((parts) => hexToCode(`${'6001'.repeat(12)}${parts.join('')}`))

test('gives every machine of any program as struct logs do', async () => {
  const property = fc.asyncProperty(anyCode, anyCode, async (code, callee) => {
    await expectSame({
      accounts: [
        [first, code],
        [second, callee],
      ],
      gas: 200_000n,
    })
  })
  await fc.assert(property, { numRuns: 300 })
})

test('shows what slots hold, and takes back what failed frames wrote', async () => {
  // Writes 5 to its slot 1, calls code that writes 2 to the same slot by DELEGATECALL and reverts, reads it.
  const code = hexToCode(`6005 6001 55 6007 6002 5d ${call('f4')} 6001 54 50 6002 5c 50 6009 6003 55 00`)
  const { trace } = await recordProgram(desk.chain, {
    accounts: [
      [first, code],
      [second, reverting],
    ],
  })
  const inside = trace.frames[1]?.lastStep ?? 0
  const slot = (number: bigint, value: bigint, isWritten: boolean, isTransient = false) =>
    expect.objectContaining({ slot: number, value, isTransient, isWritten })
  expect(reconstructStorage(trace, 0)).toEqual([])
  expect(reconstructStorage(trace, inside)).toEqual([slot(1n, 2n, true), slot(2n, 7n, true, true)])
  expect(reconstructStorage(trace, trace.steps - 1)).toEqual([
    slot(1n, 5n, true),
    slot(2n, 7n, true, true),
    slot(3n, 9n, true),
  ])
})
