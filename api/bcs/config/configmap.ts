/** BCS' config maps as Kubernetes holds them, and back. */
import type * as core from '../../schema/types/core.v1';
import type { Json, Read } from '../reading';
import type { ConfigMapDefinition } from './definitions';
import { parted, united } from './items';
import { heldMetadata, keptOriginal, objectIn, originalMetadata } from './metadata';

/** `current`: as it is held; of a new one its metadata. */
export function heldConfigMap({ definition, original }: Read<ConfigMapDefinition>, current: core.ConfigMap): core.ConfigMap {
  // What lies elsewhere is fetched by whoever runs the task.
  const { kept, held } = parted(original, ({ type }) => type === 'file');
  const entries = [...held].map(([key, content]) => ({ key, content, text: textOf(content) }));
  return {
    ...current, metadata: heldMetadata(current.metadata, definition.metadata, { ...original, datas: kept }),
    data: someOf(entries.flatMap(({ key, text }) => (text === undefined ? [] : [[key, text]]))),
    binaryData: someOf(entries.flatMap(({ key, content, text }) => (text === undefined ? [[key, content]] : []))),
  };
}

const someOf = (entries: readonly (readonly [string, string])[]): Record<string, string> | undefined => (entries.length ? Object.fromEntries(entries) : undefined);

/** Undefined: it is no text. */
function textOf(content: string): string | undefined {
  const bytes = Buffer.from(content, 'base64');
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? text : undefined;
}

export function originalConfigMap({ metadata, data = {}, binaryData = {} }: core.ConfigMap): Json {
  const original = keptOriginal(metadata);
  const held = new Map([...Object.entries(data).map(([key, text]): [string, string] => [key, Buffer.from(text).toString('base64')]), ...Object.entries(binaryData)]);
  return {
    apiVersion: 'v4', kind: 'configmap', ...original,
    metadata: originalMetadata(metadata, original), datas: united({ kept: objectIn(original, 'datas'), held }, { type: 'file' }),
  };
}
