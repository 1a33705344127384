import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder for a whole suite, which removes it. */
export const makeTemporaryFolder = (): { readonly path: string; readonly remove: () => void } => {
  const path = mkdtempSync(join(tmpdir(), 'quantera-deployment-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
