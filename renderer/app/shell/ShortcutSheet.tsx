import { useAllCommands } from '../../ui/commands.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { formatShortcut } from '../../ui/shortcut.ts'
import './ShortcutSheet.css'

/** Keys of single fields, which are not commands. */
const fieldKeys = [
  ['↑ ↓', 'In price and size: one tick or lot; with Shift ten'],
  ['Enter', 'In the ticket: review. In the review: sign and place'],
  ['Esc', 'Close without doing anything'],
  ['↑ ↓ Enter', 'In the book: price into the ticket'],
] as const

/** Every shortcut on offer now, by group. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const commands = useAllCommands().filter(({ shortcut }) => shortcut !== undefined)
  const groups = [...new Set(commands.map(({ group }) => group))]
  return (
    <Dialog title="Keyboard shortcuts" testId="shortcut-sheet" width={640} onClose={onClose}>
      <div className="dialog-body shortcut-sheet scrolls">
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {commands
                .filter((command) => command.group === group)
                .map(({ id, title, shortcut = '' }) => (
                  <div key={id}>
                    <dt>{title}</dt>
                    <dd>
                      <kbd>{formatShortcut(shortcut, navigator.platform)}</kbd>
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
        <section>
          <h3>In fields</h3>
          <dl>
            {fieldKeys.map(([key, title]) => (
              <div key={key}>
                <dt>{title}</dt>
                <dd>
                  <kbd>{key}</kbd>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
      <footer className="dialog-foot faint">
        Charts: TradingView Lightweight Charts™, copyright © TradingView, Inc. https://www.tradingview.com/
      </footer>
    </Dialog>
  )
}
