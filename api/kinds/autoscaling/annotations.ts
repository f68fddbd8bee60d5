/** What an older version cannot say of an autoscaler travels as JSON in annotations (kubernetes pkg/apis/autoscaling/annotations.go). */

const prefix = 'autoscaling.alpha.kubernetes.io/';

export const names = { metrics: `${prefix}metrics`, current: `${prefix}current-metrics`, conditions: `${prefix}conditions`, behavior: `${prefix}behavior` } as const;

type Annotations = Readonly<Record<string, string>>;

/** Without those that are meant for the conversion; undefined when none is left. */
export function withoutOurs(annotations: Annotations): Record<string, string> | undefined {
  const ours: readonly string[] = Object.values(names);
  const rest = Object.entries(annotations).filter(([name]) => !ours.includes(name));
  return rest.length ? Object.fromEntries(rest) : undefined;
}

/** An annotation that is no JSON is as good as none, as upstream has it. */
export function valueIn<V>(text: string | undefined): V | undefined {
  if (!text) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as V) : undefined;
  } catch {
    return undefined; // Somebody else's text under our name.
  }
}

export function listIn<V>(text: string | undefined): V[] {
  const value = valueIn<V[]>(text);
  return Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : [];
}
