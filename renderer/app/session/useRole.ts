import { useQuery } from '@tanstack/react-query'
import type { Role } from '../../../engine/api/procedure.ts'
import { useDesk } from '../connection/DeskContext.tsx'

const rank = { viewer: 0, trader: 1, signer: 2, admin: 3 } as const satisfies Record<Role, number>

/** Whether this window's login has at least a role; false until the desk has said. */
export function useRole(): (role: Role) => boolean {
  const { api } = useDesk()
  const { data } = useQuery(api.access.whoAmI.queryOptions())
  return (role) => data !== undefined && rank[data.role] >= rank[role]
}
