/** What the node calls itself. */
export const CLIENT_VERSION = 'quantera-terminal/0.1.0/engine'
