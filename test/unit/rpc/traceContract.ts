import solc from 'solc'
import { parseAbi } from 'viem'

const source = `
pragma solidity 0.8.37;

contract Child {
    uint256 public stored;
    event Kept(address indexed by, uint256 value);
    constructor(uint256 first) payable { stored = first; }
    function keep(uint256 value) external payable returns (uint256) {
        if (value == 13) revert("unlucky");
        stored = value;
        emit Kept(msg.sender, value);
        return value + 1;
    }
    function leave(address payable heir) external { selfdestruct(heir); }
}

contract Parent {
    uint256 public stored = 5;
    Child public child;
    event Tried(bool worked);
    function create() external payable { child = new Child{value: msg.value}(7); }
    function keep(uint256 value) external payable returns (uint256) { return child.keep{value: msg.value}(value); }
    function read() external view returns (uint256) { return child.stored(); }
    function borrow(uint256 value) external {
        (bool worked, ) = address(child).delegatecall(abi.encodeCall(Child.keep, (value)));
        emit Tried(worked);
    }
    function attempt(uint256 value) external {
        emit Tried(true);
        try child.keep(value) { emit Tried(true); } catch { emit Tried(false); }
    }
    function overflow(uint256 value) external view returns (uint256) { return stored - value; }
    function grow(uint256 words) external pure returns (uint256 sum) {
        uint256[] memory list = new uint256[](words);
        for (uint256 i = 0; i < words; ++i) sum += list[i] + i;
    }
    function dismiss(address payable heir) external { child.leave(heir); }
}`

export const parentAbi = parseAbi([
  'function create() payable',
  'function child() view returns (address)',
  'function keep(uint256 value) payable returns (uint256)',
  'function read() view returns (uint256)',
  'function borrow(uint256 value)',
  'function attempt(uint256 value)',
  'function overflow(uint256 value) view returns (uint256)',
  'function grow(uint256 words) pure returns (uint256)',
  'function dismiss(address heir)',
])

/** Creation code of a contract that calls, delegates to, creates and destroys another. */
export const compileParent = (): `0x${string}` => {
  const input = {
    language: 'Solidity',
    sources: { 'Parent.sol': { content: source } },
    settings: {
      optimizer: { enabled: true },
      evmVersion: 'prague',
      outputSelection: { '*': { Parent: ['evm.bytecode.object'] } },
    },
  }
  const output = JSON.parse(solc.compile(JSON.stringify(input)))
  const bytecode = output.contracts?.['Parent.sol']?.Parent?.evm.bytecode.object
  if (typeof bytecode !== 'string') throw new Error(JSON.stringify(output.errors))
  return `0x${bytecode}`
}
