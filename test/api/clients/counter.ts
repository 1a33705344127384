import solc from 'solc'

/** The contract that each client deploys, writes, reads and listens to. */
export const counterSource = `// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

contract Counter {
    error TooMuch(uint256 asked, uint256 allowed);
    event Counted(address indexed by, uint256 total);

    uint256 public total;

    constructor(uint256 first) { total = first; }

    function add(uint256 count) external returns (uint256) {
        if (count > 100) revert TooMuch(count, 100);
        total += count;
        emit Counted(msg.sender, total);
        return total;
    }
}
`

/** Its ABI and creation code. */
export const compileCounter = () => {
  const output = JSON.parse(
    solc.compile(
      JSON.stringify({
        language: 'Solidity',
        sources: { 'Counter.sol': { content: counterSource } },
        settings: { evmVersion: 'prague', outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } } },
      }),
    ),
  )
  const { abi, evm } = output.contracts['Counter.sol'].Counter
  return { abi, bytecode: `0x${evm.bytecode.object}` as const }
}
