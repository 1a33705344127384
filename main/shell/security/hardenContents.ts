import type { App } from 'electron'
import { isAppPage } from './appOrigin.ts'

/** For every page that ever appears: no navigation but a reload, no new windows, no webviews. */
export const hardenContents = (app: App): void => {
  app.on('web-contents-created', (_created, contents) => {
    // Developer tools are no page of ours and navigate within themselves.
    if (contents.getType() === 'remote') return
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    contents.on('will-navigate', (event) => {
      if (!isAppPage(event.url)) event.preventDefault()
    })
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame || !isAppPage(event.url)) event.preventDefault()
    })
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
  })
}
