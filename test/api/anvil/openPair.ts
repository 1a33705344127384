import { type Address, getContractAddress, type Hex, toHex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { startAnvil } from '../../builders/startAnvil.ts'
import { openTestChain, START_SECONDS } from '../../unit/chain/openTestChain.ts'
import { compileWorkhorse } from './compileWorkhorse.ts'
import type { World } from './randomCalls.ts'

const gasLimit = 30_000_000n
const baseFeePerGas = 1_000_000_000n
const balance = 10n ** 24n

export const signers = [1, 2, 3, 4].map((index) => privateKeyToAccount(toHex(0xd1ff * 256 + index, { size: 32 })))
const [deployer] = signers as [(typeof signers)[number]]

export interface Answer {
  readonly result?: unknown
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown }
}

/** This engine and the real anvil, begun from equal state; both seal a block for each transaction, at the same times. */
export const openPair = async () => {
  const own = await openTestChain({
    genesis: {
      timestamp: BigInt(START_SECONDS),
      gasLimit,
      baseFeePerGas,
      alloc: Object.fromEntries(signers.map(({ address }) => [address, { balance }])),
    },
  })
  const anvil = await startAnvil(
    ...[
      '--chain-id',
      String(own.chain.chainId),
      '--hardfork',
      'prague',
      '--accounts',
      '1',
      '--steps-tracing',
      '--no-mining',
    ],
    ...['--gas-limit', String(gasLimit), '--base-fee', String(baseFeePerGas), '--timestamp', String(START_SECONDS)],
  )
  // anvil gives its first block the base fee of its genesis; EIP-1559 has it fall by an eighth after an empty one.
  await anvil.request('anvil_setNextBlockBaseFeePerGas', toHex((baseFeePerGas * 7n) / 8n))
  for (const { address } of signers) await anvil.request('anvil_setBalance', address, toHex(balance))

  const settle = async (promise: Promise<unknown>): Promise<Answer> => {
    try {
      return { result: await promise }
    } catch (error) {
      return { error: error as NonNullable<Answer['error']> }
    }
  }
  const ask = (method: string, ...params: readonly unknown[]): Promise<readonly [Answer, Answer]> =>
    Promise.all([settle(own.rpc(method, ...params)), settle(anvil.request(method, ...params))])

  let nowS = START_SECONDS
  const setTime = async (): Promise<void> => {
    nowS += 12
    await own.rpc('evm_setNextBlockTimestamp', nowS)
    await anvil.request('evm_setNextBlockTimestamp', nowS)
  }

  const nonces = new Map<Address, number>()
  const nonceOf = (address: Address): number => nonces.get(address) ?? 0
  /** Sends the same bytes to both. A set-code transaction moves the nonces of its authorities too. */
  const send = async (signed: Hex): Promise<readonly [Answer, Answer]> => {
    await setTime()
    const answers = await ask('eth_sendRawTransaction', signed)
    await anvil.request('evm_mine')
    // anvil takes some of what is invalid into its pool, and seals a block without it.
    if (answers[0].error !== undefined) await own.rpc('evm_mine')
    for (const { address } of signers) {
      nonces.set(address, Number(await own.rpc('eth_getTransactionCount', address, 'latest')))
    }
    return answers
  }

  const contracts = compileWorkhorse()
  const deploy = async ({ bytecode }: { readonly bytecode: Hex }): Promise<Address> => {
    const nonce = nonceOf(deployer.address)
    const signed = await deployer.signTransaction({
      ...{ chainId: own.chain.chainId, nonce, data: bytecode, gas: 6_000_000n },
      ...{ maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: 1n },
    })
    for (const { error } of await send(signed)) if (error) throw new Error(error.message)
    return getContractAddress({ from: deployer.address, nonce: BigInt(nonce) })
  }
  const world: World = {
    contracts,
    accounts: signers.map(({ address }) => address) as [Address, ...Address[]],
    deployed: {
      Coin: await deploy(contracts.Coin),
      Deed: await deploy(contracts.Deed),
      Items: await deploy(contracts.Items),
      Workhorse: await deploy(contracts.Workhorse),
    },
  }
  return {
    own,
    anvil,
    ask,
    askOwn: (method: string, ...params: readonly unknown[]) => settle(own.rpc(method, ...params)),
    askAnvil: (method: string, ...params: readonly unknown[]) => settle(anvil.request(method, ...params)),
    send,
    nonceOf,
    world,
    close: async () => {
      await anvil.stop()
      await own.close()
    },
  }
}

export type Pair = Awaited<ReturnType<typeof openPair>>
