import fc from 'fast-check'
import { type Abi, encodeErrorResult, encodeEventTopics, encodeFunctionData, erc20Abi, erc721Abi, parseAbi } from 'viem'
import { describe, expect, test } from 'vitest'
import { toHex } from '../../../../engine/chain/bytes.ts'
import { decodeCall } from '../../../../engine/compiler/decode/decodeCall.ts'
import { decodeLog } from '../../../../engine/compiler/decode/decodeLog.ts'
import { decodeParameters } from '../../../../engine/compiler/decode/decodeParameters.ts'
import { decodeRevert } from '../../../../engine/compiler/decode/decodeRevert.ts'

const alice = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const bob = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC'
const orders = parseAbi([
  'struct Order { address maker; uint256[] amounts; }',
  'function place(Order[] orders, bytes data, bool isFirm) payable',
  'error TooSmall(uint256 have, uint256 want)',
  'event Note(string indexed key, string text)',
])
const anyBytes = fc.uint8Array({ maxLength: 300 })

describe('decodeCall', () => {
  test('names the contract, the function and its arguments', () => {
    const data = encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [bob, 2n ** 255n] })
    expect(decodeCall([{ abi: orders }, { name: 'Token', abi: erc20Abi }], data)).toEqual({
      contract: 'Token',
      signature: 'transfer(address,uint256)',
      args: [
        { name: 'recipient', type: 'address', value: bob },
        { name: 'amount', type: 'uint256', value: String(2n ** 255n) },
      ],
    })
  })

  test('reads tuples and arrays within one another', () => {
    const data = encodeFunctionData({
      abi: orders,
      functionName: 'place',
      args: [[{ maker: alice, amounts: [1n, 2n] }], '0xabcd', true],
    })
    const call = decodeCall([{ abi: orders }], data)
    expect(call?.signature).toBe('place((address,uint256[])[],bytes,bool)')
    expect(call?.args[0]).toMatchObject({
      name: 'orders',
      type: '(address,uint256[])[]',
      value: [
        {
          type: '(address,uint256[])',
          value: [
            { name: 'maker', value: alice },
            { name: 'amounts', value: [{ value: '1' }, { value: '2' }] },
          ],
        },
      ],
    })
    expect(call?.args.slice(1).map(({ value }) => value)).toEqual(['0xabcd', true])
  })

  test('keeps members called like the parts of a JavaScript object, and members of one name', () => {
    const components = ['__proto__', 'constructor', 'x', 'x'].map((name) => ({ name, type: 'uint256' }))
    const words = [1, 2, 3, 4].map((value) => value.toString(16).padStart(64, '0')).join('')
    const [it] = decodeParameters([{ name: 'it', type: 'tuple', components }], Buffer.from(words, 'hex')) ?? []
    expect(it?.value).toMatchObject([{ value: '1' }, { value: '2' }, { value: '3' }, { value: '4' }])
  })

  test('cuts an array of very many elements and says how many are left', () => {
    const parameters = [{ name: 'all', type: 'uint8[]' }]
    const word = (value: number) => value.toString(16).padStart(64, '0')
    const data = Buffer.from(`${word(32)}${word(10_000)}${word(7).repeat(10_000)}`, 'hex')
    const values = decodeParameters(parameters, data)?.[0]?.value
    expect(Array.isArray(values) && values.length).toBe(4_096)
    expect(Array.isArray(values) && values.at(-1)).toEqual({ name: '', type: 'string', value: '… 5905 more' })
  })

  test('refuses types that take no bytes, an array of which could be endless', () => {
    const length = Buffer.from(`${'20'.padStart(64, '0')}${'f'.repeat(64)}`, 'hex')
    expect(decodeParameters([{ name: '', type: 'uint256[0][]' }], length)).toBeUndefined()
    expect(decodeParameters([{ name: '', type: 'tuple[]', components: [] }], length)).toBeUndefined()
  })

  test('survives pointers that multiply a little data into very much', () => {
    // uint256[][][]: each level has 300 elements that all point at the same place.
    const word = (value: number) => value.toString(16).padStart(64, '0')
    const level = (offset: number) => `${word(300)}${word(offset).repeat(300)}`
    const data = Buffer.from(`${word(32)}${level(300 * 32)}${level(300 * 32)}${level(0)}`, 'hex')
    expect(decodeParameters([{ name: '', type: 'uint256[][][]' }], data)).toBeUndefined()
  })

  test('never throws, whatever the data', () => {
    const head = encodeFunctionData({ abi: orders, functionName: 'place', args: [[], '0x', false] }).slice(0, 10)
    fc.assert(
      fc.property(anyBytes, (noise) => {
        const data = Buffer.concat([Buffer.from(head.slice(2), 'hex'), noise])
        const call = decodeCall([{ abi: orders }], data)
        expect(call === undefined || call.args.length === 3).toBe(true)
      }),
    )
  })
})

describe('decodeLog', () => {
  const transfer = (abi: Abi, id?: bigint) =>
    encodeEventTopics({ abi, eventName: 'Transfer', args: { from: alice, to: bob, tokenId: id } }).map(
      String,
    ) as `0x${string}`[]
  const one = `0x${'1'.padStart(64, '0')}` as const

  test("tells ERC-20's Transfer from ERC-721's by what is indexed", () => {
    const abis = [
      { name: 'Coin', abi: erc20Abi },
      { name: 'Card', abi: erc721Abi },
    ]
    const coin = decodeLog(abis, { address: alice, topics: transfer(erc20Abi), data: one })
    const card = decodeLog(abis, { address: alice, topics: transfer(erc721Abi, 1n), data: '0x' })
    expect(coin).toMatchObject({ contract: 'Coin', args: [{ value: alice }, { value: bob }, { value: '1' }] })
    expect(card).toMatchObject({ contract: 'Card', args: [{ value: alice }, { value: bob }, { value: '1' }] })
    expect(card.args?.map(({ name }) => name)).toEqual(['from', 'to', 'tokenId'])
  })

  test('gives the hash of an indexed string', () => {
    const topics = encodeEventTopics({ abi: orders, eventName: 'Note', args: { key: 'k' } }).map(
      String,
    ) as `0x${string}`[]
    const data = `0x${['20', '2'].map((value) => value.padStart(64, '0')).join('')}${'6869'.padEnd(64, '0')}` as const
    expect(decodeLog([{ abi: orders }], { address: alice, topics, data }).args).toEqual([
      { name: 'key', type: 'bytes32', value: topics[1] },
      { name: 'text', type: 'string', value: 'hi' },
    ])
  })

  test('gives a log that no ABI fits as it is', () => {
    const log = { address: alice, topics: [one], data: '0xab' } as const
    expect(decodeLog([{ abi: erc20Abi }], log)).toEqual(log)
    expect(decodeLog([], { ...log, topics: [] })).toEqual({ ...log, topics: [] })
  })

  test('never throws, whatever the log', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 3 }),
        anyBytes,
        (rest, data) => {
          const [topic] = transfer(erc20Abi)
          const topics = [...(topic ? [topic] : []), ...rest.map(toHex)]
          expect(decodeLog([{ abi: erc20Abi }], { address: alice, topics, data: toHex(data) }).topics).toEqual(topics)
        },
      ),
    )
  })
})

describe('decodeRevert', () => {
  const standard = parseAbi(['error Error(string)', 'error Panic(uint256)'])

  test('reads a reason, a panic and an error of a known ABI', () => {
    const reason = encodeErrorResult({ abi: standard, errorName: 'Error', args: ['not yet'] })
    expect(decodeRevert([], reason)).toMatchObject({ kind: 'error', message: 'not yet', data: reason })
    const panic = encodeErrorResult({ abi: standard, errorName: 'Panic', args: [0x11n] })
    expect(decodeRevert([], panic)).toMatchObject({
      kind: 'panic',
      message: 'Arithmetic overflow or underflow (panic 0x11).',
    })
    const custom = encodeErrorResult({ abi: orders, errorName: 'TooSmall', args: [1n, 2n] })
    expect(decodeRevert([{ abi: orders }], custom)).toMatchObject({
      kind: 'custom',
      message: 'TooSmall(have: 1, want: 2)',
      signature: 'TooSmall(uint256,uint256)',
    })
  })

  test('says so when there is nothing to read, or nothing known', () => {
    expect(decodeRevert([], '0x')).toMatchObject({ kind: 'empty' })
    expect(decodeRevert([], '0x01')).toMatchObject({ kind: 'unknown', data: '0x01' })
    expect(decodeRevert([], '0x12345678')).toMatchObject({ kind: 'unknown' })
    const unheardOf = encodeErrorResult({ abi: standard, errorName: 'Panic', args: [0x99n] })
    expect(decodeRevert([], unheardOf).message).toContain('0x99')
  })

  test('cuts a reason that is far too long', () => {
    const reason = encodeErrorResult({ abi: standard, errorName: 'Error', args: ['x'.repeat(50_000)] })
    expect(decodeRevert([], reason).message).toHaveLength(1_025)
  })

  test('never throws, whatever the data', () => {
    const selectors = fc.constantFrom(
      '08c379a0',
      '4e487b71',
      encodeErrorResult({ abi: orders, errorName: 'TooSmall', args: [0n, 0n] }).slice(2, 10),
      '',
    )
    fc.assert(
      fc.property(selectors, anyBytes, (selector, noise) => {
        const data = Buffer.concat([Buffer.from(selector, 'hex'), noise])
        expect(decodeRevert([{ abi: orders }], data).data).toBe(toHex(data))
      }),
    )
  })
})
