import { expect, test } from 'vitest'
import { TerminalError } from '../../../engine/api/errors.ts'
import { createEndpointPool } from '../../../engine/networks/createEndpointPool.ts'
import type { RpcEndpoint } from '../../../engine/networks/RpcEndpoint.ts'

const CHAIN_ID = 5
const call = { method: 'eth_getBalance', params: [] }

/** An endpoint that says `value`, or fails; `asked` counts the calls. */
const createEndpoint = (name: string, value: string | TerminalError, chainId = CHAIN_ID) => {
  const asked = { count: 0 }
  const endpoint: RpcEndpoint = {
    name,
    send: async (calls) => {
      if (calls[0]?.method === 'eth_chainId') return [{ result: `0x${chainId.toString(16)}` }]
      asked.count++
      if (typeof value !== 'string') throw value
      return calls.map(() => ({ result: value }))
    },
  }
  return { endpoint, asked }
}

const openPool = (endpoints: readonly { readonly endpoint: RpcEndpoint }[], quorum: number) => {
  const excluded: string[] = []
  const pool = createEndpointPool({
    endpoints: endpoints.map(({ endpoint }) => endpoint),
    quorum,
    chainId: CHAIN_ID,
    onExclude: (name) => excluded.push(name),
  })
  return { pool, excluded }
}

const read = ([answer]: readonly unknown[]): unknown => answer
const dead = new TerminalError('network/unreachable', 'x does not answer.')

test('answers what a quorum says, and asks the one that differs no more', async () => {
  const [honest, liar, other] = [createEndpoint('a', '1'), createEndpoint('b', '2'), createEndpoint('c', '1')]
  const { pool, excluded } = openPool([honest, liar, other], 2)
  expect(await pool.agree([call], read)).toEqual({ result: '1' })
  expect(excluded).toEqual(['b'])
  await pool.agree([call], read)
  expect([honest.asked.count, liar.asked.count, other.asked.count]).toEqual([2, 1, 2])
})

test('believes nobody when no quorum says the same, and names them', async () => {
  const { pool, excluded } = openPool([createEndpoint('a', '1'), createEndpoint('b', '2'), createEndpoint('c', '3')], 2)
  await expect(pool.agree([call], read)).rejects.toMatchObject({
    code: 'network/disagreement',
    facts: { endpoints: ['a', 'b', 'c'] },
  })
  expect(excluded).toEqual([])
})

test('believes neither half of a tie', async () => {
  const { pool } = openPool(
    ['1', '1', '2', '2'].map((value, index) => createEndpoint(`e${index}`, value)),
    2,
  )
  await expect(pool.agree([call], read)).rejects.toMatchObject({ code: 'network/disagreement' })
})

test('needs as many answers as the quorum, and takes silence for no lie', async () => {
  const enough = openPool([createEndpoint('a', '1'), createEndpoint('b', dead), createEndpoint('c', '1')], 2)
  expect(await enough.pool.agree([call], read)).toEqual({ result: '1' })
  expect(enough.excluded).toEqual([])
  const few = openPool([createEndpoint('a', '1'), createEndpoint('b', dead)], 2)
  await expect(few.pool.agree([call], read)).rejects.toMatchObject({ code: 'network/unreachable' })
})

test('asks the next one for what can be verified when one fails or lies', async () => {
  const [silent, liar, honest] = [createEndpoint('a', dead), createEndpoint('b', '2'), createEndpoint('c', '1')]
  const { pool, excluded } = openPool([silent, liar, honest], 1)
  const verify = (answers: readonly unknown[], endpoint: string): unknown => {
    if (endpoint === 'b') throw new TerminalError('network/proof-invalid', 'b sent a wrong proof.')
    return read(answers)
  }
  for (let round = 0; round < 2; round++) expect(await pool.ask([call], verify)).toEqual({ result: '1' })
  expect(excluded).toEqual(['b'])
  expect([silent.asked.count, liar.asked.count, honest.asked.count]).toEqual([2, 1, 2])
})

test('does not ask a node of another chain', async () => {
  const stranger = createEndpoint('a', '1', 6)
  const { pool, excluded } = openPool([stranger, createEndpoint('b', '1')], 1)
  expect(await pool.ask([call], read)).toEqual({ result: '1' })
  expect([excluded, stranger.asked.count]).toEqual([['a'], 0])
  const alone = openPool([stranger], 1)
  await expect(alone.pool.ask([call], read)).rejects.toMatchObject({ code: 'network/wrong-chain' })
  await expect(alone.pool.ask([call], read)).rejects.toThrow('No endpoint is left')
})
