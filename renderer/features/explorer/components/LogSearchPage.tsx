import { type FormEvent, useState } from 'react'
import { Button } from '../../../ui/Button.tsx'
import { Field } from '../../../ui/Field.tsx'
import { useExplorer } from '../hooks/useExplorer.ts'
import { useLogSearch } from '../hooks/useLogSearch.ts'
import type { LogQuery } from '../model/location.ts'
import { type LogForm, readLogForm, toLogForm } from '../model/logForm.ts'
import { LogResults } from './LogResults.tsx'
import { PageHead } from './PageHead.tsx'
import './LogSearchPage.css'

/** Searches logs by contract, event and blocks; what is searched is part of the location, so back and forward go through searches. */
export function LogSearchPage({ query }: { query: LogQuery }) {
  const { visit } = useExplorer()
  const [form, setForm] = useState<LogForm>(() => toLogForm(query))
  const search = useLogSearch(query)
  const { query: read, problems } = readLogForm(form)
  const change = (key: keyof LogForm) => (value: string) => setForm((before) => ({ ...before, [key]: value }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (read !== undefined) visit({ page: 'logs', query: read })
  }
  return (
    <div className="page" data-testid="log-search">
      <PageHead kind="Search" title="Logs" />
      <form className="log-form" onSubmit={submit}>
        <Field
          label="Contract"
          value={form.address}
          onChange={change('address')}
          placeholder="any"
          spellCheck={false}
          testId="log-address"
          {...problemOf(problems.address)}
        />
        <Field
          label="Event"
          hint="name, signature or topic"
          value={form.event}
          onChange={change('event')}
          placeholder="any"
          spellCheck={false}
          testId="log-event"
        />
        <Field
          label="From block"
          value={form.fromBlock}
          onChange={change('fromBlock')}
          placeholder="first"
          {...problemOf(problems.fromBlock)}
        />
        <Field
          label="To block"
          value={form.toBlock}
          onChange={change('toBlock')}
          placeholder="latest"
          {...problemOf(problems.toBlock)}
        />
        <Button type="submit" variant="primary" disabled={read === undefined} data-testid="log-submit">
          Search
        </Button>
      </form>
      <div className="page-body">
        <LogResults search={search} ofOneContract={query.address !== undefined} empty="Nothing was logged that fits." />
      </div>
    </div>
  )
}

const problemOf = (problem: string | undefined) => (problem === undefined ? {} : { problem })
