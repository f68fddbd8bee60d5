/** From the flags of the command line to a policy and a place to write to. */
import { readFileSync } from 'node:fs';
import type { Clock, Logger } from '../../api';
import type { AuditOptions } from './audit';
import { LogFile } from './log-file';
import { parsePolicy, PolicyError, type AuditPolicy } from './policy';

export interface AuditSettings {
  /** '' for none: then nothing is audited. */
  readonly policyFile: string;
  /** A file, `-` for stdout, '' for none. */
  readonly logPath: string;
  /** In megabytes, as lumberjack's; 0 for its default. */
  readonly maxSizeMegabytes: number;
  readonly maxBackups: number;
}

export interface OpenAudit extends AuditOptions {
  /** Resolves when everything is written. */
  close(): Promise<void>;
}

const defaultMegabytes = 100;

/** Undefined when nothing is to be audited. Throws PolicyError, or what the file system says of the log. */
export function openAudit(settings: AuditSettings, deps: { readonly clock: Clock; readonly log: Logger }): OpenAudit | undefined {
  const { policyFile, logPath, maxSizeMegabytes, maxBackups } = settings;
  if (!policyFile) {
    if (logPath) deps.log.warn('No audit policy file provided, no events will be recorded for log backend');
    return undefined;
  }
  const policy = readPolicy(policyFile, deps.log);
  if (!logPath) return undefined;
  if (logPath === '-') return { policy, sink: { write: (line) => void process.stdout.write(line) }, close: () => Promise.resolve() };
  const file = new LogFile({ ...deps, path: logPath, maxSize: (maxSizeMegabytes || defaultMegabytes) * 1024 * 1024, maxBackups });
  return { policy, sink: file, close: () => file.close() };
}

function readPolicy(path: string, log: Logger): AuditPolicy {
  const text = readText(path);
  try {
    return parsePolicy(text, (field) => log.warn('the audit policy has a field that no policy has', { file: path, field }));
  } catch (error) {
    if (error instanceof PolicyError) throw new PolicyError(`loading audit policy file: ${error.message}: from file ${path}`);
    throw error;
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new PolicyError(`loading audit policy file: failed to read file path ${JSON.stringify(path)}: ${(error as Error).message}`);
  }
}
