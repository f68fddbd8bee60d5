/** BCS' secrets as Kubernetes holds them, and back. */
import type * as core from '../../schema/types/core.v1';
import type { Json, Read } from '../reading';
import type { SecretDefinition } from './definitions';
import { parted, united } from './items';
import { heldMetadata, keptOriginal, objectIn, originalMetadata } from './metadata';

/** `current`: as it is held; of a new one its metadata. Types are words to BCS: they ask for nothing. */
export function heldSecret({ definition, original }: Read<SecretDefinition>, current: core.Secret): core.Secret {
  const { kept, held } = parted(original, () => true);
  return { ...current, metadata: heldMetadata(current.metadata, definition.metadata, { ...original, datas: kept }), data: held.size ? Object.fromEntries(held) : undefined };
}

export function originalSecret({ metadata, type, data = {} }: core.Secret): Json {
  const original = keptOriginal(metadata);
  return {
    apiVersion: 'v4', kind: 'secret', ...(!('kind' in original) && { type }), ...original,
    metadata: originalMetadata(metadata, original), datas: united({ kept: objectIn(original, 'datas'), held: new Map(Object.entries(data)) }, {}),
  };
}
