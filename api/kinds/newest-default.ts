/** Of several classes that call themselves the default the newest is, and of equally new ones the first by name. */
import type { KubeObject } from '../object';

export function newestDefault<T extends KubeObject>(classes: readonly T[], isDefault: (each: T) => boolean): T | undefined {
  return classes.filter(isDefault).reduce<T | undefined>((best, each) => (best && !isBefore(each, best) ? best : each), undefined);
}

function isBefore(a: KubeObject, b: KubeObject): boolean {
  const newer = made(a) - made(b);
  return newer === 0 ? (a.metadata.name ?? '') < (b.metadata.name ?? '') : newer > 0;
}

const made = ({ metadata }: KubeObject): number => Date.parse(metadata.creationTimestamp ?? '') || 0;
