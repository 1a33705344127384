import solc from 'solc'
import { type Hex, parseAbi } from 'viem'

const source = `// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

contract Target {
    event Noted(uint256 indexed kind, uint256 value);
    mapping(address => uint256) public balances;

    constructor() { balances[msg.sender] = 1e30; }

    function move(address to, uint256 amount) external returns (bool) {
        balances[msg.sender] -= amount;
        balances[to] += amount;
        return true;
    }
    function note(uint256 count) external {
        for (uint256 i; i < count; ++i) emit Noted(i % 10, i);
    }
    function loop(uint256 count) external pure returns (uint256 sum) {
        unchecked { for (uint256 i; i < count; ++i) sum += i; }
    }
}
`

/** What the benchmarks call. */
export const targetAbi = parseAbi([
  'function balances(address) view returns (uint256)',
  'function move(address to, uint256 amount) returns (bool)',
  'function note(uint256 count)',
  'function loop(uint256 count) pure returns (uint256)',
])

/** Its creation code. */
export const compileTarget = (): Hex => {
  const settings = {
    evmVersion: 'prague',
    optimizer: { enabled: true, runs: 10_000 },
    outputSelection: { '*': { '*': ['evm.bytecode.object'] } },
  }
  const input = { language: 'Solidity', sources: { 'Target.sol': { content: source } }, settings }
  const output = JSON.parse(solc.compile(JSON.stringify(input)))
  return `0x${output.contracts['Target.sol'].Target.evm.bytecode.object}`
}
