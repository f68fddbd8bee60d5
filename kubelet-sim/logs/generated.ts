/** Logs that are made up: what such a container might say, the same however often it is asked. */
import type { core } from '../../api';
import { chance } from '../container-life';
import { firstIndex, type Line, type Log } from './log';
import type { Run } from './runs';

const usualIntervalMs = 10_000;
const leastIntervalMs = 1;

/** Between the lines of the start. */
const startStepMs = 20;

/** Times are stored in whole seconds: a run ends somewhere within the last of them. */
const lastMs = 999;

export type Speaker = Pick<core.Container, 'name' | 'image' | 'ports'>;

export function generatedLog(container: Speaker, { id, startedAt, end }: Run, askedIntervalMs = usualIntervalMs): Log {
  const intervalMs = Math.max(leastIntervalMs, askedIntervalMs);
  const greeting = greetingOf(container);
  /** Somewhere in the first half of its interval. */
  const spokenAt = (index: number): number => {
    if (index < greeting.length) return startedAt + index * startStepMs;
    const turn = index - greeting.length;
    return startedAt + greeting.length * startStepMs + Math.floor((turn + 1 + chance(`${id}/${turn}`) / 2) * intervalMs);
  };
  const spokenBy = (now: number): number => {
    const most = greeting.length + Math.max(0, Math.ceil((now - startedAt) / intervalMs)) + 1;
    return firstIndex(most, (index) => spokenAt(index) > now);
  };
  const spoken = (index: number): Line => ({ time: spokenAt(index), stream: 'stdout', text: greeting[index] ?? remark(container, `${id}/${index}`, index - greeting.length) });
  if (!end) return { count: spokenBy, line: spoken, timeOf: spokenAt };

  const endsAt = end.at + lastMs;
  const before = spokenBy(endsAt - 1);
  const farewell: Line = { time: endsAt, ...(end.exitCode === 0 ? { stream: 'stdout', text: `${container.name} is done` } : { stream: 'stderr', text: `fatal: ${container.name} ends with exit code ${end.exitCode}` }) };
  return {
    // It has ended, whatever the milliseconds of its last second are.
    count: () => before + 1,
    line: (index) => (index === before ? farewell : spoken(index)),
    timeOf: (index) => (index < before ? spokenAt(index) : index === before ? endsAt : Infinity),
  };
}

const greetingOf = ({ name, image = '', ports = [] }: Speaker): string[] => [
  `starting ${name} from ${image}`,
  ...(ports ?? []).map(({ containerPort, protocol = 'TCP' }) => `listening on ${containerPort}/${protocol}`),
  `${name} is ready`,
];

const paths = ['/', '/index.html', '/healthz', '/metrics', '/api/items', '/api/items/7', '/favicon.ico'];

function remark({ ports }: Speaker, seed: string, turn: number): string {
  const luck = chance(seed);
  const ms = 1 + Math.floor(luck * 40);
  if (!ports?.length) return `round ${turn + 1}: ${1 + Math.floor(luck * 20)} items in ${ms} ms`;
  const path = paths[Math.floor(luck * 1000) % paths.length] ?? '/';
  return `GET ${path} ${path === '/favicon.ico' ? 404 : 200} ${ms} ms`;
}
