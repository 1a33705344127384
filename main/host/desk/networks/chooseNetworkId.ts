const MAX_SLUG_LENGTH = 40

/** An id that people recognise the name in, and that no other network has. */
export const chooseNetworkId = (name: string, taken: ReadonlySet<string>): string => {
  const words = name.toLowerCase().match(/[a-z0-9]+/g) ?? ['fork']
  const slug = words.join('-').slice(0, MAX_SLUG_LENGTH).replace(/-$/, '')
  let id = slug
  for (let count = 2; taken.has(id); count++) id = `${slug}-${count}`
  return id
}
