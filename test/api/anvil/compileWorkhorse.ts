import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import solc from 'solc'
import type { Abi, Hex } from 'viem'

const modules = fileURLToPath(new URL('../../../node_modules/', import.meta.url))

/** A contract that does a bit of everything, and tokens as people deploy them. */
const source = `
// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";

contract Coin is ERC20 {
    constructor() ERC20("Coin", "COIN") { _mint(msg.sender, 1e24); }
}

contract Deed is ERC721 {
    constructor() ERC721("Deed", "DEED") {}
    function mint(uint256 id) external { _mint(msg.sender, id); }
}

contract Items is ERC1155 {
    constructor() ERC1155("") { _mint(msg.sender, 1, 1e6, ""); _mint(msg.sender, 2, 1e6, ""); }
}

contract Child {
    uint256 public kept;
    constructor(uint256 first) payable { if (first % 7 == 0) revert("unlucky"); kept = first; }
    function keep(uint256 value) external payable returns (uint256) { kept = value; return value + 1; }
    function leave(address payable heir) external { selfdestruct(heir); }
    receive() external payable {}
}

contract Workhorse {
    error Refused(address by, uint256 value, bytes reason);
    event Done(address indexed by, uint256 indexed kind, bytes data);

    mapping(uint256 => uint256) public slots;
    uint256[] public list;
    bytes public blob;
    Child public last;

    function write(uint256 from, uint256 count, uint256 value) external {
        for (uint256 i; i < count % 24; ++i) slots[(from + i) % 64] = value;
        emit Done(msg.sender, 1, abi.encode(from, count));
    }
    function clear(uint256 from, uint256 count) external {
        for (uint256 i; i < count % 24; ++i) delete slots[(from + i) % 64];
    }
    function push(uint256 value) external { list.push(value); if (list.length > 5) { list.pop(); list.pop(); } }
    function store(bytes calldata data) external { blob = data; emit Done(msg.sender, 2, data); }
    function compute(uint256 a, uint256 b, uint256 n) external pure returns (uint256 r) {
        unchecked {
            r = a;
            for (uint256 i; i < n % 200; ++i) {
                r = mulmod(r, b, type(uint256).max - i) + addmod(a, r, b | 1);
                r ^= uint256(keccak256(abi.encode(r, i)));
                r = (r << (i % 256)) | (r >> (i % 7)) | uint256(int256(r) >> (i % 9));
                r = i % 3 == 0 ? r / (b | 1) : i % 3 == 1 ? uint256(int256(r) % int256(b | 1)) : r ** (i % 5);
            }
        }
    }
    function fail(uint256 kind, bytes calldata data) external payable returns (uint256) {
        if (kind % 8 == 0) revert Refused(msg.sender, msg.value, data);
        if (kind % 8 == 1) revert("no");
        if (kind % 8 == 2) assert(kind == 0);
        if (kind % 8 == 3) return 1 / (kind % 1);
        if (kind % 8 == 4) assembly { invalid() }
        if (kind % 8 == 5) { while (true) slots[gasleft()] = 1; }
        if (kind % 8 == 6) return list[type(uint256).max];
        assembly { calldatacopy(0, 0, calldatasize()) revert(0, calldatasize()) }
    }
    function make(uint256 first, uint256 salt) external payable {
        last = salt == 0 ? new Child{value: msg.value}(first) : new Child{salt: bytes32(salt), value: msg.value}(first);
        emit Done(address(last), 3, "");
    }
    function tryMake(uint256 first, uint256 salt) external returns (bool made) {
        try new Child{salt: bytes32(salt)}(first) returns (Child child) { last = child; made = true; } catch {}
    }
    function makeAndLeave(uint256 first, address payable heir) external payable {
        Child child = new Child{value: msg.value}(first);
        child.keep(first);
        child.leave(heir);
        emit Done(address(child), 4, abi.encode(address(child).balance));
    }
    function leaveLast(address payable heir) external { last.leave(heir); }
    function nested(uint256 depth, uint256 gasEach) external payable returns (uint256 result) {
        if (depth % 12 == 0) { slots[7]++; return gasleft() % 2; }
        (bool isFine, bytes memory answer) =
            address(this).call{gas: gasEach % 400_000}(abi.encodeCall(this.nested, (depth % 12 - 1, gasEach)));
        result = isFine ? abi.decode(answer, (uint256)) + 1 : 0;
        slots[depth % 12] = result;
    }
    function delegate(address to, bytes calldata data) external payable returns (bool isFine, bytes memory answer) {
        (isFine, answer) = to.delegatecall(data);
        emit Done(to, 5, answer);
    }
    function reach(address to, bytes calldata data, bool isStatic) external payable returns (bool isFine, bytes memory answer) {
        (isFine, answer) = isStatic ? to.staticcall(data) : to.call{value: msg.value}(data);
        emit Done(to, 6, answer);
    }
    function passing(uint256 key, uint256 value) external returns (uint256 before, bytes32 hash, uint256 size) {
        assembly {
            tstore(key, value)
            before := tload(key)
            tstore(key, 0)
            hash := extcodehash(caller())
            size := extcodesize(address())
            mstore(0, value)
            mcopy(31, 0, 33)
            log4(0, 64, 1, 2, 3, key)
            log0(0, 0)
        }
    }
    function environment() external view returns (uint256, uint256, address, uint256, uint256, uint256, uint256) {
        return (block.number, block.timestamp, block.coinbase, block.basefee, block.chainid, block.gaslimit, tx.gasprice);
    }
    function stretch(uint256 bytesLong) external pure returns (bytes32 hash) {
        assembly { hash := keccak256(mod(bytesLong, 100000), 32) }
    }
    receive() external payable { if (msg.value % 5 == 4) slots[9]++; }
}
`

export interface CompiledContract {
  readonly abi: Abi
  readonly bytecode: Hex
}

/** Compiles the suite's contracts. */
export const compileWorkhorse = (): Readonly<Record<'Coin' | 'Deed' | 'Items' | 'Workhorse', CompiledContract>> => {
  const input = {
    language: 'Solidity',
    sources: { 'Workhorse.sol': { content: source } },
    settings: {
      evmVersion: 'prague',
      optimizer: { enabled: true, runs: 200 },
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
    },
  }
  const find = (path: string) =>
    existsSync(modules + path) ? { contents: readFileSync(modules + path, 'utf8') } : { error: 'not found' }
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: find }))
  const failures = (output.errors ?? []).filter(({ severity }: { severity: string }) => severity === 'error')
  if (failures.length > 0) throw new Error(failures[0].formattedMessage)
  const pick = (name: string): CompiledContract => {
    const { abi, evm } = output.contracts['Workhorse.sol'][name]
    return { abi, bytecode: `0x${evm.bytecode.object}` }
  }
  return { Coin: pick('Coin'), Deed: pick('Deed'), Items: pick('Items'), Workhorse: pick('Workhorse') }
}
