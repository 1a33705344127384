import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { encodeFunctionData, hexToBytes, keccak256, stringToHex } from 'viem'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { treasuryRegistryAbi } from '../../../contracts/generated/TreasuryRegistry.ts'
import { AddressBook } from '../../../engine/deployment/AddressBook.ts'
import { setParts } from '../../../engine/deployment/planDeployment.ts'
import { systemClock } from '../../../engine/threads/systemClock.ts'
import { deploy } from '../../../main/deployment/deploy.ts'
import { encryptKey } from '../../../main/signing/keystore/encryptKey.ts'
import { type Anvil, startAnvil } from '../../builders/startAnvil.ts'
import { makeFolder } from '../../unit/deployment/openSendingChain.ts'
import { richAddress, richKey, serveNode } from '../clients/serveNode.ts'

/** anvil's first account. */
const account = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'
const key = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'
/** anvil has the deterministic proxy already: ten codes, the factory, the set, nine rules. */
const TRANSACTIONS = 21
const program = fileURLToPath(new URL('../../../main/deploy.ts', import.meta.url))

/** Runs the command as the program does; answers what it said. */
const run = async (words: readonly string[], environment: Record<string, string> = {}): Promise<string> => {
  const lines: string[] = []
  await deploy(words, { environment, clock: systemClock, random: Math.random, say: (line) => lines.push(line) })
  return lines.join('\n')
}

const readBook = (path: string): AddressBook => AddressBook.parse(JSON.parse(readFileSync(path, 'utf8')))

describe('against anvil', () => {
  let anvil: Anvil
  let snapshot: string
  beforeAll(async () => {
    anvil = await startAnvil()
    snapshot = await anvil.request('evm_snapshot')
  })
  afterAll(() => anvil.stop())

  const startAnew = async (): Promise<void> => {
    await anvil.request('evm_revert', snapshot)
    snapshot = await anvil.request('evm_snapshot')
  }
  const nonceOf = async (address: string): Promise<number> =>
    Number(await anvil.request('eth_getTransactionCount', address, 'latest'))
  const common = (out: string) => ['--network', anvil.url, '--signer', `unlocked:${account}`, '--out', out]

  test('shows each step with its cost and sends nothing, unless told to', async () => {
    await startAnew()
    const before = await anvil.request('eth_blockNumber')
    const out = join(makeFolder(), 'book.json')
    const said = await run(common(out))
    expect(said).toMatch(/TreasuryRegistry +0x[0-9a-fA-F]{40} +[\d,]+ gas +0\.\d+ ETH/)
    expect(said).toMatch(/To do +21 of 23 steps, [\d,]+ gas: 0\.\d+ ETH now/)
    expect(said).not.toContain('chain of our own')
    expect(said).toContain('Nothing was sent.')
    expect(await run(['--network', anvil.url, '--out', out])).toBe(said)
    expect(await anvil.request('eth_blockNumber')).toBe(before)
    expect(existsSync(out)).toBe(false)
  })

  test('deploys, writes the address book, and has nothing to do the second time', async () => {
    await startAnew()
    const out = join(makeFolder(), 'book.json')
    await run([...common(out), '--execute', '--pauser', account])
    const book = readBook(out)
    expect(book).toMatchObject({ chainId: 31_337, deployer: account, hasTimelock: true })
    for (const { address } of book.contracts)
      expect(await anvil.request('eth_getCode', address, 'latest')).not.toBe('0x')
    expect(await nonceOf(account)).toBe(TRANSACTIONS)
    expect(await run([...common(out), '--execute', '--pauser', account])).toContain('To do      0 of 23 steps')
    expect(await nonceOf(account)).toBe(TRANSACTIONS)
    expect(readBook(out)).toEqual(book)
  })

  test('gives each first role in its part', async () => {
    await startAnew()
    const out = join(makeFolder(), 'book.json')
    const grants = setParts.flatMap((part) => ['--grant', `${part}:${part.toUpperCase()}_ROLE:${account}`])
    await run([...common(out), '--execute', ...grants])
    const { addresses } = readBook(out)
    for (const part of setParts) {
      for (const other of setParts) {
        const args = [keccak256(stringToHex(`${other.toUpperCase()}_ROLE`)), account] as const
        const data = encodeFunctionData({ abi: treasuryRegistryAbi, functionName: 'hasRole', args })
        const answer = await anvil.request<string>('eth_call', { to: addresses[part], data }, 'latest')
        expect(BigInt(answer)).toBe(part === other ? 1n : 0n)
      }
    }
  })

  test('killed again and again as a process, ends with the same addresses and no transaction twice', async () => {
    await startAnew()
    const folder = makeFolder()
    const plain = join(folder, 'plain.json')
    await run([...common(plain), '--execute'])
    await startAnew()
    const out = join(folder, 'killed.json')
    const journal = join(folder, 'killed.journal.jsonl')
    const words = ['--network', anvil.url, '--signer', 'env:DEPLOYER_KEY', '--out', out, '--execute']
    // After so many lines of the journal: a transaction was signed, and may or may not have left.
    for (const lines of [2, 5, 13, 14, 20]) await killAfter(journal, lines, words)
    expect(existsSync(out)).toBe(false)
    await run(words, { DEPLOYER_KEY: key })
    expect(readBook(out).addresses).toEqual(readBook(plain).addresses)
    expect(await nonceOf(account)).toBe(TRANSACTIONS)
  })

  test('refuses another chain than it is told, and than the address book and the journal are of', async () => {
    await startAnew()
    const out = join(makeFolder(), 'book.json')
    await expect(run([...common(out), '--chain-id', '1'])).rejects.toMatchObject({ code: 'deployment/wrong-network' })
    await expect(
      run(['--network', 'mainnet', '--signer', `unlocked:${account}`], { QUANTERA_RPC_MAINNET: anvil.url }),
    ).rejects.toMatchObject({ code: 'deployment/wrong-network' })
    await run([...common(out), '--execute'])
    const other = await startAnvil('--chain-id', '31338')
    onTestFinished(() => other.stop())
    const words = ['--network', other.url, '--signer', `unlocked:${account}`, '--out', out, '--execute']
    const asked = ['--settlement-token', 'practice', '--deposit-contract', account]
    await expect(run([...words, ...asked])).rejects.toMatchObject({ code: 'deployment/wrong-network' })
  })

  test('begins nothing that the signer cannot pay, or that would fail', async () => {
    await startAnew()
    const out = join(makeFolder(), 'book.json')
    const poor = `0x${'0'.repeat(63)}9`
    const words = ['--network', anvil.url, '--signer', 'env:KEY', '--out', out, '--execute']
    await expect(run(words, { KEY: poor })).rejects.toMatchObject({ code: 'deployment/underfunded' })
    const tooLong = [...common(out), '--execute', '--delay', '31536000']
    await expect(run(tooLong)).rejects.toThrow('“Set” would fail: InvalidDelay(31536000, 2592000)')
    expect(await nonceOf(account)).toBe(0)
    expect(existsSync(out)).toBe(false)
  })

  test('tells no secret', async () => {
    await startAnew()
    const folder = makeFolder()
    const out = join(folder, 'book.json')
    const keystore = join(folder, 'key.json')
    writeFileSync(keystore, await encryptKey(hexToBytes(key), 'open sesame', 'Deployer', { n: 2, r: 8, p: 1 }))
    const words = ['--network', 'env:NODE_URL', '--signer', `keystore:${keystore}`, '--password-env', 'PASSWORD']
    const url = anvil.url.replace('//', '//someone:longsecret@')
    const said = await run([...words, '--out', out, '--execute'], { NODE_URL: url, PASSWORD: 'open sesame' })
    const written = [said, readFileSync(out, 'utf8'), readFileSync(join(folder, 'book.journal.jsonl'), 'utf8')].join()
    for (const secret of [key, key.slice(2), 'open sesame', 'longsecret']) expect(written).not.toContain(secret)
  })
})

test('deploys on the embedded chain through its door, the deterministic proxy included', async () => {
  const { url, chain } = await serveNode()
  const out = join(makeFolder(), 'book.json')
  const chainId = Number(await chain.provider.request({ method: 'eth_chainId' }))
  const known = chainId === 731_337 ? [] : ['--settlement-token', 'practice', '--deposit-contract', richAddress]
  const words = ['--network', url, '--signer', 'env:KEY', '--out', out, '--confirmations', '1', ...known]
  expect(await run(words, { KEY: richKey })).toContain('chain of our own')
  expect(existsSync(out)).toBe(false)
  expect(await run([...words, '--delay', '31536000'], { KEY: richKey })).toContain('InvalidDelay(31536000, 2592000)')
  await run([...words, '--execute'], { KEY: richKey })
  const { contracts } = readBook(out)
  for (const { address } of contracts) {
    const code = await chain.provider.request({ method: 'eth_getCode', params: [address, 'latest'] })
    expect(code).not.toBe('0x')
  }
})

/** Starts the program and kills it as a power cut does, once the journal has so many lines. */
const killAfter = async (journal: string, lines: number, words: readonly string[]): Promise<void> => {
  const child = spawn(process.execPath, [program, ...words], {
    env: { ...process.env, DEPLOYER_KEY: key },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const countLines = (): number => (existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').length - 1 : 0)
  await new Promise<void>((resolve, reject) => {
    const timer = setInterval(() => {
      if (countLines() >= lines) child.kill('SIGKILL')
    }, 2)
    child.once('exit', (code) => {
      clearInterval(timer)
      if (wasKilled(child)) resolve()
      else reject(new Error(`The program ended with ${code} before it was killed.`))
    })
  })
}

const wasKilled = ({ signalCode }: ChildProcess): boolean => signalCode === 'SIGKILL'
