/** What the screens may load, in a browser and in the shell: their own files, nothing from anywhere else, and no `eval`. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  // Chart and editor set style attributes and elements as they draw.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')
