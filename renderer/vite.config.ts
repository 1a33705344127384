import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const fromHere = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/**
 * The renderer's build, for Electron and for browsers alike. Nothing is inlined that a strict content security policy would
 * refuse: no inline scripts, workers as files of the same origin.
 */
export default defineConfig({
  root: fromHere('.'),
  base: './',
  plugins: [react()],
  build: {
    outDir: fromHere('../out/renderer'),
    emptyOutDir: true,
    target: 'chrome114',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4_000,
    rolldownOptions: { input: fromHere('./index.html') },
  },
  worker: { format: 'es' },
})
