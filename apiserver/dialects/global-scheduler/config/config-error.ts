/** The server cannot start with this directory. The message is for the user. */
export class ConfigError extends Error {
  constructor(directory: string, readonly faults: readonly string[]) {
    super(`Global Scheduler configuration ${directory}: ${faults.join('\n  ')}`);
    this.name = 'ConfigError';
  }
}
