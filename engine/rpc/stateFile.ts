import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { z } from 'zod'
import { fromHex, toHex, toQuantity, toWord } from '../chain/bytes.ts'
import type { AccountChange, Chain } from '../chain/Chain.ts'
import { CHAIN_ERROR_CODES, ChainError } from '../chain/ChainError.ts'
import { dumpState } from '../chain/state/dumpState.ts'
import { AddressText, HexBytes, Quantity, Slot } from './schemas.ts'

const MAX_JSON_BYTES = 268_435_456
const WORD_BYTES = 32
const EMPTY_BYTES = new Uint8Array()

const Amount = z.union([Quantity, z.number().int().nonnegative().transform(BigInt)])

/** Anvil's `SerializableState`, as far as it is the state: the blocks it may have with it are not taken over. */
const StateFile = z.object({
  accounts: z.record(
    AddressText,
    z.object({
      nonce: Amount.default(0n),
      balance: Amount,
      code: HexBytes.default(EMPTY_BYTES),
      storage: z.record(z.string().pipe(Slot.transform(toHex)), Slot).default({}),
    }),
  ),
})

const compress = promisify(gzip)
const decompress = promisify(gunzip)

/** The state at the head as Anvil dumps it: gzip'd JSON. @throws ChainError as `dumpState` */
export const encodeStateFile = async ({ store, head }: Chain): Promise<Uint8Array> => {
  const { header } = head()
  const accounts = dumpState(store, header.stateRoot).map(({ address, nonce, balance, code, storage }) => [
    toHex(address),
    {
      nonce: Number(nonce),
      balance: toQuantity(balance),
      code: toHex(code),
      storage: Object.fromEntries(storage.map(([slot, value]) => [toHex(slot), toHex(padWord(value))])),
    },
  ])
  // Without blocks there is no head for Anvil to go to: it stays at its own.
  const file = {
    block: null,
    accounts: Object.fromEntries(accounts),
    best_block_number: null,
    blocks: [],
    transactions: [],
  }
  return compress(JSON.stringify(file))
}

/** What loading a state changes: the accounts in it; others stay as they are. @throws ChainError -32602 for another file */
export const decodeStateFile = async (bytes: Uint8Array): Promise<readonly AccountChange[]> => {
  const parsed = StateFile.safeParse(await readJson(bytes))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw invalid(`${issue?.path.join('.')} ${issue?.message}`)
  }
  return Object.entries(parsed.data.accounts).map(([address, { storage, ...account }]) => ({
    address: fromHex(address),
    ...account,
    storage: Object.entries(storage).map(([slot, value]) => [toWord(BigInt(slot)), value] as const),
  }))
}

const readJson = async (bytes: Uint8Array): Promise<unknown> => {
  try {
    const text = await decompress(bytes, { maxOutputLength: MAX_JSON_BYTES })
    return JSON.parse(text.toString('utf8'))
  } catch {
    throw invalid('it is no compressed JSON')
  }
}

const invalid = (reason: string): ChainError =>
  new ChainError(CHAIN_ERROR_CODES.invalidParams, `not a dumped state: ${reason}`)

const padWord = (value: Uint8Array): Uint8Array => Buffer.concat([new Uint8Array(WORD_BYTES - value.length), value])
