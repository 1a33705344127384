import { cleanText } from '../../../ui/cleanText.ts'
import { formatAmount, formatCount } from '../../../ui/format.ts'
import { StateMessage } from '../../../ui/StateMessage.tsx'
import { Table } from '../../../ui/Table.tsx'
import type { LineGas } from '../model/sourceGas.ts'

const shownCount = 200

/** The lines that used most gas. */
export function GasLines({ lines, gasUsed }: { lines: readonly LineGas[] | undefined; gasUsed: bigint }) {
  if (lines === undefined) return <StateMessage>Adding up the gas…</StateMessage>
  return (
    <Table
      label="Gas by source line"
      testId="gas-lines"
      columns={[
        { id: 'path', title: 'Source', render: ({ path }) => cleanText(path, 120) },
        { id: 'line', title: 'Line', align: 'right', width: 70, render: ({ line }) => line },
        { id: 'steps', title: 'Steps', align: 'right', width: 90, render: ({ steps }) => formatCount(steps) },
        { id: 'gas', title: 'Gas', align: 'right', width: 110, render: ({ gas }) => formatAmount(gas, 0) },
        {
          id: 'share',
          title: 'Share',
          unit: '%',
          align: 'right',
          width: 80,
          render: ({ gas }) => formatShare(gas, gasUsed),
        },
      ]}
      rows={lines.slice(0, shownCount)}
      getKey={({ path, line }) => `${path}:${line}`}
      empty="None of the code that ran was compiled here."
    />
  )
}

const formatShare = (gas: bigint, total: bigint) =>
  total === 0n ? '' : formatAmount((gas * 10_000n) / total, 2, { fractionMin: 1, fractionMax: 1 })
