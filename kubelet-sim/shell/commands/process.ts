/** Who and where one is, when it is, and how long to wait. */
import { sleep } from '../../../api';
import { complain, type Command } from './command';

const text = (name: string, work: Command['run']): Command => ({ name, run: work });

export const env = text('env', async (context) => {
  const environment = new Map(context.environment);
  let at = 0;
  for (; at < context.args.length; at++) {
    const [, name, value] = /^([^=]+)=([^]*)$/.exec(context.args[at]!) ?? [];
    if (name === undefined) break;
    environment.set(name, value ?? '');
  }
  const command = context.args.slice(at);
  if (command.length) return (await context.shell.execute(command, environment)) ?? (complain(context, `can't execute '${command[0]}': No such file or directory`), 127);
  for (const [name, value] of environment) context.output.write(`${name}=${value}\n`);
  return 0;
});

export const printenv = text('printenv', ({ args, environment, output }) => {
  if (args.length === 0) for (const [name, value] of environment) output.write(`${name}=${value}\n`);
  const found = args.filter((name) => environment.has(name));
  for (const name of found) output.write(`${environment.get(name)}\n`);
  return found.length === args.length ? 0 : 1;
});

export const hostname = text('hostname', (context) => {
  context.output.write(`${context.hostname}\n`);
  return 0;
});

export const pwd = text('pwd', ({ folder, output }) => {
  output.write(`${folder}\n`);
  return 0;
});

const nameOf = (id: number): string => (id === 0 ? 'root' : String(id));

export const whoami = text('whoami', (context) => {
  if (context.user !== 0) return complain(context, `unknown uid ${context.user}`);
  context.output.write('root\n');
  return 0;
});

export const id = text('id', ({ args, user, group, output }) => {
  const named = (number: number): string => (number === 0 ? '0(root)' : String(number));
  const flags = args.join('');
  if (flags.includes('u')) output.write(`${flags.includes('n') ? nameOf(user) : user}\n`);
  else if (flags.includes('g')) output.write(`${flags.includes('n') ? nameOf(group) : group}\n`);
  else output.write(`uid=${named(user)} gid=${named(group)} groups=${named(group)}\n`);
  return 0;
});

/** As busybox prints it: the container's program, and itself. */
export const ps = text('ps', ({ program = [], name, args, user, output }) => {
  const row = (pid: number, words: readonly string[]): string => `${String(pid).padStart(5)} ${nameOf(user).padEnd(8)}  0:00 ${words.join(' ')}\n`;
  output.write('PID   USER     TIME  COMMAND\n');
  if (program.length) output.write(row(1, program));
  output.write(row(ownPid, [name, ...args]));
  return 0;
});

const ownPid = 7;

export const uname = text('uname', ({ args, hostname: host, output }) => {
  const [version, machine] = ['6.1.0-minikapi', 'x86_64'];
  const wanted: Readonly<Record<string, string>> = { '-a': `Linux ${host} ${version} #1 SMP ${machine} GNU/Linux`, '-r': version, '-m': machine, '-n': host };
  output.write(`${wanted[args[0] ?? ''] ?? 'Linux'}\n`);
  return 0;
});

const units: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** How long `sleep` is to take; what is wrong with its arguments otherwise. */
export function sleepMs(args: readonly string[]): number | string {
  if (args.length === 0) return 'missing operand';
  let ms = 0;
  for (const arg of args) {
    const [, number, unit = ''] = /^(\d+(?:\.\d+)?|\.\d+|inf(?:inity)?)([smhd]?)$/.exec(arg) ?? [];
    if (number === undefined) return `invalid number '${arg}'`;
    ms += number.startsWith('inf') ? Infinity : Number(number) * (units[unit] ?? 1) * 1000;
  }
  return ms;
}

export const pause = text('sleep', async (context) => {
  const ms = sleepMs(context.args);
  if (typeof ms === 'string') return complain(context, ms);
  await sleep(context.clock, Math.min(ms, 2 ** 31 - 1), context.signal);
  if (context.signal.aborted) throw context.interrupted();
  return 0;
});

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export const date = text('date', (context) => {
  const now = new Date(context.clock.now());
  const format = context.args.find((arg) => arg.startsWith('+'))?.slice(1) ?? '%a %b %e %H:%M:%S UTC %Y';
  const iso = now.toISOString();
  const values: Readonly<Record<string, string>> = {
    Y: iso.slice(0, 4), m: iso.slice(5, 7), d: iso.slice(8, 10), e: String(now.getUTCDate()).padStart(2), H: iso.slice(11, 13), M: iso.slice(14, 16), S: iso.slice(17, 19), F: iso.slice(0, 10), T: iso.slice(11, 19),
    s: String(Math.floor(now.getTime() / 1000)), N: `${iso.slice(20, 23)}000000`, a: days[now.getUTCDay()]!, b: months[now.getUTCMonth()]!, Z: 'UTC', z: '+0000', '%': '%', n: '\n',
  };
  context.output.write(`${format.replace(/%(.)/g, (whole, letter: string) => values[letter] ?? whole)}\n`);
  return 0;
});

export const yes = text('true', () => 0);
export const no = text('false', () => 1);
