import { randomBytes } from 'node:crypto'
import { Agent, request } from 'node:http'
import { createWalletClient, type Hex, http, type PrivateKeyAccount, publicActions, toHex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { buildTerminal } from '../../../main/build.ts'
import { startAnvil } from '../../builders/startAnvil.ts'
import { startHost } from '../../builders/startHost.ts'

/** A node under measurement: asked over HTTP with connections kept open. */
export interface MeasuredNode {
  readonly name: 'quantera' | 'anvil'
  readonly account: PrivateKeyAccount
  readonly chainId: number
  /** The result; rejects with the node's sentence. */
  ask<Result = unknown>(method: string, ...params: readonly unknown[]): Promise<Result>
  /** Bytes of the answer, which isn't parsed. */
  measure(method: string, ...params: readonly unknown[]): Promise<number>
  send(transaction: {
    readonly to?: Hex
    readonly data: Hex
    readonly gas: bigint
  }): Promise<{ readonly contractAddress: Hex; readonly hash: Hex; readonly blockNumber: bigint }>
}

const post = (url: URL, agent: Agent, headers: Record<string, string>, body: string): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve(Buffer.concat(chunks)))
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })

const createNode = async (name: MeasuredNode['name'], address: string, token?: string): Promise<MeasuredNode> => {
  const url = new URL(address)
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const headers = {
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  }
  let lastId = 0
  const exchange = (method: string, params: readonly unknown[]): Promise<Buffer> =>
    post(url, agent, headers, JSON.stringify({ jsonrpc: '2.0', id: ++lastId, method, params }))
  const ask: MeasuredNode['ask'] = async (method, ...params) => {
    const { result, error } = JSON.parse((await exchange(method, params)).toString())
    if (error) throw new Error(`${name} ${method}: ${error.message}`)
    return result
  }
  const account = privateKeyToAccount(toHex(randomBytes(32)))
  await ask('anvil_setBalance', account.address, toHex(10n ** 24n))
  const chainId = Number(await ask<string>('eth_chainId'))
  const wallet = createWalletClient({
    account,
    transport: http(address, { fetchOptions: { headers } }),
  }).extend(publicActions)
  return {
    name,
    account,
    chainId,
    ask,
    measure: async (method, ...params) => (await exchange(method, params)).length,
    send: async (transaction) => {
      const hash = await wallet.sendTransaction({
        ...transaction,
        chain: null,
        maxFeePerGas: 10n ** 12n,
        maxPriorityFeePerGas: 1n,
      })
      const receipt = await wallet.waitForTransactionReceipt({ hash, pollingInterval: 20 })
      if (receipt.status !== 'success') throw new Error(`${name}: ${hash} failed`)
      return { contractAddress: receipt.contractAddress ?? '0x', hash, blockNumber: receipt.blockNumber }
    },
  }
}

/** The built host of this desk, and anvil: each a process of its own, on a fresh chain. */
export const openNodes = async (...anvilOptions: readonly string[]) => {
  await buildTerminal()
  const host = await startHost({ arguments: ['--no-makers'] })
  const anvil = await startAnvil('--hardfork', 'prague', '--gas-limit', '60000000', ...anvilOptions)
  const nodes = [
    await createNode('quantera', new URL('/rpc', host.rest).href, host.token),
    await createNode('anvil', anvil.url),
  ] as const
  return {
    nodes,
    host,
    close: async () => {
      await anvil.stop()
      await host.dispose()
    },
  }
}
