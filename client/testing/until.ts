/** Waits for a condition, never for time; jest's own limit ends what never comes true. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

/** Keeps what was logged, as `level: message`. */
export function memoryLogger(): { lines: string[]; debug(m: string): void; info(m: string): void; warn(m: string): void; error(m: string): void } {
  const lines: string[] = [];
  const write = (level: string) => (message: string): void => { lines.push(`${level}: ${message}`); };
  return { lines, debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
