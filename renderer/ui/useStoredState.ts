import { useCallback, useState } from 'react'

/**
 * A piece of view state that survives restarts of the window. What is stored may be old or foreign: `parse` says what it means, or
 * `undefined` to fall back.
 */
export function useStoredState<Value extends string>(
  key: string,
  fallback: Value,
  parse: (text: string) => Value | undefined = (text) => text as Value,
): [Value, (value: Value) => void] {
  const [value, setValue] = useState<Value>(() => {
    const stored = readStored(key)
    return (stored === null ? undefined : parse(stored)) ?? fallback
  })
  const store = useCallback(
    (next: Value) => {
      setValue(next)
      try {
        localStorage.setItem(`quantera.${key}`, next)
      } catch {
        // A window without storage still works; it only forgets.
      }
    },
    [key],
  )
  return [value, store]
}

const readStored = (key: string) => {
  try {
    return localStorage.getItem(`quantera.${key}`)
  } catch {
    return null
  }
}
