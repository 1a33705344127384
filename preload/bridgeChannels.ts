/** The names of the messages between preload and shell. */
export const bridgeChannels = {
  /** To the shell: a page was loaded and wants the host's state. */
  hello: 'quantera:hello',
  /** To the shell: connect me. The answer is a `port`. */
  connect: 'quantera:connect',
  port: 'quantera:port',
  hostState: 'quantera:host-state',
  menuCommand: 'quantera:menu-command',
} as const
