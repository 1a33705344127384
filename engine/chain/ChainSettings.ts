import { z } from 'zod'
import { fromHex, toHex } from './bytes.ts'
import type { BlockRecord } from './store/ChainRecords.ts'

const SETTINGS_KEY = 'settings'

/** What a chain's next blocks have that its genesis does not say. Amounts in wei, gas in gas. */
export type ChainSettings = {
  /** Receives the priority fees; 20 bytes. */
  readonly coinbase?: Uint8Array | undefined
  readonly gasLimit?: bigint | undefined
  /** Of the next block alone. */
  readonly nextBaseFeePerGas?: bigint | undefined
}

const Hex = z.string().regex(/^0x[0-9a-f]+$/)

const SavedSettings = z.object({
  coinbase: Hex.optional(),
  gasLimit: Hex.optional(),
  /** With the hash of the block before the one that it is for. */
  nextBaseFee: z.object({ parent: Hex, wei: Hex }).optional(),
})
type SavedSettings = z.output<typeof SavedSettings>

/** Where the settings are kept: those who only read the chain's file, and the chain itself after a restart, know them from there. */
type SettingsStore = { readMeta(key: string): string | undefined; writeMeta(key: string, value: string): void }

const readSaved = (store: Pick<SettingsStore, 'readMeta'>): SavedSettings => {
  const text = store.readMeta(SETTINGS_KEY)
  return text === undefined ? {} : SavedSettings.parse(JSON.parse(text))
}

/** The settings of the block after `parent`. */
export const readSettingsAfter = (store: Pick<SettingsStore, 'readMeta'>, parent: BlockRecord): ChainSettings => {
  const { coinbase, gasLimit, nextBaseFee } = readSaved(store)
  return {
    coinbase: coinbase === undefined ? undefined : fromHex(coinbase),
    gasLimit: gasLimit === undefined ? undefined : BigInt(gasLimit),
    nextBaseFeePerGas: nextBaseFee?.parent === toHex(parent.hash) ? BigInt(nextBaseFee.wei) : undefined,
  }
}

/** Changes the settings from the block after `parent` on, durably; what is not named stays. */
export const changeSettings = (store: SettingsStore, parent: BlockRecord, change: ChainSettings): void => {
  const { coinbase, gasLimit, nextBaseFeePerGas } = change
  const saved: SavedSettings = {
    ...readSaved(store),
    ...(coinbase === undefined ? {} : { coinbase: toHex(coinbase) }),
    ...(gasLimit === undefined ? {} : { gasLimit: `0x${gasLimit.toString(16)}` }),
    ...(nextBaseFeePerGas === undefined
      ? {}
      : { nextBaseFee: { parent: toHex(parent.hash), wei: `0x${nextBaseFeePerGas.toString(16)}` } }),
  }
  store.writeMeta(SETTINGS_KEY, JSON.stringify(saved))
}

/** Brings the settings back to what the genesis says. */
export const clearSettings = (store: SettingsStore): void => store.writeMeta(SETTINGS_KEY, '{}')
