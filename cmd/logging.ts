/** The log, by winston: to stderr, so that stdout stays for what a user asked to see. */
import winston from 'winston';
import type { Logger } from '../api';

const levels = ['error', 'warn', 'info', 'debug'] as const;

export function createLogger(level: string, format: string): Logger {
  const { combine, timestamp, json, printf } = winston.format;
  const text = printf(({ level: severity, message, timestamp: at, ...fields }) => {
    const rest = Object.keys(fields).length ? ` ${JSON.stringify(fields)}` : '';
    return `${String(at)} ${severity.padEnd(5)} ${String(message)}${rest}`;
  });
  const log = winston.createLogger({
    level,
    format: combine(timestamp(), format === 'json' ? json() : text),
    transports: [new winston.transports.Console({ stderrLevels: [...levels] })],
  });
  // What is below the level costs a call and nothing more: there are debug lines on every request.
  const at = (name: (typeof levels)[number]): Logger['info'] =>
    (log.isLevelEnabled(name) ? (message, fields) => void log.log(name, message, fields) : () => undefined);
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
}
