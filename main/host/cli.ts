import { parseArgs } from 'node:util'
import { createHostOfProcess } from './createHostOfProcess.ts'
import { parseOrigin } from './doors/parseOrigin.ts'

const usage = `The desk without a window.

  npm run host -- --data DIR --port N [--bind ADDRESS] [--allow-origin ORIGIN]…
                   [--hardfork NAME] [--keep-blocks N] [--at-once] [--no-makers]

  --data DIR       the desk's folder; made where there is none      (default: .data/desk)
  --port N         where to listen; 0 for any free port             (default: 0)
  --bind ADDRESS   the address to listen on                         (default: 127.0.0.1, this machine only)
  --allow-origin O pages of this origin (or a wallet: chrome-extension://…) may use the JSON-RPC door with its key;
                   can be given several times
  --hardfork NAME  the rules of a new desk's chain: prague or osaka         (default: prague)
  --keep-blocks N  keep the states of the newest N blocks, at least 64      (default: all of them)
  --at-once        print the line as soon as the doors are open, before the desk trades
  --no-makers      without the practice desk's market makers`

/** Fewer would take the state away that a reader has just asked about. */
const leastKeptBlocks = 64

const parseHardfork = (name: string | undefined) => {
  if (name === undefined) return {}
  if (name !== 'prague' && name !== 'osaka') throw new Error(`--hardfork ${name} is neither prague nor osaka.`)
  return { hardfork: name } as const
}

const parseKeepBlocks = (text: string | undefined) => {
  if (text === undefined) return {}
  const keepBlocks = Number(text)
  if (!Number.isSafeInteger(keepBlocks) || keepBlocks < leastKeptBlocks) {
    throw new Error(`--keep-blocks ${text} is no number of at least ${leastKeptBlocks}.`)
  }
  return { keepBlocks }
}

const parse = () => {
  try {
    const { values } = parseArgs({
      options: {
        data: { type: 'string', default: '.data/desk' },
        port: { type: 'string', default: '0' },
        bind: { type: 'string' },
        'allow-origin': { type: 'string', multiple: true, default: [] },
        hardfork: { type: 'string' },
        'keep-blocks': { type: 'string' },
        'at-once': { type: 'boolean', default: false },
        'no-makers': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    const port = Number(values.port)
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`--port ${values.port} is no port.`)
    const chain = { ...parseHardfork(values.hardfork), ...parseKeepBlocks(values['keep-blocks']) }
    return { ...values, port, chain, allowedOrigins: values['allow-origin'].map(parseOrigin) }
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`)
    process.exit(2)
  }
}

const options = parse()
if (options.help) {
  console.log(usage)
  process.exit(0)
}

const run = async (): Promise<void> => {
  const host = await createHostOfProcess({
    entryUrl: import.meta.url,
    dataDirectory: options.data,
    port: options.port,
    chain: options.chain,
    allowedOrigins: options.allowedOrigins,
    makers: !options['no-makers'],
    ...(options.bind === undefined ? {} : { bindAddress: options.bind }),
  })
  if (!options['at-once']) await host.ready
  const { ui, ws, rest, rpc, token } = host.doors
  console.log(JSON.stringify({ ui, ws, rest, rpc, token }))
}

// No top-level await: the bundle is CommonJS.
run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
