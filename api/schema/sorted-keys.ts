/** The keys of a map in the order in which Go prints them: by code unit, which differs from its bytes only beyond the BMP. */
export function sortedKeys(map: object): string[] {
  const keys = Object.keys(map);
  for (let i = 1; i < keys.length; i++) if (keys[i - 1]! > keys[i]!) return keys.sort();
  return keys;
}
