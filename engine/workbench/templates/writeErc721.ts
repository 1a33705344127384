import type { TokenTemplate } from '../../api/workbench.ts'
import {
  type Access,
  createAccess,
  overrideOf,
  pauseFunctions,
  supportsInterface,
  timestampClock,
} from './accessControl.ts'
import { toStringLiteral } from './escapeSolidity.ts'
import type { Base, TokenContract } from './renderContract.ts'

type Erc721Template = Extract<TokenTemplate, { standard: 'erc721' }>

const extensions = 'token/ERC721/extensions'

/** An ERC-721 token, whose ids count up from 0. */
export const writeErc721 = (template: Erc721Template, name: string): TokenContract => {
  const access = createAccess(template)
  const hasRoyalty = template.royaltyBps > 0
  const parameter = access?.parameter ?? (hasRoyalty ? 'royaltyReceiver' : undefined)
  const isCapped = template.isMintable && template.cap !== undefined
  return {
    name,
    bases: [...listBases(template), ...(access?.bases ?? [])],
    constants: [
      ...(access?.constants ?? []),
      ...(isCapped ? [`uint256 public constant MAX_SUPPLY = ${template.cap};`] : []),
      ...(template.isMintable ? ['uint256 private _nextTokenId;'] : []),
    ],
    errors: isCapped ? ['error MaxSupplyReached(uint256 maxSupply);'] : [],
    constructorParameters: parameter === undefined ? [] : [`address ${parameter}`],
    constructorBody: [
      ...(access?.constructorBody ?? []),
      ...(hasRoyalty ? [`_setDefaultRoyalty(${parameter}, ${template.royaltyBps});`] : []),
    ],
    functions: [
      ...(template.isPausable ? pauseFunctions(access) : []),
      ...(template.isMintable ? [mintFunction(access, isCapped)] : []),
      ...(template.hasVotes && template.votesClock === 'timestamp' ? timestampClock : []),
      ...(template.baseUri === ''
        ? []
        : [
            `function _baseURI() internal pure override returns (string memory) {\n    return ${toStringLiteral(template.baseUri)};\n}`,
          ]),
      ...listOverrides(template, access),
    ],
  }
}

const mintFunction = (access: Access | undefined, isCapped: boolean): string =>
  [
    `function safeMint(address to) public ${access?.guard('minter')} returns (uint256) {`,
    ...(isCapped ? ['    if (_nextTokenId == MAX_SUPPLY) revert MaxSupplyReached(MAX_SUPPLY);'] : []),
    '    uint256 tokenId = _nextTokenId++;',
    '    _safeMint(to, tokenId);',
    '    return tokenId;',
    '}',
  ].join('\n')

const listBases = ({ name, symbol, ...options }: Erc721Template): Base[] => {
  const nameLiteral = toStringLiteral(name)
  return [
    { name: 'ERC721', path: 'token/ERC721/ERC721.sol', args: `${nameLiteral}, ${toStringLiteral(symbol)}` },
    ...(options.isEnumerable ? [{ name: 'ERC721Enumerable', path: `${extensions}/ERC721Enumerable.sol` }] : []),
    ...(options.isPausable ? [{ name: 'ERC721Pausable', path: `${extensions}/ERC721Pausable.sol` }] : []),
    ...(options.isBurnable ? [{ name: 'ERC721Burnable', path: `${extensions}/ERC721Burnable.sol` }] : []),
    ...(options.royaltyBps > 0 ? [{ name: 'ERC721Royalty', path: `${extensions}/ERC721Royalty.sol` }] : []),
    ...(options.hasVotes
      ? [
          { name: 'EIP712', path: 'utils/cryptography/EIP712.sol', args: `${nameLiteral}, "1"` },
          { name: 'ERC721Votes', path: `${extensions}/ERC721Votes.sol` },
        ]
      : []),
  ]
}

const listOverrides = (
  { isEnumerable, isPausable, hasVotes, royaltyBps }: Erc721Template,
  access?: Access,
): string[] => {
  const enumerable = isEnumerable ? ['ERC721Enumerable'] : []
  const votes = hasVotes ? ['ERC721Votes'] : []
  const roles = access?.bases.some(({ name }) => name === 'AccessControl') ? ['AccessControl'] : []
  return [
    ...overrideOf(
      'function _update(address to, uint256 tokenId, address auth) internal',
      ['ERC721', ...enumerable, ...(isPausable ? ['ERC721Pausable'] : []), ...votes],
      '_update(to, tokenId, auth)',
      'address',
    ),
    ...overrideOf(
      'function _increaseBalance(address account, uint128 value) internal',
      ['ERC721', ...enumerable, ...votes],
      '_increaseBalance(account, value)',
    ),
    ...supportsInterface(['ERC721', ...enumerable, ...(royaltyBps > 0 ? ['ERC721Royalty'] : []), ...roles]),
  ]
}
