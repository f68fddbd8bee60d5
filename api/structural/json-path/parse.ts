/**
 * Reads a JSONPath as Kubernetes writes it: `.spec.a[0].b`, `.conditions[?(@.type=="Ready")].status`,
 * `.metadata.annotations.example\.com/name` (k8s.io/client-go util/jsonpath parser.go).
 */
import { JsonPathError, type Node } from './nodes';

const fieldForm = /\.((?:\\.|[^\s.,[\]$@{}\\])*)/ys;
const recursiveForm = /\.\.(?=([\p{L}\p{Nd}_])?)/yu;
const numberForm = /[+-]?\d[\d.]*/y;
const wordForm = /[\p{L}\p{Nd}_][^\s.,[\]$@{}]*/yu;
const quotedForm = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/y;
const filterForm = /\[\?\(((?:[^"')]|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')*)\)\]/y;
const bracketForm = /\[([^\]\n]*)\]/y;
const comparison = /^([^!<>=]+)([!<>=]+)(.+)$/s;
const sliceForm = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/;
const keyForm = /^'([^']*)'$/;

const unquoted: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** Throws JsonPathError. */
export function parseNodes(text: string): Node[] {
  const nodes: Node[] = [];
  for (let at = 0; at < text.length;) {
    const taken = filtered(text, at) ?? recursive(text, at) ?? dotted(text, at) ?? bracketed(text, at) ?? quoted(text, at) ?? spelled(text, at);
    if (taken) nodes.push(...taken.nodes);
    at += taken?.length ?? skipped(text, at);
  }
  const twice = nodes.findIndex((node, i) => node.kind === 'recursive' && nodes[i + 1]?.kind === 'recursive');
  if (twice >= 0) throw new JsonPathError('invalid multiple recursive descent');
  return nodes;
}

interface Taken { readonly nodes: readonly Node[]; readonly length: number }

/** Signs that stand for the object at hand, and blanks. */
function skipped(text: string, at: number): number {
  const char = String.fromCodePoint(text.codePointAt(at) as number);
  if ('@$ '.includes(char)) return 1;
  if (char === '[') throw new JsonPathError(text.startsWith('[?(', at) ? 'unterminated filter' : 'unterminated array');
  if (char === '"' || char === "'") throw new JsonPathError('unterminated quoted string');
  if (char === '\r' || char === '\n') throw new JsonPathError('unclosed action');
  throw new JsonPathError(`unrecognized character in action: U+${char.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')} '${char}'`);
}

function find(form: RegExp, text: string, at: number): RegExpExecArray | undefined {
  form.lastIndex = at;
  return form.exec(text) ?? undefined;
}

function filtered(text: string, at: number): Taken | undefined {
  const [all, inside = ''] = find(filterForm, text, at) ?? [];
  if (all === undefined) return undefined;
  const [, left, operator, right] = comparison.exec(inside) ?? [];
  const filter: Node = { kind: 'filter', left: parseNodes(left ?? inside), operator: operator ?? 'exists', right: parseNodes(right ?? '') };
  return { nodes: [filter], length: all.length };
}

function recursive(text: string, at: number): Taken | undefined {
  const [all, next] = find(recursiveForm, text, at) ?? [];
  // A name may stand right behind both dots; the second of them is its own.
  return all === undefined ? undefined : { nodes: [{ kind: 'recursive' }], length: next ? 1 : 2 };
}

function dotted(text: string, at: number): Taken | undefined {
  const [all, name = ''] = find(fieldForm, text, at) ?? [];
  if (all === undefined) return undefined;
  return { nodes: [name === '*' ? { kind: 'wildcard' } : { kind: 'field', name: name.replaceAll('\\', '') }], length: all.length };
}

function bracketed(text: string, at: number): Taken | undefined {
  if (text.startsWith('[?(', at)) return undefined;
  const [all, inside = ''] = find(bracketForm, text, at) ?? [];
  if (all === undefined) return undefined;
  const choices = inside.split(',');
  if (choices.length > 1) return { nodes: [{ kind: 'union', paths: choices.map((each) => parseNodes(`[${each.trim()}]`)) }], length: all.length };
  const key = keyForm.exec(inside)?.[1];
  return { nodes: key === undefined ? [sliceOf(inside === '*' ? ':' : inside)] : parseNodes(`.${key}`), length: all.length };
}

function sliceOf(text: string): Node {
  const found = sliceForm.exec(text);
  if (!found) throw new JsonPathError(`invalid array index ${text}`);
  const [from, to, step] = [found[1], found[2]?.slice(1), found[3]?.slice(1)].map((part) => (part ? indexOf(part) : undefined));
  return { kind: 'slice', from, to, step, single: found[2] === undefined };
}

function indexOf(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new JsonPathError(`array index ${text} is not a number`);
  return Number(text);
}

function quoted(text: string, at: number): Taken | undefined {
  const [all] = find(quotedForm, text, at) ?? [];
  if (all === undefined) return undefined;
  const value = all.slice(1, -1).replace(/\\(.)/g, (_, char: string) => unquoted[char] ?? char);
  return { nodes: [{ kind: 'constant', value }], length: all.length };
}

/** Numbers, true, false. */
function spelled(text: string, at: number): Taken | undefined {
  const [number] = find(numberForm, text, at) ?? [];
  if (number !== undefined) {
    if (!/^[+-]?\d+\.?\d*$/.test(number)) throw new JsonPathError(`cannot parse number ${number}`);
    return { nodes: [{ kind: 'constant', value: Number(number) }], length: number.length };
  }
  const [word] = find(wordForm, text, at) ?? [];
  if (word === undefined) return undefined;
  if (word !== 'true' && word !== 'false') throw new JsonPathError(`unrecognized identifier ${word}`);
  return { nodes: [{ kind: 'constant', value: word === 'true' }], length: word.length };
}
