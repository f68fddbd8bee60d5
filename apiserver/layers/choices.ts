/** What an API can be told to answer otherwise, as a table: `name=value,name=value` in a flag, members of an object in code. */

export interface Choice<V> {
  /** The words that it takes, or what they look like. */
  readonly takes: string;
  readonly fallback: V;
  readonly says: string;
  /** Undefined: it takes nothing like that. */
  read(text: string): V | undefined;
}

/** In the order in which they are told about. */
export type Choices<S> = { readonly [Name in keyof S]: Choice<S[Name]> };

/** The first word is the default. */
export const choice = <W extends string>(words: readonly [W, ...W[]], says: string): Choice<W> =>
  ({ takes: words.join('|'), fallback: words[0], says, read: (text) => words.find((word) => word === text) });

export const namesOf = <S>(choices: Choices<S>): (keyof S & string)[] => Object.keys(choices) as (keyof S & string)[];

export const defaultsOf = <S>(choices: Choices<S>): S => Object.fromEntries(namesOf(choices).map((name) => [name, choices[name].fallback])) as S;

export interface Chosen<S> {
  readonly switches: Partial<S>;
  /** What is wrong with the first that is wrong. */
  readonly fault?: string;
}

/** `codes=upstream,getOne=object`. */
export function readChoices<S>(choices: Choices<S>, text: string): Chosen<S> {
  const names = namesOf(choices);
  const switches: Partial<S> = {};
  for (const part of text.split(',').map((each) => each.trim()).filter(Boolean)) {
    const [given = '', value = ''] = part.split(/=(.*)/s);
    const name = names.find((each) => each === given);
    if (!name) return { switches: {}, fault: `there is no ${JSON.stringify(given)}, only ${names.join(', ')}` };
    const read = choices[name].read(value);
    if (read === undefined) return { switches: {}, fault: `${name} takes ${choices[name].takes}` };
    switches[name] = read;
  }
  return { switches };
}
