/** Of several classes that call themselves the default the newest is, and of equally new ones the first by name. */
import type { KubeObject } from '../../api';

export function newestDefault<T extends KubeObject>(classes: readonly T[], isDefault: (annotations: Readonly<Record<string, string>>) => boolean): T | undefined {
  let found: T | undefined;
  // They come in the order of their names.
  for (const each of classes) {
    if (isDefault(each.metadata.annotations ?? {}) && (!found || made(each) > made(found))) found = each;
  }
  return found;
}

const made = ({ metadata }: KubeObject): number => Date.parse(metadata.creationTimestamp ?? '') || 0;
