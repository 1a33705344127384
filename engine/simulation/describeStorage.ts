import type { StorageChange } from '../api/simulation.ts'
import { toHex } from '../chain/bytes.ts'
import type { WorldState, WrittenState } from '../chain/state/WorldState.ts'
import type { ContractArtifact } from '../compiler/ContractArtifact.ts'
import { createPreimages, type Preimages } from '../compiler/layout/createPreimages.ts'
import { createSlotLabeller, type SlotLabeller } from '../compiler/layout/createSlotLabeller.ts'
import { formatSlotPart } from '../compiler/layout/formatStorage.ts'
import type { ContractBook } from './ContractBook.ts'
import type { Recording } from './createRecorder.ts'
import { toShownKey } from './toShown.ts'

const WORD_BYTES = 32

const padWord = (value: Uint8Array): Uint8Array => {
  const word = new Uint8Array(WORD_BYTES)
  word.set(value, WORD_BYTES - value.length)
  return word
}

/** Which slots an item has changed, and the contract's variables in them. At most `maxSlots` are described. */
export const describeStorage = (
  state: WorldState,
  written: WrittenState,
  { frames, hashed }: Recording,
  book: ContractBook,
  maxSlots: number,
): { storage: StorageChange[]; slotCount: number } => {
  let preimages: Preimages | undefined
  let slotCount = 0
  const storage: StorageChange[] = []
  for (const [key, slots] of written.slots) {
    const address = Buffer.from(key, 'hex')
    const changed = listChanged(state, address, slots)
    const shown = changed.slice(0, Math.max(0, maxSlots - slotCount))
    slotCount += changed.length
    if (shown.length === 0) continue
    const artifacts = listLayouts(address, frames, book)
    if (artifacts.length > 0) preimages ??= createPreimages(hashed)
    const labellers = artifacts.map(({ storageLayout, deployed }) =>
      createSlotLabeller(storageLayout, preimages ?? [], deployed),
    )
    storage.push({
      account: toShownKey(key),
      contract: artifacts[0]?.name,
      slots: shown.map((change) => describeSlot(change, labellers)),
    })
  }
  return { storage, slotCount }
}

type Changed = { readonly slot: string; readonly before: Uint8Array; readonly after: Uint8Array }

const listChanged = (state: WorldState, address: Uint8Array, slots: ReadonlyMap<string, Uint8Array>): Changed[] =>
  [...slots].flatMap(([slot, before]) => {
    const after = state.getStorage(address, Buffer.from(slot, 'hex'))
    return Buffer.compare(before, after) === 0 ? [] : [{ slot, before: padWord(before), after: padWord(after) }]
  })

/** An account's storage is laid out by its own code, and by code that ran for it (proxies, libraries). */
const listLayouts = (address: Uint8Array, frames: Recording['frames'], book: ContractBook): ContractArtifact[] => {
  const found = new Set<ContractArtifact>()
  const add = (artifact: ContractArtifact | undefined): void => {
    if (artifact !== undefined) found.add(artifact)
  }
  add(book.findArtifact(address))
  for (const { start } of frames) {
    const isForIt = start.type === 'DELEGATECALL' && Buffer.compare(start.from, address) === 0
    if (isForIt && start.to !== undefined) add(book.findArtifact(start.to))
  }
  return [...found]
}

const describeSlot = (
  { slot, before, after }: Changed,
  labellers: readonly SlotLabeller[],
): StorageChange['slots'][number] => {
  const number = BigInt(`0x${slot}`)
  const parts = labellers.map((label) => label(number)).find((found) => found.length > 0) ?? []
  const variables = parts.map((part) => ({
    label: part.label,
    type: part.type,
    before: formatSlotPart(part, before),
    after: formatSlotPart(part, after),
  }))
  return {
    slot: `0x${slot}`,
    before: toHex(before),
    after: toHex(after),
    variables: variables.filter((variable) => variable.before !== variable.after),
  }
}
