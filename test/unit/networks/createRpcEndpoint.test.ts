import { expect, test } from 'vitest'
import { createRpcEndpoint, type RpcEndpointOptions } from '../../../engine/networks/createRpcEndpoint.ts'
import { answering, answerJson, createHastyClock, type Respond, startServer } from './testEndpoints.ts'

const call = { method: 'eth_blockNumber', params: [] }

const open = async (respond: Respond, options: Partial<RpcEndpointOptions> & { readonly path?: string } = {}) => {
  const server = await startServer(respond)
  const time = createHastyClock()
  const { path = '', ...settings } = options
  const endpoint = createRpcEndpoint({
    url: `${server.url}${path}`,
    fetch,
    clock: time.clock,
    random: () => 1,
    timeoutMs: 100_000,
    ...settings,
  })
  return { ...server, ...time, endpoint }
}

test('answers a batch in the order of the calls, whatever the order of the answers', async () => {
  const { endpoint, requests } = await open((body, response) => {
    if (!Array.isArray(body)) throw new Error('not a batch')
    answerJson(response, body.map(({ id, method }) => ({ id, result: method })).reverse())
  })
  const answers = await endpoint.send(['a', 'b', 'c'].map((method) => ({ method, params: [] })))
  expect(answers).toEqual([{ result: 'a' }, { result: 'b' }, { result: 'c' }])
  expect(requests).toHaveLength(1)
})

test('asks one by one where batches are refused, and goes on so', async () => {
  const { endpoint, requests } = await open((body, response) => {
    if (Array.isArray(body)) return answerJson(response, { error: { code: -32_600, message: 'no batches' } }, 400)
    answering(({ method }) => method)(body, response, 0)
  })
  for (let round = 0; round < 2; round++) expect(await endpoint.send([call, call])).toHaveLength(2)
  expect(requests.map(({ body }) => Array.isArray(body))).toEqual([true, false, false, false, false])
})

test('tries again what may pass, after pauses that double', async () => {
  const { endpoint, waits } = await open((body, response, count) => {
    if (count === 1) return answerJson(response, {}, 503)
    if (count === 2) return response.destroy()
    if (count === 3) return answerJson(response, {}, 429)
    answering(() => '0x5')(body, response, count)
  })
  expect(await endpoint.send([call])).toEqual([{ result: '0x5' }])
  expect(waits).toEqual([250, 500, 1_000])
})

test('waits as long as it is told to', async () => {
  const { endpoint, waits } = await open((body, response, count) => {
    if (count === 1) return void response.writeHead(429, { 'retry-after': '3' }).end()
    answering(() => '0x5')(body, response, count)
  })
  await endpoint.send([call])
  expect(waits).toEqual([3_000])
})

test('does not ask again what the node refused', async () => {
  const { endpoint, requests } = await open((_body, response) => {
    answerJson(response, { id: 0, error: { code: -32_000, message: 'header not found' } })
  })
  expect(await endpoint.send([call])).toEqual([{ error: { code: -32_000, message: 'header not found' } }])
  expect(requests).toHaveLength(1)
})

test('gives up on a node that takes too long', async () => {
  const { endpoint, host } = await open(() => undefined, { attempts: 2 })
  await expect(endpoint.send([call])).rejects.toMatchObject({
    code: 'network/unreachable',
    message: `${host} does not answer: no answer within 100000 ms.`,
  })
})

test('gives up on a node that begins to answer and takes too long for the rest', async () => {
  const { endpoint } = await open((_body, response) => void response.write('{"id":'), { attempts: 1 })
  await expect(endpoint.send([call])).rejects.toMatchObject({ code: 'network/unreachable' })
})

test('leaves a node alone after too many failures, then asks once, and trusts it again when that goes well', async () => {
  let isWell = false
  const { endpoint, requests, pass } = await open(
    (body, response, count) => (isWell ? answering(() => '0x1')(body, response, count) : answerJson(response, {}, 500)),
    { attempts: 1, failureThreshold: 3, cooldownMs: 10_000 },
  )
  for (let round = 0; round < 5; round++) await expect(endpoint.send([call])).rejects.toThrow('does not answer')
  expect(requests).toHaveLength(3)
  pass(10_000)
  await expect(endpoint.send([call])).rejects.toThrow('HTTP 500')
  await expect(endpoint.send([call])).rejects.toThrow('left alone for a while')
  expect(requests).toHaveLength(4)
  isWell = true
  pass(10_000)
  for (let round = 0; round < 2; round++) expect(await endpoint.send([call])).toEqual([{ result: '0x1' }])
})

test.each([
  [
    'a redirect',
    (response: Parameters<Respond>[1]) => response.writeHead(307, { location: 'http://127.0.0.1:1' }).end(),
  ],
  ['a page', (response: Parameters<Respond>[1]) => response.end('<!doctype html>')],
  ['more than it should', (response: Parameters<Respond>[1]) => response.end('x'.repeat(2_000))],
  ['answers to something else', (response: Parameters<Respond>[1]) => answerJson(response, { id: 9, result: 1 })],
  ['neither result nor error', (response: Parameters<Respond>[1]) => answerJson(response, { id: 0 })],
])('refuses %s, at once', async (_what, respond) => {
  const { endpoint, requests } = await open((_body, response) => void respond(response), { maxBytes: 1_000 })
  await expect(endpoint.send([call])).rejects.toMatchObject({ code: 'network/invalid-answer' })
  expect(requests).toHaveLength(1)
})

test('sends a password as such, and repeats neither it nor a key', async () => {
  const server = await startServer((_body, response) => {
    const message = 'no plan for https://user:hunter2hunter2@host/v3/key-0123456789?apikey=query-0123456789'
    answerJson(response, { id: 0, error: { code: -32_000, message } })
  })
  const url = `http://user:hunter2hunter2@${server.host}/v3/key-0123456789?apikey=query-0123456789`
  const endpoint = createRpcEndpoint({
    url,
    fetch,
    clock: createHastyClock().clock,
    random: () => 1,
    timeoutMs: 100_000,
  })
  const [answer] = await endpoint.send([call])
  expect(server.requests[0]?.authorization).toBe(`Basic ${Buffer.from('user:hunter2hunter2').toString('base64')}`)
  expect(endpoint.name).toBe(server.host)
  expect(JSON.stringify(answer)).not.toMatch(/hunter2|0123456789/)
})

test.each(['ftp://host', 'file:///etc/passwd', 'nonsense secret-0123456789', ''])(
  'refuses the URL %j without repeating it',
  (url) => {
    const open = () => createRpcEndpoint({ url, fetch, clock: createHastyClock().clock, random: () => 1 })
    expect(open).toThrow('An endpoint is an http or https URL.')
  },
)
