/** Variables that are given twice: the last value wins, which is rarely meant. */
import type * as core from '../../../schema/types/core.v1';

export function envWarnings(env: readonly core.EnvVar[] | undefined, field: string): string[] {
  if (!env || env.length < 2) return [];
  const seen = new Set<string>();
  return env.flatMap((variable, i) => {
    const { name } = variable;
    const hides = seen.has(name) && !addsTo(variable);
    seen.add(name);
    return hides ? [`${field}[${i}]: hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`] : [];
  });
}

/** `PATH=$(PATH):/more`. */
function addsTo({ name, value = '', valueFrom }: core.EnvVar): boolean {
  const reference = `$(${name})`;
  return !valueFrom && value !== reference && value.includes(reference);
}
