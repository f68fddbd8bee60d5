/** What a container's environment is known to be before anything is asked for. */
import type { core } from '../../api';
import { usualPath } from '../machines/environment';
import { expanded } from '../machines/expansion';
import { hostnameOf, podField } from '../machines/fields';
import { Unforeseen } from './foretold';

export type Container = Pick<core.Container, 'name' | 'image' | 'command' | 'args' | 'env' | 'envFrom' | 'stdin'>;

export interface KnownEnvironment {
  readonly values: ReadonlyMap<string, string>;
  /** Throws Unforeseen for what ConfigMaps, Secrets, Services and shells say. */
  valueOf(name: string): string | undefined;
}

/** Variables of services, and those that a shell makes up. */
const elsewhere = /_SERVICE_(?:HOST|PORT)|_PORT(?:_|$)|^(?:RANDOM|SECONDS|LINENO|PPID|UID|EUID|BASH.*|OSTYPE|HOSTTYPE)$/;

export function knownEnvironment(pod: core.Pod, { env = [], envFrom = [] }: Container): KnownEnvironment {
  const values = new Map<string, string>();
  const unknown = new Set<string>();
  const valueOf = (name: string): string | undefined => {
    const value = values.get(name);
    if (value !== undefined) return value;
    if (name === 'PATH') return usualPath;
    if (name === 'HOME') return '/root';
    if (name === 'HOSTNAME') return hostnameOf(pod);
    if (unknown.has(name) || envFrom.length || elsewhere.test(name)) throw new Unforeseen();
    return undefined;
  };
  for (const { name, value = '', valueFrom } of env) {
    try {
      const found = valueFrom ? valueFrom.fieldRef && podField(pod, valueFrom.fieldRef.fieldPath) : expanded(value, valueOf);
      if (found === undefined) throw new Unforeseen();
      values.set(name, found);
      unknown.delete(name);
    } catch (error) {
      if (!(error instanceof Unforeseen)) throw error;
      values.delete(name);
      unknown.add(name);
    }
  }
  return { values, valueOf };
}
