/** Drawings of the ways to move, in a box of 16 by 16. */
const paths: Record<string, string> = {
  continueBack: 'M4 3v10M13 3.5v9L6.5 8z',
  overBack: 'M13 10c-1-4.5-8-4.5-9.5-.5M3 5.5v4.2h4.2M8 13.2h.01',
  lineBack: 'M12.5 12.5V7H4M7 4 4 7l3 3',
  stepBack: 'M10 3.5 5.5 8l4.5 4.5',
  step: 'M6 3.5 10.5 8 6 12.5',
  into: 'M8 2.5v7.5M5 7l3 3 3-3M8 13.5h.01',
  over: 'M3 10c1-4.5 8-4.5 9.5-.5M13 5.5v4.2H8.800M8 13.2h.01',
  out: 'M8 10.5V3M5 6l3-3 3 3M8 13.5h.01',
  continue: 'M12 3v10M3 3.5v9L9.5 8z',
  call: 'M3 4h4v8h4M9 10l2 2-2 2',
  storage: 'M3 4c0-2.2 10-2.2 10 0v8c0 2.2-10 2.2-10 0zM3 4c0 2.2 10 2.2 10 0M3 8c0 2.2 10 2.2 10 0',
  failure: 'M8 2.5 14 13H2zM8 6.5v3M8 11.300h.01',
}

export const StepIcon = ({ id }: { id: string }) => (
  <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    <path
      d={paths[id.slice(id.indexOf('.') + 1)] ?? ''}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinejoin="round"
      strokeLinecap="round"
    />
  </svg>
)
