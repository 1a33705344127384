import type { EndpointPool } from '../../networks/createEndpointPool.ts'
import { invalidAnswer } from '../../networks/postJson.ts'
import { readAnswer } from '../../networks/readAnswer.ts'
import { fromHex, toHex } from '../bytes.ts'
import type { FetchBlockHashes } from './createForkBase.ts'
import type { ForkPoint } from './ForkPoint.ts'
import { encodeHeader, HeaderAnswer, readHeaderFields } from './forkHeader.ts'

const HEADERS_AT_ONCE = 32

/** Hashes of the blocks before a fork's, proven by the chain of headers: each has the hash of its parent. */
export const createBlockHashFetch =
  (pool: EndpointPool, point: ForkPoint): FetchBlockHashes =>
  async (first) => {
    const hashes: (readonly [number, Uint8Array])[] = []
    let expected = readHeaderFields(fromHex(point.header)).parentHash
    hashes.push([point.number - 1, expected])
    for (let top = point.number - 1; top > first; top -= HEADERS_AT_ONCE) {
      const count = Math.min(HEADERS_AT_ONCE, top - first)
      const numbers = Array.from({ length: count }, (_, index) => top - index)
      const calls = numbers.map((number) => ({
        method: 'eth_getBlockByNumber',
        params: [`0x${number.toString(16)}`, false],
      }))
      const from = expected
      const parents = await pool.ask(calls, (answers, endpoint) => {
        let child = from
        return answers.map((answer) => {
          const header = readAnswer(HeaderAnswer, answer, endpoint)
          if (toHex(header.hash) !== toHex(child)) throw invalidAnswer(endpoint, 'a block that is no ancestor')
          child = readHeaderFields(encodeHeader(header, endpoint)).parentHash
          return child
        })
      })
      for (const [index, parent] of parents.entries()) hashes.push([top - index - 1, parent])
      expected = parents.at(-1) ?? expected
    }
    return hashes
  }
