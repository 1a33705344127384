/** What a part of the gate found. */
export interface Result {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** What several parts found together. */
export const addResults = (results: readonly Result[]): Result =>
  results.reduce((sum, { passed, failed, skipped }) => ({
    passed: sum.passed + passed,
    failed: sum.failed + failed,
    skipped: sum.skipped + skipped,
  }))
