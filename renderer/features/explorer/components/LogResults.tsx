import { Button } from '../../../ui/Button.tsx'
import { formatCount } from '../../../ui/format.ts'
import type { LogSearch } from '../hooks/useLogSearch.ts'
import { LoadState } from './LoadState.tsx'
import { LogList } from './LogList.tsx'
import { SearchAgain } from './SearchAgain.tsx'

export interface LogResultsProps {
  readonly search: LogSearch
  readonly empty: string
  readonly ofOneContract?: boolean
}

/** What a log search found, how far it looked, and the way on. */
export function LogResults({ search, empty, ofOneContract = false }: LogResultsProps) {
  const { result, logs, names, fromBlock = 0, toBlock = 0, isOpenEnded } = search
  if (result.data === undefined) return <LoadState query={result} what="the logs" />
  return (
    <>
      {isOpenEnded && !result.isFetching && <SearchAgain toBlock={toBlock} onAgain={() => void result.refetch()} />}
      <LogList
        testId="log-results"
        logs={logs}
        names={names}
        withPlace
        ofOneContract={ofOneContract}
        empty={empty}
        footer={
          <div className="table-foot muted">
            {formatCount(logs.length)} {logs.length === 1 ? 'log' : 'logs'} in blocks {formatCount(fromBlock)} to{' '}
            {formatCount(toBlock)}{' '}
            {result.hasNextPage && (
              <Button size="small" busy={result.isFetchingNextPage} onClick={() => void result.fetchNextPage()}>
                Search older blocks
              </Button>
            )}
          </div>
        }
      />
    </>
  )
}
