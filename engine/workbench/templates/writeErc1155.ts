import type { TokenTemplate } from '../../api/workbench.ts'
import { type Access, createAccess, overrideOf, pauseFunctions, supportsInterface } from './accessControl.ts'
import { toStringLiteral } from './escapeSolidity.ts'
import type { Base, TokenContract } from './renderContract.ts'

type Erc1155Template = Extract<TokenTemplate, { standard: 'erc1155' }>

const extensions = 'token/ERC1155/extensions'

/** An ERC-1155 token. */
export const writeErc1155 = (template: Erc1155Template, name: string): TokenContract => {
  const access = createAccess(template)
  const hasRoyalty = template.royaltyBps > 0
  const parameter = access?.parameter ?? (hasRoyalty ? 'royaltyReceiver' : undefined)
  return {
    name,
    bases: [...listBases(template), ...(access?.bases ?? [])],
    constants: [
      // Not of the standard; wallets and markets show it.
      `string public constant name = ${toStringLiteral(template.name)};`,
      ...(access?.constants ?? []),
    ],
    errors: [],
    constructorParameters: parameter === undefined ? [] : [`address ${parameter}`],
    constructorBody: [
      ...(access?.constructorBody ?? []),
      ...(hasRoyalty ? [`_setDefaultRoyalty(${parameter}, ${template.royaltyBps});`] : []),
    ],
    functions: [
      ...(template.isPausable ? pauseFunctions(access) : []),
      ...(template.isMintable ? mintFunctions(access) : []),
      ...listOverrides(template, access),
    ],
  }
}

const mintFunctions = (access: Access | undefined): string[] => [
  [
    'function mint(address to, uint256 id, uint256 amount, bytes memory data)',
    '    public',
    `    ${access?.guard('minter')}`,
    '{',
    '    _mint(to, id, amount, data);',
    '}',
  ].join('\n'),
  [
    'function mintBatch(address to, uint256[] memory ids, uint256[] memory amounts, bytes memory data)',
    '    public',
    `    ${access?.guard('minter')}`,
    '{',
    '    _mintBatch(to, ids, amounts, data);',
    '}',
  ].join('\n'),
]

const listBases = ({ uri, isPausable, isBurnable, hasSupply, royaltyBps }: Erc1155Template): Base[] => [
  { name: 'ERC1155', path: 'token/ERC1155/ERC1155.sol', args: toStringLiteral(uri) },
  ...(isPausable ? [{ name: 'ERC1155Pausable', path: `${extensions}/ERC1155Pausable.sol` }] : []),
  ...(isBurnable ? [{ name: 'ERC1155Burnable', path: `${extensions}/ERC1155Burnable.sol` }] : []),
  ...(hasSupply ? [{ name: 'ERC1155Supply', path: `${extensions}/ERC1155Supply.sol` }] : []),
  ...(royaltyBps > 0 ? [{ name: 'ERC2981', path: 'token/common/ERC2981.sol' }] : []),
]

const listOverrides = ({ isPausable, hasSupply, royaltyBps }: Erc1155Template, access?: Access): string[] => {
  const roles = access?.bases.some(({ name }) => name === 'AccessControl') ? ['AccessControl'] : []
  return [
    ...overrideOf(
      'function _update(address from, address to, uint256[] memory ids, uint256[] memory values) internal',
      ['ERC1155', ...(isPausable ? ['ERC1155Pausable'] : []), ...(hasSupply ? ['ERC1155Supply'] : [])],
      '_update(from, to, ids, values)',
    ),
    ...supportsInterface(['ERC1155', ...(royaltyBps > 0 ? ['ERC2981'] : []), ...roles]),
  ]
}
