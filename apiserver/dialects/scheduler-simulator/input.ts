/** What bodies have to be. */
import type { Request } from '../../dialect';

/** A page of another origin cannot send this type without having been allowed to. */
export const isJson = ({ headers: { 'content-type': type = '' } }: Request): boolean => /^application\/json\s*(?:;|$)/i.test(type.trim());

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
