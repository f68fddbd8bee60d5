/** The log, by winston: to stderr, so that stdout stays for what a user asked to see. */
import winston from 'winston';
import type { Logger } from '../api';

export function createLogger(level: string, format: string): Logger {
  const { combine, timestamp, json, printf } = winston.format;
  const text = printf(({ level: severity, message, timestamp: at, ...fields }) => {
    const rest = Object.keys(fields).length ? ` ${JSON.stringify(fields)}` : '';
    return `${String(at)} ${severity.padEnd(5)} ${String(message)}${rest}`;
  });
  return winston.createLogger({
    level,
    format: combine(timestamp(), format === 'json' ? json() : text),
    transports: [new winston.transports.Console({ stderrLevels: ['error', 'warn', 'info', 'debug'] })],
  });
}
