/** How changes are put (upstream's EventType): a JSON object each, with a line end. */
import { projection, type StoredDocument } from '../../../../api';
import type { DocumentChange } from '../../../../registry';
import type { Service } from '../call';
import { rendering } from '../rendering';

/** A change of a document. */
export type Told = Exclude<DocumentChange, { readonly type: 'broken' }>;

const types = { added: 1, removed: 2, changed: 3 } as const;

const frame = (type: number, value: string | Buffer): Buffer => Buffer.concat([Buffer.from(`{"type":${type},"value":`), Buffer.from(value), Buffer.from('}\n')]);

/** Somebody is there. */
export const nothing = frame(0, 'null');

/** It is over. */
export const broken = frame(-1, 'null');

/** Of what is gone no more than what it was. */
const identity = projection(['clusterId', 'namespace', 'resourceType', 'resourceName', 'type', 'name'].map((member) => [member]));

/** The document as it is after the change. */
export function encoding(service: Service): (told: Told) => Buffer {
  const render = rendering(service);
  const value = (type: Told['type'], document: StoredDocument): string | Buffer => (type === 'removed' ? JSON.stringify(identity(document.value)) : render(document));
  return ({ type, document }) => frame(types[type], value(type, document));
}
