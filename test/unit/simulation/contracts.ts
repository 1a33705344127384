/** Contracts that the simulation is tried on: honest tokens, a hostile one, and such that fail in every way. */
export const source = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";

contract Money is ERC20, ERC20Permit {
  constructor() ERC20("Money", "MNY") ERC20Permit("Money") { _mint(msg.sender, 1000e18); }
}
contract Art is ERC721 {
  constructor() ERC721("Art", "ART") { _mint(msg.sender, 7); }
}
contract Items is ERC1155 {
  constructor() ERC1155("ipfs://") { _mint(msg.sender, 1, 10, ""); _mint(msg.sender, 2, 20, ""); }
}
/// Says it moved what it didn't, and hides what it moved; its name turns the text around.
contract Liar {
  event Transfer(address indexed from, address indexed to, uint256 value);
  mapping(address => uint256) public balanceOf;
  string public name = "US\\u202eDC\\x00 Coin with a name that goes on and on and on and on and on and on and on";
  function symbol() external pure returns (bytes32) { return "USDC"; }
  function decimals() external pure returns (uint256) { return 2**200; }
  constructor() { balanceOf[msg.sender] = 100; }
  function claim(address to) external { emit Transfer(msg.sender, to, 50); }
  function transfer(address to, uint256 value) external returns (bool) { balanceOf[msg.sender] -= value; balanceOf[to] += value; return true; }
}
/// Its views take all the gas they get.
contract Glutton {
  event Transfer(address indexed from, address indexed to, uint256 value);
  function transfer(address to, uint256 value) external { emit Transfer(msg.sender, to, value); }
  function balanceOf(address) external view returns (uint256) { while (true) { this; } return 0; }
}
contract Faulty {
  error TooLittle(uint256 needed, address who);
  uint128 public counter; uint64 public other;
  function fails(uint256 kind) external {
    counter += 1;
    if (kind == 0) revert TooLittle(5, msg.sender);
    if (kind == 1) { uint256[] memory list = new uint256[](1); list[kind]; }
    if (kind == 2) revert("because");
    if (kind == 3) { while (true) counter += 1; }
    if (kind == 4) { assembly { invalid() } }
    if (kind == 5) { assembly { revert(0, 0) } }
  }
  function count() external returns (uint256) { counter += 1; other = 9; return counter; }
}
contract Caller {
  function outer(Faulty target, uint256 kind) external { target.fails(kind); }
  function swallow(Faulty target, uint256 kind) external returns (bool ok) { (ok, ) = address(target).call(abi.encodeCall(Faulty.fails, (kind))); }
  function pay(address payable to) external payable { to.transfer(msg.value); }
  function many(uint256 count) external { for (uint256 i = 0; i < count; i++) { this.nothing(); } }
  function nothing() external {}
  function spin() external pure { while (true) {} }
}
contract Wallet {
  uint256 public used;
  function run(address to, uint256 value) external { used += 1; (bool ok,) = to.call{value: value}(""); require(ok); }
}
contract CounterImplementation { uint256 public value; function bump() external { value += 1; } }
contract Proxy is ERC1967Proxy { constructor(address implementation) ERC1967Proxy(implementation, abi.encodeCall(CounterImplementation.bump, ())) {} }
/// Uniswap's Permit2, as far as allowances go.
contract Permits {
  event Approval(address indexed owner, address indexed token, address indexed spender, uint160 amount, uint48 expiration);
  struct Allowed { uint160 amount; uint48 expiration; uint48 nonce; }
  mapping(address => mapping(address => mapping(address => Allowed))) public allowance;
  function approve(address token, address spender, uint160 amount, uint48 expiration) external {
    allowance[msg.sender][token][spender] = Allowed(amount, expiration, 0);
    emit Approval(msg.sender, token, spender, amount, expiration);
  }
}
`
