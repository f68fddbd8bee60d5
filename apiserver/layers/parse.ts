/** Bodies from text: JSON and YAML, with the faults that upstream's strict decoding finds in the raw text. */
import { parseDocument, visit, type Document, type ParsedNode, type Tags } from 'yaml';
import { ApiError } from '../../api';
import { findDuplicates } from './duplicates';
import { describeJsonFault } from './json-fault';
import { BodySyntaxError } from './syntax-error';

export interface ParsedBody {
  readonly value: unknown;
  /** `duplicate field "spec.replicas"`: what strict decoding refuses and else becomes a warning. */
  readonly duplicates: readonly string[];
}

/** Throws BodySyntaxError with Go's text (encoding/json). */
export function parseJson(bytes: Buffer): ParsedBody {
  const text = bytes.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BodySyntaxError(describeJsonFault(text), "couldn't get version/kind; json parse error: ");
  }
  return { value, duplicates: findDuplicates(text) };
}

/** Aliases resolved in one document; beyond it, it is an attack rather than a manifest ("billion laughs"). */
const maxAliases = 100;

/** Values after aliases are resolved: a shared anchor counts each time it is used. */
const maxValues = 1_000_000;

/** YAML 1.1 as sigs.k8s.io/yaml reads it: `yes` and `on` are booleans, merge keys work, dates and 1:30 stay text. */
const tags = (all: Tags): Tags =>
  all.filter((tag) => typeof tag === 'string' || !(tag.tag.endsWith(':timestamp') || ('format' in tag && tag.format === 'TIME')));

/** Throws BodySyntaxError. Only one document is taken. */
export function parseYaml(bytes: Buffer): ParsedBody {
  const document = readDocument(bytes.toString('utf8'));
  const faults = document.errors.filter((error) => error.code !== 'DUPLICATE_KEY');
  if (faults[0]) throw new BodySyntaxError(`yaml: ${faults[0].message}`);
  const duplicates = document.errors.map((error) => `line ${error.linePos?.[0].line ?? 0}: key ${keyAt(document, error.pos[0])} already set in map`);
  return { value: toValue(document), duplicates };
}

function readDocument(text: string): Document.Parsed {
  try {
    return parseDocument(text, { version: '1.1', customTags: tags, prettyErrors: true, uniqueKeys: true, logLevel: 'error' });
  } catch (error) {
    throw tooDeep(error);
  }
}

function toValue(document: Document.Parsed<ParsedNode>): unknown {
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: maxAliases });
  } catch (error) {
    if (error instanceof ReferenceError) throw new BodySyntaxError('yaml: document contains excessive aliasing');
    throw tooDeep(error);
  }
  if (countValues(value) > maxValues) throw new BodySyntaxError('yaml: document contains excessive aliasing');
  return value;
}

/** The parser recurses: a stack overflow is the client's doing. */
function tooDeep(error: unknown): unknown {
  return error instanceof RangeError ? new BodySyntaxError('yaml: exceeded max depth') : error;
}

function countValues(root: unknown): number {
  const pending: unknown[] = [root];
  let count = 0;
  while (pending.length && count <= maxValues) {
    const value = pending.pop();
    count++;
    if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) pending.push(inner);
  }
  return count;
}

function keyAt(document: Document.Parsed, offset: number): string {
  let key = '';
  visit(document, {
    Scalar(slot, node) {
      if (slot !== 'key' || node.range?.[0] !== offset) return undefined;
      key = String(node.value);
      return visit.BREAK;
    },
  });
  return JSON.stringify(key);
}

/** What the body parse errors become for an object of a kind (k8s.io/apiserver endpoints/handlers transformDecodeError). */
export function unrecognized(error: BodySyntaxError, kind: string, bytes: Buffer): ApiError {
  return ApiError.badRequest(`the object provided is unrecognized (must be of type ${kind}): ${error.message} (${summarize(bytes)})`);
}

const shown = 30;

/** k8s.io/apiserver endpoints/handlers summarizeData. */
function summarize(bytes: Buffer): string {
  if (bytes.length === 0) return '<empty>';
  const head = bytes.subarray(0, shown).toString(bytes[0] === 0x7b ? 'utf8' : 'hex');
  return bytes.length > shown ? `${head} ...` : head;
}
