/** What a room needs of a logger. `cmd/` backs it with winston; a library user may pass their own. */
export interface Logger {
  debug(message: string, fields?: object): void;
  info(message: string, fields?: object): void;
  warn(message: string, fields?: object): void;
  error(message: string, fields?: object): void;
}

export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
