/** Which bodies are read, and whom JSON is sent to, as the document's framework decides it (specification, 2.3): by a list of names, exactly. */

const json = 'application/json';

const named = (header: string, ...names: readonly string[]): boolean =>
  header.split(',').some((part) => names.includes(part.split(';', 1)[0]!.replace(/^ +| +$/g, '')));

/** A body that does not say what it is is none that is read. */
export const isRead = (contentType = ''): boolean => named(contentType, json);

export const isTaken = (accept = ''): boolean => accept === '' || named(accept, json, '*/*');
