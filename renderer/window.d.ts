import type { Bridge } from '../engine/api/bridge.ts'

declare global {
  interface Window {
    /** Set by the preload in Electron; absent in a browser. */
    readonly quantera?: Bridge
  }
}
