/** What files describe, in their order, as it goes to the server. */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from '../flag';
import { readManifests, type Manifest } from '../manifests';
import { findKind } from './kinds';
import type { Kind } from './kinds/kind';
import { textAt, type Fields } from './member';
import type { Ref } from './minik8s';
import { wireForm } from './wire';

export interface Document {
  readonly kind: Kind;
  readonly ref: Ref;
  readonly object: Fields;
  /** From where the paths in it are seen. */
  readonly folder: string;
  /** `shop.yaml, document 2` */
  readonly at: string;
}

/** `namespace`: of objects that say none, and which others must not contradict; '' for any. Throws UsageError. */
export function readDocuments(paths: readonly string[], namespace: string): Document[] {
  if (paths.length === 0) throw new UsageError('which files? FILE or -f FILE');
  return paths.flatMap((path) => readManifests([path]).map((manifest) => documentOf(manifest, namespace, folderOf(path))));
}

/** Paths on standard input are seen from here. */
const folderOf = (path: string): string => (path === '-' ? '.' : statSync(path).isDirectory() ? path : dirname(path));

function documentOf({ apiVersion, kind: called, object, at }: Manifest, given: string, folder: string): Document {
  if (apiVersion !== 'v1') throw new UsageError(`${at}: apiVersion ${JSON.stringify(apiVersion)}: objects of minik8s are of v1; others are for kubectl`);
  const kind = findKind(called);
  if (!kind) throw new UsageError(`${at}: minik8s has no kind ${JSON.stringify(called)}`);
  const [name, said] = [textAt(object, 'metadata', 'name'), textAt(object, 'metadata', 'namespace')];
  if (!name) throw new UsageError(`${at}: metadata.name is missing`);
  if (!kind.namespaced) return { kind, ref: { namespace: '', name }, object: wireForm(kind, object), folder, at };
  if (given && said && said !== given) throw new UsageError(`${at}: its namespace is ${said}, not ${given}`);
  const namespace = said || given || 'default';
  return { kind, ref: { namespace, name }, object: wireForm(kind, { ...object, metadata: { ...(object.metadata as Fields), namespace } }), folder, at };
}
