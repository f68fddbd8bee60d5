/** Parts of documents as `projection` cuts them, out of their text: what is left is as it was written. */
import { partsAt, type DocumentParts, type DocumentPath } from '../../../api';
import { itemsOf, membersOf } from './json-text';

/** `json`: a document, whose own members are each there once. */
export function textProjection(paths: readonly DocumentPath[]): (json: string) => string {
  const parts = partsAt(paths);
  return (json) => ofObject(json, 0, parts, parts.size) ?? '{}';
}

/** Undefined: nothing of it was found. */
function partOf(text: string, from: number, parts: DocumentParts): string | undefined {
  if (text[from] === '{') return ofObject(text, from, parts);
  return text[from] === '[' ? ofList(text, from, parts) : undefined;
}

/** Looks no further when it has found so many. */
function ofObject(text: string, begin: number, parts: DocumentParts, enough = Infinity): string | undefined {
  const found: string[] = [];
  let seen = 0;
  for (const { key, at, from, to } of membersOf(text, begin)) {
    const wanted = parts.get(key);
    if (!wanted) continue;
    const part = wanted === 'whole' ? text.slice(from, to) : partOf(text, from, wanted);
    if (part !== undefined) found.push(text.slice(at, from) + part);
    if (++seen === enough) break;
  }
  return found.length ? `{${found.join(',')}}` : undefined;
}

function ofList(text: string, begin: number, parts: DocumentParts): string | undefined {
  const found: string[] = [];
  let nothing = true;
  for (const { from } of itemsOf(text, begin)) {
    const part = partOf(text, from, parts);
    if (part !== undefined) nothing = false;
    if (part !== undefined || text[from] === '{') found.push(part ?? '{}');
  }
  return nothing ? undefined : `[${found.join(',')}]`;
}
