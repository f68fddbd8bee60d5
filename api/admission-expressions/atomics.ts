/** Parts of a configuration that would replace what is there as a whole: a policy may name none of them (k8s.io/apiserver …/mutating/patch/smd.go). */
import type { ApplyType } from '../apply/typed';
import { childOf } from '../apply/walk';

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Their paths: `.spec.selector`. */
export function atomicsIn(type: ApplyType, value: unknown, path = ''): string[] {
  if (type.kind === 'leaf') {
    const isWhole = (type.shape === 'map' && isMap(value)) || (type.shape === 'list' && Array.isArray(value));
    return isWhole ? [path, ...inside(type.inner?.(), value, path)] : [];
  }
  if (type.kind === 'list') return Array.isArray(value) ? value.flatMap((item, i) => atomicsIn(type.items, item, `${path}[${i}]`)) : [];
  return isMap(value) ? Object.entries(value).flatMap(([name, each]) => {
    const child = childOf(type, name);
    return child ? atomicsIn(child.type, each, `${path}.${name}`) : [];
  }) : [];
}

function inside(type: ApplyType | undefined, value: unknown, path: string): string[] {
  if (!type) return [];
  return Array.isArray(value) ? value.flatMap((item, i) => atomicsIn(type, item, `${path}[${i}]`)) : atomicsIn(type, value, path);
}
