import { type Abi, erc20Abi, erc721Abi, type Hex } from 'viem'
import { TerminalError } from '../api/errors.ts'
import type { SimulationRequest } from '../api/simulation.ts'
import { toHex } from '../chain/bytes.ts'
import type { ArtifactFinder, ContractArtifact } from '../compiler/ContractArtifact.ts'
import { indexAbi } from '../compiler/decode/indexAbi.ts'
import type { KnownAbi } from '../compiler/decode/KnownAbi.ts'
import type { ExecutionState } from '../evm/ExecutionState.ts'
import { readDelegate } from '../evm/readDelegate.ts'
import { erc1155Abi, permit2Abi } from './tokens/tokenAbis.ts'

/** What is known of the contracts that a simulation meets. */
export type ContractBook = {
  /** Of the code that an account runs, a delegation followed (EIP-7702). */
  findArtifact(address: Uint8Array): ContractArtifact | undefined
  findByCreationCode(code: Uint8Array): ContractArtifact | undefined
  /** What an account's calls, logs and errors are read with, the most telling first. */
  abisOf(address: Uint8Array, others?: readonly ContractArtifact[]): readonly KnownAbi[]
}

/** What every token speaks, for those whose source isn't known. */
const STANDARD_ABIS: readonly KnownAbi[] = [
  { abi: erc20Abi },
  { abi: erc721Abi },
  { abi: erc1155Abi },
  { abi: permit2Abi },
]

type ExtraAbi = { readonly address: Hex | undefined; readonly known: KnownAbi }

/** @throws TerminalError `simulation/invalid-abi` */
export const createContractBook = (
  artifacts: ArtifactFinder,
  abis: SimulationRequest['abis'],
  state: ExecutionState,
): ContractBook => {
  const extras = abis.map(parseAbi)
  /** To look code up takes a hash of it; the state gives the same bytes as long as they are the same. */
  const known = new WeakMap<Uint8Array, { readonly artifact: ContractArtifact | undefined }>()
  const findArtifact = (address: Uint8Array): ContractArtifact | undefined => {
    const own = state.getCode(address)
    const delegate = readDelegate(own)
    const code = delegate === undefined ? own : state.getCode(delegate)
    const found = known.get(code) ?? { artifact: artifacts.findByCode(code) }
    known.set(code, found)
    return found.artifact
  }
  return {
    findArtifact,
    findByCreationCode: (code) => artifacts.findByCreationCode(code),
    abisOf: (address, others = []) => {
      const key = toHex(address)
      const own = findArtifact(address)
      const given = extras.filter((extra) => extra.address === undefined || extra.address === key)
      return [...(own === undefined ? [] : [own]), ...given.map(({ known }) => known), ...others, ...STANDARD_ABIS]
    },
  }
}

const parseAbi = ({ address, name, abi: text }: SimulationRequest['abis'][number], index: number): ExtraAbi => {
  try {
    const abi: Abi = JSON.parse(text)
    indexAbi(abi)
    const known: KnownAbi = name === undefined ? { abi } : { name, abi }
    return { address: address?.toLowerCase() as Hex | undefined, known }
  } catch (error) {
    throw new TerminalError('simulation/invalid-abi', `ABI ${index + 1} can't be read.`, { index }, { cause: error })
  }
}
