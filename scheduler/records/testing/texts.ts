/** A map as JSON, by name. */
export const goJson = (map: Readonly<Record<string, string>>): string => JSON.stringify(Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1))));
