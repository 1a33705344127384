import { type BrowserWindow, type IpcMainEvent, ipcMain, MessageChannelMain, type WebFrameMain } from 'electron'
import type { HostState } from '../../engine/api/bridge.ts'
import { bridgeChannels } from '../../preload/bridgeChannels.ts'
import type { HostLink } from './host/HostLink.ts'
import { isTrustedSender } from './security/isTrustedSender.ts'

/**
 * Answers the window's preload: hands out connections to the host and tells its state. Returns what sends a command of the menu.
 */
export const serveBridge = (
  link: HostLink,
  getWindow: () => BrowserWindow | undefined,
): { readonly runCommand: (commandId: string) => void } => {
  let nextConnection = 1
  /** A connection was asked for while there was no host to connect to. */
  let isWaiting = false

  const send = (channel: string, message: unknown) => {
    const window = getWindow()
    if (window && !window.isDestroyed()) window.webContents.send(channel, message)
  }
  const handOver = () => {
    const frame = getWindow()?.webContents.mainFrame
    if (!frame) return
    const { port1, port2 } = new MessageChannelMain()
    link.connect(port1)
    frame.postMessage(bridgeChannels.port, { connection: nextConnection++ }, [port2])
  }
  const onTrusted = (channel: string, handle: () => void) =>
    ipcMain.on(channel, (event) => {
      if (isTrustedSender(describeSender(event), getWindow()?.webContents.id)) handle()
    })

  onTrusted(bridgeChannels.connect, () => {
    isWaiting = link.state().state !== 'up'
    if (!isWaiting) handOver()
  })
  onTrusted(bridgeChannels.hello, () => {
    isWaiting = false
    send(bridgeChannels.hostState, link.state())
  })
  link.onState((state: HostState) => {
    send(bridgeChannels.hostState, state)
    if (state.state !== 'up' || !isWaiting) return
    isWaiting = false
    handOver()
  })
  return { runCommand: (commandId) => send(bridgeChannels.menuCommand, commandId) }
}

const describeSender = (event: IpcMainEvent) => {
  // Absent when the frame is gone by the time its message is read.
  const frame: WebFrameMain | null = event.senderFrame
  if (!frame) return undefined
  return {
    origin: frame.origin,
    url: frame.url,
    isMainFrame: frame.parent === null,
    contentsId: event.sender.id,
  }
}
