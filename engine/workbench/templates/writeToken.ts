import { TerminalError } from '../../api/errors.ts'
import type { TokenTemplate } from '../../api/workbench.ts'
import { toContractName } from './escapeSolidity.ts'
import { renderContract, type TokenContract } from './renderContract.ts'
import { writeErc20 } from './writeErc20.ts'
import { writeErc721 } from './writeErc721.ts'
import { writeErc1155 } from './writeErc1155.ts'

/** ERC20Votes keeps balances in 208 bits, others in 256; a whole token is 10^18. */
const largestWhole = (hasVotes: boolean): bigint => (2n ** (hasVotes ? 208n : 256n) - 1n) / 10n ** 18n

/** Names that the file uses already, whatever the options. */
const takenNames = new Set(
  [
    ['ERC20', 'ERC20Burnable', 'ERC20Capped', 'ERC20Pausable', 'ERC20Permit', 'ERC20Votes'],
    ['ERC721', 'ERC721Enumerable', 'ERC721Pausable', 'ERC721Burnable', 'ERC721Royalty', 'ERC721Votes'],
    ['ERC1155', 'ERC1155Pausable', 'ERC1155Burnable', 'ERC1155Supply', 'ERC2981'],
    ['Ownable', 'AccessControl', 'EIP712', 'Nonces', 'MaxSupplyReached'],
  ].flat(),
)

/**
 * Writes the source of a token with the chosen options, over OpenZeppelin's contracts.
 *
 * @throws TerminalError `workbench/invalid-argument` when the numbers of the options contradict one another
 */
export const writeToken = (template: TokenTemplate): { readonly path: string; readonly text: string } => {
  checkNumbers(template)
  const name = toContractName(template.name, takenNames)
  return { path: `src/${name}.sol`, text: renderContract(toContract(template, name)) }
}

const toContract = (template: TokenTemplate, name: string): TokenContract => {
  switch (template.standard) {
    case 'erc20':
      return writeErc20(template, name)
    case 'erc721':
      return writeErc721(template, name)
    case 'erc1155':
      return writeErc1155(template, name)
  }
}

/** What would not compile, or could never be deployed. */
const checkNumbers = (template: TokenTemplate): void => {
  if (template.standard === 'erc1155') return
  if (template.cap === 0n) throw invalid('cap', 'must be at least 1')
  if (template.standard !== 'erc20') return
  const { premint, cap, hasVotes } = template
  const largest = largestWhole(hasVotes)
  if (premint > largest) throw invalid('premint', `must be at most ${largest}`)
  if (cap !== undefined && cap > largest) throw invalid('cap', `must be at most ${largest}`)
  if (cap !== undefined && premint > cap) throw invalid('premint', `must be at most the cap, ${cap}`)
}

const invalid = (parameter: string, what: string): TerminalError =>
  new TerminalError('workbench/invalid-argument', `${parameter} ${what}.`, { parameter })
