/** Lets pages of `origin` read an answer; never with cookies. */
export const corsHeaders = (origin: string): Record<string, string> => ({
  'access-control-allow-origin': origin,
  'cross-origin-resource-policy': 'cross-origin',
  vary: 'Origin',
})
