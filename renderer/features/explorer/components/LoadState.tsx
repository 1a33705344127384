import type { UseQueryResult } from '@tanstack/react-query'
import { Button } from '../../../ui/Button.tsx'
import { ErrorMessage, StateMessage } from '../../../ui/StateMessage.tsx'

/** What stands where data will be: that it comes, or why it doesn't. */
export const LoadState = ({
  query,
  what,
}: {
  query: Pick<UseQueryResult, 'error' | 'isError' | 'refetch'>
  what: string
}) =>
  query.isError ? (
    <ErrorMessage error={query.error} action={<Button onClick={() => query.refetch()}>Try again</Button>} />
  ) : (
    <StateMessage>Loading {what}…</StateMessage>
  )
