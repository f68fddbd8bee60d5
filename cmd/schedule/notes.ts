/** What the user should know of what was taken for granted. */
export type Note = (text: string) => void;

const shown = 5;

/** Some of many names. */
export const some = (names: readonly string[]): string => (names.length > shown ? `${names.slice(0, shown).join(', ')} and ${names.length - shown} more` : names.join(', '));
