/** Joins the class names that apply. */
export const joinClasses = (...names: readonly (string | false | undefined)[]) => names.filter(Boolean).join(' ')
