import { contextBridge, ipcRenderer } from 'electron'
import { type Bridge, type HostState, portMessageType } from '../engine/api/bridge.ts'
import { bridgeChannels } from './bridgeChannels.ts'

const VERSION_ARGUMENT = '--quantera-version='

const hostStateListeners = new Set<(state: HostState) => void>()
const menuListeners = new Set<(commandId: string) => void>()
let hostState: HostState | undefined

ipcRenderer.on(bridgeChannels.hostState, (_event, state: HostState) => {
  hostState = state
  for (const listener of hostStateListeners) listener(state)
})

ipcRenderer.on(bridgeChannels.menuCommand, (_event, commandId: string) => {
  for (const listener of menuListeners) listener(commandId)
})

// A port can't cross the context bridge; posted to the page's own origin it can.
ipcRenderer.on(bridgeChannels.port, (event, { connection }: { connection: number }) => {
  window.postMessage({ type: portMessageType, connection }, window.location.origin, [...event.ports])
})

const bridge: Bridge = {
  kind: 'electron',
  platform: process.platform,
  version: process.argv.find((word) => word.startsWith(VERSION_ARGUMENT))?.slice(VERSION_ARGUMENT.length) ?? '',
  connect: () => ipcRenderer.send(bridgeChannels.connect),
  onHostState: (listener) => {
    hostStateListeners.add(listener)
    if (hostState) listener(hostState)
    return () => {
      hostStateListeners.delete(listener)
    }
  },
  onMenuCommand: (listener) => {
    menuListeners.add(listener)
    return () => {
      menuListeners.delete(listener)
    }
  },
}

contextBridge.exposeInMainWorld('quantera', bridge)
ipcRenderer.send(bridgeChannels.hello)
