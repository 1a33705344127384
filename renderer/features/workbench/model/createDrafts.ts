import { z } from 'zod'

/** What of the window's storage drafts need. */
export type DraftStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const Draft = z.object({ text: z.string(), version: z.string() })
/** A text that was typed over a version of the desk's, and not saved. */
export type Draft = z.infer<typeof Draft>

/** Longer texts would be slow to store at every key. */
const lengthMax = 300_000

const keyOf = (projectId: string, path: string) => `quantera.draft/${projectId}/${path}`

/** Keeps what was typed and not saved, so that a window that is closed or crashes loses nothing. */
export function createDrafts(storage: DraftStorage) {
  const forget = (projectId: string, path: string) => {
    try {
      storage.removeItem(keyOf(projectId, path))
    } catch {
      // A window without storage has nothing to forget.
    }
  }
  return {
    read: (projectId: string, path: string): Draft | undefined => {
      try {
        const stored = storage.getItem(keyOf(projectId, path))
        return stored === null ? undefined : Draft.safeParse(JSON.parse(stored)).data
      } catch {
        return undefined
      }
    },
    write: (projectId: string, path: string, draft: Draft) => {
      if (draft.text.length > lengthMax) return forget(projectId, path)
      try {
        storage.setItem(keyOf(projectId, path), JSON.stringify(draft))
      } catch {
        // Full: what was kept before is older than what is typed now, and would mislead.
        forget(projectId, path)
      }
    },
    forget,
  }
}

export type Drafts = ReturnType<typeof createDrafts>
