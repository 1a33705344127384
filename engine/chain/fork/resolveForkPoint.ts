import { z } from 'zod'
import { TerminalError } from '../../api/errors.ts'
import { QuantityAnswer } from '../../networks/answerSchemas.ts'
import { type EndpointPool, readChainId } from '../../networks/createEndpointPool.ts'
import type { RpcEndpoint } from '../../networks/RpcEndpoint.ts'
import { readAnswer } from '../../networks/readAnswer.ts'
import { fromHex, toHex } from '../bytes.ts'
import { createProvenFetch } from './createProvenFetch.ts'
import { createEndpoints, createPool, type ForkNetwork } from './ForkNetwork.ts'
import type { ForkPoint, Verification } from './ForkPoint.ts'
import { encodeHeader, HeaderAnswer, readHeaderFields } from './forkHeader.ts'

export type ForkPointRequest = {
  readonly urls: readonly string[]
  readonly blockNumber: number | 'latest'
  readonly quorum: number
  /** `auto`: by proofs where an endpoint gives them for this block, else by quorum. */
  readonly verification: Verification | 'auto'
}

/**
 * Finds the block to fork: of the chain that all endpoints are nodes of, as a quorum of them has it.
 *
 * @throws TerminalError `network/wrong-chain`, `network/block-not-found`, `network/proof-invalid`, and as any request to the network.
 */
export const resolveForkPoint = async (request: ForkPointRequest, network: ForkNetwork): Promise<ForkPoint> => {
  const endpoints = createEndpoints(request.urls, network)
  const chainId = await agreeOnChain(endpoints, request.quorum)
  const pool = createPool(endpoints, chainId, request.quorum, network)
  const number = request.blockNumber === 'latest' ? await findLatest(endpoints, request.quorum) : request.blockNumber
  const block = await readBlock(pool, number, chainId)
  const verification = request.verification === 'auto' ? await findVerification(pool, block) : request.verification
  if (request.verification === 'proofs') await tryProof(pool, block)
  return { chainId, number, ...block, verification }
}

/** Asks all; as many as are needed have to answer. */
const askEach = async <Result>(
  endpoints: readonly RpcEndpoint[],
  quorum: number,
  ask: (endpoint: RpcEndpoint) => Promise<Result>,
): Promise<readonly { readonly name: string; readonly result: Result }[]> => {
  const settled = await Promise.allSettled(
    endpoints.map(async (endpoint) => ({ name: endpoint.name, result: await ask(endpoint) })),
  )
  const answers = settled.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
  const failure = settled.find((outcome) => outcome.status === 'rejected')
  if (failure !== undefined && answers.length < quorum) throw failure.reason
  return answers
}

const agreeOnChain = async (endpoints: readonly RpcEndpoint[], quorum: number): Promise<number> => {
  const [first, ...others] = await askEach(endpoints, quorum, readChainId)
  const stranger = others.find(({ result }) => result !== first?.result)
  if (first === undefined) throw new TerminalError('network/invalid-url', 'A fork needs at least one endpoint.')
  if (stranger === undefined) return first.result
  const message = `${first.name} is a node of chain ${first.result}, ${stranger.name} one of chain ${stranger.result}.`
  throw new TerminalError('network/wrong-chain', message, { endpoints: [first.name, stranger.name] })
}

/** The newest block that all of them have. */
const findLatest = async (endpoints: readonly RpcEndpoint[], quorum: number): Promise<number> => {
  const heads = await askEach(endpoints, quorum, async (endpoint) => {
    const [answer] = await endpoint.send([{ method: 'eth_blockNumber', params: [] }])
    return Number(readAnswer(QuantityAnswer, answer, endpoint.name))
  })
  return Math.min(...heads.map(({ result }) => result))
}

type Block = Pick<ForkPoint, 'hash' | 'header'>

const readBlock = async (pool: EndpointPool, number: number, chainId: number): Promise<Block> => {
  const call = { method: 'eth_getBlockByNumber', params: [`0x${number.toString(16)}`, false] }
  const block = await pool.agree([call], ([answer], endpoint) => {
    const header = readAnswer(z.union([z.null(), HeaderAnswer]), answer, endpoint)
    return header === null ? null : { hash: toHex(header.hash), header: toHex(encodeHeader(header, endpoint)) }
  })
  if (block !== null) return block
  throw new TerminalError('network/block-not-found', `Chain ${chainId} has no block ${number}.`, { chainId, number })
}

const PROBE = new Uint8Array(20)

const tryProof = async (pool: EndpointPool, { hash, header }: Block): Promise<void> => {
  const { stateRoot } = readHeaderFields(fromHex(header))
  await createProvenFetch(pool, { hash, stateRoot })([{ address: PROBE, slots: [], needsAccount: true }])
}

/** A node that refuses to prove gives no proofs; one whose proofs are wrong is no node to fall back with. */
const findVerification = async (pool: EndpointPool, block: Block): Promise<Verification> => {
  try {
    await tryProof(pool, block)
    return 'proofs'
  } catch (error) {
    if (error instanceof TerminalError && error.code === 'network/refused') return 'quorum'
    throw error
  }
}
