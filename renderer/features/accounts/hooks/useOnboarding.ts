import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useId } from 'react'
import { useDesk } from '../../../app/connection/DeskContext.tsx'

/** Prepares the opening of an account, then has exactly what was prepared signed and relayed. */
export function useOnboarding(account: string, chainId: number, onOpened: () => void) {
  const { client, api } = useDesk()
  const queries = useQueryClient()
  const dialogId = useId()
  const prepared = useQuery({
    queryKey: ['accounts.onboarding', dialogId],
    queryFn: async ({ signal }) => {
      const [onboarding, contracts, markets, { listOnboardingMismatches }] = await Promise.all([
        client.practice.prepareOnboarding({ account }, { signal }),
        client.system.listContracts(undefined, { signal }),
        client.market.listMarkets(undefined, { signal }),
        // Hashing loads with the first permits, not with the first paint.
        import('../model/checkOnboarding.ts'),
      ])
      const mismatches = listOnboardingMismatches(onboarding, { account, chainId, contracts, markets })
      return { onboarding, mismatches }
    },
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnReconnect: false,
    refetchOnWindowFocus: false,
    meta: { keepsOnReconnect: true },
  })
  const opening = useMutation({
    mutationFn: async () => {
      if (prepared.data === undefined) throw new Error('There is nothing to sign yet.')
      const { requestId, permits } = prepared.data.onboarding
      const digests = permits.map(({ digest }) => digest)
      return client.practice.onboard({ account, permits: { requestId, digests } })
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: api.practice.key() })
      void queries.invalidateQueries({ queryKey: api.market.key() })
      onOpened()
    },
    // It may have failed because the account was locked meanwhile.
    onError: () => queries.invalidateQueries({ queryKey: api.signing.listAccounts.key() }),
    gcTime: 0,
  })
  const prepareAgain = () => {
    opening.reset()
    void prepared.refetch()
  }
  return { prepared, opening, prepareAgain }
}
