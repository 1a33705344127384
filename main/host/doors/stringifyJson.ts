/** JSON with `bigint` as decimal strings. */
export const stringifyJson = (value: unknown): string =>
  JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? item.toString() : item))
