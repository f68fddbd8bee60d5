/** Members of what a minik8s server sends. Their names are matched as Go's JSON does, in any case: some servers send `Spec.ClusterIP`. */

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

export const memberAt = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce((found, name) => (isFields(found) ? found[name] ?? found[Object.keys(found).find((each) => same(each, name)) ?? name] : undefined), value);

/** '' for none. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = memberAt(value, ...path);
  return ['string', 'number', 'boolean'].includes(typeof found) ? String(found) : '';
}

/** 0 for none, as Go has it. */
export const numberAt = (value: unknown, ...path: readonly string[]): number => Number(textAt(value, ...path)) || 0;

export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = memberAt(value, ...path);
  return Array.isArray(found) ? found : [];
}
