import { type Address, encodeFunctionData, type Hex } from 'viem'
import type { compileWorkhorse } from './compileWorkhorse.ts'
import type { Random } from './createRandom.ts'

/** What a transaction does: no `to` creates a contract. */
export interface RandomCall {
  readonly to: Address | undefined
  readonly data: Hex
  readonly value: bigint
}

type Contracts = ReturnType<typeof compileWorkhorse>

export interface World {
  readonly contracts: Contracts
  readonly accounts: readonly [Address, ...Address[]]
  readonly deployed: Readonly<Record<keyof Contracts, Address>>
}

/** Inputs of the precompiles: half of them well formed (EIP-196, 198, 152, 2537), the rest noise. */
const precompileInput = (random: Random, index: number): Hex => {
  if (random.chance(0.4)) return random.bytes(random.below(300))
  const zeros = (count: number) => '00'.repeat(count)
  const word = (value: number) => value.toString(16).padStart(64, '0')
  switch (index) {
    case 5:
      return `0x${word(1)}${word(1)}${word(32)}${'07'}${'0b'}${random.bytes(32).slice(2)}`
    case 6:
      return `0x${word(1)}${word(2)}${word(1)}${word(2)}`
    case 7:
      return `0x${word(1)}${word(2)}${random.bytes(32).slice(2)}`
    case 8:
      return `0x${zeros(192 * random.below(3))}`
    case 9:
      return `0x${random.below(40).toString(16).padStart(8, '0')}${random.bytes(64 + 128 + 16).slice(2)}0${random.below(2)}`
    case 11:
      return `0x${zeros(256)}`
    default:
      return random.bytes(32 * random.below(8))
  }
}

const precompile = (index: number): Address => `0x${index.toString(16).padStart(40, '0')}`

/** EVM code that is mostly valid: pushes, arithmetic, memory, storage, logs, calls, jumps to nowhere. */
export const randomCode = (random: Random): Hex => {
  // Without BLOCKHASH, PREVRANDAO and what else no two chains share.
  const operations = [
    '01',
    '02',
    '03',
    '04',
    '05',
    '06',
    '07',
    '08',
    '09',
    '0a',
    '0b',
    '10',
    '11',
    '12',
    '13',
    '14',
    '15',
    '16',
    '17',
    '18',
    '19',
    '1a',
    '1b',
    '1c',
    '1d',
    '30',
    '31',
    '32',
    '33',
    '34',
    '35',
    '36',
    '38',
    '3a',
    '3b',
    '3d',
    '3f',
    '41',
    '42',
    '43',
    '45',
    '46',
    '47',
    '48',
    '50',
    '51',
    '52',
    '53',
    '54',
    '55',
    '58',
    '59',
    '5a',
    '5b',
    '5c',
    '5d',
    '5e',
    '80',
    '81',
    '82',
    '90',
    '91',
    '92',
    'a0',
    'a1',
    'f1',
    'fa',
    'f4',
    'f0',
    'f5',
    '20',
    '37',
    '39',
    '3e',
    '56',
    '57',
    'fd',
    'f3',
    '00',
    'fe',
  ] as unknown as readonly [string, ...string[]]
  const parts = Array.from({ length: 10 + random.below(150) }, () => {
    if (random.chance(0.55)) return `60${random.below(96).toString(16).padStart(2, '0')}`
    if (random.chance(0.1)) return `7f${random.bytes(32).slice(2)}`
    if (random.chance(0.1)) return '5f'
    return random.pick(operations)
  })
  return `0x${parts.join('')}`
}

/** Creation code that deploys `code`: PUSH2 length, DUP1, PUSH1 10, PUSH0, CODECOPY, PUSH0, RETURN. */
export const toCreationCode = (code: Hex): Hex => {
  const length = ((code.length - 2) / 2).toString(16).padStart(4, '0')
  return `0x61${length}80600a5f395ff3${code.slice(2)}`
}

const workhorseCall = (random: Random, { contracts, accounts, deployed }: World): RandomCall => {
  const anyAddress = () => random.pick([...accounts, deployed.Workhorse, deployed.Coin, precompile(random.below(18))])
  const calls: readonly [
    () => readonly [string, readonly unknown[], bigint?],
    ...(() => readonly [string, readonly unknown[], bigint?])[],
  ] = [
    () => ['write', [BigInt(random.below(64)), BigInt(random.below(24)), random.word()]],
    () => ['clear', [BigInt(random.below(64)), BigInt(random.below(24))]],
    () => ['push', [random.word()]],
    () => ['store', [random.bytes(random.below(120))]],
    () => ['compute', [random.word(), random.word(), BigInt(random.below(200))]],
    () => ['fail', [BigInt(random.below(8)), random.bytes(random.below(70))], BigInt(random.below(2))],
    () => ['make', [BigInt(random.below(50)), BigInt(random.below(5))], BigInt(random.below(3))],
    () => ['tryMake', [BigInt(random.below(50)), BigInt(random.below(5))]],
    () => ['makeAndLeave', [BigInt(random.below(50)), anyAddress()], BigInt(random.below(9))],
    () => ['leaveLast', [anyAddress()]],
    () => ['nested', [BigInt(random.below(12)), BigInt(random.below(400_000))]],
    () => {
      const index = 1 + random.below(17)
      return ['reach', [precompile(index), precompileInput(random, index), random.chance(0.5)]]
    },
    () => ['reach', [anyAddress(), random.bytes(random.below(80)), random.chance(0.3)], BigInt(random.below(2))],
    () => [
      'delegate',
      [deployed.Workhorse, encodeFunctionData({ abi: contracts.Workhorse.abi, functionName: 'push', args: [1n] })],
    ],
    () => ['delegate', [anyAddress(), random.bytes(random.below(40))]],
    () => ['passing', [random.word(), random.word()]],
    () => ['environment', []],
    () => ['stretch', [random.word()]],
  ]
  const [functionName, args, value = 0n] = random.pick(calls)()
  const data = encodeFunctionData({ abi: contracts.Workhorse.abi, functionName, args })
  return { to: deployed.Workhorse, data, value }
}

const tokenCall = (random: Random, { contracts, accounts, deployed }: World): RandomCall => {
  const account = () => random.pick(accounts)
  const of = (name: 'Coin' | 'Deed' | 'Items', functionName: string, args: readonly unknown[]): RandomCall => ({
    to: deployed[name],
    data: encodeFunctionData({ abi: contracts[name].abi, functionName, args }),
    value: 0n,
  })
  const id = () => BigInt(random.below(12))
  return random.pick<() => RandomCall>([
    () => of('Coin', 'transfer', [account(), random.word()]),
    () => of('Coin', 'transfer', [account(), BigInt(random.below(10_000))]),
    () => of('Coin', 'approve', [account(), random.word()]),
    () => of('Coin', 'transferFrom', [account(), account(), BigInt(random.below(100))]),
    () => of('Deed', 'mint', [id()]),
    () => of('Deed', 'transferFrom', [account(), account(), id()]),
    () => of('Deed', 'safeTransferFrom', [account(), random.pick([...accounts, deployed.Coin]), id()]),
    () => of('Deed', 'approve', [account(), id()]),
    () => of('Items', 'safeTransferFrom', [account(), account(), 1n, BigInt(random.below(100)), '0x']),
    () =>
      of('Items', 'safeBatchTransferFrom', [account(), account(), [1n, 2n], [1n, 2n], random.bytes(random.below(9))]),
    () => of('Items', 'setApprovalForAll', [account(), random.chance(0.5)]),
    () => of('Coin', 'balanceOf', [account()]),
  ])()
}

/** One of everything that happens on a chain. */
export const randomCall = (random: Random, world: World): RandomCall =>
  random.pick<() => RandomCall>([
    () => workhorseCall(random, world),
    () => workhorseCall(random, world),
    () => workhorseCall(random, world),
    () => tokenCall(random, world),
    () => tokenCall(random, world),
    () => ({
      to: random.pick([...world.accounts, random.bytes(20)]),
      data: random.bytes(random.below(60)),
      value: BigInt(random.below(1_000)),
    }),
    () => ({ to: undefined, data: toCreationCode(randomCode(random)), value: 0n }),
    () => ({ to: undefined, data: randomCode(random), value: BigInt(random.below(3)) }),
    () => ({ to: undefined, data: world.contracts.Deed.bytecode, value: 0n }),
  ])()
