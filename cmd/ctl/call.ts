/** Calls of functions: with what, and what came back. */
import { readFileSync } from 'node:fs';
import { UsageError } from '../flag';

/** The parameters: `{"x": 1}`, `-` for standard input; {} without any. Throws UsageError. */
export function parametersOf(text = '{}'): unknown {
  try {
    return JSON.parse(text === '-' ? readFileSync(0, 'utf8') : text) as unknown;
  } catch (error) {
    throw new UsageError(`the parameters must be JSON, such as '{"x": 1}': ${(error as Error).message}`);
  }
}
