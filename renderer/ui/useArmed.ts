import { useEffect, useState } from 'react'

/** Long enough that a key pressed for what was on screen before can't sign what has just appeared. */
const armingMs = 400

/** Turns true a moment after `isReady` does, false at once. */
export function useArmed(isReady: boolean): boolean {
  const [isArmed, setArmed] = useState(false)
  useEffect(() => {
    if (!isReady) return
    const timer = setTimeout(() => setArmed(true), armingMs)
    return () => {
      clearTimeout(timer)
      setArmed(false)
    }
  }, [isReady])
  return isReady && isArmed
}
