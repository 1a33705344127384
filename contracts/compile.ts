import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { selectArtifacts, toArtifacts } from '../engine/compiler/toArtifacts.ts'
import { toStorageReleases } from './layout/toStorageReleases.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const contractsFolder = join(root, 'contracts')
const generatedFolder = join(contractsFolder, 'generated')
const stampPath = join(generatedFolder, '.stamp')
const modulesFolder = join(root, 'node_modules')

/** Kept equal to `foundry.toml`, so that the tests run the bytecode that is shipped. */
const settings = {
  evmVersion: 'prague',
  optimizer: { enabled: true, runs: 1_000 },
}

interface Artifact {
  readonly abi: readonly object[]
  readonly evm: {
    readonly bytecode: { readonly object: string }
    readonly deployedBytecode: { readonly object: string }
  }
}

interface Diagnostic {
  readonly severity: 'error' | 'warning' | 'info'
  readonly formattedMessage: string
  readonly sourceLocation?: { readonly file: string }
}

interface CompilerOutput {
  readonly errors?: readonly Diagnostic[]
  readonly contracts?: Readonly<Record<string, Readonly<Record<string, Artifact>>>>
}

interface Stamp {
  readonly hash: string
  readonly files: readonly string[]
}

/** What {@link compileContracts} did. `durationMs` covers the whole call. */
export interface CompileResult {
  readonly compiled: boolean
  readonly files: readonly string[]
  readonly durationMs: number
}

/** Thrown when solc reports an error, or a warning in one of our own files. The message is solc's own report. */
export class CompileError extends Error {
  override readonly name = 'CompileError'
}

/**
 * Compiles every contract under `contracts/` with the npm `solc` and writes typed ABIs and bytecode to
 * `contracts/generated/`: one TypeScript file a contract, `sources.ts` with the sources themselves, `artifacts.jsonl` with all that
 * traces need to be read in source terms, and `layouts.json` with where upgradeable contracts keep what (`contracts/layouts.ts`).
 * Does nothing when neither the sources, nor the compiler, nor OpenZeppelin, nor this file changed.
 *
 * @throws {@link CompileError}
 * @example
 * const { compiled } = await compileContracts()
 */
export async function compileContracts(): Promise<CompileResult> {
  const startedAtMs = performance.now()
  const sources = readSources()
  const hash = hashInputs(sources)
  const stamp = readStamp()
  if (stamp?.hash === hash && stamp.files.every((file) => existsSync(join(generatedFolder, file)))) {
    return { compiled: false, files: stamp.files, durationMs: performance.now() - startedAtMs }
  }
  const texts = new Map(sources)
  const { output, version } = await runSolc(sources, (path, text) => texts.set(path, text))
  const files = new Map([
    ...toGeneratedFiles(sources, output),
    ['artifacts.jsonl', toArtifactsFile(output, texts, version)],
    ['layouts.json', `${JSON.stringify(toStorageReleases(output, 'contracts/'))}\n`],
  ])
  writeGenerated(files, { hash, files: [...files.keys()] })
  return { compiled: true, files: [...files.keys()], durationMs: performance.now() - startedAtMs }
}

/** Our Solidity files, keyed by their path from the root (`contracts/trading/TradingModule.sol`), sorted. */
function readSources(): ReadonlyMap<string, string> {
  const paths = readdirSync(contractsFolder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.sol'))
    .map((path) => join(contractsFolder, path))
  const entries = paths.map((path) => [relative(root, path).split(sep).join('/'), readFileSync(path, 'utf8')] as const)
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function hashInputs(sources: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256')
  hash.update(readFileSync(fileURLToPath(import.meta.url)))
  for (const path of artifactMakers()) hash.update(readFileSync(path))
  for (const name of ['solc', '@openzeppelin/contracts', '@openzeppelin/contracts-upgradeable'])
    hash.update(readVersion(name))
  for (const [path, content] of sources) hash.update(`${path}\0${content}\0`)
  return hash.digest('hex')
}

/** What decides what artifacts and layouts hold. */
function artifactMakers(): readonly string[] {
  const compiler = join(root, 'engine/compiler')
  const folders = [join(compiler, 'namespaces'), join(contractsFolder, 'layout')]
  const files = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  return [join(compiler, 'toArtifacts.ts'), ...files.sort()]
}

function readVersion(packageName: string): string {
  const manifest: { readonly version: string } = JSON.parse(
    readFileSync(join(modulesFolder, packageName, 'package.json'), 'utf8'),
  )
  return `${packageName}@${manifest.version}`
}

function readStamp(): Stamp | undefined {
  if (!existsSync(stampPath)) return undefined
  try {
    const stamp: Stamp = JSON.parse(readFileSync(stampPath, 'utf8'))
    return stamp
  } catch {
    return undefined // a torn stamp only means that we compile again
  }
}

async function runSolc(
  sources: ReadonlyMap<string, string>,
  onImport: (path: string, text: string) => void,
): Promise<{ readonly output: CompilerOutput; readonly version: string }> {
  const { default: solc } = await import('solc') // loading it takes most of a second: only when there is work
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries([...sources].map(([path, content]) => [path, { content }])),
    settings: { ...settings, outputSelection: selectArtifacts(sources.values()) },
  }
  const findImport = (path: string): ImportResult => {
    const result = resolveImport(path)
    if ('contents' in result) onImport(path, result.contents)
    return result
  }
  const output: CompilerOutput = JSON.parse(solc.compile(JSON.stringify(input), { import: findImport }))
  const refused = (output.errors ?? []).filter(isRefused)
  if (refused.length > 0) throw new CompileError(refused.map((error) => error.formattedMessage).join('\n'))
  return { output, version: /^[0-9.]+/.exec(solc.version())?.[0] ?? solc.version() }
}

type ImportResult = { readonly contents: string } | { readonly error: string }

/** Finds a package's file; our own files are all among the sources already. */
function resolveImport(path: string): ImportResult {
  const file = join(modulesFolder, path)
  return existsSync(file) ? { contents: readFileSync(file, 'utf8') } : { error: `${path} not found in node_modules.` }
}

function isRefused({ severity, sourceLocation }: Diagnostic): boolean {
  if (severity === 'error') return true
  return severity === 'warning' && (sourceLocation?.file ?? 'contracts/').startsWith('contracts/')
}

function toGeneratedFiles(sources: ReadonlyMap<string, string>, output: CompilerOutput): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  const errors = new Map<string, object>()
  for (const path of sources.keys()) {
    for (const { abi } of Object.values(output.contracts?.[path] ?? {})) {
      for (const entry of abi) if ('type' in entry && entry.type === 'error') errors.set(JSON.stringify(entry), entry)
    }
    if (/^contracts\/(interfaces|libraries)\//.test(path)) continue
    for (const [name, artifact] of Object.entries(output.contracts?.[path] ?? {})) {
      files.set(`${name}.ts`, toModule(path, name, { ...artifact, abi: withExtension(name, artifact.abi, output) }))
    }
  }
  files.set('errors.ts', toErrorsModule([...errors.keys()].sort()))
  const record = JSON.stringify(Object.fromEntries(sources), null, 2)
  files.set('sources.ts', `export const contractSources: Readonly<Record<string, string>> = ${record}\n`)
  return files
}

/**
 * Everything a trace needs to read our own contracts in source terms, in one file: a line a contract, after a line with the sources
 * that all of them share.
 */
function toArtifactsFile(output: CompilerOutput, texts: ReadonlyMap<string, string>, version: string): string {
  const artifacts = toArtifacts(output, texts, version).filter(
    ({ path, deployed }) => path.startsWith('contracts/') && deployed.object !== '0x',
  )
  const lines = artifacts.map(({ sources: _, ...artifact }) => JSON.stringify(artifact))
  return `${[JSON.stringify(artifacts[0]?.sources ?? []), ...lines].join('\n')}\n`
}

/** Contracts that hand what they don't declare to another by DELEGATECALL: they have the functions of both. */
const extensions: Readonly<Record<string, string>> = {
  TreasuryToken: 'TreasuryTokenExtension',
  TradingModule: 'TreasuryListings',
}

function withExtension(name: string, abi: Artifact['abi'], output: CompilerOutput): Artifact['abi'] {
  const extension = extensions[name]
  if (extension === undefined) return abi
  const file = Object.values(output.contracts ?? {}).find((contracts) => extension in contracts)
  const others = (file?.[extension]?.abi ?? []).filter((entry) => !('type' in entry && entry.type === 'constructor'))
  return [...new Map([...abi, ...others].map((entry) => [JSON.stringify(entry), entry])).values()]
}

/** Every error that a contract of ours can revert with, once: any of them may reach a caller through another contract. */
function toErrorsModule(errors: readonly string[]): string {
  return `export const contractErrorsAbi = [\n${errors.map((entry) => `  ${entry},\n`).join('')}] as const\n`
}

function toModule(path: string, name: string, { abi, evm }: Artifact): string {
  const prefix = `${name.charAt(0).toLowerCase()}${name.slice(1)}`
  const entries = abi.map((entry) => `  ${JSON.stringify(entry)},\n`).join('')
  return [
    `// Generated from ${path} by contracts/compile.ts.`,
    `export const ${prefix}Abi = [\n${entries}] as const`,
    `export const ${prefix}Bytecode = '0x${evm.bytecode.object}' as const`,
    `export const ${prefix}DeployedBytecode = '0x${evm.deployedBytecode.object}' as const`,
    '',
  ].join('\n\n')
}

/** Each file appears whole or not at all, and the stamp last: several processes may compile at the same time. */
function writeGenerated(files: ReadonlyMap<string, string>, stamp: Stamp): void {
  mkdirSync(generatedFolder, { recursive: true })
  for (const [name, content] of files) writeWhole(join(generatedFolder, name), content)
  for (const name of readdirSync(generatedFolder)) {
    if (name.endsWith('.ts') && !files.has(name)) rmSync(join(generatedFolder, name), { force: true })
  }
  writeWhole(stampPath, JSON.stringify(stamp))
}

function writeWhole(path: string, content: string): void {
  const temporary = `${path}.${process.pid}.tmp`
  writeFileSync(temporary, content)
  renameSync(temporary, path)
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const { compiled, files, durationMs } = await compileContracts()
    const duration = `${Math.round(durationMs)} ms`
    console.log(
      compiled ? `Compiled contracts: ${files.length} files in ${duration}.` : `Contracts unchanged (${duration}).`,
    )
  } catch (error) {
    if (!(error instanceof CompileError)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
}
