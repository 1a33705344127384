import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/App.tsx'
import { createBrowserTransport } from './app/connection/createBrowserTransport.ts'
import { createConnection } from './app/connection/createConnection.ts'
import { createElectronTransport } from './app/connection/createElectronTransport.ts'
import { createDesk } from './app/connection/DeskContext.tsx'
import { applyTheme, readTheme } from './app/theme.ts'
import './ui/tokens.css'
import './ui/base.css'

applyTheme(readTheme())

const bridge = window.quantera
const transport = bridge === undefined ? createBrowserTransport(window.location) : createElectronTransport(bridge)
const connection = createConnection({ transport, nowMs: Date.now, random: Math.random })
const root = document.getElementById('root')
if (root === null) throw new Error('The page has no #root.')
createRoot(root).render(
  <StrictMode>
    <App desk={createDesk(connection)} bridge={bridge} />
  </StrictMode>,
)
