import { APP_ORIGIN } from './appOrigin.ts'

/** What matters of the frame that sent an IPC message. */
export interface SenderFrame {
  /** The security origin: `null` as text for sandboxed frames and data addresses. */
  readonly origin: string
  readonly url: string
  readonly isMainFrame: boolean
  readonly contentsId: number
}

/**
 * Whether an IPC message comes from the main frame of our window while it shows our page. Electron answers every frame that has
 * a preload, so each handler asks this first.
 */
export const isTrustedSender = (frame: SenderFrame | undefined, windowContentsId: number | undefined): boolean =>
  frame !== undefined &&
  frame.contentsId === windowContentsId &&
  frame.isMainFrame &&
  frame.origin === APP_ORIGIN &&
  frame.url.startsWith(`${APP_ORIGIN}/`)
