import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const architecture = process.arch === 'x64' ? 'amd64' : process.arch
const platformPackage = `@foundry-rs/anvil-${process.platform}-${architecture}`
/** The program itself: the script that npm links would outlive no signal, and its child would. */
const binary = fileURLToPath(new URL(`../../node_modules/${platformPackage}/bin/anvil`, import.meta.url))

/** The real anvil in a process of its own. */
export interface Anvil {
  readonly url: string
  readonly child: ChildProcess
  /** Rejects with the node's error object as it came. */
  request<Result>(method: string, ...params: readonly unknown[]): Promise<Result>
  stop(): Promise<void>
}

/** Starts anvil on a free port; `options` are its own. */
export const startAnvil = async (...options: readonly string[]): Promise<Anvil> => {
  const child = spawn(binary, ['--port', '0', ...options], { stdio: ['ignore', 'pipe', 'pipe'] })
  let complaint = ''
  child.stderr.on('data', (chunk) => (complaint += chunk))
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const address = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, found] = /Listening on ([\d.]+:\d+)/.exec(line) ?? []
      if (found !== undefined) resolve(found)
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`anvil ended with ${code} before it listened:\n${complaint}`)))
  })
  const url = `http://${address}`
  let lastId = 0
  return {
    url,
    child,
    request: async <Result>(method: string, ...params: readonly unknown[]): Promise<Result> => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ jsonrpc: '2.0', id: ++lastId, method, params }),
      })
      const { result, error } = (await response.json()) as { readonly result: Result; readonly error?: unknown }
      if (error !== undefined) throw error
      return result
    },
    stop: async () => {
      child.kill('SIGTERM')
      await exited
    },
  }
}
