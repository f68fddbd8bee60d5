/** Values by what they belong to, in their order; what belongs to nothing is left out. */
export function grouped<V>(values: readonly V[], keyOf: (value: V) => string | undefined): ReadonlyMap<string, readonly V[]> {
  const groups = new Map<string, V[]>();
  for (const value of values) {
    const key = keyOf(value);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}
