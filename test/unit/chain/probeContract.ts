import solc from 'solc'
import { parseAbi } from 'viem'

const source = `
pragma solidity 0.8.37;

contract Short {
    constructor() payable { selfdestruct(payable(msg.sender)); }
}

contract Probe {
    event Stored(address indexed who, uint256 indexed key, uint256 value);
    error TooLarge(uint256 value, uint256 limit);
    mapping(uint256 => uint256) public values;

    receive() external payable {}

    function store(uint256 key, uint256 value) external payable {
        if (value > 100) revert TooLarge(value, 100);
        values[key] = value;
        emit Stored(msg.sender, key, value);
    }
    function storeAndFail(uint256 key) external { values[key] = 7; revert("not today"); }
    function burn() external view { for (uint256 i = 0; i < 1e9; ++i) { if (gasleft() < 100) break; } }
    function panic() external pure returns (uint256) { uint256[] memory list = new uint256[](1); uint256 at = 3; return list[at]; }
    function environment() external view returns (uint256, uint256, uint256, address, uint256) {
        return (block.number, block.timestamp, block.basefee, block.coinbase, block.prevrandao);
    }
    function hashOf(uint256 number) external view returns (bytes32) { return blockhash(number); }
    function caller() external view returns (address, address) { return (msg.sender, address(this)); }
    function createAndDestroy() external payable { new Short{value: msg.value}(); }
    function recover(bytes32 digest, uint8 v, bytes32 r, bytes32 s) external pure returns (address) { return ecrecover(digest, v, r, s); }
}`

export const probeAbi = parseAbi([
  'event Stored(address indexed who, uint256 indexed key, uint256 value)',
  'error TooLarge(uint256 value, uint256 limit)',
  'function values(uint256) view returns (uint256)',
  'function store(uint256 key, uint256 value) payable',
  'function storeAndFail(uint256 key)',
  'function burn() view',
  'function panic() pure returns (uint256)',
  'function environment() view returns (uint256, uint256, uint256, address, uint256)',
  'function hashOf(uint256 number) view returns (bytes32)',
  'function caller() view returns (address, address)',
  'function createAndDestroy() payable',
  'function recover(bytes32 digest, uint8 v, bytes32 r, bytes32 s) pure returns (address)',
])

let compiled: `0x${string}` | undefined

/** Creation code of a contract with one function for each thing the chain must do. Compiled once a run. */
export const compileProbe = (): `0x${string}` => {
  if (compiled !== undefined) return compiled
  const input = {
    language: 'Solidity',
    sources: { 'Probe.sol': { content: source } },
    settings: {
      optimizer: { enabled: true },
      evmVersion: 'prague',
      outputSelection: { '*': { Probe: ['evm.bytecode.object'] } },
    },
  }
  const output = JSON.parse(solc.compile(JSON.stringify(input)))
  const bytecode = output.contracts?.['Probe.sol']?.Probe?.evm.bytecode.object
  if (typeof bytecode !== 'string') throw new Error(JSON.stringify(output.errors))
  compiled = `0x${bytecode}`
  return compiled
}
