import { Agent, request } from 'node:http'
import { encodeFunctionData, erc20Abi, type Hex, toHex } from 'viem'
import { compileSolidity } from '../builders/compileSolidity.ts'
import { type MeasuredNode, openNodes } from './node/openNodes.ts'
import { report, reportTiming, type Timing, timeRequests } from './node/timeRequests.ts'

/**
 * Bundles of ten ERC-20 transfers over HTTP. Ours tells balances that the token itself was asked for, call tree, named storage, access
 * list; anvil's `eth_simulateV1` tells logs and gas, as does our own. All on OpenZeppelin's token, each node in a process of its own.
 */

const bundles = 300
const warmUps = 60
const callsPerBundle = 10
const underWay = 4

const source = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
contract Token is ERC20 { constructor() ERC20("Token", "TKN") { _mint(msg.sender, 1e30); } }`

/** Each bundle pays others. */
const toTransfers = (bundle: number): Hex[] =>
  Array.from({ length: callsPerBundle }, (_, index) => {
    const to = toHex(1_000_000 + bundle * callsPerBundle + index, { size: 20 })
    return encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [to, 1n] })
  })

const measure = async (metric: string, ask: (index: number) => Promise<unknown>): Promise<Timing> => {
  await timeRequests(warmUps, underWay, ask)
  reportTiming('simulate', `${metric}, one at a time`, await timeRequests(bundles, 1, ask))
  const timing = await timeRequests(bundles, underWay, ask)
  reportTiming('simulate', `${metric}, ${underWay} at a time`, timing)
  return timing
}

const benchV1 = (node: MeasuredNode, token: Hex): Promise<Timing> =>
  measure(`${node.name} eth_simulateV1, ${callsPerBundle} calls`, async (index) => {
    const calls = toTransfers(index).map((data) => ({ from: node.account.address, to: token, data }))
    const [block] = await node.ask<{ calls: { status: Hex }[] }[]>(
      'eth_simulateV1',
      { blockStateCalls: [{ calls }] },
      'latest',
    )
    if (!block?.calls.every(({ status }) => status === '0x1')) throw new Error('A transfer failed.')
  })

const post = (url: URL, agent: Agent, token: string, body: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve(Buffer.concat(chunks).toString()))
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })

const benchProcedure = (host: { rest: string; token: string }, from: Hex, token: Hex): Promise<Timing> => {
  const agent = new Agent({ keepAlive: true })
  const url = new URL(`${host.rest}/simulation`)
  return measure(`quantera simulation, ${callsPerBundle} calls`, async (index) => {
    const items = toTransfers(index).map((data) => ({ kind: 'call', from, to: token, data }))
    const answer = JSON.parse(await post(url, agent, host.token, JSON.stringify({ items })))
    const isWhole = answer.items?.every(
      (item: { status: string; tokenChanges: { isVerified: boolean }[] }) =>
        item.status === 'success' && item.tokenChanges.filter(({ isVerified }) => isVerified).length === 2,
    )
    if (!isWhole) throw new Error(`A transfer failed: ${JSON.stringify(answer).slice(0, 500)}`)
  })
}

const isOffered = async (node: MeasuredNode): Promise<boolean> =>
  node.ask('eth_simulateV1', { blockStateCalls: [] }, 'latest').then(
    () => true,
    (error: Error) => !/not (found|supported|exist)|unknown|does not exist/i.test(error.message),
  )

const data = compileSolidity(source).get('Token')?.creation.object ?? '0x'
const { nodes, host, close } = await openNodes()
try {
  const [own, anvil] = nodes
  const deployed: Hex[] = []
  for (const node of nodes) deployed.push((await node.send({ data, gas: 3_000_000n })).contractAddress)
  const [ownToken = '0x', anvilToken = '0x'] = deployed
  const peer = await benchV1(anvil, anvilToken)
  const procedure = await benchProcedure(host, own.account.address, ownToken)
  report('simulate', 'simulation against anvil eth_simulateV1', procedure.perSecond / peer.perSecond, 'ratio')
  if (await isOffered(own)) {
    const same = await benchV1(own, ownToken)
    report('simulate', 'eth_simulateV1 against anvil', same.perSecond / peer.perSecond, 'ratio')
  }
} finally {
  await close()
}
