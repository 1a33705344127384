export type Theme = 'dark' | 'light'

const storageKey = 'quantera.theme'

/** The theme that was chosen, else the system's, else dark. */
export function readTheme(): Theme {
  try {
    const stored = localStorage.getItem(storageKey)
    if (stored === 'dark' || stored === 'light') return stored
  } catch {
    // Without storage the system decides.
  }
  return window.matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark'
}

/** Shows a theme; everything takes its colours from the root element. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme
}

/** Shows a theme and keeps it for the next start. */
export function storeTheme(theme: Theme): void {
  applyTheme(theme)
  try {
    localStorage.setItem(storageKey, theme)
  } catch {
    // It holds until the window closes.
  }
}
