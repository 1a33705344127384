import type { Screen } from '../screens.tsx'
import './NavigationRail.css'

export interface NavigationRailProps {
  readonly screens: readonly Screen[]
  readonly selectedId: string | undefined
  readonly onSelect: (id: string) => void
  readonly onHelp: () => void
}

/** The screens, one below the other. */
export const NavigationRail = ({ screens, selectedId, onSelect, onHelp }: NavigationRailProps) => (
  <nav className="rail" aria-label="Screens">
    <span className="rail-mark" aria-hidden="true">
      Q
    </span>
    {screens.map(({ id, title, icon }, index) => (
      <button
        key={id}
        type="button"
        className="rail-item"
        title={`${title} (Alt ${index + 1})`}
        aria-label={title}
        aria-current={id === selectedId ? 'page' : undefined}
        data-testid={`rail-${id}`}
        onClick={() => onSelect(id)}
      >
        <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
          <path
            d={icon}
            fill="none"
            stroke="currentColor"
            strokeWidth="1.3"
            strokeLinejoin="round"
            strokeLinecap="round"
          />
        </svg>
      </button>
    ))}
    <button
      type="button"
      className="rail-item rail-help"
      title="Shortcuts (?)"
      aria-label="Keyboard shortcuts"
      onClick={onHelp}
    >
      ?
    </button>
  </nav>
)
