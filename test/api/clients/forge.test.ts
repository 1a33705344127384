import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createPublicClient, http } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compileCounter, counterSource } from './counter.ts'
import { runTool } from './runTool.ts'
import { richKey, serveNode } from './serveNode.ts'

const solcPath = fileURLToPath(new URL('../../../contracts/solc.cjs', import.meta.url))

const script = `// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Counter} from "../src/Counter.sol";

interface Vm {
    function startBroadcast() external;
    function stopBroadcast() external;
}

contract Deploy {
    bool public constant IS_SCRIPT = true;

    function run() external returns (Counter counter) {
        Vm vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
        vm.startBroadcast();
        counter = new Counter(5);
        counter.add(7);
        vm.stopBroadcast();
        require(counter.total() == 12, "wrong total");
    }
}
`

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'quantera-forge-'))
  mkdirSync(join(folder, 'src'))
  mkdirSync(join(folder, 'script'))
  writeFileSync(join(folder, 'src/Counter.sol'), counterSource)
  writeFileSync(join(folder, 'script/Deploy.s.sol'), script)
  writeFileSync(
    join(folder, 'foundry.toml'),
    `[profile.default]\nsolc = "${solcPath}"\noffline = true\nevm_version = "prague"\n`,
  )
})
afterAll(() => rmSync(folder, { recursive: true }))

const { abi } = compileCounter()
const readTotal = async (url: string, address: `0x${string}`) =>
  createPublicClient({ transport: http(url) }).readContract({ address, abi, functionName: 'total' })

test('forge script --broadcast deploys and calls', async () => {
  const { url, chain } = await serveNode()
  const output = await runTool(
    'forge',
    ['script', 'script/Deploy.s.sol:Deploy', '--broadcast', '--rpc-url', url, '--private-key', richKey],
    folder,
  )
  expect(output).toContain('ONCHAIN EXECUTION COMPLETE & SUCCESSFUL')
  const created = await chain.client.getTransactionReceipt({
    hash: (await chain.client.getBlock({ blockNumber: 1n })).transactions[0] ?? '0x',
  })
  expect(await readTotal(url, created.contractAddress ?? '0x')).toBe(12n)
})

test('forge create deploys', async () => {
  const { url } = await serveNode()
  const output = await runTool(
    'forge',
    [
      'create',
      'src/Counter.sol:Counter',
      '--broadcast',
      '--json',
      ...['--rpc-url', url, '--private-key', richKey],
      ...['--constructor-args', '9'],
    ],
    folder,
  )
  const { deployedTo } = JSON.parse(output.slice(output.indexOf('{')))
  expect(await readTotal(url, deployedTo)).toBe(9n)
})
