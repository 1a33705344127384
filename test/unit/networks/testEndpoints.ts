import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

type Call = { readonly id: number; readonly method: string; readonly params: readonly unknown[] }
export type Respond = (body: Call | readonly Call[], response: ServerResponse, count: number) => void

/** A server that answers as the test tells it; gone when the test ends. */
export const startServer = async (respond: Respond) => {
  const requests: { readonly body: Call | readonly Call[]; readonly authorization: string | undefined }[] = []
  const server: Server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const body: Call | readonly Call[] = JSON.parse(text)
    requests.push({ body, authorization: request.headers.authorization })
    respond(body, response, requests.length)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, host: `127.0.0.1:${port}`, requests }
}

export const answerJson = (response: ServerResponse, json: unknown, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json))
}

/** Answers each call with what `answer` makes of it. */
export const answering =
  (answer: (call: Call) => unknown): Respond =>
  (body, response) => {
    const one = (call: Call) => ({ jsonrpc: '2.0', id: call.id, result: answer(call) })
    answerJson(response, Array.isArray(body) ? body.map(one) : one(body as Call))
  }

/** Time that passes when somebody waits for it; what it was waited for is kept. */
export const createHastyClock = () => {
  let nowMs = 0
  const waits: number[] = []
  return {
    waits,
    pass: (ms: number) => {
      nowMs += ms
    },
    clock: {
      nowMs: () => nowMs,
      schedule: (task: () => void, delayMs: number) => {
        // Timeouts are real, in a hurry; pauses pass at once.
        const isTimeout = delayMs >= 100_000
        if (!isTimeout) {
          waits.push(delayMs)
          nowMs += delayMs
        }
        const timer = setTimeout(task, isTimeout ? delayMs / 1_000 : 0)
        return () => clearTimeout(timer)
      },
    },
  }
}
