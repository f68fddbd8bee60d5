/**
 * Paths of fields in expressions and field selectors: `.spec.size`, `.spec['odd.name']`
 * (k8s.io/apiextensions-apiserver pkg/apiserver/schema/cel validation.go ValidFieldPath).
 */
import { propertyOf, valuesOf, type Structural } from '../structural';

export interface FieldPath {
  /** `spec.size`, `spec.labels[a]`. */
  readonly path: string;
  /** Its first field. */
  readonly root: string;
  readonly schema: Structural;
}

interface Options { readonly brackets?: boolean }

const token = /'(?:[^'\\]|\\.)*'|[.[\]]|[^.[\]']+|'/gs;
const escapes: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', "'": "'", '\\': '\\' };

/** Where a path leads, or why it leads nowhere. */
export function fieldPath(text: string, schema: Structural, { brackets = true }: Options = {}): FieldPath | string {
  const tokens = text.match(token) ?? [];
  let here: FieldPath = { path: '', root: '', schema };
  for (let i = 0; i < tokens.length;) {
    const step = stepAt(tokens, i, brackets);
    if (typeof step === 'string') return step;
    const next = enter(here, step.name);
    if (typeof next === 'string') return next;
    here = next;
    i += step.length;
  }
  return here;
}

interface Step { readonly name: string; readonly length: number }

function stepAt(tokens: readonly string[], i: number, brackets: boolean): Step | string {
  const [opening, name, closing] = [tokens[i], tokens[i + 1], tokens[i + 2]];
  if (opening === '.') return name === undefined ? 'unexpected end of JSON path' : { name, length: 2 };
  if (opening !== '[') return `expected [ or . but got: ${opening}`;
  if (!brackets) return 'array notation is not allowed';
  if (name === undefined) return 'unexpected end of JSON path';
  if (name.length < 2 || !name.startsWith("'") || !name.endsWith("'")) return `expected single quoted string but got ${name}`;
  const bad = /\\(?![abfnrtv'\\])./.exec(name)?.[0];
  if (bad) return `invalid string literal: invalid escape char ${bad}`;
  if (closing !== ']') return closing === undefined ? 'unexpected end of JSON path' : `expected ] but got ${closing}`;
  return { name: name.slice(1, -1).replace(/\\(.)/g, (_, letter: string) => escapes[letter] ?? letter), length: 3 };
}

function enter({ path, root, schema }: FieldPath, name: string): FieldPath | string {
  const values = valuesOf(schema);
  const inside = schema.properties ? propertyOf(schema, name) : values;
  if (!inside) return 'does not refer to a valid field';
  const next = schema.properties ? (path ? `${path}.${name}` : name) : `${path}[${name}]`;
  return { path: next, root: root || name, schema: inside };
}
