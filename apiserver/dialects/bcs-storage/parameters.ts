/** What lists are asked with, wherever it comes from: `field`, `extra`, and how far. */
import { parsePath, type DocumentCondition, type DocumentPath } from '../../../api';
import type { Parameters } from './call';
import { badInput } from './faults';

export interface Page {
  readonly offset?: number;
  readonly limit?: number;
}

/** Trimmed, without what is empty. */
export const listed = (text: string): string[] => text.split(',').map((part) => part.trim()).filter(Boolean);

/** The paths of `field`; none: the whole document. */
export const fieldsOf = (parameters: Parameters): readonly DocumentPath[] => listed(parameters.get('field') ?? '').map(parsePath);

/** Go's strconv.Atoi reads it so; what is no number is passed over, and what is too large is a lot. */
export function integerOf(text: string | null | undefined): number | undefined {
  if (typeof text !== 'string' || !/^[+-]?\d+$/.test(text)) return undefined;
  return Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Number(text)));
}

/** Events and alarms say `length` for `limit`: either is understood everywhere. Nothing and less than nothing is no limit. */
export function pageOf(parameters: Parameters): Page {
  const offset = integerOf(parameters.get('offset')) ?? 0;
  const limit = integerOf(parameters.get('limit')) ?? integerOf(parameters.get('length')) ?? 0;
  return { ...(offset > 0 && { offset }), ...(limit > 0 && { limit }) };
}

/** The conditions of `extra`; none where it says nothing that can be understood, as upstream. */
export function extraOf(parameters: Parameters): readonly DocumentCondition[] {
  return conditionsOf(parameters) ?? [];
}

/** For what deletes: a condition that cannot be understood is no reason to delete more. */
export function strictExtraOf(parameters: Parameters): readonly DocumentCondition[] {
  const conditions = conditionsOf(parameters);
  if (!conditions) throw badInput('extra is not the base64 of a JSON object');
  return conditions;
}

/** Undefined: it is not understood. */
function conditionsOf(parameters: Parameters): readonly DocumentCondition[] | undefined {
  const text = parameters.get('extra');
  if (!text) return [];
  const pairs = objectIn(text);
  return pairs && Object.entries(pairs).map(([path, value]) => ({ is: 'equals', path: parsePath(path), values: acceptable(value) }));
}

/** Of a list any, or all of it as it stands. */
const acceptable = (value: unknown): readonly unknown[] => (Array.isArray(value) ? [...(value as unknown[]), value] : [value]);

const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** A plus in a query has become a blank; the alphabet for URLs, missing padding and line ends are understood. */
export function objectIn(text: string): object | undefined {
  const standard = text.replace(/[\r\n]/g, '').replace(/ /g, '+').replace(/-/g, '+').replace(/_/g, '/');
  if (!base64.test(standard)) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(standard, 'base64').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
