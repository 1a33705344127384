/** The parts of a key press that a shortcut looks at. */
export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

/** True where the platform's command key is ⌘. */
const isApple = (platform: string) => /mac|iphone|ipad/i.test(platform)

/**
 * Whether a key press is the shortcut: `mod+k` (Ctrl, on Apple ⌘), `alt+1`, `b`, `?`. Letters match in either case; Shift is
 * looked at only where the shortcut names it and with function keys, because `?` needs it on some keyboards and not on others.
 */
export function matchesShortcut(press: KeyPress, shortcut: string, platform: string): boolean {
  const parts = shortcut.toLowerCase().split('+')
  const key = parts.at(-1)
  const mod = isApple(platform) ? press.metaKey : press.ctrlKey
  const otherMod = isApple(platform) ? press.ctrlKey : press.metaKey
  return (
    press.key.toLowerCase() === key &&
    mod === parts.includes('mod') &&
    !otherMod &&
    press.altKey === parts.includes('alt') &&
    (parts.includes('shift') ? press.shiftKey : !(press.shiftKey && isFunctionKey(press.key)))
  )
}

/** A shortcut as printed on the keys: `Ctrl K`, `⌘ K`, `Alt 1`. */
export function formatShortcut(shortcut: string, platform: string): string {
  const names: Record<string, string> = {
    mod: isApple(platform) ? '⌘' : 'Ctrl',
    alt: isApple(platform) ? '⌥' : 'Alt',
    shift: 'Shift',
    arrowleft: '←',
    arrowright: '→',
  }
  return shortcut
    .split('+')
    .map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(' ')
}

/** F1 to F24: they type nothing, so their shortcuts hold in fields and editors too. */
export const isFunctionKey = (key: string) => /^F\d{1,2}$/i.test(key)

/** Whether a key without Ctrl, ⌘ or Alt would be typed into what has the focus. */
export const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName) ||
    target.closest('.monaco-editor') !== null)
