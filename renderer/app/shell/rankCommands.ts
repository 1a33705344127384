import type { Command } from '../../ui/commands.tsx'

/** The commands whose title or group has every word of the query, those that start with it first; all of them without a query. */
export function rankCommands(commands: readonly Command[], query: string): readonly Command[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const shown = commands.filter(({ hidden }) => hidden !== true)
  const [first] = words
  if (first === undefined) return shown
  const rank = ({ title }: Command) => (title.toLowerCase().startsWith(first) ? 0 : 1)
  return shown
    .filter(({ title, group }) => words.every((word) => `${title} ${group}`.toLowerCase().includes(word)))
    .toSorted((one, other) => rank(one) - rank(other))
}
