import type { Abi } from 'viem'

/** A source file as it was compiled: `id` is what source maps call it. */
export type ArtifactSource = { readonly id: number; readonly path: string; readonly text: string }

/** Where an immutable's value stands in the deployed code, in bytes. */
export type ImmutableRange = { readonly start: number; readonly length: number }

/** solc's `storageLayout`: which variable lives in which slot. */
export type StorageLayout = {
  readonly storage: readonly {
    readonly label: string
    /** Decimal. */
    readonly slot: string
    /** Bytes from the slot's low-order end. */
    readonly offset: number
    readonly type: string
  }[]
  readonly types: Readonly<
    Record<
      string,
      {
        readonly encoding: 'inplace' | 'mapping' | 'dynamic_array' | 'bytes'
        readonly label: string
        /** Decimal. */
        readonly numberOfBytes: string
        readonly key?: string
        readonly value?: string
        readonly base?: string
        readonly members?: StorageLayout['storage']
      }
    >
  >
}

/** One piece of code with solc's compressed source map (`s:l:f:j:m` entries, an instruction each). */
export type MappedCode = { readonly object: `0x${string}`; readonly sourceMap: string }

/** A contract that was compiled here, with all that a trace needs to be read in source terms. */
export type ContractArtifact = {
  readonly name: string
  /** Of the file that defines it. */
  readonly path: string
  /** `0.8.37` */
  readonly compilerVersion: string
  readonly abi: Abi
  readonly creation: MappedCode
  readonly deployed: MappedCode & { readonly immutables: readonly ImmutableRange[] }
  readonly storageLayout: StorageLayout
  readonly metadata: string
  /** All sources of its compilation. */
  readonly sources: readonly ArtifactSource[]
}

/** Finds what was compiled here by the code that runs. */
export type ArtifactFinder = {
  /** By deployed code, whatever the values of its immutables. */
  findByCode(code: Uint8Array): ContractArtifact | undefined
  /** By creation code, whatever the constructor's arguments after it. */
  findByCreationCode(code: Uint8Array): ContractArtifact | undefined
}
