import { openTestChain } from '../../unit/chain/openTestChain.ts'

/** A node in a process of its own: a text per message in, the answer out. Its door is tested elsewhere; here nothing limits the rate. */
const serve = async (): Promise<void> => {
  const chain = await openTestChain()
  const session = chain.server.openSession({ notify: () => undefined })
  process.on('message', async (texts: readonly string[]) => {
    const answers: (string | null)[] = []
    for (const text of texts) answers.push((await chain.server.handle(text, session)) ?? null)
    globalThis.gc?.()
    process.send?.({ answers, errors: chain.errors.map(String), heapBytes: process.memoryUsage().heapUsed })
  })
  process.send?.('ready')
}

void serve()
