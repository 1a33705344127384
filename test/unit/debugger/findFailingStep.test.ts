import { encodeFunctionData, type Hex, pad, zeroAddress } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TraceSubject } from '../../../engine/api/debugger.ts'
import type { ContractArtifact } from '../../../engine/compiler/ContractArtifact.ts'
import { openArtifactStore } from '../../../engine/compiler/openArtifactStore.ts'
import { openDebugTrace } from '../../../engine/debugger/openDebugTrace.ts'
import { compileSolidity } from '../../builders/compileSolidity.ts'
import { createTestChain } from '../../builders/createTestChain.ts'
import { WIDE } from './recordProgram.ts'

/** The optimizer makes one tail of what these reverts have in common. */
const source = `// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";

contract Items is ERC1155 {
    error Closed(address who);
    error Barred(address who);

    constructor() ERC1155("") {}

    function mint(address to) external { _mint(to, 1, 1, ""); }
    function close(address who) external pure { revert Closed(who); }
    function bar(address who) external pure { revert Barred(who); }
    function refuse(uint256 kind) external pure {
        if (kind == 1) revert("the first reason");
        if (kind == 2) revert("another reason");
        assert(kind == 0);
    }
}
`

const alice = privateKeyToAccount(pad('0x1'))
const artifacts = openArtifactStore(':memory:')
const items = compileSolidity(source).get('Items') as ContractArtifact
let local: Awaited<ReturnType<typeof createTestChain>>
let address: Hex

beforeAll(async () => {
  artifacts.add([items])
  local = await createTestChain({ rich: [alice.address], timestampS: 1_700_000_000 })
  const signed = await alice.signTransaction({
    chainId: local.chain.chainId,
    data: items.creation.object,
    gas: 5_000_000n,
    maxFeePerGas: 10n ** 10n,
  })
  const hash = await local.provider.request({ method: 'eth_sendRawTransaction', params: [signed] })
  const receipt = await local.provider.request({ method: 'eth_getTransactionReceipt', params: [hash] })
  address = (receipt as { contractAddress: Hex }).contractAddress
})
afterAll(async () => {
  artifacts.close()
  await local.close()
})

const failingLine = async (functionName: string, ...args: readonly unknown[]): Promise<string | undefined> => {
  const data = encodeFunctionData({ abi: items.abi, functionName, args })
  const subject = TraceSubject.parse({ kind: 'call', call: { from: alice.address, to: address, data } })
  const trace = await openDebugTrace(local.chain, artifacts, subject, WIDE)
  const { failingStep = -1, sources } = trace.summary
  const { range } = trace.getStep(failingStep)
  return sources.find(({ path }) => path === range?.path)?.text.split('\n')[(range?.startLine ?? 0) - 1]
}

test.each([
  ['mint', zeroAddress, 'revert ERC1155InvalidReceiver('],
  ['close', alice.address, 'revert Closed(who)'],
  ['bar', alice.address, 'revert Barred(who)'],
  ['refuse', 1n, 'revert("the first reason")'],
  ['refuse', 2n, 'revert("another reason")'],
  ['refuse', 3n, 'assert(kind == 0)'],
])('begins where %s(%s) fails, whatever code its revert shares', async (name, argument, statement) => {
  expect(await failingLine(name, argument)).toContain(statement)
})
