import type { ReactNode } from 'react'
import { joinClasses } from './joinClasses.ts'
import './Table.css'

export interface Column<Row> {
  readonly id: string
  readonly title: string
  /** Shown under nothing, beside the title: the unit of the column. */
  readonly unit?: string
  readonly align?: 'left' | 'right'
  readonly width?: number | string
  readonly render: (row: Row) => ReactNode
}

export interface TableProps<Row> {
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly getKey: (row: Row) => string
  readonly testId?: string
  readonly stale?: boolean
  /** Shown in place of rows when there are none. */
  readonly empty: ReactNode
  readonly footer?: ReactNode
}

/** A dense table with a head that stays, fixed columns (nothing jumps when values change) and an explanation when empty. */
export function Table<Row>({ label, columns, rows, getKey, testId, stale = false, empty, footer }: TableProps<Row>) {
  return (
    <div className="table-scroll scrolls" data-stale={stale || undefined}>
      <table className="table" aria-label={label} data-testid={testId}>
        <colgroup>
          {columns.map((column) => (
            <col key={column.id} style={{ width: column.width }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.id} scope="col" className={joinClasses(column.align === 'right' && 'number')}>
                {column.title}
                {column.unit !== undefined && <span className="table-unit"> {column.unit}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={getKey(row)} data-key={getKey(row)}>
              {columns.map((column) => (
                <td key={column.id} className={joinClasses(column.align === 'right' && 'number')}>
                  {column.render(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <div className="table-empty">{empty}</div>}
      {footer}
    </div>
  )
}
