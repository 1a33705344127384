import { fileURLToPath } from 'node:url'
import { defineConfig } from 'electron-vite'
import renderer from './renderer/vite.config.ts'

const fromHere = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Every bundle of `out/main/`: its name and where it begins. */
const mainEntries = {
  shell: 'main/shell/main.ts',
  host: 'main/host/hostProcess.ts',
  cli: 'main/host/cli.ts',
  chainWorker: 'engine/chain/chainWorker.ts',
  marketWorker: 'engine/market/marketWorker.ts',
  compilerWorker: 'engine/compiler/compilerWorker.ts',
  makersWorker: 'engine/practice/makersWorker.ts',
  debuggerWorker: 'engine/debugger/debuggerWorker.ts',
  simulationWorker: 'engine/simulation/simulationWorker.ts',
}

/**
 * Everything from npm is bundled, so that the shell needs no `node_modules`, except what can't be: Electron itself, native addons,
 * and what reads its WebAssembly from a file beside it. `bufferutil` and `utf-8-validate` are optional helpers of `ws` that aren't installed.
 */
const external = ['electron', 'better-sqlite3', 'tiny-secp256k1', 'bufferutil', 'utf-8-validate']

// Electron's main process and the preload load CommonJS in every release; sandboxed preloads load nothing else.
const commonJs = {
  format: 'cjs',
  entryFileNames: '[name].cjs',
  // Beside the entries: shared code finds the workers and the screens from where it is itself.
  chunkFileNames: '[name]-[hash].cjs',
} as const

export default defineConfig({
  main: {
    build: {
      outDir: fromHere('out/main'),
      // Node 18 is Electron 25's, the oldest that the shell runs in.
      target: 'node18',
      externalizeDeps: false,
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(mainEntries).map(([name, path]) => [name, fromHere(path)])),
        external,
        output: commonJs,
      },
    },
  },
  preload: {
    build: {
      outDir: fromHere('out/preload'),
      target: 'node18',
      externalizeDeps: false,
      minify: false,
      rolldownOptions: { input: { preload: fromHere('preload/preload.ts') }, external: ['electron'], output: commonJs },
    },
  },
  renderer,
})
