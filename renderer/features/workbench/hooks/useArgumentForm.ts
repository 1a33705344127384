import { useMemo, useState } from 'react'
import type { AbiParameter } from '../../../../engine/api/workbench.ts'
import { changeDraft, type Draft, emptyDraft, readArguments } from '../model/abiForm.ts'
import { parseInteger, type Unit } from '../model/parseInteger.ts'

/** The arguments of a function or constructor being filled in, read at every key. */
export function useArgumentForm(parameters: readonly AbiParameter[], isPayable: boolean) {
  const [drafts, setDrafts] = useState<readonly Draft[]>(() => parameters.map(emptyDraft))
  const [value, setValue] = useState('')
  const [unit, setUnit] = useState<Unit>('ether')
  const [showsMissing, setShowsMissing] = useState(false)
  const { args, problems } = useMemo(() => readArguments(parameters, drafts), [parameters, drafts])
  const valueWei = !isPayable || value.trim() === '' ? 0n : readValue(value, unit)
  return {
    drafts,
    args,
    value,
    unit,
    /** Undefined while what is typed is no amount. */
    valueWei,
    setValue,
    setUnit,
    change: (path: readonly number[], draft: Draft) =>
      setDrafts((before) => changeDraft(before, path, draft) as readonly Draft[]),
    /** What to say beside a field. */
    problemAt: (path: string) => {
      const problem = problems.get(path)
      return problem === undefined || (problem.isMissing && !showsMissing) ? undefined : problem.message
    },
    showMissing: () => setShowsMissing(true),
  }
}

export type ArgumentForm = ReturnType<typeof useArgumentForm>

const readValue = (text: string, unit: Unit) => {
  const value = parseInteger(text, unit)
  return value === undefined || value < 0n || value >= 1n << 256n ? undefined : value
}
