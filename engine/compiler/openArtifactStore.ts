import { openDatabase } from '../store/openDatabase.ts'
import { createArtifactReader } from './artifacts/createArtifactReader.ts'
import { createArtifactWriter } from './artifacts/createArtifactWriter.ts'
import type { ArtifactFinder, ContractArtifact } from './ContractArtifact.ts'

/** Artifacts on disk, by the code that runs. Each thread opens the file for itself: readers see what any other one has committed. */
export type ArtifactStore = ArtifactFinder & {
  /** Keeps artifacts, durably and in one transaction. Those that are there already cost a look-up. */
  add(artifacts: readonly ContractArtifact[]): void
  close(): void
}

const migrations = [
  `CREATE TABLE source (hash BLOB PRIMARY KEY, text BLOB NOT NULL) WITHOUT ROWID;
   CREATE TABLE artifact (id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, content BLOB NOT NULL);
   CREATE TABLE artifact_source (
     artifact_id INTEGER NOT NULL REFERENCES artifact, source_id INTEGER NOT NULL, path TEXT NOT NULL, hash BLOB NOT NULL,
     PRIMARY KEY (artifact_id, source_id)
   ) WITHOUT ROWID;
   CREATE TABLE deployed_code (
     size INTEGER NOT NULL, immutables TEXT NOT NULL, hash BLOB NOT NULL, artifact_id INTEGER NOT NULL REFERENCES artifact,
     PRIMARY KEY (size, immutables, hash, artifact_id)
   ) WITHOUT ROWID;
   CREATE TABLE creation_code (
     size INTEGER NOT NULL, hash BLOB NOT NULL, artifact_id INTEGER NOT NULL REFERENCES artifact,
     PRIMARY KEY (size, hash, artifact_id)
   ) WITHOUT ROWID;`,
]

/**
 * Opens the store of artifacts at `file` (`artifacts.sqlite`, or `':memory:'`). Any number of threads may have it open; writers
 * wait for one another.
 *
 * @throws TerminalError `store/corrupt`, `store/newer-schema`, `store/busy`
 *
 * @example
 * openArtifactStore(file).findByCode(code)?.name // 'TradingModule'
 */
export const openArtifactStore = (file: string): ArtifactStore => {
  const database = openDatabase(file, { migrations })
  const write = createArtifactWriter(database)
  const reader = createArtifactReader(database)
  return {
    findByCode: reader.findByCode,
    findByCreationCode: reader.findByCreationCode,
    add: (artifacts) => {
      database.transaction(() => artifacts.forEach(write)).immediate()
      reader.forgetMisses()
    },
    close: () => database.close(),
  }
}
