import type { Base } from './renderContract.ts'

/** Who may mint and pause: one owner, or whoever holds the role. */
export type Access = {
  readonly bases: readonly Base[]
  readonly constants: readonly string[]
  /** The constructor's parameter for whoever is in charge at first. */
  readonly parameter: string
  readonly constructorBody: readonly string[]
  /** The modifier of a function for the holders of `role`. */
  guard(role: 'minter' | 'pauser'): string
}

type AccessOptions = {
  readonly access: 'ownable' | 'roles'
  readonly isMintable: boolean
  readonly isPausable: boolean
}

/** What a token needs to guard its functions; without any to guard there is nobody in charge. */
export const createAccess = ({ access, isMintable, isPausable }: AccessOptions): Access | undefined => {
  if (!isMintable && !isPausable) return undefined
  return access === 'ownable' ? ownable : createRoles(isMintable, isPausable)
}

const ownable: Access = {
  bases: [{ name: 'Ownable', path: 'access/Ownable.sol', args: 'initialOwner' }],
  constants: [],
  parameter: 'initialOwner',
  constructorBody: [],
  guard: () => 'onlyOwner',
}

const createRoles = (isMintable: boolean, isPausable: boolean): Access => {
  const roles = [...(isPausable ? ['PAUSER_ROLE'] : []), ...(isMintable ? ['MINTER_ROLE'] : [])]
  return {
    bases: [{ name: 'AccessControl', path: 'access/AccessControl.sol' }],
    constants: roles.map((role) => `bytes32 public constant ${role} = keccak256("${role}");`),
    parameter: 'initialAdmin',
    constructorBody: ['DEFAULT_ADMIN_ROLE', ...roles].map((role) => `_grantRole(${role}, initialAdmin);`),
    guard: (role) => `onlyRole(${role === 'minter' ? 'MINTER_ROLE' : 'PAUSER_ROLE'})`,
  }
}

/** `pause` and `unpause`. */
export const pauseFunctions = (access: Access | undefined): string[] =>
  ['pause', 'unpause'].map((name) => `function ${name}() public ${access?.guard('pauser')} {\n    _${name}();\n}`)

/** EIP-6372: votes are counted at times instead of block numbers. */
export const timestampClock = [
  `function clock() public view override returns (uint48) {\n    return uint48(block.timestamp);\n}`,
  `function CLOCK_MODE() public pure override returns (string memory) {\n    return "mode=timestamp";\n}`,
]

/**
 * A function that several bases define must say whose it overrides, and pass the call on to all of them.
 * `definers` are those of the bases that define it.
 */
export const overrideOf = (head: string, definers: readonly string[], call: string, returns = ''): string[] => {
  if (definers.length < 2) return []
  const result = returns === '' ? '' : ` returns (${returns})`
  return [
    `${head} override(${definers.join(', ')})${result} {\n    ${returns === '' ? '' : 'return '}super.${call};\n}`,
  ]
}

/** ERC-165. */
export const supportsInterface = (definers: readonly string[]): string[] =>
  overrideOf(
    'function supportsInterface(bytes4 interfaceId) public view',
    definers,
    'supportsInterface(interfaceId)',
    'bool',
  )
