import { joinClasses } from '../../../ui/joinClasses.ts'

/** A signed change, coloured by its sign; the sign itself says it too. */
export const ChangeText = ({ text }: { text: string }) => (
  <span className={joinClasses(text.startsWith('+') && 'bid', text.startsWith('−') && 'ask')}>{text}</span>
)
