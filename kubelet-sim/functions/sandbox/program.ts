/** What a sandbox runs. */
import type { minik8s } from '../../../api';

export interface Program {
  readonly runtime: minik8s.Runtime;
  /** By their paths. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** The file that defines the handler, or is the script. */
  readonly entry: string;
  readonly handler: string;
  readonly env: Readonly<Record<string, string>>;
  readonly limits: Limits;
}

export interface Limits {
  /** How long a call, or a script, may take. */
  readonly timeoutMs: number;
  readonly memoryMiB: number;
}

/** The source cannot be run at all; the message says why. */
export class CompileFault extends Error {}

export const defaultLimits: Readonly<Record<minik8s.Runtime, Limits>> = {
  javascript: { timeoutMs: 30_000, memoryMiB: 64 },
  python: { timeoutMs: 30_000, memoryMiB: 256 },
};

export const entryOf: Readonly<Record<minik8s.Runtime, string>> = { javascript: 'func.js', python: 'func.py' };

/** Lines that only Python has: `def main(params):`, `import json`, `from x import y`; and of no import of JavaScript's. */
const python = /^(?:(?:async\s+)?def\s+\w+\s*\(|class\s+\w+[^{]*:\s*(?:#.*)?$|from\s+[\w.]+\s+import\s|import\s+[\w.]+(?:\s*,\s*[\w.]+)*(?:\s+as\s+\w+)?\s*(?:#.*)?$|(?:print|if|for|while|with|try|else)\b[^{;]*:?\s*(?:#.*)?$)/m;
const javascript = /^\s*(?:(?:export\s+)?(?:async\s+)?function\b|(?:export\s+)?(?:const|let|var)\s|module\.exports|exports\.|import\s.*['"]|export\s)/m;

/** What a source looks like. */
export const runtimeOf = (source: string): minik8s.Runtime => (python.test(source) && !javascript.test(source) ? 'python' : 'javascript');
