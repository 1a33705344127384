import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestChain } from '../openTestChain.ts'

type Answer = { id: number; result?: unknown; error?: unknown }
/** What becomes of an answer on its way. `undefined`: the connection is cut. */
export type Tamper = (method: string, answer: Answer) => Answer | undefined

/** Our own node behind HTTP, with somebody in between. */
export const serveChain = async ({ server }: TestChain) => {
  const session = server.openSession({})
  let tamper: Tamper = (_method, answer) => answer
  const methods: string[] = []
  const http = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const body: { method: string } | { method: string }[] = JSON.parse(text)
    const calls = Array.isArray(body) ? body : [body]
    const answers: Answer[] = JSON.parse((await server.handle(JSON.stringify(calls), session)) ?? '[]')
    methods.push(...calls.map(({ method }) => method))
    const tampered = answers.map((answer, index) => tamper(calls[index]?.method ?? '', answer))
    if (tampered.includes(undefined)) return response.destroy()
    response.end(JSON.stringify(Array.isArray(body) ? tampered : tampered[0]))
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(http.address() as AddressInfo).port}`
  return {
    host,
    url: `http://${host}`,
    methods,
    tamperWith: (next: Tamper): void => {
      tamper = next
    },
    close: (): void => {
      http.closeAllConnections()
      http.close()
    },
  }
}

export type ServedChain = Awaited<ReturnType<typeof serveChain>>
