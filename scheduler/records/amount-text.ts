/** Amounts of resources as people write them. */

/** Two decimals at most. */
const rounded = (value: number): string => String(Math.round(value * 100) / 100);

const binary: readonly (readonly [string, number])[] = [['Ti', 2 ** 40], ['Gi', 2 ** 30], ['Mi', 2 ** 20], ['Ki', 2 ** 10]];

function bytes(value: number): string {
  const unit = binary.find(([, size]) => Math.abs(value) >= size);
  return unit ? `${rounded(value / unit[1])}${unit[0]}` : String(value);
}

/** `cpu` in thousandths of a core, memory and storage in bytes, everything else in units. */
export function amountText(resource: string, value: number): string {
  if (resource === 'cpu') return String(value / 1000);
  return resource === 'memory' || resource === 'ephemeral-storage' || resource.startsWith('hugepages-') ? bytes(value) : String(value);
}
