/** A command that does something with a cluster and ends: its own flags, and things that it is about. */
import { flagRows, helpRows, table, type Flag, type Given } from './flag';

export interface Tool {
  readonly summary: string;
  /** `FILE`: what must follow the command, beside flags. */
  readonly operands: readonly string[];
  readonly flags: readonly Flag[];
  run(given: Given): Promise<void>;
}

export const toolHelp = (name: string, { summary, operands, flags }: Tool): string =>
  `Usage: minikapi ${[name, ...operands].join(' ')} [flags]\n\n  ${summary}\n\nFlags:\n${table([...flagRows(flags), ...helpRows])}\n`;
