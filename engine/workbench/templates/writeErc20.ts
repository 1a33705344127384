import type { TokenTemplate } from '../../api/workbench.ts'
import { createAccess, overrideOf, pauseFunctions, timestampClock } from './accessControl.ts'
import { toStringLiteral } from './escapeSolidity.ts'
import type { Base, TokenContract } from './renderContract.ts'

type Erc20Template = Extract<TokenTemplate, { standard: 'erc20' }>

const extensions = 'token/ERC20/extensions'

/** An ERC-20 token. */
export const writeErc20 = (template: Erc20Template, name: string): TokenContract => {
  const access = createAccess(template)
  const bases = listBases(template)
  const hasRecipient = template.premint > 0n
  const parameter = access?.parameter ?? (hasRecipient ? 'recipient' : undefined)
  return {
    name,
    bases: [...bases, ...(access?.bases ?? [])],
    otherImports: template.hasPermit && template.hasVotes ? [{ name: 'Nonces', path: 'utils/Nonces.sol' }] : [],
    constants: access?.constants ?? [],
    errors: [],
    constructorParameters: parameter === undefined ? [] : [`address ${parameter}`],
    constructorBody: [
      ...(access?.constructorBody ?? []),
      ...(hasRecipient ? [`_mint(${parameter}, ${template.premint} * 10 ** decimals());`] : []),
    ],
    functions: [
      ...(template.isPausable ? pauseFunctions(access) : []),
      ...(template.isMintable
        ? [`function mint(address to, uint256 amount) public ${access?.guard('minter')} {\n    _mint(to, amount);\n}`]
        : []),
      ...(template.hasVotes && template.votesClock === 'timestamp' ? timestampClock : []),
      ...listOverrides(template),
    ],
  }
}

const listBases = ({ name, symbol, cap, ...options }: Erc20Template): Base[] => {
  const nameLiteral = toStringLiteral(name)
  const isSigned = options.hasPermit || options.hasVotes
  return [
    { name: 'ERC20', path: 'token/ERC20/ERC20.sol', args: `${nameLiteral}, ${toStringLiteral(symbol)}` },
    ...(options.isBurnable ? [{ name: 'ERC20Burnable', path: `${extensions}/ERC20Burnable.sol` }] : []),
    ...(cap === undefined
      ? []
      : [{ name: 'ERC20Capped', path: `${extensions}/ERC20Capped.sol`, args: `${cap} * 10 ** decimals()` }]),
    ...(options.isPausable ? [{ name: 'ERC20Pausable', path: `${extensions}/ERC20Pausable.sol` }] : []),
    ...(options.hasPermit
      ? [{ name: 'ERC20Permit', path: `${extensions}/ERC20Permit.sol`, args: nameLiteral }]
      : isSigned
        ? [{ name: 'EIP712', path: 'utils/cryptography/EIP712.sol', args: `${nameLiteral}, "1"` }]
        : []),
    ...(options.hasVotes ? [{ name: 'ERC20Votes', path: `${extensions}/ERC20Votes.sol` }] : []),
  ]
}

const listOverrides = ({ cap, isPausable, hasVotes, hasPermit }: Erc20Template): string[] => {
  const updaters = [
    'ERC20',
    ...(cap === undefined ? [] : ['ERC20Capped']),
    ...(isPausable ? ['ERC20Pausable'] : []),
    ...(hasVotes ? ['ERC20Votes'] : []),
  ]
  return [
    ...overrideOf(
      'function _update(address from, address to, uint256 value) internal',
      updaters,
      '_update(from, to, value)',
    ),
    ...(hasPermit && hasVotes
      ? overrideOf('function nonces(address owner) public view', ['ERC20Permit', 'Nonces'], 'nonces(owner)', 'uint256')
      : []),
  ]
}
