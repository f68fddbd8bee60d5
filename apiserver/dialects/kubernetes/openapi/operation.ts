/** One operation as OpenAPI lists it, and what all of them share. */
import type { ResourceDefinition } from '../../../../api';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly type: 'string' | 'integer' | 'boolean';
  readonly description: string;
}

export interface Operation {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete' | 'head' | 'options';
  readonly id: string;
  readonly action: string;
  readonly kind: { readonly group: string; readonly version: string; readonly kind: string };
  readonly parameters: readonly Parameter[];
  /** Definition of the request's body. */
  readonly body?: string;
  /** Media types of the body, where they are not the usual. */
  readonly consumes?: readonly string[];
  /** Definition of the answer; absent: text, or whatever is at the other end. */
  readonly answer?: string;
}

export interface Path {
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly operations: readonly Operation[];
}

export const query = (name: string, type: Parameter['type'], description: string): Parameter => ({ name, in: 'query', type, description });

export const pretty = query('pretty', 'string', 'true: indented output.');

export const pascal = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export function operationId(action: string, { group, version, kind }: ResourceDefinition, scope: string, suffix = ''): string {
  return `${action}${pascal((group || 'core').split('.')[0] ?? '')}${pascal(version)}${scope}${kind}${suffix}`;
}

export const scopeName = (namespaced: boolean): string => (namespaced ? 'Namespaced' : '');
