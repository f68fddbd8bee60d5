/**
 * What a validation found, in the words of k8s.io/kube-openapi pkg/validation (errors/schema.go) and as
 * k8s.io/apiextensions-apiserver pkg/apiserver/validation turns them into faults of fields.
 */
import type { FieldError, FieldErrorType } from '../../field-error';

interface Found {
  /** Upstream tells every text once. */
  readonly text: string;
  /** Undefined: the fault has no place of its own. */
  readonly path: string | undefined;
  readonly type: FieldErrorType;
  readonly value: unknown;
  readonly detail: string;
}

export class Result {
  private readonly found: Found[] = [];
  private texts: Set<string> | undefined;
  /** How many checks went well: of several schemas that do not fit, the one that fits most is told of. */
  matches = 0;

  get valid(): boolean {
    return this.found.length === 0;
  }

  /** `replicas in body should be …`, at the value. */
  invalid(path: string, value: unknown, rest: string): void {
    this.invalidAt(path, value, `${path} in body ${rest}`);
  }

  invalidAt(path: string, value: unknown, text: string): void {
    this.add({ text, path, type: 'FieldValueInvalid', value, detail: text });
  }

  wrongType(path: string, type: string, found: string): void {
    const text = `${path} in body must be of type ${type}: ${JSON.stringify(found)}`;
    this.add({ text, path, type: 'FieldValueTypeInvalid', value: found, detail: text });
  }

  /** Of the whole rather than of a field. */
  general(text: string): void {
    this.add({ text, path: undefined, type: 'FieldValueInvalid', value: '', detail: text });
  }

  required(path: string): void {
    this.add({ text: `${path} in body is required`, path, type: 'FieldValueRequired', value: undefined, detail: '' });
  }

  unsupported(path: string, value: unknown, allowed: readonly unknown[]): void {
    const texts = allowed.map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
    this.add({ text: `${path} in body should be one of`, path, type: 'FieldValueNotSupported', value: value ?? null, detail: `supported values: ${texts.map((each) => JSON.stringify(each)).join(', ')}` });
  }

  tooLong(path: string, most: number): void {
    this.add({ text: `${path} in body should be at most ${most} chars long`, path, type: 'FieldValueTooLong', value: undefined, detail: `may not be more than ${most} ${most === 1 ? 'byte' : 'bytes'}` });
  }

  tooMany(path: string, count: number, most: number): void {
    this.add({ text: `${path} in body should have at most ${most}`, path, type: 'FieldValueTooMany', value: count, detail: `must have at most ${most} ${most === 1 ? 'item' : 'items'}` });
  }

  merge(other: Result): void {
    this.matches += other.matches;
    for (const each of other.found) this.add(each);
  }

  /** `base`: where the value stands; `''`: it is the object. */
  faults(base: string): FieldError[] {
    return this.found.map(({ path, type, value, detail }) => ({ type, field: fieldOf(base, path), ...(value !== undefined && { value }), detail }));
  }

  private add(found: Found): void {
    this.texts ??= new Set();
    if (this.texts.has(found.text)) return;
    this.texts.add(found.text);
    this.found.push(found);
  }
}

/** As Go prints a path that is none. */
const nowhere = '<nil>';

function fieldOf(base: string, path: string | undefined): string {
  const name = path?.replace(/^\./, '');
  if (!name) return base || nowhere;
  return base ? `${base}.${name}` : name;
}
