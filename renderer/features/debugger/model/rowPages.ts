/** Rows asked for at once. */
export const rowsPerPage = 500

/** The pages to have for the rows in view: those that show them, then the one after and the one before. */
export function listPages(firstRow: number, rowCount: number, totalRows: number): number[] {
  const lastPage = Math.max(0, Math.ceil(totalRows / rowsPerPage) - 1)
  const from = Math.floor(firstRow / rowsPerPage)
  const to = Math.floor(Math.max(firstRow, firstRow + rowCount - 1) / rowsPerPage)
  const shown = Array.from({ length: to - from + 1 }, (_, at) => from + at)
  return [...shown, to + 1, from - 1].filter((page) => page >= 0 && page <= lastPage)
}
