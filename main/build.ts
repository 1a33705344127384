import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { compileContracts } from '../contracts/compile.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const stampPath = `${root}out/.stamp`

const sourcePatterns = [
  '{engine,main,preload,renderer,contracts}/**/*.{ts,tsx,css,html,svg,sol}',
  'package-lock.json',
  'tsconfig.json',
  'electron.vite.config.ts',
]

/** A digest of everything the bundles are made from. */
const hashSources = (): string => {
  const hash = createHash('sha256')
  const files = sourcePatterns.flatMap((pattern) => globSync(pattern, { cwd: root })).sort()
  for (const file of files)
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(`${root}${file}`))
      .update('\0')
  return hash.digest('hex')
}

const runBundler = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const bundler = spawn(process.execPath, [`${root}node_modules/electron-vite/bin/electron-vite.js`, 'build'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    bundler.stdout.on('data', (chunk) => (output += chunk))
    bundler.stderr.on('data', (chunk) => (output += chunk))
    bundler.on('error', reject)
    bundler.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`The build failed:\n${output}`))))
  })

/** Compiles the contracts and bundles host, shell and screens, unless nothing they are made from has changed since. */
export const buildTerminal = async ({ force = false } = {}): Promise<'built' | 'fresh'> => {
  await compileContracts()
  const digest = hashSources()
  if (!force && existsSync(stampPath) && readFileSync(stampPath, 'utf8') === digest) return 'fresh'
  await runBundler()
  // Read as a file, lazily: it would make every bundle larger.
  copyFileSync(`${root}contracts/generated/artifacts.jsonl`, `${root}out/main/artifacts.jsonl`)
  mkdirSync(`${root}out`, { recursive: true })
  writeFileSync(stampPath, digest)
  return 'built'
}

if (import.meta.main) {
  const startedMs = performance.now()
  const result = await buildTerminal({ force: process.argv.includes('--force') })
  console.error(
    result === 'fresh' ? 'The build is fresh.' : `Built in ${((performance.now() - startedMs) / 1000).toFixed(1)} s.`,
  )
}
