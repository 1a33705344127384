import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useDesk } from '../../../app/connection/DeskContext.tsx'
import { useStoredState } from '../../../ui/useStoredState.ts'

/** What a project has deployed, newest first. */
export function useDeployments(projectId: string) {
  const { api } = useDesk()
  return useQuery(api.workbench.listDeployments.queryOptions({ input: { projectId } }))
}

/** The accounts that send without asking, and the one chosen here. */
export function useSender(network: string) {
  const { api } = useDesk()
  const queries = useQueryClient()
  const query = useQuery(api.workbench.listAccounts.queryOptions({ input: { network } }))
  const [stored, choose] = useStoredState<string>('workbench.sender', '')
  const accounts = query.data ?? []
  const sender = accounts.find(({ address }) => address === stored) ?? accounts[0]
  /** After a transaction: balances and deployments are others. */
  const refresh = useCallback(async () => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: api.workbench.listAccounts.key() }),
      queries.invalidateQueries({ queryKey: api.workbench.listDeployments.key() }),
    ])
  }, [queries, api])
  return { query, accounts, sender, choose, refresh }
}

export type Sender = ReturnType<typeof useSender>
