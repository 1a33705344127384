import { parseArgs } from 'node:util'
import { createHostOfProcess } from './createHostOfProcess.ts'
import { parseOrigin } from './doors/parseOrigin.ts'

const usage = `The desk without a window.

  npm run host -- --data DIR --port N [--bind ADDRESS] [--allow-origin ORIGIN]… [--no-makers]

  --data DIR       the desk's folder; made where there is none      (default: .data/desk)
  --port N         where to listen; 0 for any free port             (default: 0)
  --bind ADDRESS   the address to listen on                         (default: 127.0.0.1, this machine only)
  --allow-origin O pages of this origin (or a wallet: chrome-extension://…) may use the JSON-RPC door with its key;
                   can be given several times
  --at-once        print the line as soon as the doors are open, before the desk trades
  --no-makers      without the practice desk's market makers`

const parse = () => {
  try {
    const { values } = parseArgs({
      options: {
        data: { type: 'string', default: '.data/desk' },
        port: { type: 'string', default: '0' },
        bind: { type: 'string' },
        'allow-origin': { type: 'string', multiple: true, default: [] },
        'at-once': { type: 'boolean', default: false },
        'no-makers': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    const port = Number(values.port)
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`--port ${values.port} is no port.`)
    return { ...values, port, allowedOrigins: values['allow-origin'].map(parseOrigin) }
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
