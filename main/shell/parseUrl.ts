/** The address that `text` is, or nothing. (`URL.canParse` came after Node 18.15, which the oldest Electron of the tests has.) */
export const parseUrl = (text: string): URL | undefined => {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}
