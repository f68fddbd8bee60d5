/**
 * What a file says, declared once: from a shape come the typed value, the faults and the page of documentation. JSON Schema (ajv, which
 * is at hand) would tell neither units nor meanings nor the type, and its messages name no field in the words of the file.
 */
import type { Reading } from './reading';

export interface Shape<T> {
  /** As documentation says it: `string`, `integer`, `list of string`. */
  readonly type: string;
  readonly meaning: string;
  readonly unit?: string;
  /** It must be there. */
  readonly isRequired?: boolean;
  /** What stands for it where it is missing, as documentation says it; absent: the usual thing. */
  readonly fallback?: string;
  /** Of a record. */
  readonly members?: Members;
  /** Of a list. */
  readonly items?: Shape<unknown>;
  /** What stands for it where it is missing. */
  readonly empty: T;
  /** Undefined: it is missing. Faults are told to `reading`, and any value of the type is returned. */
  read(value: unknown, reading: Reading): T;
}

export type Members = Readonly<Record<string, Shape<unknown>>>;

export type Of<S> = S extends Shape<infer T> ? T : never;

export interface About<T> {
  readonly isRequired?: true;
  readonly fallback?: T;
  readonly unit?: string;
}

export const required = { isRequired: true } as const;

/** Go's decoder takes null for nothing. */
export const isMissing = (value: unknown): value is null | undefined => value === undefined || value === null;

/** As users name it. */
export const typeOf = (value: unknown): string => (Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value);
