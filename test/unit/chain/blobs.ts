import solc from 'solc'
import {
  blobsToCommitments,
  blobsToProofs,
  concat,
  fromHex,
  type Hex,
  type Kzg,
  keccak256,
  parseAbi,
  parseGwei,
  parseSignature,
  toHex,
  toRlp,
} from 'viem'
import { loadKzg } from '../../../engine/evm/kzg.ts'
import { alice, type TestChain } from './openTestChain.ts'

const source = `
pragma solidity 0.8.37;

contract BlobProbe {
    bytes32 public first;
    uint256 public fee;

    function remember() external { first = blobhash(0); fee = block.blobbasefee; }
    function hashes() external view returns (bytes32, bytes32) { return (blobhash(0), blobhash(1)); }
    function evaluate(bytes calldata input) external view returns (bool, bytes memory) {
        return address(0x0a).staticcall(input);
    }
}`

export const blobProbeAbi = parseAbi([
  'function first() view returns (bytes32)',
  'function fee() view returns (uint256)',
  'function remember()',
  'function hashes() view returns (bytes32, bytes32)',
  'function evaluate(bytes input) view returns (bool, bytes)',
])

/** Creation code of a contract that reads what EIP-4844 and EIP-7516 give it. */
export const compileBlobProbe = (): Hex => {
  const input = {
    language: 'Solidity',
    sources: { 'BlobProbe.sol': { content: source } },
    settings: { evmVersion: 'prague', outputSelection: { '*': { BlobProbe: ['evm.bytecode.object'] } } },
  }
  const output = JSON.parse(solc.compile(JSON.stringify(input)))
  return `0x${output.contracts['BlobProbe.sol'].BlobProbe.evm.bytecode.object}`
}

/** The project's KZG in the form viem takes. */
export const openViemKzg = async (): Promise<Kzg> => {
  const kzg = await loadKzg()
  return {
    blobToKzgCommitment: (blob) => fromHex(kzg.blobToKzgCommitment(toHex(blob)) as Hex, 'bytes'),
    computeBlobKzgProof: (blob, commitment) =>
      fromHex(kzg.computeBlobProof(toHex(blob), toHex(commitment)) as Hex, 'bytes'),
  }
}

export type Sidecar = {
  readonly blob: Hex
  readonly commitment: Hex
  readonly proof: Hex
  /** Since Osaka there are 128 in place of `proof` (EIP-7594). */
  readonly cellProofs?: readonly Hex[]
}

/** Blobs with their commitments and proofs. */
export const toSidecars = (blobs: readonly Hex[], kzg: Kzg): Sidecar[] => {
  const commitments = blobsToCommitments({ blobs, kzg })
  const proofs = blobsToProofs({ blobs, commitments, kzg })
  return blobs.map((blob, index) => ({ blob, commitment: commitments[index] as Hex, proof: proofs[index] as Hex }))
}

export type BlobFields = {
  readonly chain: TestChain
  readonly sidecars: readonly Sidecar[]
  readonly blobVersionedHashes: readonly Hex[]
  readonly to: Hex
  readonly data?: Hex
  readonly nonce?: number
  readonly maxFeePerBlobGas?: bigint
  readonly tipGwei?: number
}

const toNumber = (value: bigint | number): Hex => (BigInt(value) === 0n ? '0x' : toHex(value))

/**
 * A signed blob transaction of Alice's in its network form (EIP-4844), whatever it says about its blobs: viem's own serializer would
 * refuse the wrong ones before the chain can.
 */
export const signBlobTransaction = async (fields: BlobFields): Promise<Hex> => {
  const { chain, sidecars, blobVersionedHashes, to, data = '0x', maxFeePerBlobGas = 1_000n, tipGwei = 1 } = fields
  const nonce =
    fields.nonce ?? (await chain.client.getTransactionCount({ address: alice.address, blockTag: 'pending' }))
  const content = [
    toNumber(chain.chain.chainId),
    toNumber(nonce),
    toNumber(parseGwei(String(tipGwei))),
    toNumber(parseGwei('100')),
    toNumber(200_000),
    to,
    '0x' as Hex,
    data,
    [],
    toNumber(maxFeePerBlobGas),
    [...blobVersionedHashes],
  ]
  const { r, s, yParity } = await alice.sign({ hash: keccak256(concat(['0x03', toRlp(content)])) }).then(parseSignature)
  const signed = [...content, toNumber(yParity), toNumber(BigInt(r)), toNumber(BigInt(s))]
  const lists = [
    sidecars.map(({ blob }) => blob),
    sidecars.map(({ commitment }) => commitment),
    sidecars.flatMap(({ proof, cellProofs }) => cellProofs ?? [proof]),
  ]
  const version: Hex[] = sidecars.some(({ cellProofs }) => cellProofs !== undefined) ? ['0x01'] : []
  return concat(['0x03', toRlp([signed, ...version, ...lists])])
}
