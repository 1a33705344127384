import { useQuery } from '@tanstack/react-query'
import { useStoredState } from '../../ui/useStoredState.ts'
import { useDesk } from '../connection/DeskContext.tsx'

/** The accounts this desk can sign with, and the one chosen in this window (the first until one is). */
export function useSelectedAccount() {
  const { api } = useDesk()
  const { data: accounts = [] } = useQuery(api.signing.listAccounts.queryOptions())
  const [storedAddress, select] = useStoredState<string>('account', '')
  const selected = accounts.find(({ address }) => address === storedAddress) ?? accounts[0]
  return { accounts, selected, select }
}
